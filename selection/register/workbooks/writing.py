"""Workbooks the register gives out: the template, an upload with its findings in colour, statistics, a ladder list."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from models.register import IntakeRow
from models.vocabulary import Basis, Match
from selection.register.queries.climbing import Climb
from selection.register.queries.statistics import Figures
from selection.register.rungs import ladder
from selection.register.workbooks.columns import COLUMNS, FINDINGS, VERDICT
from selection.rules.census import rows
from selection.rules.intake import NEWCOMER
from selection.workbooks import blank_workbook

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
COLOURS = {
    Match.FAULTY: "#f6dcdc",
    Match.UNSURE: "#fbeccb",
    Match.CERTAIN: "#e2efe2",
    Match.NEW: "#ffffff",
    Match.PRESENT: "#e8e6e0",
}
"""Beside the colour stands the verdict in words: nobody has to see the colour."""


class Book:
    """A workbook in memory. Every cell is text or a number: nothing typed by anybody becomes a formula."""

    def __init__(self) -> None:
        self._stream = BytesIO()
        self.book = blank_workbook(self._stream)
        self._formats: dict[tuple[bool, str], Any] = {}

    def sheet(self, name: str, headings: Sequence[tuple[str, int]]) -> Any:
        """A sheet with its heading row; widths in characters."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for place, (heading, width) in enumerate(headings):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading, self.format(is_head=True))
        return sheet

    def format(self, *, is_head: bool = False, colour: str = "") -> Any:
        """Bordered, wrapped text (also as a number's format: whatever is typed into it stays text)."""
        key = (is_head, colour)
        if key not in self._formats:
            told: dict[str, Any] = {"border": 1, "valign": "top", "text_wrap": True, "num_format": "@"}
            if is_head:
                told |= {"bold": True, "valign": "vcenter"}
            if colour:
                told["bg_color"] = colour
            self._formats[key] = self.book.add_format(told)
        return self._formats[key]

    def line(self, sheet: Any, line: int, cells: Iterable[Any], colour: str = "") -> None:
        """One row of texts and numbers; nothing leaves its cell empty."""
        plain = self.format(colour=colour)
        for place, cell in enumerate(cells):
            if cell is None:
                sheet.write_blank(line, place, None, plain)
            elif isinstance(cell, int | Decimal):
                sheet.write_number(line, place, float(cell))
            else:
                sheet.write_string(line, place, CONTROL.sub("", str(cell)), plain)

    def bytes(self) -> bytes:
        """The whole file."""
        self.book.close()
        return self._stream.getvalue()


def template() -> bytes:
    """An empty workbook with the headings, every column as text, and what each column asks."""
    book, asked = Book(), [each for each in COLUMNS if each.key != "person"]
    sheet = book.sheet("历届荣誉", [(each.heading, each.width) for each in asked])
    for place, each in enumerate(asked):
        sheet.set_column(place, place, each.width, book.book.add_format({"num_format": "@"}))
        if each.key in ("sex", "basis"):
            source = ["男", "女"] if each.key == "sex" else [basis.label for basis in Basis]
            sheet.data_validation(1, place, 5000, place, {"validate": "list", "source": source})
    told = book.sheet("填写说明", [("列", 16), ("是否必填", 10), ("说明", 60)])
    for line, each in enumerate(COLUMNS, start=1):
        book.line(told, line, (each.heading, "必填" if each.is_required else "选填", each.hint))
    return book.bytes()


def findings(stored: Sequence[IntakeRow]) -> bytes:
    """The rows as they were uploaded, coloured by verdict, with what was found; it can be corrected and uploaded again.

    Who has been settled on stands in 人员编号, so that an answer given once is not asked for again.
    """
    book = Book()
    headings = [(VERDICT, 12), (FINDINGS, 50), *((each.heading, each.width) for each in COLUMNS)]
    sheet = book.sheet("检查结果", headings)
    for line, row in enumerate(stored, start=1):
        cells = {**row.typed, "id_number": row.id_number or "", "person": _person(row)}
        told = (row.match.label, "\n".join(row.findings), *(cells.get(each.key, "") for each in COLUMNS))
        book.line(sheet, line, told, COLOURS[row.match])
    sheet.autofilter(0, 0, len(stored), len(headings) - 1)
    return book.bytes()


def _person(row: IntakeRow) -> str:
    if row.person_id is not None:
        return str(row.person_id)
    return NEWCOMER if row.settled_by is not None else row.typed.get("person", "")


def statistics(figures: Figures, name: str) -> bytes:
    """All figures of one year of one award, one sheet for each title."""
    book = Book()
    for title, census in figures.parts:
        sheet = book.sheet(_sheet_name(title), [("部分", 22), (f"{name}，{title}", 30), ("数值", 10), ("占比，%", 10)])
        for line, cells in enumerate(rows(census), start=1):
            book.line(sheet, line, cells)
    return book.bytes()


def climbers(climb: Climb) -> bytes:
    """The list of one cycle: who is ready, and what is missing for the others."""
    book = Book()
    widths: Mapping[str, int] = {
        "结论": 12,
        "姓名": 12,
        "单位": 36,
        "职业（工种）": 20,
        "现在的阶梯": 24,
        "不符合": 50,
        "还不知道": 40,
        "优先推荐依据": 30,
    }
    sheet = book.sheet(_sheet_name(climb.title), list(widths.items()))
    for line, each in enumerate(climb.people, start=1):
        verdict = "符合" if each.is_ready else "不符合" if each.lacking else "待核实"
        told = (verdict, each.name, each.unit_name, each.occupation, ladder().words(each.rung))
        book.line(sheet, line, (*told, "\n".join(each.lacking), "\n".join(each.unknown), "\n".join(each.because)))
    return book.bytes()


def _sheet_name(title: str) -> str:
    """A name that a workbook takes: at most 31 characters, none of those that addresses use."""
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or "表"
