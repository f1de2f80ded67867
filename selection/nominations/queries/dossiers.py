"""The sealed dossiers of a nomination and its whole story."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, or_, select
from sqlalchemy.orm import defer

from models.approval import FormScan
from models.event import Event
from models.nomination import Dossier, Evidence, Nomination, Recommendation, Return, UnitRecord
from models.vocabulary import Level, Role
from selection.database import db
from selection.nominations.queries.form import all_answers, evidence_of
from selection.rules import sealing
from selection.rules.sealing import Change
from selection.rules.standing import CITY_WIDE, Actor
from selection.taxonomies import load
from selection.workflow import programme_of

LONGEST = 200
SEALS = (Level.UNIT, Level.UNION, Level.CITY)
"""Whose seal a form of paper may bring back."""


@dataclass(frozen=True)
class Story:
    """What the dossier page tells. ``answers`` are those of the sealed version, or of the form before it is sealed.

    ``scans``: the id of the latest sealed paper of each level that came back.
    """

    answers: Mapping[str, Any]
    private: Mapping[str, Any]
    dossier: Dossier | None
    evidence: Sequence[Evidence]
    record: UnitRecord | None
    recommendation: Recommendation | None
    sent_back: Return | None
    scans: Mapping[Level, int]
    events: Sequence[Event]


def latest_dossier(nomination: Nomination) -> Dossier | None:
    """The version that counts."""
    query = select(Dossier).filter_by(nomination_id=nomination.id).order_by(Dossier.version.desc()).limit(1)
    return db.session.scalars(query).one_or_none()


def sealed_dossiers(nomination: Nomination) -> list[Dossier]:
    """Every version, the first one first, without their private parts."""
    query = select(Dossier).filter_by(nomination_id=nomination.id).order_by(Dossier.version)
    return list(db.session.scalars(query.options(defer(Dossier.private_content))))


def changes(nomination: Nomination) -> list[Change]:
    """What the last correction changed, for whoever sent the material back; empty before the second version."""
    versions = sealed_dossiers(nomination)
    if len(versions) < 2:
        return []
    before, after = (json.loads(version.content) for version in versions[-2:])
    programme = programme_of(nomination.cycle)
    found = sealing.changes(programme, before, after, taxonomies=load(programme.taxonomies))
    if before.get("private_digest") != after.get("private_digest"):
        found.append(Change("private", "不公开的内容", "加密保存", "已修改"))
    return found


_OWN: BindParameter[int] = bindparam("nomination_id")
# Built once: the dossier is the page most looked at, and building a statement costs more than asking it.
SCANS = [
    select(func.max(FormScan.id)).where(FormScan.nomination_id == _OWN, FormScan.level == level).scalar_subquery()
    for level in SEALS
]
PAPERS = (
    select(Dossier, UnitRecord, Recommendation, Return, *SCANS)
    .select_from(Nomination)
    .outerjoin(Dossier, Dossier.nomination_id == Nomination.id)
    .outerjoin(UnitRecord, UnitRecord.nomination_id == Nomination.id)
    .outerjoin(Recommendation, Recommendation.nomination_id == Nomination.id)
    .outerjoin(Return, (Return.nomination_id == Nomination.id) & Return.answered_at.is_(None))
    .where(Nomination.id == _OWN)
    .order_by(Dossier.version.desc())
    .limit(1)
)
EVENTS = select(Event).where(Event.nomination_id == _OWN).order_by(Event.id.desc()).limit(LONGEST)
OUTSIDE = EVENTS.where(or_(Event.role.is_(None), Event.role.not_in((Role.EXPERT, Role.JUROR))))
"""What units and unions are told: who judged, and when, stays in the room."""


def story(nomination: Nomination, reader: Actor) -> Story:
    """Everything the dossier page shows this reader. Three queries."""
    papers = db.session.execute(PAPERS, {"nomination_id": nomination.id}).one()
    dossier, record, recommendation, sent_back, *latest = papers
    scans = {level: scan for level, scan in zip(SEALS, latest, strict=True) if scan is not None}
    evidence = evidence_of(nomination)
    told = EVENTS if reader.role in CITY_WIDE else OUTSIDE
    happened = db.session.scalars(told, {"nomination_id": nomination.id}).all()
    if dossier is None:
        answers = all_answers(nomination)
        private = nomination.private_answers or {}
        return Story(answers, private, None, evidence, record, recommendation, sent_back, scans, happened)
    content = json.loads(dossier.content)
    sealed = [file["id"] for file in content.get("evidence", ())]
    if sealed:
        evidence = _sealed_evidence(nomination, sealed, evidence)
    answers, private = content.get("answers", {}), dossier.private_content or {}
    return Story(answers, private, dossier, evidence, record, recommendation, sent_back, scans, happened)


def _sealed_evidence(nomination: Nomination, sealed: Sequence[int], present: Sequence[Evidence]) -> list[Evidence]:
    """The files as they were sealed, also where the unit has since taken one away to correct it."""
    files = {file.id: file for file in present}
    if missing := [key for key in sealed if key not in files]:
        gone = select(Evidence).where(Evidence.nomination_id == nomination.id, Evidence.id.in_(missing))
        files |= {file.id: file for file in db.session.scalars(gone)}
    return [files[key] for key in sealed if key in files]
