"""Sets single glyphs of other faces, or supplied shapes, into a small TrueType face."""

from collections.abc import Mapping
from io import BytesIO

import uharfbuzz as hb
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from selection.certificates.cutting import Contours, Cut
from selection.certificates.fonts import Face, face_of

FINEST = 1.0  # how far a curve may be off when cubic becomes quadratic, in units of the face


def lend(cut: Cut, lent: Mapping[str, Face | Contours]) -> Cut:
    """The cut with further glyphs, each one em wide, in the order of their characters. Equal arguments, equal bytes."""
    font = TTFont(BytesIO(cut.file), recalcTimestamp=False)
    upem, order, table = font["head"].unitsPerEm, list(font.getGlyphOrder()), font["glyf"]
    glyphs, widths = dict(cut.glyphs), dict(cut.widths)
    for character, lender in sorted(lent.items()):
        pen = TTGlyphPen(None)
        if isinstance(lender, Face):
            _trace(lender, character, Cu2QuPen(pen, FINEST), upem)
        else:
            _draw(lender, pen, upem)
        name = f"lent{ord(character):05X}"
        glyphs[character] = len(order)
        widths[len(order)] = 1000.0
        order.append(name)
        table.glyphs[name] = pen.glyph()
        table.glyphs[name].recalcBounds(table)
        font["hmtx"].metrics[name] = (upem, getattr(table.glyphs[name], "xMin", 0))
    table.glyphOrder = order
    font.setGlyphOrder(order)
    written = BytesIO()
    font.save(written)
    return Cut(written.getvalue(), glyphs, widths)


def _trace(face: Face, character: str, pen: Cu2QuPen, upem: int) -> None:
    whole = face_of(face)
    font = hb.Font(whole)
    scale = upem / whole.upem
    font.draw_glyph_with_pen(font.get_nominal_glyph(ord(character)), TransformPen(pen, (scale, 0, 0, scale, 0, 0)))


def _draw(contours: Contours, pen: TTGlyphPen, upem: int) -> None:
    for contour in contours:
        points = [(round(x * upem / 1000), round(y * upem / 1000)) for x, y in contour]
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()
