"""An uploaded workbook, looked at from a safe distance: size and shape here, the content in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from selection.errors import Reason, Refused
from selection.register.workbooks.columns import BY_HEADING, COLUMNS

LARGEST = 5 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 5_000, 40
PATIENCE = 12
READING = Path(__file__).with_name("reading.py")
TITLE = "现在不能检查这份表"
HEAD_WITHIN = 5


@dataclass(frozen=True)
class Sheet:
    """The rows below the heading: line in the workbook and the cells by column. Empty rows are left out."""

    filename: str
    rows: Sequence[tuple[int, Mapping[str, str]]]


def open_sheet(stream: IO[bytes], filename: str) -> Sheet:
    """Read a workbook. Raises ``Refused`` with what to do instead; called before any transaction opens."""
    name = Path(filename.replace("\\", "/").replace("\0", "")).name[-200:]
    if not name.lower().endswith(".xlsx"):
        raise _refused(f"“{name or '未命名'}”不是 .xlsx 文件", "请使用页面上的模板，或在 Excel 里另存为 .xlsx。")
    with TemporaryDirectory(prefix="intake-") as folder:
        path = Path(folder) / "workbook.xlsx"
        with path.open("wb") as copy:
            copy.write(stream.read(LARGEST + 1))
        if not 0 < path.stat().st_size <= LARGEST:
            most = LARGEST // 1_048_576
            raise _refused(f"“{name}”是空的，或超过 {most} MB", "请检查文件，只保留名单后再上传。")
        cells = _cells(path)
    return Sheet(name, _named(cells))


def _cells(path: Path) -> list[list[str]]:
    """What the reading process says is in the file, believed only if it is a table of texts."""
    command = [sys.executable, "-I", str(READING), str(path), str(MOST_ROWS), str(MOST_COLUMNS)]
    try:
        run = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False, cwd=path.parent)
        answer = json.loads(run.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        raise _refused("这份表太复杂，打不开", "请只保留名单，另存为 .xlsx 后再上传。") from None
    if refused := answer.get("refused"):
        why, _, cure = refused.partition("。")
        raise _refused(why, f"{cure}。" if cure else "")
    return [[str(cell) for cell in row] for row in answer["rows"]]


def _named(cells: Sequence[Sequence[str]]) -> Sequence[tuple[int, Mapping[str, str]]]:
    """The rows by column. The heading is the first of the top rows in which the required columns stand."""
    required = {each.key for each in COLUMNS if each.is_required}
    for place, row in enumerate(cells[:HEAD_WITHIN]):
        columns = [BY_HEADING.get("".join(cell.split())) for cell in row]
        keys = [each.key for each in columns if each]
        if required <= set(keys):
            if len(keys) != len(set(keys)):
                raise _refused("有两列的标题是同一个意思", "请每一项只留一列，标题照模板写。")
            return _below(cells, place, [each.key if each else "" for each in columns])
    wanted = "、".join(each.heading for each in COLUMNS if each.is_required)
    raise _refused(f"第一张工作表的前 {HEAD_WITHIN} 行里没有找到标题：{wanted}", "请使用页面上的模板，标题照原样保留。")


def _below(cells: Sequence[Sequence[str]], head: int, keys: Sequence[str]) -> Sequence[tuple[int, Mapping[str, str]]]:
    rows: list[tuple[int, Mapping[str, str]]] = []
    for place, row in enumerate(cells[head + 1 :], start=head + 2):
        named = {key: _clean(cell) for key, cell in zip(keys, row, strict=False) if key}
        if any(named.values()):
            rows.append((place, named))
    if not rows:
        raise _refused("标题下面没有名单", "请填好名单后再上传。")
    return rows


def _clean(cell: str) -> str:
    """One line of what can be printed, of a length that no column overflows."""
    return "".join(each for each in " ".join(cell.split()) if each.isprintable())[:300]


def _refused(why: str, cure: str) -> Refused:
    return Refused(Reason(why, cure), title=TITLE)
