"""The same document as a Word file for the office that must edit it: margins, grid and faces of GB/T 9704-2012."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from selection.rules.documents.paper import LETTER, TABLE, Listing, Paper, Paragraph, title_lines, written

FANGSONG, TITLE, HEI, KAI = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"
FACES = {0: FANGSONG, 1: HEI, 2: KAI, 3: FANGSONG, 4: FANGSONG}
PITCH = Pt(28.95)
RED = RGBColor(0xE6, 0x00, 0x12)
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
CHARACTER = Pt(15.79)


def written_file(paper: Paper) -> bytes:
    """The file. Its own times are those of the document, so equal documents give equal words."""
    blank = docx.Document()
    _page(blank, is_turned=paper.layout == TABLE)
    if paper.layout == TABLE:
        _lists(blank, paper)
    else:
        _document(blank, paper)
    moment = datetime(paper.dated.year, paper.dated.month, paper.dated.day, tzinfo=UTC)
    blank.core_properties.title, blank.core_properties.author = paper.title, paper.signer
    blank.core_properties.created = blank.core_properties.modified = moment
    return saved(blank)


def _lists(blank: Any, paper: Paper) -> None:
    """A paper that is a list, on its side."""
    _line(blank, paper.title, align=CENTRE, face=TITLE, size=22)
    heads = "\u3000\u3000\u3000".join(each.text for each in paper.paragraphs)
    _line(blank, f"{heads}\u3000\u3000\u3000{written(paper.dated)}", size=14)
    for listing in paper.listings:
        for text in (listing.heading, listing.note):
            if text:
                _line(blank, text, align=CENTRE, size=14)
        _table(blank, listing, size=11).style = "Table Grid"
    _line(blank, "")
    _line(blank, paper.note or paper.signer, size=12)


def _document(blank: Any, paper: Paper) -> None:
    if paper.layout == LETTER:
        _letterhead(blank, paper)
    elif paper.number:
        _head(blank, paper)
    _title(blank, paper.title)
    if paper.addressee:
        _line(blank, f"{paper.addressee}：")
    _text(blank, paper.paragraphs, paper.listings)
    _line(blank, "")
    for place, each in enumerate(paper.attachments, start=1):
        number = f"{place}. " if len(paper.attachments) > 1 else ""
        _line(blank, ("附件：" if place == 1 else "\u3000\u3000\u3000") + number + each.title, indent=2)
    for signed in ("", "", paper.signer, written(paper.dated)):
        _line(blank, signed, align=RIGHT, after=4)
    if paper.note:
        _line(blank, f"（{paper.note}）", indent=2)
    for place, each in enumerate(paper.attachments, start=1):
        blank.add_page_break()
        _line(blank, f"附件{place}" if len(paper.attachments) > 1 else "附件", face=HEI)
        _title(blank, each.title)
        _text(blank, each.paragraphs, each.listings)
    _imprint(blank, paper)


def saved(blank: Any) -> bytes:
    """The bytes of a Word file. Its parts carry no time of their own, so equal words are equal bytes."""
    written, settled = BytesIO(), BytesIO()
    blank.save(written)
    with ZipFile(written) as parts, ZipFile(settled, "w", ZIP_DEFLATED) as file:
        for name in parts.namelist():
            file.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), parts.read(name), ZIP_DEFLATED)
    return settled.getvalue()


def _page(blank: Any, *, is_turned: bool) -> None:
    """A4, the type area, the grid of 22 lines, page numbers outside."""
    section = blank.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    if is_turned:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin, section.bottom_margin = Mm(28), Mm(26)
        section.left_margin, section.right_margin = Mm(35), Mm(37)
    section.footer_distance, section.start_type = Mm(16.5 if is_turned else 25.5), WD_SECTION.NEW_PAGE
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), "579")  # twentieths of a point
    grid.set(qn("w:charSpace"), "-860")  # 4096ths of a point: -0.21
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(grid)
    blank.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer.paragraphs[0], RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)
    style = blank.styles["Normal"]
    style.font.size = Pt(16)
    _face(style, FANGSONG)


def _page_number(paragraph: Any, align: Any) -> None:
    paragraph.alignment = align
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
    for kind, text in (("", "— "), ("begin", ""), ("code", " PAGE "), ("end", ""), ("", " —")):
        run = paragraph.add_run(text if not kind else "")
        run.font.size = Pt(14)
        _face(run, "宋体")
        if kind == "code":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = text
            run._r.append(code)
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _head(blank: Any, paper: Paper) -> None:
    mark = _line(blank, paper.mark, align=CENTRE, face=TITLE, size=min(41, 442 // len(paper.mark)), exact=False)
    mark.paragraph_format.space_before = Mm(33)
    mark.runs[0].font.color.rgb = RED
    _line(blank, "")
    _line(blank, "")
    number = _line(blank, paper.number, align=CENTRE)
    _border(number, "bottom", "E60012", 12)
    _line(blank, "")
    _line(blank, "")


def _letterhead(blank: Any, paper: Paper) -> None:
    """信函格式: the mark over a red double line, the number at the right under it."""
    mark = _line(blank, paper.mark, align=CENTRE, face=TITLE, size=min(41, 442 // len(paper.mark)), exact=False)
    mark.runs[0].font.color.rgb = RED
    _border(mark, "bottom", "E60012", 24, kind="thickThinSmallGap")
    _line(blank, paper.number, align=RIGHT)
    _line(blank, "")


def _title(blank: Any, title: str) -> None:
    for each in title_lines(title):
        _line(blank, each, align=CENTRE, face=TITLE, size=22)
    _line(blank, "")


def _text(blank: Any, paragraphs: tuple[Paragraph, ...], listings: tuple[Listing, ...]) -> None:
    for each in paragraphs:
        _line(blank, each.text, face=FACES[each.level], indent=0 if each.is_flush else 2)
    for listing in listings:
        for text, face in ((listing.heading, FANGSONG), (listing.note, KAI)):
            if text:
                _line(blank, text, align=CENTRE, face=face)
        _table(blank, listing)


def _table(blank: Any, listing: Listing, *, size: int = 16) -> Any:
    table = blank.add_table(rows=0, cols=len(listing.columns))
    table.autofit = False
    for place, row in enumerate((listing.columns, *listing.rows)):
        cells = table.add_row().cells
        for cell, value, width in zip(cells, row, listing.widths, strict=True):
            cell.width = int(CHARACTER * width)
            _fill(cell.paragraphs[0], value, HEI if place == 0 else FANGSONG, size, exact=size == 16)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    return table


def _imprint(blank: Any, paper: Paper) -> None:
    if paper.imprint is None:
        return
    _line(blank, "")
    lines = [f"抄送：{paper.imprint.copies}。"] if paper.imprint.copies else []
    lines.append(f"{paper.imprint.office}\u3000\u3000{written(paper.imprint.printed_on)}印发")
    for place, text in enumerate(lines):
        line = _line(blank, text, size=14)
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(14)
        _border(line, "top", "000000", 8 if place == 0 else 6)
        if place == len(lines) - 1:
            _border(line, "bottom", "000000", 8)


def _line(
    blank: Any,
    text: str,
    *,
    align: Any = None,
    face: str = FANGSONG,
    size: int = 16,
    indent: int = 0,
    after: int = 0,
    exact: bool = True,
) -> Any:
    """A paragraph; ``indent`` of its first line and ``after`` at the right in characters of 16 pt."""
    paragraph = blank.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.first_line_indent = Pt(15.79 * indent)
    paragraph.paragraph_format.right_indent = Pt(15.79 * after)
    _fill(paragraph, text, face, size, exact=exact)
    return paragraph


def _fill(paragraph: Any, text: str, face: str, size: int, *, exact: bool = True) -> None:
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    if exact:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, PITCH
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _face(run, face)


def _face(styled: Any, face: str) -> None:
    """The face of Latin and of Chinese characters: Word keeps them apart."""
    styled.font.name = face
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _border(paragraph: Any, side: str, colour: str, eighths: int, *, kind: str = "single") -> None:
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(
            borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", kind), ("sz", str(eighths)), ("space", "6"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
