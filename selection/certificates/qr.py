"""The QR code of a certificate, as strokes one module wide."""

from math import isqrt

import zxingcpp

Stroke = tuple[int, int, int]
"""Where a run of dark modules begins, across and down, and how many there are."""


DARK, LIGHT = b"\0", b"\xff"
USUAL = 12
"""65 modules a side: 287 bytes."""


def strokes(content: str) -> tuple[int, list[Stroke]]:
    """The code at error level M as (modules per side, strokes), without the quiet zone.

    A run of dark modules in a row is one stroke: no hairlines between them, and a shorter file.
    """
    side, modules = _made(content)
    found = []
    for y in range(side):
        row = modules[y * side : (y + 1) * side]
        end = 0
        while (start := row.find(DARK, end)) >= 0:
            end = row.find(LIGHT, start)
            end = side if end < 0 else end
            found.append((start, y, end - start))
    return side, found


def _made(content: str) -> tuple[int, bytes]:
    """Modules per side, and a byte for each. Of the usual size where the content fits, so that certificates share
    their plates whatever the length of a name."""
    try:
        code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M", version=USUAL)
    except ValueError:
        code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = memoryview(code.to_image(scale=1, add_quiet_zones=False))  # type: ignore[arg-type]  # a buffer, unsaid
    return isqrt(picture.nbytes), picture.tobytes()


def path(found: list[Stroke]) -> str:
    """The strokes as an SVG path."""
    return "".join(f"M{x} {y}.5h{length}" for x, y, length in found)


def operators(found: list[Stroke]) -> bytes:
    """The same path as PDF operators."""
    return "".join(f"{x} {y}.5 m\n{x + length} {y}.5 l\n" for x, y, length in found).encode()
