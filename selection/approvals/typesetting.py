"""A form as PDF/A by WeasyPrint, with a QR code on each page. Slow to load: only the worker imports it."""

import base64
from dataclasses import dataclass
from typing import Any

import pydyf
import zxingcpp
from flask import current_app

from selection.certificates.cutting import for_layout
from selection.certificates.fonts import HAN, HANA_A, HANA_B, SONG, SONG_BOLD, Face, missing_glyphs
from selection.certificates.press import print_page
from selection.rules.documents.marks import Mark
from selection.rules.documents.sheet import Sheet, in_copies

MM = 72 / 25.4
SIDE, RIGHT, TOP = 17 * MM, 14 * MM, 9 * MM
"""The code: its side, and how far it is from the edges of the page. Out of the way of seals."""

HEIGHT, WIDTH = 297 * MM, 210 * MM
RARE = (HAN, HANA_A, HANA_B)


@dataclass(frozen=True)
class Printed:
    """A form set in type. ``pages`` of one copy; ``places``: level -> page its opinion stands on."""

    content: bytes
    pages: int
    places: dict[str, int]


def print_form(sheet: Sheet, mark: Mark, *, copies: int, photo: bytes = b"") -> Printed:
    """The form in so many copies; equal forms, equal bytes. ``mark``: of any page; ``photo``: a JPEG, or nothing."""
    template = current_app.jinja_env.get_template  # without what pages carry: a worker has no visitor
    html = template("approvals/print/form.html").render(
        sheet=sheet,
        copies=in_copies(copies),
        photo=f"data:image/jpeg;base64,{base64.b64encode(photo).decode()}" if photo else "",
    )
    told = f"第 {mark.version} 版　校验码 {mark.seal}"
    css = template("approvals/print/form.css").render(told=told)
    found: dict[str, int] = {}
    counted: list[int] = []

    def finish(document: Any, pdf: pydyf.PDF) -> None:
        pages = len(document.pages) // copies
        counted.append(pages)
        for place, page in enumerate(document.pages):
            number = place % pages + 1
            found.update({name.removeprefix("seal-"): number for name in page.anchors if name.startswith("seal-")})
            own = Mark(mark.nomination_id, mark.version, number, pages, mark.seal)
            _stamp(pdf, pdf.page_references[place], str(own))

    identity = f"{mark.nomination_id}/{mark.version}/{mark.seal}/{copies}"
    content = print_page(html, css=css, faces=_faces(html + css), identifier=identity, finisher=finish, copies=copies)
    return Printed(content, counted[0], found)


def code_picture(text: str) -> Any:
    """The QR code with a quarter of it to spare, one point a module, without its quiet zone."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    return memoryview(code.to_image(scale=1, add_quiet_zones=False))  # type: ignore[arg-type]  # a buffer, unsaid


def _stamp(pdf: pydyf.PDF, reference: bytes, text: str) -> None:
    """Draw the code into the upper right corner. It is decoration, so readers of the text skip it."""
    picture = code_picture(text)
    modules = picture.shape[0]
    step = SIDE / modules
    left, top = WIDTH - RIGHT - SIDE, HEIGHT - TOP
    dark = [(x, y) for y in range(modules) for x in range(modules) if picture[y, x] == 0]
    runs = [f"{left + x * step:.3f} {top - (y + 1) * step:.3f} {step:.3f} {step:.3f} re" for x, y in dark]
    drawn = "/Artifact BMC q 0 g\n" + "\n".join(runs) + "\nf Q EMC"
    stream = pydyf.Stream([drawn.encode()], compress=True)
    pdf.add_object(stream)
    page = pdf.objects[int(reference.split()[0])]
    page["Contents"] = pydyf.Array([stream.reference, page["Contents"]])  # before the page turns its axes


def _faces(text: str) -> dict[str, bytes]:
    """The faces by their family in the style sheet, each cut to the characters it is to draw."""
    left = "".join(sorted(set(text)))
    faces = {face.key: _cut(face, left) for face in (SONG, SONG_BOLD)}
    left = "".join(missing_glyphs(left, SONG))
    for face in RARE:
        mine = "".join(each for each in left if each not in missing_glyphs(left, face))
        if mine:
            faces[face.key] = for_layout(face, mine)
            left = "".join(each for each in left if each not in mine)
    return faces


def _cut(face: Face, text: str) -> bytes:
    lacking = set(missing_glyphs(text, face))
    return for_layout(face, "".join(each for each in text if each not in lacking))
