"""The same form as a Word file for the office that must edit it. Its pages are Word's, so they carry no QR code."""

from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from selection.documents.word import HEI, saved
from selection.rules.documents.marks import Mark
from selection.rules.documents.sheet import Grid, Opinion, Part, Sheet, in_copies

SONG = "宋体"
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
WHOLE = Mm(170)
ROOM = 4
"""Empty lines in which seals are set."""


def written_file(sheet: Sheet, mark: Mark, *, copies: int, photo: bytes = b"") -> bytes:
    """The file; equal forms, equal words. Scans are recognised by the PDF's codes, as the foot of each page says."""
    blank = docx.Document()
    section = blank.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.left_margin = section.right_margin = Mm(20)
    foot = section.footer.paragraphs[0]
    foot.alignment = CENTRE
    _say(foot, f"第 {mark.version} 版　本文件供修改使用；盖章后回传系统的，请打印带二维码的 PDF 文件", size=9)
    _cover(blank, sheet, copies)
    for place, part in enumerate(sheet.parts):
        _part(blank, part, photo if place == 0 else b"")
    blank.add_page_break()  # type: ignore[no-untyped-call]
    _line(blank, "意见和盖章", face=HEI, size=13)
    for each in sheet.opinions:
        _opinion(blank, each)
    blank.core_properties.title, blank.core_properties.author = sheet.title, sheet.organiser
    return saved(blank)


def _cover(blank: Any, sheet: Sheet, copies: int) -> None:
    for _ in range(4):
        _line(blank, "")
    _line(blank, sheet.title, face=HEI, size=26, align=CENTRE)
    _line(blank, sheet.subtitle, size=16, align=CENTRE)
    for _ in range(3):
        _line(blank, "")
    table = _table(blank, 2, (Mm(34), Mm(96)), ruled=False)
    table.alignment = CENTRE
    for label, value in sheet.cover:
        cells = _row(table, (label, value), size=14, widths=(Mm(34), Mm(96)))
        cells[1].paragraphs[0].alignment = CENTRE
    for _ in range(3):
        _line(blank, "")
    _line(blank, "填表说明", face=HEI, size=10)
    for place, each in enumerate(sheet.remarks, start=1):
        _line(blank, f"{place}. {each}", size=10)
    for text in ("", "", f"{sheet.organiser}制", in_copies(copies)):
        _line(blank, text, size=14, align=CENTRE)
    blank.add_page_break()


def _part(blank: Any, part: Part, photo: bytes) -> None:
    _line(blank, part.name, face=HEI, size=13)
    if photo:
        _line(blank, "", align=RIGHT).add_run().add_picture(BytesIO(photo), width=Mm(30))
    if part.pairs:
        widths = (Mm(30), Mm(55), Mm(30), Mm(55))
        table = _table(blank, 4, widths)
        for at in range(0, len(part.pairs), 2):
            cells = [text for pair in part.pairs[at : at + 2] for text in pair]
            _row(table, [*cells, "", ""][:4], widths=widths)
    for label, value in part.texts:
        table = _table(blank, 1, (WHOLE,))
        _row(table, (label,), face=HEI, widths=(WHOLE,))
        _row(table, (value,), widths=(WHOLE,))
    for label, grid in part.grids:
        _line(blank, label, face=HEI)
        _grid(blank, grid)


def _grid(blank: Any, grid: Grid) -> None:
    widths = [int(WHOLE / len(grid.columns))] * len(grid.columns)
    table = _table(blank, len(grid.columns), widths)
    _row(table, grid.columns, face=HEI, size=10, widths=widths)
    for row in grid.rows or (("无",) + ("",) * (len(grid.columns) - 1),):
        _row(table, row, size=10, widths=widths)


def _opinion(blank: Any, opinion: Opinion) -> None:
    table = _table(blank, 1, (WHOLE,))
    cell = _row(table, (opinion.name,), face=HEI, widths=(WHOLE,))[0]
    if opinion.text:
        _say(cell.add_paragraph(), f"\u3000\u3000{opinion.text}")
    if not opinion.is_sealed:
        return
    for _ in range(ROOM):
        cell.add_paragraph()
    seals = cell.add_paragraph()
    seals.alignment = CENTRE
    _say(seals, "\u3000\u3000\u3000".join(f"（{each}盖章）" for each in opinion.seals))
    signed = cell.add_paragraph()
    signed.alignment = RIGHT
    _say(signed, "负责人签名：____________\u3000\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日")


def _table(blank: Any, columns: int, widths: Any, *, ruled: bool = True) -> Any:
    table = blank.add_table(rows=0, cols=columns)
    table.autofit = False
    if ruled:
        table.style = "Table Grid"
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def _row(table: Any, values: Any, *, widths: Any, face: str = SONG, size: float = 11) -> Any:
    row = table.add_row()
    whole = OxmlElement("w:cantSplit")
    if sum(map(len, values)) < 400:  # a long text runs on over the page
        row._tr.get_or_add_trPr().append(whole)
    for cell, value, width in zip(row.cells, values, widths, strict=True):
        cell.width = width
        _say(cell.paragraphs[0], value, face=face, size=size)
    return row.cells


def _line(blank: Any, text: str, *, face: str = SONG, size: float = 11, align: Any = None) -> Any:
    paragraph = blank.add_paragraph()
    paragraph.alignment = align
    return _say(paragraph, text, face=face, size=size)


def _say(paragraph: Any, text: str, *, face: str = SONG, size: float = 11) -> Any:
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.font.name, run.font.size = face, Pt(size)
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    return paragraph
