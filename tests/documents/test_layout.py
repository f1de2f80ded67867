"""The printed page measured: GB/T 9704-2012 to half a millimetre, and nothing outside the type area."""

import re
import subprocess
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from flask import Flask
from page import validate_pdf
from PIL import Image

from selection.documents.typesetting import print_paper
from selection.documents.word import written_file
from selection.rules.documents import wording
from selection.rules.documents.paper import Paper, title_lines

MM = 72 / 25.4
OFFICE = wording.Office("上海市总工会", "上海市总工会办公室", ())
UNIT = "上海市浦东新区临港高端智能装备制造集团股份有限公司第三分公司总装车间电气班组"
NAMES = ["丁一", "欧阳修远", "买买提江·阿不都热合曼江", "阿卜杜热合曼·买买提图尔荪·库尔班尼"]


def decided(number: str = "沪工总〔2026〕12号") -> Paper:
    return wording.decision(
        OFFICE,
        number=number,
        title="上海市总工会关于授予2026年上海市杰出技术能手、上海市技术能手荣誉称号的决定",
        body=["国" * 300, "附件：名单"],
        year=2026,
        rolls=[wording.Roll("上海市技术能手", [(name, UNIT, "城市轨道交通车辆电气维修工") for name in NAMES * 3])],
        on=date(2026, 7, 31),
    )


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    app = Flask("print", template_folder=str(Path(__file__).parents[2] / "templates"))
    file = tmp_path_factory.mktemp("paper") / "decision.pdf"
    with app.app_context():
        file.write_bytes(print_paper(decided()))
    return file


def test_a_document_is_pdf_a(printed: Path) -> None:
    told = validate_pdf(printed, profile="3u")

    assert [(each.rule_id, each.message) for each in told.failures] == []


