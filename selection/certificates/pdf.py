"""Prints a certificate from its frozen facts: A4 landscape, and the same bytes for the same facts and faces."""

import hashlib
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import pydyf
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from selection.certificates import ornament, qr
from selection.certificates.facts import CertificateFacts
from selection.certificates.setting import set_in_type

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "certificates" / "print"


def render(facts: CertificateFacts) -> bytes:
    """The certificate as a PDF file. Raises UndrawableFacts rather than print a box or let a text leave its place."""
    html = markup(facts)
    from selection.certificates.press import print_page  # noqa: PLC0415 - WeasyPrint takes seconds to load

    identifier = hashlib.sha256(facts.to_json().encode()).hexdigest()[:32]
    return print_page(
        html, styles=_styles(), identifier=identifier, finisher=lambda _, pdf: _underlay(pdf, facts.design)
    )


def markup(facts: CertificateFacts) -> str:
    """The page as HTML, everything in it, nothing to fetch."""
    modules, path = qr.path(facts.verify_url)
    template = _templates().get_template("certificate.html")
    return template.render(facts=facts, setting=set_in_type(facts), modules=modules, qr=path)


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)


@cache
def _styles() -> Any:
    from selection.certificates.press import style_sheet  # noqa: PLC0415 - WeasyPrint takes seconds to load

    return style_sheet(TEMPLATES / "certificate.css")


@cache
def _forms(design: str) -> dict[str, bytes]:
    """The art of a design, compressed once."""
    return {name: zlib.compress(content, 9) for name, content in ornament.art(design).forms.items()}


def _underlay(pdf: pydyf.PDF, design: str) -> None:
    """Lay the art under the text of the only page. It is decoration, so readers of the text skip it."""
    page = pdf.objects[_number(pdf.page_references[0])]
    resources = pdf.objects[_number(page["Resources"])]
    box = pydyf.Array([-14850, -10500, 14850, 10500])
    for name, content in _forms(design).items():
        form = {"Type": "/XObject", "Subtype": "/Form", "BBox": box, "Filter": "/FlateDecode"}
        stream = pydyf.Stream([content], form)
        pdf.add_object(stream)
        resources["XObject"][name] = stream.reference
    scale = ornament.POINTS_PER_MM / 100
    middle = (ornament.WIDTH / 2 * ornament.POINTS_PER_MM, ornament.HEIGHT / 2 * ornament.POINTS_PER_MM)
    place = f"/Artifact BMC q {scale:.8f} 0 0 {scale:.8f} {middle[0]:.3f} {middle[1]:.3f} cm".encode()
    ground = pydyf.Stream([place, ornament.art(design).page, b"Q EMC"], compress=True)
    pdf.add_object(ground)
    page["Contents"] = pydyf.Array([ground.reference, page["Contents"]])


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
