"""Cuts from a typeface the few characters a certificate needs. A cut depends on its characters and on nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import uharfbuzz as hb

from selection.certificates.fonts import Face, Lettering, face_of

OUTLINES = {"glyf", "loca", "head", "hhea", "hmtx", "maxp"}
"""The tables a TrueType face needs inside a PDF, where characters are called by glyph number."""

Contours = Sequence[Sequence[tuple[int, int]]]
"""A shape in thousandths of an em, y upwards: closed contours, the inner ones the other way round."""


@dataclass(frozen=True)
class Cut:
    """A small TrueType face: ``glyphs`` by character, ``widths`` by glyph in thousandths of an em."""

    file: bytes
    glyphs: dict[str, int]
    widths: dict[int, float]


def cut(lettering: Lettering, text: str, supplied: Mapping[str, Contours]) -> Cut:
    """The characters of the text out of a TrueType face, with what others lend to it set in as glyphs of its own."""
    lent = dict(lettering.lent)
    own = _cut(lettering.face, "".join(each for each in text if each not in lent))
    if not lent:
        return own
    # Few names need it, and what edits faces takes 15 MiB.
    from selection.certificates.lending import lend  # noqa: PLC0415 - heavy, and no web worker needs it at start

    return lend(own, {each: supplied[each] if lender is None else lender for each, lender in lent.items()})


def _cut(face: Face, text: str) -> Cut:
    whole = face_of(face)
    font = hb.Font(whole)
    wanted = {each: font.get_nominal_glyph(ord(each)) for each in sorted(set(text))}
    order = hb.SubsetInput()
    order.flags = hb.SubsetFlags.NO_HINTING
    order.glyph_set.update(wanted.values())
    order.drop_table_tag_set.update(_superfluous(face))
    plan = hb.SubsetPlan(whole, order)
    numbers = plan.old_to_new_glyph_mapping
    return Cut(
        file=bytes(plan.execute().blob.data),
        glyphs={each: numbers[glyph] for each, glyph in wanted.items()},
        widths={numbers[glyph]: font.get_glyph_h_advance(glyph) * 1000 / whole.upem for glyph in wanted.values()},
    )


def for_layout(face: Face, text: str) -> bytes:
    """A face with what laying out this text takes: the whole one would cost the layout its size in memory, twice.

    Glyphs of a CFF face keep their numbers, which are their names in a PDF file.
    """
    order = hb.SubsetInput()
    order.flags = hb.SubsetFlags.NO_HINTING
    if not is_truetype(face):
        order.flags |= hb.SubsetFlags.RETAIN_GIDS
    order.unicode_set.update(ord(each) for each in set(text))
    return bytes(hb.subset(face_of(face), order).blob.data)


def thin(compact_font: Face, glyphs: set[int]) -> bytes:
    """These glyphs of a CID-keyed CFF face, as the bare CFF table, where they keep their numbers."""
    order = hb.SubsetInput()
    order.flags = hb.SubsetFlags.NO_HINTING
    order.glyph_set.update(glyphs)
    return bytes(hb.subset(face_of(compact_font), order).reference_table("CFF ").data)


@cache
def is_truetype(face: Face) -> bool:
    """Whether a face has TrueType outlines, which are cut in a fifth of a millisecond."""
    return "glyf" in face_of(face).table_tags


@cache
def _superfluous(face: Face) -> frozenset[int]:
    return frozenset(int.from_bytes(tag.encode(), "big") for tag in face_of(face).table_tags if tag not in OUTLINES)
