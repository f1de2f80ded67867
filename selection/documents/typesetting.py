"""A document as PDF/A by WeasyPrint. Slow to load: only the worker imports it."""

from typing import Any

import pydyf
from flask import current_app

from selection.certificates.press import print_page
from selection.rules.documents.paper import TABLE, Paper, title_lines, written

MARK_SIZES = range(41, 15, -1)
"""Points. 41 pt is 14.5 mm, below the 15 mm the standard allows, and puts the rule's title on the grid."""

TYPE_WIDTH = 442.0
CHARACTER = 15.79


def print_paper(paper: Paper) -> bytes:
    """The document as PDF/A-3u: equal documents give equal bytes. That it can be drawn was asked before."""
    size = next((size for size in MARK_SIZES if size * len(paper.mark) <= TYPE_WIDTH), MARK_SIZES[-1])
    template = current_app.jinja_env.get_template  # without what pages carry: a worker has no visitor
    html = template("documents/print/paper.html").render(
        paper=paper,
        lines=title_lines(paper.title, most=28 if paper.layout == TABLE else 20),
        lines_of=title_lines,
        mark_size=size,
        dated=written(paper.dated),
        printed=written(paper.imprint.printed_on) if paper.imprint else "",
    )
    listings = [*paper.listings, *(listing for each in paper.attachments for listing in each.listings)]
    widths = {width for listing in listings for width in listing.widths}
    columns = "".join(f".w{width} {{ width: {width * CHARACTER:.2f}pt }}\n" for width in sorted(widths))
    css = (
        template("documents/print/paper.css").render(layout=paper.layout)
        + columns
        + f".m{size} {{ font-size: {size}pt }}\n"
    )
    return print_page(html, css=css, faces={}, identifier=f"{paper.number}{paper.title}", finisher=_untouched)


def _untouched(_document: Any, _pdf: pydyf.PDF) -> None:
    """Nothing is added to a document."""
