"""The shape of one character out of an uploaded picture or face: python -m selection.certificates.shapes 323B0 < file.

Prints {"kind": "picture" or "face", "contours": [...]} in thousandths of an em. Runs with little memory and time.
"""

import json
import resource
import sys
from io import BytesIO

import uharfbuzz as hb
from PIL import Image

Point = tuple[int, int]
Contour = list[Point]

MEMORY, SECONDS = 1 << 30, 10
SMALLEST, LARGEST = 300, 4000  # pixels a side
EM, BODY, DESCENT = 1000, 900, 120  # a shape from a picture fills 900 of 1000, as characters do
MOST_POINTS = 60_000
FLATTEN = 12  # straight pieces of a curve


class Unusable(Exception):
    """Why nothing can be made of the file; a sentence."""


class Pen:
    """Takes what a face draws, as straight pieces."""

    def __init__(self, scale: float) -> None:
        self.contours: list[Contour] = []
        self._scale, self._at = scale, (0.0, 0.0)

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - names of the pen protocol
        self.contours.append([])
        self._to(point)

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._to(point)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = (self._at, *points)
        for step in range(1, FLATTEN + 1):
            t = step / FLATTEN
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            self._to((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        (x0, y0), (x1, y1), (x2, y2) = (self._at, *points)
        for step in range(1, FLATTEN + 1):
            t = step / FLATTEN
            a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
            self._to((a * x0 + b * x1 + c * x2, a * y0 + b * y1 + c * y2))

    def closePath(self) -> None:  # noqa: N802
        """Contours are closed anyway."""

    def _to(self, point: tuple[float, float]) -> None:
        self._at = point
        self.contours[-1].append((round(point[0] * self._scale), round(point[1] * self._scale)))


def from_face(content: bytes, character: str) -> list[Contour]:
    """The outline a face has for the character. Raises Unusable."""
    face = hb.Face(hb.Blob(content))
    font = hb.Font(face)
    glyph = font.get_nominal_glyph(ord(character))
    if not glyph:
        raise Unusable(f"字体里没有“{character}”（U+{ord(character):04X}）")
    pen = Pen(EM / face.upem)
    font.draw_glyph_with_pen(glyph, pen)
    if not pen.contours:
        raise Unusable("字体里这个字是空白的")
    return pen.contours


def from_picture(content: bytes) -> list[Contour]:
    """The edges between dark and light, as closed contours: dark on the right. Raises Unusable."""
    Image.MAX_IMAGE_PIXELS = LARGEST * LARGEST
    with Image.open(BytesIO(content)) as picture:
        if not all(SMALLEST <= side <= LARGEST for side in picture.size):
            raise Unusable(f"字形图片应为 {SMALLEST} 至 {LARGEST} 像素见方")
        paper = Image.new("RGBA", picture.size, "white")
        paper.alpha_composite(picture.convert("RGBA"))
    ink = paper.convert("L").point([255 if level < 128 else 0 for level in range(256)])
    box = ink.getbbox()
    if box is None:
        raise Unusable("字形图片上没有笔画，是一张白纸")
    if box[0] == 0 or box[1] == 0 or box[2:] == ink.size:
        raise Unusable("字形图片的笔画碰到了边，四周要留白")
    drawn = ink.crop(box)
    scale = BODY / max(drawn.size)
    size = (max(1, round(drawn.width * scale)), max(1, round(drawn.height * scale)))
    drawn = drawn.resize(size, Image.Resampling.BICUBIC)
    return _placed(_edges(drawn), drawn.size)


def _edges(ink: Image.Image) -> list[Contour]:
    """Walk along every edge of the dark pixels, the dark on the right hand, corners only."""
    steps = _steps(ink)
    contours = []
    while steps:
        start = here = next(iter(steps))
        walked: Contour = []
        while not walked or here != start:
            ways = steps[here]
            there = ways.pop()
            if not ways:
                del steps[here]
            walked.append(here)
            here = there
        contours.append(_corners(walked))
    return contours


def _steps(ink: Image.Image) -> dict[Point, list[Point]]:
    """From each corner of a pixel where its edges lead."""
    width, height = ink.size
    pixels = ink.tobytes()
    dark = {divmod(at, width)[::-1] for at in range(width * height) if pixels[at] >= 128}
    steps: dict[Point, list[Point]] = {}
    for x, y in sorted(dark):
        for beside, start, end in (
            ((x, y - 1), (x, y), (x + 1, y)),
            ((x + 1, y), (x + 1, y), (x + 1, y + 1)),
            ((x, y + 1), (x + 1, y + 1), (x, y + 1)),
            ((x - 1, y), (x, y + 1), (x, y)),
        ):
            if beside not in dark:
                steps.setdefault(start, []).append(end)
    return steps


def _corners(walked: Contour) -> Contour:
    """Where the edge turns. Pixels of this size are finer than print, so no stair shows."""
    kept = []
    for at, (x, y) in enumerate(walked):
        before, after = walked[at - 1], walked[(at + 1) % len(walked)]
        if (x - before[0], y - before[1]) != (after[0] - x, after[1] - y):
            kept.append((x, y))
    return kept


def _placed(contours: list[Contour], size: tuple[int, int]) -> list[Contour]:
    """In the middle of the body, y upwards."""
    left = (EM - size[0]) // 2
    top = EM - DESCENT - (EM - size[1]) // 2
    return [[(left + x, top - y) for x, y in contour] for contour in contours]


def main() -> None:
    """Read the file from standard input; the character is the argument, in hexadecimal."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    character, content = chr(int(sys.argv[1], 16)), sys.stdin.buffer.read()
    is_face = content[:4] in (b"\0\1\0\0", b"OTTO", b"true", b"ttcf")
    try:
        contours = from_face(content, character) if is_face else from_picture(content)
        if sum(map(len, contours)) > MOST_POINTS:
            raise Unusable("字形太碎，请换一张边缘清楚的图片")
    except Unusable as trouble:
        sys.exit(str(trouble))
    json.dump({"kind": "face" if is_face else "picture", "contours": contours}, sys.stdout)


if __name__ == "__main__":
    main()
