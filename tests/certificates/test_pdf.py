"""Certificates as printed files: read back, measured and scanned like anyone else would."""

import hashlib
import io
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from selection.certificates.designs import Form
from selection.certificates.facts import CertificateFacts
from selection.certificates.pdf import render
from selection.certificates.setting import UndrawableFacts
from tests.certificates.samples import CRAFTSMAN, OUTSTANDING, RARE_NAME, SAMPLES, SKILLED

ROOT = Path(__file__).resolve().parents[2]
POINT = 72 / 25.4
COLUMN = (44.5 * POINT, (44.5 + 208) * POINT)  # left and right edge of the text
INSIDE = (
    22.5 * POINT,
    22.5 * POINT,
    (297 - 22.5) * POINT,
    (210 - 22.5) * POINT,
)  # within the innermost line of the frame
QR_CODE = (44.5 * POINT, 155.5 * POINT, 70.5 * POINT, 181.5 * POINT)
UNKNOWN = (
    "姓名中的“\U000323b0”（U+323B0）现有字体都没有字形，印出来会是方框。"
    "请核对用字，或在“补字”中上传该字的字形图片或字体。"
)
OTHER_NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
Box = tuple[float, float, float, float]


def poppler(tool: str, *arguments: str, pdf: bytes) -> bytes:
    return subprocess.run([tool, *arguments, "-", "-"], input=pdf, capture_output=True, check=True).stdout


def text_of(pdf: bytes) -> str:
    return re.sub(r"\s+", " ", poppler("pdftotext", "-layout", pdf=pdf).decode())


def picture_of(pdf: bytes, dpi: int) -> Image.Image:
    done = subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-png", "-singlefile", "-"], input=pdf, capture_output=True, check=True
    )
    return Image.open(io.BytesIO(done.stdout)).convert("RGB")


def words_of(pdf: bytes) -> list[tuple[str, Box]]:
    """Every word with its box in points from the upper left: left, top, right, bottom of the ink, about.

    A line box of these faces is 1.44 em high; the characters fill the em in its middle.
    """
    page = poppler("pdftotext", "-bbox", pdf=pdf).decode(errors="replace")  # Poppler repeats a rare title in bad UTF-8
    found = re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.+?)</word>', page)
    words = []
    for *numbers, word in found:
        left, top, right, bottom = map(float, numbers)
        slack = (bottom - top) * 0.2
        words.append((word, (left, top + slack, right, bottom - slack)))
    return words


def apart(one: Box, other: Box) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def fonts_of(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return {str(font.BaseFont).split("+")[1] for font in file.pages[0].Resources.Font.values()}


@pytest.fixture(scope="module")
def printed() -> dict[str, bytes]:
    return {name: render(facts) for name, facts in SAMPLES.items()}


def test_equal_facts_give_equal_bytes_in_another_process(printed: dict[str, bytes]) -> None:
    program = (
        "import sys, hashlib\n"
        "from selection.certificates.facts import CertificateFacts\n"
        "from selection.certificates.pdf import render\n"
        "print(hashlib.sha256(render(CertificateFacts.from_json(sys.stdin.read()))).hexdigest())"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], input=OUTSTANDING.to_json().encode(), cwd=ROOT, capture_output=True, check=True
    )

    assert done.stdout.decode().strip() == hashlib.sha256(printed["outstanding"]).hexdigest()


def test_printing_others_in_between_changes_no_byte(printed: dict[str, bytes]) -> None:
    assert render(SAMPLES["rare-name"]) == printed["rare-name"]
    assert render(OUTSTANDING) == printed["outstanding"]


def test_threads_printing_at_once_disturb_nothing(printed: dict[str, bytes]) -> None:
    names = [*SAMPLES, *SAMPLES]

    with ThreadPoolExecutor(4) as pool:
        again = list(pool.map(lambda name: render(SAMPLES[name]), names))

    assert [name for name, pdf in zip(names, again, strict=True) if pdf != printed[name]] == []


