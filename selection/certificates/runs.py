"""Lines of text in the content of a page that WeasyPrint drew: found, read back as text, and set anew."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pikepdf

_RUN = re.compile(
    rb"BT\n1 0 0 -1 (?P<x>\S+) (?P<y>\S+) Tm\n/(?P<font>\w+) (?P<size>\S+) Tf\n\[(?P<glyphs>[^\]]*)\] TJ\nET"
)
_PIECE = re.compile(rb"<(?P<row>[0-9a-f]*)>|(?P<shift>-?[0-9.]+)")
_MAPPED = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")

Glyph = tuple[int, float]
"""Its number in the typeface, and by how many thousandths of an em the next one is drawn nearer."""


@dataclass(frozen=True)
class Run:
    """A line of text: where in the content, where on the page (pixels, downwards), and what of which face."""

    start: int
    end: int
    x: float
    y: str
    font: str
    size: str
    glyphs: tuple[Glyph, ...]
    text: str

    def anew(self, glyphs: tuple[Glyph, ...], *, x: float | None = None) -> bytes:
        """The operators of this line with other glyphs or beginning elsewhere."""
        row = "".join(f"<{number:04x}>{shift:g}" for number, shift in glyphs)
        begin = self.x if x is None else x
        return f"BT\n1 0 0 -1 {begin:.6f} {self.y} Tm\n/{self.font} {self.size} Tf\n[{row}] TJ\nET".encode()


def runs(content: bytes, fonts: pikepdf.Object) -> Iterator[Run]:
    """The lines of a content in order, whose characters are each one glyph; lines with ligatures are left out."""
    characters = {name: _characters(font) for name, font in fonts.items()}
    for found in _RUN.finditer(content):
        font = found["font"].decode()
        glyphs, known = tuple(_glyphs(found["glyphs"])), characters[f"/{font}"]
        letters = [known.get(number, "") for number, _ in glyphs]
        if all(len(each) == 1 for each in letters):
            x, y, size = float(found["x"]), found["y"].decode(), found["size"].decode()
            yield Run(found.start(), found.end(), x, y, font, size, glyphs, "".join(letters))


def _characters(font: pikepdf.Object) -> Mapping[int, str]:
    """What the glyphs of a font say, from its map to Unicode."""
    table = font.ToUnicode.read_bytes().partition(b"beginbfchar")[2]
    return {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in _MAPPED.findall(table)}


def _glyphs(array: bytes) -> Iterator[Glyph]:
    last: int | None = None
    shift = 0.0
    for piece in _PIECE.finditer(array):
        row = piece["row"]
        if row is None:
            shift += float(piece["shift"])
            continue
        for at in range(0, len(row), 4):
            if last is not None:
                yield last, shift
            last, shift = int(row[at : at + 4], 16), 0.0
    if last is not None:
        yield last, shift
