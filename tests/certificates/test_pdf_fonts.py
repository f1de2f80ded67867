from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from selection.certificates.facts import CertificateFacts
from selection.certificates.fonts import (
    HAN,
    KAI,
    NAME_FACES,
    SONG,
    SONG_BOLD,
    Face,
    FaceMissing,
    advances,
    face_file,
    face_for,
    missing_glyphs,
    problems,
    width,
)
from selection.certificates.setting import COLUMN, COMRADE, Setting, letters_of, set_in_type
from tests.certificates.samples import RARE_NAME, SKILLED

in_kai = some.sampled_from([chr(point) for point in advances(KAI) if 0x4E00 <= point <= 0x9FFF])


def decided(facts: CertificateFacts) -> Setting:
    return set_in_type(facts, letters_of(facts))


def test_missing_characters_are_listed_once_in_order() -> None:
    assert missing_glyphs("\U000212fe王\ue863\U000212fe", KAI) == ["\U000212fe", "\ue863"]
    assert missing_glyphs(RARE_NAME, SONG) == ["\U0002aed0"]
    assert missing_glyphs(RARE_NAME, HAN) == []


@pytest.mark.parametrize("face", [KAI, SONG, SONG_BOLD, HAN])
def test_every_face_is_the_one_installed_under_its_name(face: Face) -> None:
    assert face_file(face)[0].endswith(
        ("LXGWWenKai-Bold.ttf", "NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc", "Han.ttf")
    )
    assert width("上海市总工会", face) == 6.0


def test_a_face_that_is_not_installed_is_named() -> None:
    with pytest.raises(FaceMissing, match="typeface Nonesuch is not installed"):
        face_file(Face("none", "Nonesuch", "Regular", "无"))


def test_the_first_face_with_every_character_draws_the_name() -> None:
    assert face_for("周启明", NAME_FACES) == KAI
    assert face_for("周\U000212fe", NAME_FACES) == SONG
    assert face_for(RARE_NAME, NAME_FACES) == HAN
    assert face_for("周\U000323b0", NAME_FACES) is None


def test_only_the_character_to_blame_is_named() -> None:
    found = problems(replace(SKILLED, name="\U000212fe\U000323b0"))

    cure = "请核对用字，或在“补字”中上传该字的字形图片或字体。"
    assert found == [f"姓名中的“\U000323b0”（U+323B0）现有字体都没有字形，印出来会是方框。{cure}"]


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\ufeff", "\t"])
def test_what_cannot_be_seen_is_not_printed(hidden: str) -> None:
    assert problems(replace(SKILLED, name=f"周{hidden}启明")) == [
        f"姓名中有看不见的字符（U+{ord(hidden):04X}）。请删去后重新录入。"
    ]


def test_an_empty_name_is_not_printed() -> None:
    assert problems(replace(SKILLED, name="　")) == ["姓名为空，请填写后再制发证书。"]


def test_a_sound_certificate_has_no_problem() -> None:
    assert problems(SKILLED) == []


@given(name=some.text(in_kai, min_size=1, max_size=20))
def test_any_name_of_up_to_twenty_characters_gets_a_size_that_fits(name: str) -> None:
    setting = decided(replace(SKILLED, name=name))

    assert width(name, setting.name_face) * setting.name_size + COMRADE <= COLUMN


def test_the_honour_is_lifted_out_of_the_text_and_the_salutation_is_said_once() -> None:
    text = ("周启明同志：", "在“上海市技术能手”评选中，被授予“上海市技术能手”荣誉称号。", "特发此证。")

    setting = decided(replace(SKILLED, text=text))

    assert [(line.kind, line.text) for line in setting.lines] == [
        ("opening", "在“上海市技术能手”评选中，被授予"),
        ("honour", "上海市技术能手"),
        ("honour-en", "Skilled Worker of Shanghai"),
        ("continued", "荣誉称号。"),
        ("opening", "特发此证。"),
    ]


def test_no_stop_begins_a_line() -> None:
    setting = decided(replace(SKILLED, text=("被命名为“上海市技术能手”。特发此证。",)))

    assert [(line.kind, line.text) for line in setting.lines if line.kind != "honour-en"] == [
        ("opening", "被命名为"),
        ("honour", "上海市技术能手"),
        ("opening", "特发此证。"),
    ]
