"""Opens an uploaded workbook in a process of its own, under limits of memory and time.

Run as a script: ``python -I reading.py <file> <rows> <columns>``. Prints one line of JSON: ``{"rows": [[...], ...]}``,
every cell a text, or ``{"refused": "<sentence>"}``. Knows nothing of the application, so that it starts quickly and a
hostile file finds nothing. Formulas are not calculated: the value saved with them is read.
"""

import json
import resource
import sys
import zipfile
from datetime import date, datetime

import python_calamine

MEMORY = 700 * 1024 * 1024
SECONDS = 10
UNPACKED = 120 * 1024 * 1024
LONGEST = 2_000
EXACT = 1 << 53


def read(path: str, most_rows: int, most_columns: int) -> dict[str, object]:
    """The cells of the first sheet, the heading row included."""
    with zipfile.ZipFile(path) as packed:
        if sum(each.file_size for each in packed.infolist()) > UNPACKED:
            return {"refused": "这份表展开以后太大。请只保留名单，另存后再上传"}
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        sheet = book.get_sheet_by_index(0)
        if sheet.total_height > most_rows + 1:
            told = sheet.total_height - 1
            return {"refused": f"这份表有 {told} 行，一次最多 {most_rows} 行。请分成几份上传"}
        if sheet.total_width > most_columns:
            return {"refused": f"这份表有 {sheet.total_width} 列，最多 {most_columns} 列。请使用页面上的模板"}
        rows = [[text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    return {"rows": rows}


def text(cell: object) -> str:
    """A cell as somebody reads it. A whole number keeps no decimals; one too large to be exact says so."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)) if abs(cell) < EXACT else f"{cell:.14e}"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)[:LONGEST].strip()


def main(path: str, most_rows: str, most_columns: str) -> None:
    """Answer for one file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        answer = read(path, int(most_rows), int(most_columns))
    except BaseException:  # whatever a hostile file does to its reader, the answer is a sentence
        answer = {"refused": "这份表打不开，可能没有传完、设了密码或已经损坏。请另存为 .xlsx 后再上传"}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
