"""Files beside a notice: sixty places and forms in which a figure of a person hides, and files that harm nobody."""

import io
import zipfile
from collections.abc import Callable

import docx
import pikepdf
import pytest
import xlsxwriter
from docx.oxml import OxmlElement
from PIL import Image, PngImagePlugin

from models.publicity import Notice
from selection.errors import Refused
from selection.publicity.scanning import Scanned, scan
from tests.rules.test_figures import HARMLESS

NUMBER = "31011519830412123X"
TORN = ("310115", "19830412", "123X")
Make = Callable[[], bytes]


def workbook(build: Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], object]) -> bytes:
    whole = io.BytesIO()
    with xlsxwriter.Workbook(whole, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_row(0, 0, ["姓名", "单位"])
        sheet.write_row(1, 0, ["丁望海", "上海第三机床厂"])
        build(book, sheet)
    return whole.getvalue()


def hidden_column(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.write(1, 7, NUMBER)
    sheet.set_column(7, 7, None, None, {"hidden": True})


def hidden_sheet(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    other = book.add_worksheet("底表")
    other.write(0, 0, NUMBER)
    other.hide()


def torn_over_cells(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.write_row(1, 5, ["310115", "1983", "0412", "1231"])


def torn_over_rows(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.write_column(1, 5, ["310115", "1983", "0412", "1231"])


def as_day(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.write_number(1, 5, 30418, book.add_format({"num_format": "yyyy-mm-dd"}))


WORKBOOKS: dict[str, Make] = {
    "hidden column": lambda: workbook(hidden_column),
    "hidden sheet": lambda: workbook(hidden_sheet),
    "hidden row": lambda: workbook(lambda _, s: (s.write(9, 0, NUMBER), s.set_row(9, None, None, {"hidden": True}))),
    "comment": lambda: workbook(lambda _, s: s.write_comment(1, 0, f"证件号 {NUMBER}")),
    "number": lambda: workbook(lambda _, s: s.write_number(1, 5, 13800138000)),
    "torn over cells": lambda: workbook(torn_over_cells),
    "torn over rows": lambda: workbook(torn_over_rows),
    "day of birth": lambda: workbook(as_day),
    "properties": lambda: workbook(lambda b, _: b.set_properties({"comments": "电话13800138000"})),
    "author": lambda: workbook(lambda b, _: b.set_properties({"author": "ding@example.org"})),
    "custom property": lambda: workbook(lambda b, _: b.set_custom_property("证件", NUMBER)),
    "header": lambda: workbook(lambda _, s: s.set_header(f"&C{NUMBER}")),
    "text box": lambda: workbook(lambda _, s: s.insert_textbox(5, 5, NUMBER)),
    "link": lambda: workbook(lambda _, s: s.write_url(1, 5, "mailto:ding@example.org", string="丁望海")),
    "sheet name": lambda: workbook(lambda b, _: b.add_worksheet("13800138000")),
    "defined name": lambda: workbook(lambda _, s: s.write_formula(1, 5, '="310115"&"19830412"&"123X"', None, NUMBER)),
    "validation": lambda: workbook(
        lambda _, s: s.data_validation(1, 5, 1, 5, {"validate": "list", "source": ["13800138000", "x"]})
    ),
}


def paper(build: Callable[[docx.document.Document], object]) -> bytes:
    whole, made = io.BytesIO(), docx.Document()
    made.add_paragraph("丁望海，上海第三机床厂，焊工")
    build(made)
    made.save(whole)
    return whole.getvalue()


def deleted(made: docx.document.Document) -> None:
    mark, run, text = OxmlElement("w:del"), OxmlElement("w:r"), OxmlElement("w:delText")
    text.text = NUMBER
    run.append(text)
    mark.append(run)
    made.paragraphs[0]._p.append(mark)


def runs(made: docx.document.Document) -> None:
    paragraph = made.add_paragraph()
    for piece in NUMBER:
        paragraph.add_run(piece)


def vanished(made: docx.document.Document) -> None:
    made.add_paragraph().add_run(NUMBER).font.hidden = True


def table(made: docx.document.Document) -> None:
    for cell, text in zip(made.add_table(1, 4).rows[0].cells, ("310115", "1983", "0412", "1231"), strict=True):
        cell.text = text


def noted(made: docx.document.Document) -> None:
    made.add_comment(made.paragraphs[0].runs, text=f"核对 {NUMBER}", author="经办")


PAPERS: dict[str, Make] = {
    "text": lambda: paper(lambda d: d.add_paragraph(NUMBER)),
    "deleted": lambda: paper(deleted),
    "run by run": lambda: paper(runs),
    "hidden text": lambda: paper(vanished),
    "table": lambda: paper(table),
    "comment": lambda: paper(noted),
    "header": lambda: paper(lambda d: d.sections[0].header.paragraphs[0].add_run(NUMBER)),
    "footer": lambda: paper(lambda d: d.sections[0].footer.paragraphs[0].add_run("手机13800138000")),
    "author": lambda: paper(lambda d: setattr(d.core_properties, "author", "ding@example.org")),
    "keywords": lambda: paper(lambda d: setattr(d.core_properties, "keywords", NUMBER)),
    "lines": lambda: paper(lambda d: [d.add_paragraph(each) for each in ("310115", "198304", "121231")]),
    "in Chinese": lambda: paper(lambda d: d.add_paragraph("一九八三年四月十二日生")),
}


def print_of(text: str = "", **info: str) -> bytes:
    """A page with this text drawn in a base font; empty text draws a harmless word."""
    whole = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        lines = "".join(f"({line}) Tj 0 -16 Td " for line in (text or "List of names").split("\n"))
        page.Contents = pdf.make_stream(f"BT /F1 12 Tf 60 700 Td {lines}ET".encode())
        for key, value in info.items():
            pdf.docinfo[f"/{key}"] = value
        pdf.save(whole)
    return whole.getvalue()


def marked(**entries: str) -> bytes:
    whole = io.BytesIO()
    with pikepdf.open(io.BytesIO(print_of())) as pdf:
        mark = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 10, 10])
        for key, value in entries.items():
            mark[f"/{key}"] = pikepdf.String(value)
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(mark)]))
        pdf.save(whole)
    return whole.getvalue()


def under_a_bar() -> bytes:
    whole = io.BytesIO()
    with pikepdf.open(io.BytesIO(print_of(NUMBER))) as pdf:
        bar = b"\nq 0 0 0 rg 50 690 300 30 re f Q"
        pdf.pages[0].Contents = pdf.make_stream(pdf.pages[0].Contents.read_bytes() + bar)
        pdf.save(whole)
    return whole.getvalue()


def invisible() -> bytes:
    whole = io.BytesIO()
    with pikepdf.open(io.BytesIO(print_of(NUMBER))) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(pdf.pages[0].Contents.read_bytes().replace(b"BT", b"BT 3 Tr"))
        pdf.save(whole)
    return whole.getvalue()


def described() -> bytes:
    whole = io.BytesIO()
    with pikepdf.open(io.BytesIO(print_of())) as pdf:
        with pdf.open_metadata() as told:
            told["dc:description"] = f"ID {NUMBER}"
        pdf.save(whole)
    return whole.getvalue()


def titled() -> bytes:
    whole = io.BytesIO()
    with pikepdf.open(io.BytesIO(print_of())) as pdf:
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(NUMBER, 0))
        pdf.save(whole)
    return whole.getvalue()