def test_the_file_says_what_it_is(printed: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(printed["outstanding"])) as file:
        width, height = (float(edge) for edge in list(file.pages[0].MediaBox)[2:])

        assert len(file.pages) == 1
        assert (round(width / POINT, 2), round(height / POINT, 2)) == (297, 210)
        assert str(file.docinfo.Title) == "荣誉证书 SHJC-2026-018 周启明"
        assert str(file.docinfo.Author) == "上海市总工会"
        assert str(file.docinfo.CreationDate) == "D:20261121000000+08'00'"
        assert str(file.Root.Lang) == "zh-CN"
        assert file.Root.MarkInfo.Marked


@pytest.mark.parametrize("name", SAMPLES)
def test_every_text_can_be_searched(printed: dict[str, bytes], name: str) -> None:
    facts, text = SAMPLES[name], text_of(printed[name])
    asked = (
        facts.name,
        facts.title,
        facts.title_en,
        facts.heading,
        facts.issuer.replace("　", " "),
        facts.named_on,
        facts.number,
    )

    assert [each for each in (*asked, "同志：", "特发此证。", "CERTIFICATE OF HONOUR") if each not in text] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_the_code_on_the_rendered_page_leads_to_the_verification(printed: dict[str, bytes], name: str) -> None:
    codes = zxingcpp.read_barcodes(picture_of(printed[name], 150))

    assert [code.text for code in codes] == [SAMPLES[name].verify_url]


@pytest.mark.parametrize("name", SAMPLES)
def test_no_text_leaves_the_frame_or_touches_another(printed: dict[str, bytes], name: str) -> None:
    words = words_of(printed[name])
    left, top, right, bottom = INSIDE

    outside = [w for w, box in words if box[0] < left or box[1] < top or box[2] > right or box[3] > bottom]
    touching = [(a, b) for at, (a, one) in enumerate(words) for b, two in words[at + 1 :] if not apart(one, two)]
    on_the_code = [w for w, box in words if not apart(box, QR_CODE)]
    assert (outside, touching, on_the_code) == ([], [], [])


@pytest.mark.parametrize("length", range(1, 21))
def test_names_of_one_to_twenty_characters_stand_clear_of_the_salutation(length: int) -> None:
    name = OTHER_NAMES[:length]

    boxes = dict(words_of(render(replace(SKILLED, name=name))))

    assert apart(boxes[name], boxes["同志："])
    assert round(boxes[name][0] - COLUMN[0], 1) == 0.0
    assert boxes["同志："][2] <= COLUMN[1]


def test_a_name_is_drawn_whole_by_one_face(printed: dict[str, bytes]) -> None:
    song = {"Noto-Serif-CJK-SC", "Noto-Serif-CJK-SC-Bold"}

    assert fonts_of(printed["skilled"]) == song | {"LXGW-WenKai-Bold"}
    assert fonts_of(printed["rare-name"]) == song | {"BabelStone-Han"}
    assert RARE_NAME in text_of(printed["rare-name"])


def test_a_character_no_face_has_stops_the_certificate_by_name() -> None:
    with pytest.raises(UndrawableFacts) as refusal:
        render(replace(OUTSTANDING, name="李\U000323b0明", issuer="上海市总工会\ue863"))

    assert refusal.value.reasons == (
        UNKNOWN,
        "颁发单位中的“\ue863”（U+E863）是私用区字符，换一台机器就会变样。请改用该字的标准编码。",
    )


def test_texts_no_size_fits_are_refused() -> None:
    with pytest.raises(UndrawableFacts) as refusal:
        render(
            replace(
                CRAFTSMAN,
                name="热" * 40,
                text=("贡献突出，" * 70,),
                issuer="上海" * 11,
                title="工匠" * 14,
                number="9" * 60,
            )
        )

    assert refusal.value.reasons == (
        "姓名共 40 字，一行排不下。请核对姓名。",
        "荣誉称号共 28 字，一行排不下。请精简荣誉称号。",
        "证书正文共 350 字，版面排不下。请精简证书文字或单位名称。",
        "颁发单位共 22 字，一行排不下。请改用规范简称。",
        f"证书编号“{'9' * 60}”一行排不下。请精简。",
    )


