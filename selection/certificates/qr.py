"""The QR code of a certificate, as strokes one module wide."""

import segno

Stroke = tuple[int, int, int]
"""Where a run of dark modules begins, across and down, and how many there are."""


def strokes(content: str) -> tuple[int, list[Stroke]]:
    """The code at error level M as (modules per side, strokes), without the quiet zone.

    A run of dark modules in a row is one stroke: no hairlines between them, and a shorter file.
    """
    rows = segno.make_qr(content, error="m").matrix
    found = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                found.append((start, y, x - start))
            x += 1
    return len(rows), found


def path(found: list[Stroke]) -> str:
    """The strokes as an SVG path."""
    return "".join(f"M{x} {y}.5h{length}" for x, y, length in found)


def operators(found: list[Stroke]) -> bytes:
    """The same path as PDF operators."""
    return "".join(f"{x} {y}.5 m\n{x + length} {y}.5 l\n" for x, y, length in found).encode()
