"""Which documents a cycle has, and which could be made of what has happened in it; by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, CompoundSelect, func, literal, null, select, union_all

from models.ballot import Meeting
from models.document import Document
from models.forwarding import Forwarding
from models.honour import Certificate, Decision
from models.people import Organisation
from models.programme import Allocation, Cycle
from models.publicity import Notice
from models.vetting import VettingBatch
from models.vocabulary import PaperKind
from selection.database import db
from selection.publicity.calling_off import not_called_off
from selection.reach import run_by
from selection.rules.standing import UNION, Actor
from selection.workflow import programme_of

MOST = 50
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Source:
    """Something a document can be made of; ``name`` is what the page calls it.

    ``edition``: the which it would be; ``organisation_id``: whose paper, if not of whoever runs the cycle.
    """

    kind: PaperKind
    source_id: int
    name: str
    edition: int = 1
    organisation_id: int | None = None


def _theirs(actor: Actor) -> ColumnElement[bool]:
    """The documents of this house's cycles; of a union that recommends, its own papers."""
    if actor.role in UNION:
        return Document.organisation_id == actor.organisation_id
    return run_by(actor)


def cycles(actor: Actor) -> Sequence[Cycle]:
    """The cycles of this house, of a union those it recommends in; latest first. One query."""
    query = select(Cycle).order_by(Cycle.id.desc()).limit(MOST)
    if actor.role in UNION:
        theirs = select(Allocation.cycle_id).where(Allocation.union_id == actor.organisation_id)
        return db.session.scalars(query.where(Cycle.id.in_(theirs))).all()
    return db.session.scalars(query.where(run_by(actor))).all()


def cycle(actor: Actor, cycle_id: int) -> Cycle | None:
    """One of these cycles. One query."""
    return next((each for each in cycles(actor) if each.id == cycle_id), None)


def listed(cycle_id: int, actor: Actor) -> Sequence[Document]:
    """The documents of a cycle this actor reads: those of the house first, in the order they were made. One query."""
    query = (
        select(Document)
        .join(Cycle, Cycle.id == Document.cycle_id)
        .where(Document.cycle_id == cycle_id, _theirs(actor))
        .order_by(Document.organisation_id.is_not(None), Document.id)
    )
    return db.session.scalars(query.limit(10 * MOST)).all()


def get(actor: Actor, document_id: int) -> Document | None:
    """One document this actor may read. One query."""
    if not 0 < document_id <= LARGEST_ID:
        return None
    query = select(Document).join(Cycle, Cycle.id == Document.cycle_id).where(Document.id == document_id)
    return db.session.scalars(query.where(_theirs(actor))).one_or_none()


def makeable(of: Cycle, actor: Actor, now: datetime) -> list[Source]:
    """What has happened and has no document yet, in the order of the cycle. At most two queries."""
    if actor.role in UNION:
        return _of_a_union(of, actor)
    made = select(Document.kind, Document.source_id, func.max(Document.edition)).where(Document.cycle_id == of.id)
    grouped = made.group_by(Document.kind, Document.source_id)
    done = {(kind, source_id): edition for kind, source_id, edition in db.session.execute(grouped)}
    departments = {each.key: each.name for each in programme_of(of).departments}
    happened = [(PaperKind.ANNOUNCEMENT, of.id, of.name, None), *db.session.execute(_happened(of, now))]
    found = []
    for kind, source_id, name, serial in happened:
        shown = f"第 {serial} 批，{departments.get(name, name)}" if serial is not None else name
        found.append(Source(PaperKind(kind), source_id, shown, done.get((PaperKind(kind), source_id), 0) + 1))
    return [each for each in found if each.edition == 1 or each.kind is PaperKind.MINUTES]


def _happened(of: Cycle, now: datetime) -> CompoundSelect[str, int, str, int | None]:
    """Kind, source, its name, and of a batch its serial number.

    A meeting that was opened and closed again has no minutes yet of what it resolved then.
    """
    told = select(Document.id).where(
        Document.kind == PaperKind.MINUTES, Document.source_id == Meeting.id, Document.made_at >= Meeting.closed_at
    )
    issued = select(Certificate.id).where(Certificate.cycle_id == of.id).exists()
    return union_all(
        select(
            literal(PaperKind.CONSULTATION.value).label("kind"),
            VettingBatch.id,
            VettingBatch.department,
            VettingBatch.serial,
        ).where(VettingBatch.cycle_id == of.id),
        select(literal(PaperKind.MINUTES.value), Meeting.id, Meeting.name, null()).where(
            Meeting.cycle_id == of.id, Meeting.closed_at.is_not(None), ~told.exists()
        ),
        select(literal(PaperKind.NOTICE.value), Notice.id, Notice.title, null()).where(
            Notice.cycle_id == of.id, Notice.published_at <= now, not_called_off()
        ),
        select(literal(PaperKind.DECISION.value), Decision.id, Decision.title, null()).where(
            Decision.cycle_id == of.id
        ),
        select(literal(PaperKind.ROSTER.value), Decision.id, Decision.number, null()).where(
            Decision.cycle_id == of.id, issued
        ),
    )


def _of_a_union(of: Cycle, actor: Actor) -> list[Source]:
    """Its 推荐汇总表, once for each time it has handed on its list since the last one. One query."""
    handed_on = func.max(Forwarding.forwarded_at)
    last, made = (
        select(what)
        .where(Document.kind == PaperKind.SUMMARY, Document.source_id == Allocation.id)
        .correlate(Allocation)
        .scalar_subquery()
        for what in (func.max(Document.made_at), func.coalesce(func.max(Document.edition), 0))
    )
    row = db.session.execute(
        select(Allocation.id, Organisation.name, made)
        .join(Organisation, Organisation.id == Allocation.union_id)
        .join(Forwarding, Forwarding.allocation_id == Allocation.id)
        .where(Allocation.cycle_id == of.id, Allocation.union_id == actor.organisation_id)
        .group_by(Allocation.id, Organisation.name)
        .having((last.is_(None)) | (handed_on > last))
    ).first()
    if row is None:
        return []
    return [Source(PaperKind.SUMMARY, row[0], row[1], row[2] + 1, actor.organisation_id)]
