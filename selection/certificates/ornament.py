"""The drawn part of a certificate: frame, ground and emblem of each design, as PDF content.

It is the same for every certificate of a design: computed once per process and laid under the text as ready bytes.
Lengths are millimetres from the middle of the page, y upwards; colours are the tokens of the site.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from math import cos, sin, tau

from selection.certificates.designs import SIZES, Design, Form, designs
from selection.certificates.guilloche import HUNDREDTHS, Curve, Point, band, operators, petals

WIDTH, HEIGHT = SIZES[Form.CERTIFICATE]
POINTS_PER_MM = 72 / 25.4

PAPER, RED = "#fdfbf5", "#b4232a"
MIDDLE = 15.5  # from the edge of the paper to the middle of the guilloche
SEAL = (73.0, -52.0)  # the middle of the place for the seal: over the issuer's name and the date
EMBLEM = (0.0, 70.8)
GROUND = (0.0, -10.0)


@dataclass(frozen=True)
class Ring:
    """Petals between two radii; ``turns`` copies, each turned by a part of a petal."""

    inner: float
    outer: float
    count: int
    turns: int


@dataclass
class Art:
    """PDF content of a design: ``page`` draws the named ``forms``. The origin is the middle, the unit 0.01 mm."""

    forms: dict[str, bytes] = field(default_factory=dict)
    page: bytes = b""


@cache
def art(key: str, form: Form = Form.CERTIFICATE) -> Art:
    """The art of one design, drawn once per process. Not to be changed by the caller."""
    drawn = Art()
    draw = _page if form is Form.CERTIFICATE else _card
    drawn.page = b"\n".join(draw(designs()[key], drawn.forms))
    return drawn


def _page(design: Design, forms: dict[str, bytes]) -> Iterator[bytes]:
    yield b"%s rg %s re f" % (_colour(PAPER), _numbers(-WIDTH / 2, -HEIGHT / 2, WIDTH, HEIGHT))
    yield from _rosette(forms, GROUND, Ring(17, 46, 18, 12), design.ground, 0.13)
    yield from _rosette(forms, GROUND, Ring(6, 15, 12, 8), design.ground, 0.13)
    yield from _rosette(forms, SEAL, Ring(9, 20.5, 14, 10), design.ground, 0.13)
    yield from _rules(design)
    forms["Quarter"] = b"\n".join(_quarter(design))
    for mirror in (b"1 0 0 1", b"-1 0 0 1", b"1 0 0 -1", b"-1 0 0 -1"):
        yield b"q %s 0 0 cm /Quarter Do Q" % mirror
    for across in (-1, 1):
        for up in (-1, 1):
            corner = (across * (WIDTH / 2 - MIDDLE), up * (HEIGHT / 2 - MIDDLE))
            yield from _rosette(forms, corner, Ring(2.2, 5.4, 10, 8), design.line, 0.1)
            yield from _rosette(forms, corner, Ring(0.5, 2.4, 6, 4), design.second, 0.1)
    yield from _emblem(design, forms)


def _card(design: Design, forms: dict[str, bytes]) -> Iterator[bytes]:
    """A card: a band of guilloche along its foot, a large rosette cut by the right edge, the emblem in the corner."""
    width, height = SIZES[Form.CARD]
    yield b"%s rg %s re f" % (_colour(PAPER), _numbers(-width / 2, -height / 2, width, height))
    yield from _rosette(forms, (width / 2 - 16, 2), Ring(9, 30, 18, 12), design.ground, 0.11)
    yield from _rosette(forms, (width / 2 - 16, 2), Ring(3.5, 8.5, 12, 8), design.ground, 0.11)
    y = -height / 2 + 3.1
    woven = band(
        (-width / 2, y), (width / 2, y), waves=20, strands=design.second_strands, reach=1.1, swell=0.5, swells=8
    )
    yield from _strokes(woven, design.second, 0.06, 100)
    lines = band((-width / 2, y), (width / 2, y), waves=30, strands=design.strands, reach=1.9, swell=0.45, swells=8)
    yield from _strokes(lines, design.line, 0.06, 150)
    for inset, colour, thick in ((5.7, design.rule, 0.3), (6.3, design.line, 0.1)):
        level = -height / 2 + inset
        yield b"%s RG %s w" % (_colour(colour), _numbers(thick))
        yield b"%s m %s l S" % (_numbers(-width / 2, level), _numbers(width / 2, level))
    yield from _chop((-width / 2 + 8.2, height / 2 - 8.2), 2.5)


def _chop(centre: Point, half: float) -> Iterator[bytes]:
    """The name chop of the site: 工, labour, in three bars of paper on red."""
    x, y = centre
    unit = half / 3.7
    yield b"%s rg %s re f" % (_colour(RED), _numbers(x - half, y - half, 2 * half, 2 * half))
    yield b"%s rg" % _colour(PAPER)
    for left, bottom, width, height in ((-2.1, 1.55, 4.2, 0.6), (-2.6, -2.1, 5.2, 0.6), (-0.33, -2.1, 0.66, 4.0)):
        yield b"%s re" % _numbers(x + left * unit, y + bottom * unit, width * unit, height * unit)
    yield b"f"


def _rules(design: Design) -> Iterator[bytes]:
    """Thick and thin outside, thin and thick inside: 文武线."""
    outer, inner = (
        ((8.6, design.rule, 0.7), (9.6, design.line, 0.15)),
        ((21.4, design.line, 0.15), (22.2, design.rule, 0.3)),
    )
    for inset, colour, width in (*outer, *inner):
        box = _numbers(inset - WIDTH / 2, inset - HEIGHT / 2, WIDTH - 2 * inset, HEIGHT - 2 * inset)
        yield b"%s RG %s w 0 j %s re S" % (_colour(colour), _numbers(width), box)


def _quarter(design: Design) -> Iterator[bytes]:
    """The right half of the upper band and the upper half of the right band, up to the corner rosette."""
    x, y, corner = WIDTH / 2 - MIDDLE, HEIGHT / 2 - MIDDLE, 5.4
    for begin, end, swells in (((0.0, y), (x - corner, y), 8), ((x, 0.0), (x, y - corner), 5)):
        woven = band(begin, end, waves=2 * swells, strands=design.second_strands, reach=2.7, swell=0.55, swells=swells)
        yield from _strokes(woven, design.second, 0.09, 5 * 2 * swells)
        lines = band(begin, end, waves=3 * swells, strands=design.strands, reach=4.7, swell=0.5, swells=swells)
        yield from _strokes(lines, design.line, 0.1, 5 * 3 * swells)


def _emblem(design: Design, forms: dict[str, bytes]) -> Iterator[bytes]:
    """A ring of fine lines about the name chop of the site: 工, labour, in three white bars."""
    yield from _rosette(forms, EMBLEM, Ring(6.6, 9.2, 24, 6), design.line, 0.09)
    yield from _rosette(forms, EMBLEM, Ring(5.9, 7.1, 16, 4), design.line, 0.09)
    yield from _chop(EMBLEM, 3.7)


def _rosette(forms: dict[str, bytes], centre: Point, ring: Ring, colour: str, width: float) -> Iterator[bytes]:
    """The ring about a point: its curve is stored once and drawn turned."""
    name = f"Ring{ring.inner:g}x{ring.outer:g}".replace(".", "p")
    curve = petals(inner=ring.inner, outer=ring.outer, count=ring.count)
    forms[name] = operators(curve, segments=ring.count * 12) + b"\ns"
    yield b"q 1 0 0 1 %s cm %s RG %s w 1 j" % (_numbers(*centre), _colour(colour), _numbers(width))
    angle = tau / ring.count / ring.turns
    turn = f"{cos(angle):.6f} {sin(angle):.6f} {-sin(angle):.6f} {cos(angle):.6f} 0 0 cm /{name} Do".encode()
    yield from [turn] * ring.turns
    yield b"Q"


def _strokes(curves: list[Curve], colour: str, width: float, segments: int) -> Iterator[bytes]:
    yield b"%s RG %s w 1 j" % (_colour(colour), _numbers(width))
    for curve in curves:
        yield operators(curve, segments=segments) + b"\nS"


def _numbers(*millimetres: float) -> bytes:
    return b" ".join(b"%d" % round(each * HUNDREDTHS) for each in millimetres)


def _colour(hexadecimal: str) -> bytes:
    return " ".join(f"{int(hexadecimal[at : at + 2], 16) / 255:.3g}" for at in (1, 3, 5)).encode()
