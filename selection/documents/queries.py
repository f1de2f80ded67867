"""Which documents a cycle has, and which could be made of what has happened in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select, union_all

from models.ballot import Meeting
from models.document import Document
from models.honour import Decision
from models.programme import Cycle
from models.publicity import Notice
from models.vocabulary import PaperKind
from selection.database import db
from selection.reach import run_by
from selection.rules.standing import Actor

MOST = 50
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Source:
    """Something a document can be made of; ``name`` is what the page calls it."""

    kind: PaperKind
    source_id: int
    name: str


def cycles(actor: Actor) -> Sequence[Cycle]:
    """The cycles of this house, latest first. One query."""
    return db.session.scalars(select(Cycle).where(run_by(actor)).order_by(Cycle.id.desc()).limit(MOST)).all()


def cycle(actor: Actor, cycle_id: int) -> Cycle | None:
    """One cycle of this house. One query."""
    return db.session.scalars(select(Cycle).where(Cycle.id == cycle_id, run_by(actor))).one_or_none()


def listed(cycle_id: int) -> Sequence[Document]:
    """The documents of a cycle in the order they were made. One query."""
    query = select(Document).where(Document.cycle_id == cycle_id).order_by(Document.id).limit(4 * MOST)
    return db.session.scalars(query).all()


def get(actor: Actor, document_id: int) -> Document | None:
    """One document of this house's cycles. One query."""
    if not 0 < document_id <= LARGEST_ID:
        return None
    query = select(Document).join(Cycle, Cycle.id == Document.cycle_id).where(Document.id == document_id, run_by(actor))
    return db.session.scalars(query).one_or_none()


def makeable(of: Cycle, now: datetime) -> list[Source]:
    """What has happened and has no document yet, in the order of the cycle. Two queries."""
    done = {(each.kind, each.source_id) for each in listed(of.id)}
    happened = union_all(
        select(literal(PaperKind.MINUTES.value).label("kind"), Meeting.id, Meeting.name).where(
            Meeting.cycle_id == of.id, Meeting.closed_at.is_not(None)
        ),
        select(literal(PaperKind.NOTICE.value), Notice.id, Notice.title).where(
            Notice.cycle_id == of.id, Notice.published_at <= now
        ),
        select(literal(PaperKind.DECISION.value), Decision.id, Decision.title).where(Decision.cycle_id == of.id),
    )
    found = [Source(PaperKind.ANNOUNCEMENT, of.id, of.name)]
    found += [Source(PaperKind(kind), id_, name) for kind, id_, name in db.session.execute(happened)]
    return [each for each in found if (each.kind, each.source_id) not in done]