def filled() -> bytes:
    whole = io.BytesIO()
    with pikepdf.open(io.BytesIO(print_of())) as pdf:
        field = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=pikepdf.String("id"), V=pikepdf.String(NUMBER))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([pdf.make_indirect(field)]))
        pdf.save(whole)
    return whole.getvalue()


PRINTS: dict[str, Make] = {
    "text": lambda: print_of(NUMBER),
    "lines": lambda: print_of("\n".join(TORN)),
    "spaces": lambda: print_of("310115 1983 0412 1231"),
    "telephone": lambda: print_of("138-0013-8000"),
    "mail": lambda: print_of("ding@example.org"),
    "short": lambda: print_of("310115830412123"),
    "born": lambda: print_of("1983-04-12"),
    "under a black bar": under_a_bar,
    "invisible": invisible,
    "subject": lambda: print_of(Subject=NUMBER),
    "author": lambda: print_of(Author="ding@example.org"),
    "keywords": lambda: print_of(Keywords="13800138000"),
    "description": described,
    "note": lambda: marked(Contents=NUMBER),
    "note's author": lambda: marked(T="13800138000"),
    "bookmark": titled,
    "form field": filled,
}


def drawing(kind: str, **beside: str) -> bytes:
    whole, image = io.BytesIO(), Image.new("RGB", (80, 80), "white")
    if kind == "PNG":
        told = PngImagePlugin.PngInfo()
        for key, value in beside.items():
            told.add_text(key, value)
        image.save(whole, kind, pnginfo=told)
    else:
        exif = image.getexif()
        exif[0x010E], exif[0x013B] = beside.get("description", ""), beside.get("artist", "")
        image.save(whole, kind, exif=exif)
    return whole.getvalue()


