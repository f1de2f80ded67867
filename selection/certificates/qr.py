"""The QR code of a certificate, as one vector path."""

import segno


def path(content: str) -> tuple[int, str]:
    """The code at error level M as (modules per side, SVG path to stroke one module wide), without the quiet zone.

    A run of dark modules in a row is one stroke: no hairlines between them, and a shorter file.
    """
    rows = segno.make_qr(content, error="m").matrix
    steps = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                steps.append(f"M{start} {y}.5h{x - start}")
            x += 1
    return len(rows), "".join(steps)
