"""Every character a name may have is drawn, or refused by its code point. Glyph numbers are looked at, not trusted.

``general_characters.txt`` is 通用规范汉字表 (2013) in its order, from kTGH of the Unihan database 15.0.
"""

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
import uharfbuzz as hb

from selection.certificates.cutting import Cut, cut
from selection.certificates.fonts import (
    KAI,
    LENDING_FACES,
    Lettering,
    face_for,
    face_of,
    lettering,
    name_problems,
)
from selection.certificates.pdf import render
from selection.certificates.setting import UndrawableFacts
from tests.certificates.samples import SKILLED

GENERAL = Path(__file__).with_name("general_characters.txt").read_text().replace("\n", "")
EXTENSIONS = {
    "A": (0x3400, 0x4DBF),
    "B": (0x20000, 0x2A6D6),
    "C": (0x2A700, 0x2B734),
    "D": (0x2B740, 0x2B81D),
    "E": (0x2B820, 0x2CEA1),
    "F": (0x2CEB0, 0x2EBE0),
}
"""The blocks whose characters make up level 3 of GB 18030-2022, beside those of the first two levels."""


def inked(drawn: Cut, character: str) -> bool:
    """Whether the glyph in the file has an outline that is not that of a missing character."""
    font = hb.Font(hb.Face(drawn.file))
    glyph = drawn.glyphs[character]
    return glyph != 0 and font.get_glyph_extents(glyph) is not None and bool(outline(font, glyph))


def outline(font: hb.Font, glyph: int) -> list[object]:
    found: list[object] = []

    class Pen:
        def __getattr__(self, name: str) -> object:
            return lambda *points: found.append((name, points))

    font.draw_glyph_with_pen(glyph, Pen())
    return found


def test_all_8105_general_characters_are_drawn_by_the_intended_face() -> None:
    assert (len(GENERAL), len(set(GENERAL))) == (8105, 8105)

    drawn = cut(Lettering(KAI), GENERAL, {})

    font = hb.Font(hb.Face(drawn.file))
    boxes = [each for each in GENERAL if drawn.glyphs[each] == 0 or not outline(font, drawn.glyphs[each])]
    assert boxes == []
    assert len(set(drawn.glyphs.values())) == 8105
    whole = hb.Font(face_of(KAI))
    for each in GENERAL[::97]:  # the very outlines of the face, not some other glyph's
        assert outline(font, drawn.glyphs[each]) == outline(whole, whole.get_nominal_glyph(ord(each)))


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_every_character_of_level_3_has_a_face(extension: str) -> None:
    first, last = EXTENSIONS[extension]

    nobody = [hex(point) for point in range(first, last + 1) if face_for(chr(point), (KAI, *LENDING_FACES)) is None]
    assert nobody == []


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_samples_of_level_3_are_set_among_ordinary_characters(extension: str) -> None:
    first, last = EXTENSIONS[extension]
    for point in range(first, last + 1, (last - first) // 7):
        name = f"周{chr(point)}明"
        letters = lettering(name)
        assert letters is not None
        if letters.face == KAI:
            drawn = cut(letters, name, {})
            assert [each for each in name if not inked(drawn, each)] == []


def test_a_lent_character_keeps_its_shape_and_its_place_on_the_page() -> None:
    name = "周\U00020023\U0002d1ae明"  # no single face has both rare ones with the others
    letters = lettering(name)
    assert letters is not None
    assert letters.face == KAI
    drawn = cut(letters, name, {})
    assert {character for character, _ in letters.lent} >= {name[1]}
    assert {lender for _, lender in letters.lent} <= set(LENDING_FACES)

    pdf = render(replace(SKILLED, name=name))

    assert [inked(drawn, each) for each in name] == [True] * 4
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert file.check_pdf_syntax() == []
    assert render(replace(SKILLED, name=name)) == pdf


def test_what_no_face_has_is_named_and_drawn_once_its_shape_is_supplied() -> None:
    name = "李\U000323b0明"
    square = [[(100, 0), (100, 800), (900, 800), (900, 0)], [(200, 100), (800, 100), (800, 700), (200, 700)]]

    with pytest.raises(UndrawableFacts, match=r"U\+323B0"):
        render(replace(SKILLED, name=name))
    drawn = render(replace(SKILLED, name=name), supplied={name[1]: square})

    assert name_problems(name, supplied={name[1]}) == []
    assert render(replace(SKILLED, name=name), supplied={name[1]: square}) == drawn
    letters = lettering(name, {name[1]})
    assert letters is not None
    assert inked(cut(letters, name, {name[1]: square}), name[1])
