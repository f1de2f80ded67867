"""推荐汇总表 as a workbook: the list in its order, as the union's head hands it on."""

import re
from io import BytesIO

from selection.recommendations.queries import Board, Candidate
from selection.workbooks import blank_workbook

COLUMNS = (
    ("序号", 6),
    ("姓名", 12),
    ("单位", 36),
    ("职业（工种）", 20),
    ("申报称号", 22),
    ("人员类别", 26),
    ("受理号", 16),
    ("推荐意见", 60),
    ("状态", 14),
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def workbook(board: Board) -> bytes:
    """The summary as .xlsx. Every cell is text or a number: nothing typed by anybody becomes a formula."""
    stream = BytesIO()
    book = blank_workbook(stream)
    sheet = book.add_worksheet("推荐汇总表")
    heading = book.add_format({"bold": True, "font_size": 14, "align": "center", "valign": "vcenter"})
    head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
    body = book.add_format({"border": 1, "valign": "vcenter", "text_wrap": True})
    sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, f"{board.cycle.name}推荐汇总表", heading)
    sheet.write_string(1, 0, f"推荐单位：{board.union_name}（盖章）")
    for place, (label, width) in enumerate(COLUMNS):
        sheet.set_column(place, place, width)
        sheet.write_string(2, place, label, head)
    for line, cells in enumerate(rows(board), start=1):
        sheet.write_number(line + 2, 0, line, body)
        for place, text in enumerate(cells, start=1):
            sheet.write_string(line + 2, place, CONTROL.sub("", text), body)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.freeze_panes(3, 2)
    book.close()
    return stream.getvalue()


def rows(board: Board) -> list[list[str]]:
    """The lines of the summary without their numbers, best first."""
    titles = {title.key: title.name for title in board.programme.titles}
    return [_row(board, each, titles) for each in board.ranked]


def _row(board: Board, candidate: Candidate, titles: dict[str, str]) -> list[str]:
    return [
        candidate.name,
        candidate.unit_name,
        candidate.occupation,
        titles.get(candidate.applied_title, candidate.applied_title),
        "、".join(board.kinds(candidate)),
        candidate.receipt,
        candidate.opinion,
        candidate.stage.label,
    ]


def filename(board: Board) -> str:
    """What the file is called when it is saved."""
    return f"{board.cycle.name}推荐汇总表（{board.union_name}）.xlsx"
