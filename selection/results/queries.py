"""Which cycles have a published result, and the packs that prove it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, func, select
from sqlalchemy.orm import defer

from models.ballot import Meeting
from models.programme import Cycle
from models.publicity import Notice
from models.result import ResultPack
from selection.certificates.queries import keys
from selection.database import db
from selection.publicity import queries as publicity
from selection.publicity.calling_off import not_called_off
from selection.reach import run_by
from selection.rules.standing import Actor

LARGEST_ID = 2**63 - 1
MOST = 50


def cycles(actor: Actor, now: datetime) -> Sequence[Row[int, str, datetime, int]]:
    """The cycles of this house with a published result: id, name, first published, packs made. One query."""
    packs = select(func.count(ResultPack.id)).where(ResultPack.cycle_id == Cycle.id).scalar_subquery()
    return db.session.execute(
        select(Cycle.id, Cycle.name, func.min(Notice.published_at), packs)
        .join(Meeting, Meeting.cycle_id == Cycle.id)
        .join(Notice, Notice.cycle_id == Cycle.id)
        .where(Notice.published_at <= now, not_called_off(), run_by(actor))
        .group_by(Cycle.id, Cycle.name)
        .order_by(Cycle.id.desc())
        .limit(MOST)
    ).all()


def cycle(cycle_id: int, actor: Actor) -> Cycle | None:
    """One cycle of this house. One query."""
    if not 0 < cycle_id <= LARGEST_ID:
        return None
    return db.session.scalars(select(Cycle).where(Cycle.id == cycle_id, run_by(actor))).one_or_none()


def why_not(cycle_id: int, now: datetime) -> str:
    """Why no pack may be made of this cycle now; empty when one may. Two queries."""
    if publicity.scheduled(cycle_id, now) is not None:
        return "有一份公示已经预定、还没有到发布时间"
    return "" if publicity.has_notice(cycle_id) else "公示还没有发布，发布以前结果不出评选办"


def packs(cycle_id: int) -> Sequence[ResultPack]:
    """The packs of a cycle, latest first. One query."""
    query = select(ResultPack).where(ResultPack.cycle_id == cycle_id).order_by(ResultPack.id.desc())
    return db.session.scalars(query.limit(MOST)).all()


def pack(pack_id: int, actor: Actor) -> tuple[ResultPack, Cycle] | None:
    """One pack of this house, with its cycle. One query."""
    if not 0 < pack_id <= LARGEST_ID:
        return None
    query = select(ResultPack, Cycle).join(Cycle, Cycle.id == ResultPack.cycle_id).options(defer(Cycle.definition))
    row = db.session.execute(query.where(ResultPack.id == pack_id, run_by(actor))).one_or_none()
    return (row[0], row[1]) if row else None


def public_keys() -> Sequence[str]:
    """The keys packs are signed with, the present one last, hexadecimal. One query."""
    return list(keys().values())
