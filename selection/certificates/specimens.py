"""Names drawn for the screen by the very faces that will print them, as vector paths."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import uharfbuzz as hb

from selection.certificates.cutting import Contours
from selection.certificates.fonts import Face, Lettering, advances, face_of, lettering, name_problems

EM = 1000
BASELINE = 860


@dataclass(frozen=True)
class Specimen:
    """A name as it will be printed: ``path`` in a box of ``width`` by 1000, or ``problems`` why it cannot be.

    ``points``: each character, its code point, and the face that draws it.
    """

    width: int
    path: str
    points: tuple[tuple[str, str, str], ...]
    problems: tuple[str, ...]


class _Pen:
    """Takes what a face draws, as an SVG path."""

    def __init__(self, scale: float, left: float) -> None:
        self.parts: list[str] = []
        self._scale, self._left = scale, left

    def moveTo(self, point: Any) -> None:  # noqa: N802 - names of the pen protocol
        self._add("M", point)

    def lineTo(self, point: Any) -> None:  # noqa: N802
        self._add("L", point)

    def curveTo(self, *points: Any) -> None:  # noqa: N802
        self._add("C", *points)

    def qCurveTo(self, *points: Any) -> None:  # noqa: N802
        self._add("Q", *points)

    def closePath(self) -> None:  # noqa: N802
        self.parts.append("Z")

    def _add(self, letter: str, *points: tuple[float, float]) -> None:
        pairs = (f"{self._left + x * self._scale:.0f} {BASELINE - y * self._scale:.0f}" for x, y in points)
        self.parts.append(letter + " ".join(pairs))


def specimen(name: str, supplied: Mapping[str, Contours]) -> Specimen:
    """The name drawn. Each character costs a few tenths of a millisecond."""
    letters = lettering(name, supplied)
    if letters is None:
        points = tuple((each, f"U+{ord(each):04X}", "") for each in name)
        return Specimen(0, "", points, tuple(f"姓名{problem}" for problem in name_problems(name, supplied)))
    parts: list[str] = []
    drawn_by: list[tuple[str, str, str]] = []
    left = 0.0
    for character in name:
        face, label = _drawer(letters, character)
        drawn, advance = _glyph(face, character, left) if face else _shape(supplied[character], left)
        parts.append(drawn)
        drawn_by.append((character, f"U+{ord(character):04X}", label))
        left += advance
    return Specimen(round(left), "".join(parts), tuple(drawn_by), ())


def _drawer(letters: Lettering, character: str) -> tuple[Face | None, str]:
    lent = dict(letters.lent)
    if character not in lent:
        return letters.face, letters.face.label
    face = lent[character]
    return face, face.label if face else "补字"


@lru_cache(maxsize=4096)
def _glyph(face: Face, character: str, left: float) -> tuple[str, float]:
    whole = face_of(face)
    font = hb.Font(whole)
    pen = _Pen(EM / whole.upem, left)
    font.draw_glyph_with_pen(font.get_nominal_glyph(ord(character)), pen)
    return "".join(pen.parts), advances(face)[ord(character)] * EM


def _shape(contours: Contours, left: float) -> tuple[str, float]:
    pen = _Pen(1.0, left)
    for contour in contours:
        pen.moveTo(contour[0])
        for point in contour[1:]:
            pen.lineTo(point)
        pen.closePath()
    return "".join(pen.parts), EM