@pytest.mark.parametrize(
    ("name", "line"), [("outstanding", "#b4232a"), ("skilled", "#a9843d"), ("craftsman", "#28505f")]
)
def test_the_frame_of_each_award_is_drawn_in_its_colour(printed: dict[str, bytes], name: str, line: str) -> None:
    """Structure checks pass on a file that lost its drawing, so the picture itself is looked at."""
    picture = picture_of(printed[name], 150)
    pixel = 150 / 25.4
    colour = tuple(int(line[at : at + 2], 16) for at in (1, 3, 5))
    edges = {"left": (8.6, 105), "right": (297 - 8.6, 105), "top": (148.5, 8.6), "bottom": (148.5, 210 - 8.6)}

    drawn = {edge: picture.getpixel((round(x * pixel), round(y * pixel))) for edge, (x, y) in edges.items()}
    assert drawn == dict.fromkeys(edges, colour)

    for corner in ((11, 11), (276, 11), (11, 189), (276, 189)):
        box = [round(at * pixel) for at in (*corner, corner[0] + 10, corner[1] + 10)]
        assert len(picture.crop((box[0], box[1], box[2], box[3])).getcolors(1 << 16) or []) > 100


def test_text_is_escaped() -> None:
    pdf = render(replace(SKILLED, text=("在“<b>焊接</b>&amp;”项目中，被授予“上海市技术能手”称号。", "特发此证。")))

    assert "在“<b>焊接</b>&amp;”项目中" in text_of(pdf)


def test_facts_are_what_is_printed(printed: dict[str, bytes]) -> None:
    stored = CertificateFacts.from_json(SKILLED.to_json())

    assert render(stored) == printed["skilled"]
    assert render(replace(stored, name="周启")) != printed["skilled"]


@pytest.mark.parametrize("length", [1, 2, 3, 4, 7, 12, 20])
def test_nothing_on_a_card_touches_anything_else(length: int) -> None:
    name = OTHER_NAMES[:length] if length < 20 else SAMPLES["name-of-20"].name
    words = words_of(render(replace(OUTSTANDING, name=name), Form.CARD))
    code = (58.6 * POINT, 21.6 * POINT, 80.6 * POINT, 43.6 * POINT)
    foot = (0.0, (54 - 6.4) * POINT, 85.6 * POINT, 54 * POINT)

    touching = [(a, b) for at, (a, one) in enumerate(words) for b, two in words[at + 1 :] if not apart(one, two)]
    on_the_art = [word for word, box in words if not (apart(box, code) and apart(box, foot))]
    outside = [word for word, box in words if box[0] < 0 or box[1] < 0 or box[2] > 85.6 * POINT]
    assert (touching, on_the_art, outside) == ([], [], [])
    assert name in "".join(word for word, _ in words)


@pytest.mark.parametrize(
    "name",
    [
        "深远海风电基础焊接工艺",
        "面向超大型集装箱船薄板分段的机器人柔性焊接与变形控制成套技术及其在批量建造中的应用研究",
    ],
)
def test_a_project_is_addressed_by_its_name_alone_however_long_it_is(name: str) -> None:
    facts = replace(CRAFTSMAN, name=name, text=(f"{name}：", f"被评为“{CRAFTSMAN.title}”。", "特发此证。"))

    sheet, card = render(facts), render(facts, Form.CARD)

    said = text_of(sheet).replace(" ", "")
    assert said.count(name) == 1
    assert f"{name}：" in said
    assert "同志" not in said
    assert name in text_of(card).replace(" ", "")
    assert max(box[2] for _, box in words_of(card)) < 85.6 * POINT
