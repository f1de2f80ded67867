"""Files that go with a notice: read through for figures of persons before they are kept."""

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from selection import storage
from selection.errors import Reason, Refused
from selection.rules.notices import CONTACT_LABELS
from selection.rules.redaction import document_leaks, leaks
from selection.settings.queries import values
from selection.storage import Kept

LARGEST = 20 * 1024 * 1024
PATIENCE = 40
READING = Path(__file__).with_name("reading.py")
TITLE = "现在不能上传这个附件"
KINDS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
ZIPPED = frozenset({"xlsx", "docx"})


@dataclass(frozen=True)
class Scanned:
    """A file that was read through and kept. ``unread``: what in it no program can read; empty: nothing."""

    filename: str
    media_type: str
    kept: Kept
    unread: str


def scan(stream: IO[bytes], filename: str) -> Scanned:
    """Read an attachment through and keep it. Raises ``Refused`` where a figure of a person stands in it.

    Called before the transaction opens: nothing waits while a file is read.
    """
    name = Path(filename.replace("\\", "/").replace("\0", "")).name[-150:]
    ending = name.rpartition(".")[2].lower()
    content = stream.read(LARGEST + 1)
    _refuse_unless_sound(name, ending, content)
    told = _read(content, ending)
    known = [values()[key] for key, _ in CONTACT_LABELS]
    found = [f"文件名{leak}" for leak in leaks(name.rpartition(".")[0])]
    for text in told["texts"]:
        found += [leak for leak in document_leaks(str(text), known=known) if leak not in found]
    if found:
        cure = (
            "公示附件里不能有证件号、电话、邮箱和出生日期，隐藏的行列、批注、修订和文件属性也一样。请删去后另存再上传。"
        )
        raise Refused(*(Reason(f"“{name}”{leak}", cure) for leak in found), title=TITLE)
    return Scanned(name, KINDS[ending], storage.keep(io.BytesIO(content)), str(told["unread"]))


def _refuse_unless_sound(name: str, ending: str, content: bytes) -> None:
    if ending not in KINDS:
        raise Refused(
            Reason(f"“{name or '未命名'}”不是可以上传的种类", "只收 PDF、xlsx、docx 和 JPG、PNG，请转换后再上传。"),
            title=TITLE,
        )
    if not content:
        raise Refused(Reason(f"“{name}”是空的", "请检查后重新选择。"), title=TITLE)
    if len(content) > LARGEST:
        raise Refused(Reason(f"“{name}”超过 {LARGEST >> 20} MB", "请压缩后再上传。"), title=TITLE)
    import filetype  # noqa: PLC0415 - most web workers scan no notice

    found = filetype.guess_mime(content[:8192])
    fits = content.startswith(b"PK\x03\x04") if ending in ZIPPED else found == KINDS[ending]
    if not fits:
        raise Refused(Reason(f"“{name}”的内容与后缀名不符，可能设了密码", "请用原来的软件另存后再上传。"), title=TITLE)


def _read(content: bytes, ending: str) -> dict[str, Any]:
    """Have a process of its own read the file, and believe only what it says of it."""
    with TemporaryDirectory(prefix="scan-") as folder:
        path = Path(folder) / f"file.{ending}"
        path.write_bytes(content)
        command = [sys.executable, "-I", str(READING), str(path), ending]
        try:
            run = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False, cwd=folder)
            told: dict[str, Any] = json.loads(run.stdout)
        except (subprocess.TimeoutExpired, ValueError):
            raise Refused(Reason("这个文件太复杂，读不出来", "请另存或缩小后再上传。"), title=TITLE) from None
    if "refused" in told:
        raise Refused(str(told["refused"]), title=TITLE)
    return told


def rows_of(content: bytes) -> list[list[str]]:
    """The rows of the sheets of a workbook handed in by strangers, read in a process of its own."""
    _refuse_unless_sound("名单.xlsx", "xlsx", content)
    told = _read(content, "xlsx")["texts"]
    return [line.split("\t") for text in told for line in str(text).split("\n") if "\t" in line]
