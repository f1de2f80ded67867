"""Proof sheets: per unit the names as they will be printed, and whether the unit has found them right."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from models.certificate import Glyph, HandOver, Proof
from models.honour import Certificate, Honour
from models.nomination import Nomination
from models.people import Organisation
from selection.certificates.facts import CertificateFacts
from selection.certificates.queries.listing import _reachable
from selection.database import db
from selection.rules.standing import Actor

SHOWN = 200


@dataclass(frozen=True)
class ProofLine:
    """One certificate on a sheet."""

    certificate_id: int
    number: str
    name: str
    title: str
    unit: str


@dataclass(frozen=True)
class Sheet:
    """A unit's sheet. ``proof`` is what was said of it, of this state or an earlier one."""

    unit_id: int
    unit_name: str
    lines: tuple[ProofLine, ...]
    proof: Proof | None = field(compare=False)

    @property
    def digest(self) -> str:
        """Of everything on the sheet that will be printed: a change makes what was signed void."""
        said = [(line.number, line.name, line.title, line.unit) for line in self.lines]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()

    @property
    def is_proven(self) -> bool:
        return self.proof is not None and self.proof.digest == self.digest and not self.proof.objection

    @property
    def objection(self) -> str:
        return self.proof.objection if self.proof and self.proof.digest == self.digest else ""


def sheets(actor: Actor, cycle_id: int) -> list[Sheet]:
    """The sheets of a cycle this actor may see, by unit. Two queries."""
    return _sheets(actor, cycle_id)


def sheet(actor: Actor, cycle_id: int, unit_id: int) -> Sheet | None:
    """One of them. Two queries."""
    return next(iter(_sheets(actor, cycle_id, Nomination.unit_id == unit_id)), None)


def proven(cycle_id: int) -> set[int]:
    """The certificates of a cycle on sheets that were found right, by id. Two queries."""
    found = _grouped(
        select(*_COLUMNS).select_from(Certificate).join(*_HONOUR).join(*_NOMINATION).join(*_UNIT), cycle_id
    )
    return {line.certificate_id for each in found if each.is_proven for line in each.lines}


def supplied(certificate_id: int) -> Mapping[str, Any]:
    """The shapes somebody supplied for characters of this certificate's name. One query."""
    facts = select(Certificate.facts).where(Certificate.id == certificate_id).scalar_subquery()
    name = CertificateFacts.from_json(db.session.scalars(select(facts)).one()).name
    return shapes(name)


def shapes(text: str) -> Mapping[str, Any]:
    """The shapes somebody supplied for characters of this text, by character. One query."""
    query = select(Glyph.character, Glyph.outline).where(Glyph.character.in_(sorted(set(text))))
    return {character: json.loads(outline) for character, outline in db.session.execute(query)}


def glyphs() -> Sequence[Glyph]:
    """What was supplied, newest first. One query."""
    return db.session.scalars(select(Glyph).order_by(Glyph.supplied_at.desc()).limit(SHOWN)).all()


def detail(actor: Actor, certificate_id: int) -> tuple[Certificate, HandOver | None, str, str] | None:
    """One certificate this actor may see: it, who took it, the number it replaces, the number that replaces it."""
    certificate = db.session.scalars(
        _reachable(actor, Certificate).where(Certificate.id == certificate_id)
    ).one_or_none()
    if certificate is None:
        return None
    taken = db.session.scalars(select(HandOver).where(HandOver.certificate_id == certificate_id)).one_or_none()
    kin = select(Certificate.id, Certificate.number, Certificate.replaces_id).where(
        (Certificate.id == certificate.replaces_id) | (Certificate.replaces_id == certificate_id)
    )
    before = after = ""
    for number_id, number, _ in db.session.execute(kin):
        if number_id == certificate.replaces_id:
            before = number
        else:
            after = number
    return certificate, taken, before, after


_COLUMNS = (Certificate.id, Certificate.facts, Nomination.unit_id, Organisation.name.label("unit_name"))
_HONOUR = (Honour, Honour.id == Certificate.honour_id)
_NOMINATION = (Nomination, Nomination.id == Honour.nomination_id)
_UNIT = (Organisation, Organisation.id == Nomination.unit_id)


def _sheets(actor: Actor, cycle_id: int, *conditions: Any) -> list[Sheet]:
    return _grouped(_reachable(actor, *_COLUMNS).join(*_UNIT).where(*conditions), cycle_id)


def _grouped(query: Any, cycle_id: int) -> list[Sheet]:
    query = query.where(Certificate.cycle_id == cycle_id, Certificate.ended_at.is_(None))
    lines: dict[tuple[str, int], list[ProofLine]] = {}
    for row in db.session.execute(query.order_by(Organisation.name, Certificate.id)):
        facts = CertificateFacts.from_json(row.facts)
        line = ProofLine(row.id, facts.number, facts.name, facts.title, facts.unit)
        lines.setdefault((row.unit_name, row.unit_id), []).append(line)
    said = {each.unit_id: each for each in db.session.scalars(select(Proof).where(Proof.cycle_id == cycle_id))}
    return [Sheet(unit_id, name, tuple(each), said.get(unit_id)) for (name, unit_id), each in lines.items()]
