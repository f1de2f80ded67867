"""Prints certificates and cards from frozen facts: PDF/A-3u, and the same bytes for the same facts and faces.

Where a seal is given the file is signed with it; the rest of the bytes stay the same for the same facts and moment.
"""

import logging
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import pydyf
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from selection.certificates import ornament, qr
from selection.certificates.assembly import Unsigned
from selection.certificates.cutting import Contours, for_layout
from selection.certificates.designs import SIZES, TEMPLATES, Form, page, style
from selection.certificates.facts import CertificateFacts
from selection.certificates.fonts import FACES, KAI, SONG, SONG_BOLD, Face, advances
from selection.certificates.plate import (
    STAND_IN,
    Insert,
    Plate,
    Uncertain,
    can_be_set,
    identifier,
    open_plate,
    stand_in_for_number,
    whole_plate,
    zeros_for_digits,
)
from selection.certificates.setting import (
    CardSetting,
    Setting,
    UndrawableFacts,
    letters_of,
    set_card,
    set_in_type,
)

if TYPE_CHECKING:
    from selection.certificates.signing import Seal

logger = logging.getLogger(__name__)
USUAL = (KAI, SONG, SONG_BOLD)
NOTHING: Mapping[str, Contours] = {}


@dataclass(frozen=True)
class Signing:
    """With what a file is signed, and the moment that is told in it."""

    seal: "Seal"
    at: datetime


def render(
    facts: CertificateFacts,
    form: Form = Form.CERTIFICATE,
    *,
    supplied: Mapping[str, Contours] = NOTHING,
    signing: Signing | None = None,
) -> bytes:
    """The certificate, or its card, as a PDF file.

    Raises UndrawableFacts rather than print a box or let a text leave its place.
    """
    letters = letters_of(facts, supplied)
    setting = _set(form)(facts, letters)
    modules, code = qr.strokes(facts.verify_url)
    is_signed = signing is not None
    plate = None
    if can_be_set(facts.name, letters.face) and not (isinstance(setting, CardSetting) and setting.wraps):
        plate = _plate(_blank(facts), form, setting, modules, is_signed)
    if plate is None:
        if letters.lent:
            raise UndrawableFacts("姓名中有补字，而证书版式不能分版印制。请系统管理员核对证书版式。")
        plate = _drawn_whole(facts, form, setting, modules, code, is_signed=is_signed)
    insert = Insert(facts, letters, code, supplied)
    if signing is None:
        return plate.impression(insert).content
    entries = signing.seal.entries(facts, signing.at)
    return signing.seal.sign(plate.impression(replace(insert, signature=entries, room=signing.seal.room)))


def draw_whole(facts: CertificateFacts, form: Form = Form.CERTIFICATE) -> bytes:
    """The same picture without a plate, at a tenth of the speed. Raises UndrawableFacts."""
    letters = letters_of(facts)
    modules, code = qr.strokes(facts.verify_url)
    plate = _drawn_whole(facts, form, _set(form)(facts, letters), modules, code, is_signed=False)
    whole: Unsigned = plate.impression(Insert(facts, letters, code))
    return whole.content


def markup(
    facts: CertificateFacts, form: Form, setting: Setting | CardSetting, modules: int, code: list[qr.Stroke]
) -> str:
    """The page as HTML, everything in it, nothing to fetch."""
    template = _templates().get_template(page(facts.design, form))
    return template.render(facts=facts, setting=setting, modules=modules, qr=qr.path(code))


def _set(form: Form):  # type: ignore[no-untyped-def]
    return set_in_type if form is Form.CERTIFICATE else set_card


def _drawn_whole(
    facts: CertificateFacts,
    form: Form,
    setting: Setting | CardSetting,
    modules: int,
    code: list[qr.Stroke],
    *,
    is_signed: bool,
) -> Plate:
    html = markup(facts, form, setting, modules, code)
    return whole_plate(_print(html, facts.design, form, identifier(facts)), is_signed=is_signed)


def _blank(facts: CertificateFacts) -> CertificateFacts:
    """What a certificate shares with others: stand-ins for what is its own."""
    number = zeros_for_digits(facts.number)
    return replace(facts, name=STAND_IN, number=number, text=(), code="", verify_url="", unit="")


@lru_cache(maxsize=64)
def _plate(
    blank: CertificateFacts, form: Form, setting: Setting | CardSetting, modules: int, is_signed: bool
) -> Plate | None:
    """The plate of these certificates, or None where each of them must be drawn whole."""
    drawn = replace(blank, number=stand_in_for_number(blank.number))
    html = markup(drawn, form, setting, modules, [(0, 0, modules)])
    printed = _print(html, blank.design, form, "plate")
    try:
        return open_plate(printed, face=setting.name_face, number=blank.number, modules=modules, is_signed=is_signed)
    except Uncertain as why:
        logger.warning("certificates like %s are drawn whole, at a tenth of the speed: %s", blank.title, why)
        return None


def _print(html: str, design: str, form: Form, identity: str) -> bytes:
    from selection.certificates.press import print_page  # noqa: PLC0415 - WeasyPrint takes seconds to load

    return print_page(
        html,
        css=style(design, form),
        faces=_faces(html),
        identifier=identity,
        finisher=lambda _, pdf: underlay(pdf, design, form),
    )


def _faces(html: str) -> dict[str, bytes]:
    """The usual faces, and others the page names, with those of its characters that they have.

    Capitals too, as styles may ask for them.
    """
    characters = sorted({*html, *html.upper()})
    wanted = [face for face in FACES if face in USUAL or re.search(rf'class="[^"]*\b{face.key}\b', html)]
    return {face.key: _laid_out("".join(each for each in characters if _has(face, each)), face) for face in wanted}


def _has(face: Face, character: str) -> bool:
    return ord(character) in advances(face)


@lru_cache(maxsize=16)
def _laid_out(characters: str, face: Face) -> bytes:
    return for_layout(face, characters)


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)


@cache
def _forms(design: str, form: Form) -> dict[str, bytes]:
    """The art of a design, compressed once."""
    return {name: zlib.compress(content, 9) for name, content in ornament.art(design, form).forms.items()}


def underlay(pdf: pydyf.PDF, design: str, form: Form = Form.CERTIFICATE) -> None:
    """Lay the art under the text of the only page. It is decoration, so readers of the text skip it."""
    page = pdf.objects[_number(pdf.page_references[0])]
    resources = pdf.objects[_number(page["Resources"])]
    width, height = SIZES[form]
    box = pydyf.Array([round(each) for each in (-width * 50, -height * 50, width * 50, height * 50)])
    for name, content in _forms(design, form).items():
        drawing = {"Type": "/XObject", "Subtype": "/Form", "BBox": box, "Filter": "/FlateDecode"}
        stream = pydyf.Stream([content], drawing)
        pdf.add_object(stream)
        resources["XObject"][name] = stream.reference
    scale = ornament.POINTS_PER_MM / 100
    middle = (width / 2 * ornament.POINTS_PER_MM, height / 2 * ornament.POINTS_PER_MM)
    place = f"/Artifact BMC q {scale:.8f} 0 0 {scale:.8f} {middle[0]:.3f} {middle[1]:.3f} cm".encode()
    ground = pydyf.Stream([place, ornament.art(design, form).page, b"Q EMC"], compress=True)
    pdf.add_object(ground)
    page["Contents"] = pydyf.Array([ground.reference, page["Contents"]])


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
