"""Uploaded files: which are taken, and how each is looked into before it is kept."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from selection import storage
from selection.errors import Refused
from selection.storage import Kept

LARGEST = 50 * 1024 * 1024
PATIENCE = 20
HEAD = 4096
KINDS = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
"""What may be uploaded, by ending. The content must be of the same kind."""

PICTURES = frozenset({"image/jpeg", "image/png"})
INSPECTION = Path(__file__).with_name("inspection.py")
TITLE = "现在不能上传这个文件"


@dataclass(frozen=True)
class Taken:
    """A file that was looked into and kept. ``preview_key``: where its small picture is, if it is a picture."""

    filename: str
    media_type: str
    kept: Kept
    preview_key: str | None


def take(stream: IO[bytes], filename: str, *, pictures_only: bool = False) -> Taken:
    """Look into an uploaded file and keep it. Raises ``Refused`` with what to do instead.

    Called before the transaction opens: nothing waits while a file is read.
    """
    name = Path(filename.replace("\\", "/").replace("\0", "")).name[-200:]
    media_type = KINDS.get(name.rpartition(".")[2].lower(), "")
    if not media_type or (pictures_only and media_type not in PICTURES):
        kinds = "JPG、PNG 图片" if pictures_only else "PDF 文件和 JPG、PNG 图片"
        raise Refused(f"“{name or '未命名'}”不是可以上传的种类：只收{kinds}。请转换后再上传", title=TITLE)
    with TemporaryDirectory(prefix="upload-") as folder:
        path = Path(folder) / "original"
        size = _copied(stream, path)
        _check_size(name, size)
        _check_kind(name, path, media_type)
        result, preview = Path(folder) / "result", Path(folder) / "preview"
        _inspect(path, media_type, result, preview)
        with (result if media_type in PICTURES else path).open("rb") as whole:
            kept = storage.keep(whole)
        if media_type not in PICTURES:
            return Taken(name, media_type, kept, None)
        with preview.open("rb") as small:
            return Taken(name, media_type, kept, storage.keep(small).key)


def _copied(stream: IO[bytes], path: Path) -> int:
    size = 0
    with path.open("wb") as copy:
        while size <= LARGEST and (chunk := stream.read(1 << 20)):
            size += copy.write(chunk)
    return size


def _check_size(name: str, size: int) -> None:
    if size == 0:
        raise Refused(f"“{name}”是空的，没有内容。请检查后重新选择", title=TITLE)
    if size > LARGEST:
        most = LARGEST // 1_048_576
        raise Refused(f"“{name}”超过 {most} MB。请压缩或分开后再上传", title=TITLE)


def _check_kind(name: str, path: Path, media_type: str) -> None:
    with path.open("rb") as opened:
        head = opened.read(HEAD)
    import filetype  # noqa: PLC0415 - most web workers take no file for a long while

    found = filetype.guess_mime(head)
    if found != media_type:
        ending = name.rpartition(".")[2]
        raise Refused(f"“{name}”的内容与后缀名 .{ending} 不符。请用原来的软件另存后再上传", title=TITLE)


def _inspect(path: Path, media_type: str, result: Path, preview: Path) -> None:
    """Have a process of its own open the file, and believe only its sentence."""
    command = [sys.executable, "-I", str(INSPECTION), str(path), media_type, str(result), str(preview)]
    try:
        run = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False, cwd=path.parent)
    except subprocess.TimeoutExpired:
        raise Refused(f"这个文件 {PATIENCE} 秒内没有打开，内容可能有问题。请另存或缩小后再上传", title=TITLE) from None
    try:
        answer = json.loads(run.stdout)
    except ValueError:
        raise Refused("这个文件太复杂，打不开。请另存或缩小后再上传", title=TITLE) from None
    if refused := answer.get("refused"):
        raise Refused(refused, title=TITLE)