def words(file: Path) -> list[list[tuple[float, float, float, float, str]]]:
    """Of each page: left, top, right, bottom in millimetres, and the text."""
    told = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, text=True, check=True).stdout
    box = re.compile(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>')
    return [
        [(*(float(side) / MM for side in found[:4]), found[4]) for found in box.findall(page)]
        for page in told.split("<page ")[1:]
    ]


def red(file: Path) -> tuple[list[int], Image.Image]:
    """How many red points each row of the first page has, at ten points a millimetre."""
    raw = subprocess.run(["pdftoppm", "-r", "254", "-f", "1", "-l", "1", str(file)], capture_output=True, check=True)
    page = Image.open(BytesIO(raw.stdout)).convert("RGB")
    mask = page.point(lambda value: value).split()
    only = Image.eval(mask[0], lambda value: 255 if value > 180 else 0)
    other = Image.eval(mask[1], lambda value: 255 if value < 110 else 0)
    both = Image.composite(only, Image.new("L", page.size), other)
    width = page.size[0]
    pixels = both.tobytes()
    return [width - pixels[row * width : (row + 1) * width].count(0) for row in range(page.size[1])], both


def test_a_full_line_has_28_characters_from_edge_to_edge_and_a_page_22_lines(printed: Path) -> None:
    full = [word for word in words(printed)[0] if word[4] == "国" * 28]
    assert len(full) >= 3
    for left, _, right, _, _ in full:
        assert left == pytest.approx(28, abs=0.5)
        assert right == pytest.approx(184, abs=0.5)
    tops = [word[1] for word in full]
    for one, other in pairwise(tops):
        assert other - one == pytest.approx(225 / 22, abs=0.05)
    assert (297 - 37 - 35) / (tops[1] - tops[0]) == pytest.approx(22, abs=0.05)


def test_lines_stand_on_the_grid_of_the_type_area(printed: Path) -> None:
    """The middle of the line n is 37 mm + (n - 1/2) x 10.21 mm down, on the first page and on the list."""
    pitch = 28.95 / MM
    of_text = [word for page in words(printed) for word in page if word[4].startswith("国国国") or word[4] in UNIT[:12]]
    assert of_text
    for _, top, _, bottom, _ in of_text:
        line = ((top + bottom) / 2 - 37) / pitch + 0.5
        assert (line - round(line)) * pitch == pytest.approx(0, abs=0.5)


def test_the_red_head_stands_where_the_standard_says(printed: Path) -> None:
    rows, both = red(printed)
    marked = [row / 10 for row, count in enumerate(rows) if count]
    rule = [row / 10 for row, count in enumerate(rows) if count > 1500]
    assert marked[0] == pytest.approx(37 + 35, abs=0.5)
    assert rule[-1] - rule[0] == pytest.approx(0.5, abs=0.2)
    left, _, right, _ = both.crop((0, int(rule[0] * 10), both.size[0], int(rule[-1] * 10) + 1)).getbbox() or (0,) * 4
    assert left / 10 == pytest.approx(28, abs=0.5)
    assert right / 10 == pytest.approx(184, abs=0.5)
    number = next(word for word in words(printed)[0] if "〔2026〕" in word[4])
    middle = (number[1] + number[3]) / 2
    assert rule[0] - (middle + 8 / MM) == pytest.approx(4, abs=0.5)
    assert (number[0] + number[2]) / 2 == pytest.approx(106, abs=0.5)


def test_page_numbers_stand_7_mm_under_the_type_area_outside(printed: Path) -> None:
    pages = words(printed)
    for place, page in enumerate(pages, start=1):
        figures = [word for word in page if word[1] > 262]
        assert "".join(word[4] for word in figures) == f"—{place}—"
        middle = (figures[0][1] + figures[0][3]) / 2
        assert middle == pytest.approx(262 + 7, abs=0.5)
        if place % 2:
            assert figures[-1][2] == pytest.approx(184 - 14 / MM, abs=0.5)
        else:
            assert figures[0][0] == pytest.approx(28 + 14 / MM, abs=0.5)


def test_the_imprint_ends_with_the_type_area_on_the_last_page(printed: Path) -> None:
    count = len(words(printed))
    raw = subprocess.run(
        ["pdftoppm", "-r", "254", "-gray", "-f", str(count), str(printed)], capture_output=True, check=True
    )
    page = Image.open(BytesIO(raw.stdout)).convert("L")
    width = page.size[0]
    pixels = page.tobytes()
    dark = [
        row
        for row in range(page.size[1])
        if sum(1 for each in pixels[row * width : row * width + width] if each < 128) > 1500
    ]
    assert dark[-1] / 10 == pytest.approx(262, abs=0.5)
    assert len([row for row in dark if row + 1 not in dark]) == 3


def test_nothing_leaves_the_type_area_or_covers_another_text(printed: Path) -> None:
    for page in words(printed):
        text = [word for word in page if word[1] < 262]
        for left, top, right, bottom, said in text:
            assert (left > 27.5, right < 184.5, top > 36, bottom < 263) == (True,) * 4, said
        for at, one in enumerate(text):
            for other in text[at + 1 :]:
                apart = one[2] <= other[0] + 0.1 or other[2] <= one[0] + 0.1
                rows_apart = abs((one[1] + one[3]) - (other[1] + other[3])) / 2 > 5
                assert apart or rows_apart, (one, other)


def test_the_word_file_has_the_same_page_grid_and_text() -> None:
    paper = decided()
    opened = docx.Document(BytesIO(written_file(paper)))
    section = opened.sections[0]
    assert [section.page_width, section.page_height, section.top_margin, section.left_margin] == [
        pytest.approx(length, abs=700) for length in (Mm(210), Mm(297), Mm(37), Mm(28))
    ]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid is not None
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("linesAndChars", "579")
    body = next(each for each in opened.paragraphs if each.text == paper.paragraphs[0].text)
    assert body.paragraph_format.line_spacing == pytest.approx(Pt(28.95), abs=700)
    assert body.runs[0]._r.rPr is not None
    assert body.runs[0]._r.rPr.rFonts is not None
    assert body.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    said = [each.text for each in opened.paragraphs]
    for each in (paper.mark, paper.number, *title_lines(paper.title), "上海市总工会", "2026年7月31日"):
        assert each in said
    rows = [tuple(cell.text for cell in row.cells) for row in opened.tables[0].rows]
    assert rows == [wording.PEOPLE, *paper.attachments[0].listings[0].rows]


def test_a_document_is_the_same_after_it_was_stored() -> None:
    paper = decided()
    assert Paper.from_json(paper.to_json()) == paper


def test_titles_break_where_the_sense_allows() -> None:
    assert title_lines("关于2026年上海市技术能手拟表彰人选的公示") == ["关于2026年上海市技术能手", "拟表彰人选的公示"]
    assert title_lines("评审会纪要") == ["评审会纪要"]
