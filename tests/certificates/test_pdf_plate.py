"""What is set into a plate looks like the page WeasyPrint draws whole, to the pixel."""

import io
import re
import subprocess
from dataclasses import replace

import pikepdf
import pytest
from PIL import Image, ImageChops

from selection.certificates import pdf, qr
from selection.certificates.fonts import HAN, KAI, NAME_FACES, SONG, face_for
from selection.certificates.pdf import draw_whole, render
from selection.certificates.plate import can_be_set, stand_in_for_number
from tests.certificates.samples import CRAFTSMAN, OUTSTANDING, RARE_NAME, SAMPLES, SKILLED

TWENTY = "阿卜杜热合曼·麦麦提吐尔逊·阿不都克里木"
ALIKE = {
    "two characters": replace(SKILLED, name="丁一"),
    "three characters": replace(SKILLED, name="周启明", number="SHJN-2026-119"),
    "four characters": replace(CRAFTSMAN, name="欧阳文静", number="SHGJ-1357-024"),
    "twenty characters": replace(OUTSTANDING, name=TWENTY, number="SHJC-6789-345"),
    "a repeated character": replace(SKILLED, name="王王王"),
    "the stand-in itself": replace(SKILLED, name="一"),
    "no digits": replace(SKILLED, number="甲"),
    "Chinese number": replace(SKILLED, number="沪技能〔2026〕第071号"),
    "long unit": SAMPLES["long-unit"],
    "a name of the last face": SAMPLES["rare-name"],
    "a Latin name": replace(SKILLED, name="AVA To"),
    "a name of the second face": replace(SKILLED, name="周\U000212fe"),
}


def picture_of(pdf: bytes) -> Image.Image:
    done = subprocess.run(
        ["pdftoppm", "-r", "100", "-png", "-singlefile", "-"], input=pdf, capture_output=True, check=True
    )
    assert done.stderr == b""
    return Image.open(io.BytesIO(done.stdout)).convert("RGB")


def name_font_of(pdf: bytes, face: str) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        fonts = [font for font in file.pages[0].Resources.Font.values() if str(font.BaseFont).endswith(face)]
        return fonts[0].ToUnicode.read_bytes().partition(b"beginbfchar")[2]


@pytest.mark.parametrize("case", ALIKE)
def test_the_picture_is_that_of_the_page_drawn_whole(case: str) -> None:
    facts = ALIKE[case]

    difference = ImageChops.difference(picture_of(render(facts)), picture_of(draw_whole(facts)))

    assert difference.getbbox() is None


@pytest.mark.parametrize("name", ["丁一", "周启明", TWENTY, RARE_NAME])
def test_a_file_holds_the_characters_of_its_own_name_and_of_no_other(name: str) -> None:
    render(replace(SKILLED, name="赵钱孙李"))

    face = "LXGW-WenKai-Bold" if face_for(name, NAME_FACES) == KAI else "BabelStone-Han"
    mapped = re.findall(rb"<[0-9a-f]{4}> <([0-9a-f]{4,})>", name_font_of(render(replace(SKILLED, name=name)), face))

    said = [bytes.fromhex(each.decode()).decode("utf-16-be") for each in mapped]
    assert sorted(said) == sorted(set(name))


def test_a_file_is_sound_and_small() -> None:
    pdf = render(SKILLED)

    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert file.check_pdf_syntax() == []
        assert str(file.docinfo.Keywords) == SKILLED.number
    assert len(pdf) < 100_000


def test_every_number_of_a_series_is_printed_as_it_is() -> None:
    for serial in ("018", "234", "567", "901"):
        pdf = render(replace(SKILLED, number=f"SHJN-2026-{serial}"))
        text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()

        assert re.findall(r"SHJN-\d+-\d+", text) == [f"SHJN-2026-{serial}"]


def test_only_separate_characters_of_a_quick_face_are_set_into_a_plate() -> None:
    asked = [
        ("周启明", KAI),
        (TWENTY, KAI),
        (RARE_NAME, HAN),
        ("周启明", SONG),
        ("Ava", KAI),
        ("周 明", KAI),
        ("", KAI),
    ]

    assert [can_be_set(name, face) for name, face in asked] == [True, True, True, False, False, False, False]


def test_a_page_whose_places_are_uncertain_is_drawn_whole(caplog: pytest.LogCaptureFixture) -> None:
    facts = replace(SKILLED, text=("同志：", *SKILLED.text))

    assert render(facts) == draw_whole(facts)
    assert [record.getMessage() for record in caplog.records if record.name.startswith("selection")] == [
        "certificates like 上海市技术能手 are drawn whole, at a tenth of the speed: 同志： is drawn 2 times"
    ]


def test_the_stand_in_shows_every_digit_beside_every_sign() -> None:
    zeros = "A-00"

    pairs = "".join(f"0{each}" for each in "0123456789"), "".join(f"-{each}" for each in "0123456789")
    assert stand_in_for_number(zeros) == f"{zeros}{pairs[0]}{pairs[1]}-"


def test_the_strokes_of_a_code_are_its_dark_modules() -> None:
    modules, found = qr.strokes(SKILLED.verify_url)

    dark = {(x + step, y) for x, y, length in found for step in range(length)}
    corner = {(x, y) for x, y in dark if x < 7 and y in (0, 6)}
    assert corner == {(x, y) for x in range(7) for y in (0, 6)}
    assert max(x for x, _ in dark) == max(y for _, y in dark) == modules - 1


def test_certificates_of_one_wording_share_one_plate_whatever_the_salutation() -> None:
    pdf._plate.cache_clear()

    for name in ("周启明", "王砚秋", "马守一"):
        text = (f"{name}同志：", *OUTSTANDING.text[1:])
        pdf.render(replace(OUTSTANDING, name=name, text=text))

    assert pdf._plate.cache_info().misses == 1
