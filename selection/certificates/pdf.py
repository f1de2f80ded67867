"""Prints a certificate from its frozen facts: A4 landscape, and the same bytes for the same facts and faces."""

import hashlib
import logging
import zlib
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pydyf
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from selection.certificates import ornament, qr
from selection.certificates.facts import CertificateFacts
from selection.certificates.plate import (
    STAND_IN,
    Insert,
    Plate,
    Uncertain,
    can_be_set,
    open_plate,
    stand_in_for_number,
    zeros_for_digits,
)
from selection.certificates.setting import Setting, set_in_type

logger = logging.getLogger(__name__)
TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "certificates" / "print"


def render(facts: CertificateFacts) -> bytes:
    """The certificate as a PDF file. Raises UndrawableFacts rather than print a box or let a text leave its place."""
    setting = set_in_type(facts)
    modules, code = qr.strokes(facts.verify_url)
    plate = _plate(_blank(facts), setting, modules) if can_be_set(facts.name, setting.name_face) else None
    if plate is None:
        return draw_whole(facts)
    title = f"{facts.heading} {facts.number} {facts.name}"
    return plate.impression(Insert(title, facts.name, facts.number, code, _identifier(facts)))


def draw_whole(facts: CertificateFacts) -> bytes:
    """The same picture without a plate, at a twentieth of the speed. Raises UndrawableFacts."""
    html = markup(facts, set_in_type(facts), *qr.strokes(facts.verify_url))
    return _print(html, facts.design, _identifier(facts))


def markup(facts: CertificateFacts, setting: Setting, modules: int, code: list[qr.Stroke]) -> str:
    """The page as HTML, everything in it, nothing to fetch."""
    template = _templates().get_template("certificate.html")
    return template.render(facts=facts, setting=setting, modules=modules, qr=qr.path(code))


def _identifier(facts: CertificateFacts) -> str:
    return hashlib.sha256(facts.to_json().encode()).hexdigest()[:32]


def _blank(facts: CertificateFacts) -> CertificateFacts:
    """What a certificate shares with others: stand-ins for what is its own."""
    number = zeros_for_digits(facts.number)
    return replace(facts, name=STAND_IN, number=number, text=(), code="", verify_url="", unit="")


@lru_cache(maxsize=64)
def _plate(blank: CertificateFacts, setting: Setting, modules: int) -> Plate | None:
    """The plate of these certificates, or None where each of them must be drawn whole."""
    drawn = replace(blank, number=stand_in_for_number(blank.number))
    printed = _print(markup(drawn, setting, modules, [(0, 0, modules)]), blank.design, "plate")
    try:
        return open_plate(printed, face=setting.name_face, number=blank.number, modules=modules)
    except Uncertain as why:
        logger.warning("certificates like %s are drawn whole, at a twentieth of the speed: %s", blank.title, why)
        return None


def _print(html: str, design: str, identifier: str) -> bytes:
    from selection.certificates.press import print_page  # noqa: PLC0415 - WeasyPrint takes seconds to load

    return print_page(html, styles=_styles(), identifier=identifier, finisher=lambda _, pdf: underlay(pdf, design))


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


def underlay(pdf: pydyf.PDF, design: str) -> None:
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
