"""Guilloches: the interlaced engine-turned lines of banknotes and deeds, computed as vector curves.

Lengths are millimetres, x to the right and y upwards. A curve is a smooth function of one parameter; it is
written as cubic Bézier segments, so a few points per wave draw it exactly at any size.
"""

from collections.abc import Callable, Iterator
from math import cos, hypot, sin, tau

Point = tuple[float, float]
Curve = Callable[[float], Point]

HUNDREDTHS = 100  # coordinates are written as whole hundredths of a millimetre: shorter, and the same everywhere


def band(begin: Point, end: Point, *, waves: int, strands: int, reach: float, swell: float, swells: int) -> list[Curve]:
    """A straight interlaced band ``2 * reach`` wide.

    ``waves`` and ``swells`` are whole numbers and ``strands`` is even: then the mirror image at the beginning joins
    without a seam. ``swell`` (0 to 1) is how far the band narrows between the swells; it begins broad and ends narrow.
    """
    length = hypot(end[0] - begin[0], end[1] - begin[1])
    dx, dy = (end[0] - begin[0]) / length, (end[1] - begin[1]) / length

    def strand(phase: float) -> Curve:
        def curve(u: float) -> Point:
            breadth = 1 - swell * (1 - cos(tau * (swells - 0.5) * u)) / 2
            away = reach * breadth * sin(tau * waves * u + phase)
            along = length * u
            return begin[0] + dx * along - dy * away, begin[1] + dy * along + dx * away

        return curve

    return [strand(tau * number / strands) for number in range(strands)]


def petals(*, inner: float, outer: float, count: int, bend: float = 0.12) -> Curve:
    """A closed ring of petals about the origin; ``bend`` adds a finer wave. Turned copies interlace to a rosette."""
    middle, reach = (inner + outer) / 2, (outer - inner) / 2

    def curve(u: float) -> Point:
        angle = tau * u
        away = middle + reach * ((1 - bend) * sin(count * angle) + bend * sin(3 * count * angle))
        return away * cos(angle), away * sin(angle)

    return curve


def operators(curve: Curve, *, segments: int) -> bytes:
    """The curve as PDF path operators, in hundredths of a millimetre."""
    points = list(_bezier(curve, segments))
    start, rest = points[0], points[1:]
    lines = [f"{start[0]} {start[1]} m"]
    for one, two, end in zip(rest[0::3], rest[1::3], rest[2::3], strict=True):
        lines.append(f"{one[0]} {one[1]} {two[0]} {two[1]} {end[0]} {end[1]} c")
    return "\n".join(lines).encode()


def _bezier(curve: Curve, segments: int) -> Iterator[tuple[int, int]]:
    """The first point, then two handles and an end point per segment, with the tangents of the curve itself."""
    step = 1 / segments
    yield _rounded(curve(0.0))
    for number in range(segments):
        begin, end = number * step, (number + 1) * step
        (x0, y0), (x1, y1) = curve(begin), curve(end)
        (dx0, dy0), (dx1, dy1) = _tangent(curve, begin), _tangent(curve, end)
        yield _rounded((x0 + dx0 * step / 3, y0 + dy0 * step / 3))
        yield _rounded((x1 - dx1 * step / 3, y1 - dy1 * step / 3))
        yield _rounded((x1, y1))


def _tangent(curve: Curve, u: float) -> Point:
    """The derivative, one-sided at the ends, where the curve may not be defined beyond."""
    low, high = max(0.0, u - 1e-6), min(1.0, u + 1e-6)
    (x0, y0), (x1, y1) = curve(low), curve(high)
    return (x1 - x0) / (high - low), (y1 - y0) / (high - low)


def _rounded(point: Point) -> tuple[int, int]:
    return round(point[0] * HUNDREDTHS), round(point[1] * HUNDREDTHS)