DRAWINGS: dict[str, tuple[str, Make]] = {
    "png text": ("a.png", lambda: drawing("PNG", Comment=NUMBER)),
    "png author": ("a.png", lambda: drawing("PNG", Author="ding@example.org")),
    "jpeg description": ("a.jpg", lambda: drawing("JPEG", description=NUMBER)),
    "jpeg artist": ("a.jpg", lambda: drawing("JPEG", artist="13800138000")),
}
NAMES = ("13800138000.pdf", f"{NUMBER}.pdf", "丁望海 310115-1983-0412-1231.pdf", "ding@example.org.pdf")
CASES: list[tuple[str, Make]] = [
    *((f"{what}.xlsx", make) for what, make in WORKBOOKS.items()),
    *((f"{what}.docx", make) for what, make in PAPERS.items()),
    *((f"{what}.pdf", make) for what, make in PRINTS.items()),
    *DRAWINGS.values(),
    *((name, print_of) for name in NAMES),
]


@pytest.mark.database("sqlite")
def test_a_figure_of_a_person_is_found_wherever_it_hides_in_a_file(db_session: object) -> None:
    said = {}
    for name, make in CASES:
        try:
            scan(io.BytesIO(make()), name)
        except Refused as refusal:
            said[name, make] = str(refusal)

    assert [name for name, make in CASES if (name, make) not in said] == []
    assert not any("打不开" in each or "读不出来" in each for each in said.values())
    assert not any(NUMBER in each.partition("”")[2] for each in said.values())
    assert len(CASES) >= 54


def harmless() -> list[tuple[str, bytes]]:
    rows = [each.split("\t") for text in HARMLESS for each in [*text.split("\n"), "说明\t说明\t说明"]]
    return [
        ("名单.xlsx", workbook(lambda _, s: [s.write_row(3 + at, 0, row) for at, row in enumerate(rows)])),
        ("说明.docx", paper(lambda d: [d.add_paragraph(f"{line}\n说明") for line in HARMLESS])),
        ("list.pdf", print_of("Award list 2026\n1 A320\n2 ISO 9001:2015\n2026-11-21", Title="2026 list")),
    ]


@pytest.mark.database("sqlite")
def test_files_that_harm_nobody_pass_and_pictures_wait_for_a_human(db_session: object) -> None:
    taken: list[Scanned] = [scan(io.BytesIO(content), name) for name, content in harmless()]
    seen = scan(io.BytesIO(drawing("PNG")), "照片.png")

    assert [each.unread for each in taken] == ["", "", ""]
    assert seen.unread == "是图片，读不出图中文字"


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b""),
        ("a.exe", b"MZ"),
        ("a.pdf", b"%PDF-1.7 broken"),
        ("a.xlsx", b"PK\x03\x04 broken"),
        ("a.docx", b"\xd0\xcf\x11\xe0 locked"),
        ("a.png", b"%PDF-1.7"),
    ],
)
def test_what_cannot_be_read_at_all_is_refused(db_session: object, name: str, content: bytes) -> None:
    with pytest.raises(Refused):
        scan(io.BytesIO(content), name)


@pytest.mark.database("sqlite")
def test_a_file_with_macros_is_refused(db_session: object) -> None:
    whole = io.BytesIO(paper(lambda _: None))
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")

    with pytest.raises(Refused, match="宏"):
        scan(io.BytesIO(whole.getvalue()), "a.docx")


def test_no_notice_has_a_place_for_more_than_four_facts() -> None:
    assert Notice.__table__.c.lines.comment == "name, unit, occupation, title: nothing else"
