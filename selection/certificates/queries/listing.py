"""Which certificates somebody may see, and how far the printing is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from models.certificate import Proof
from models.honour import Certificate, Honour
from models.job import Job
from models.nomination import Nomination
from models.programme import Cycle
from models.vocabulary import JobState, Role
from selection.database import db
from selection.nominations.queries.reach import visible_to
from selection.organisations.naming import escaped
from selection.paging import Page, part, within
from selection.reach import run_by
from selection.rules.standing import CITY_WIDE, UNIT, Actor
from selection.todo import Todo

KIND = "certificates"
FRESH = timedelta(days=30)


@dataclass(frozen=True)
class Progress:
    """How far the printing of a cycle is. ``is_running``: some of it is asked for and not yet done."""

    total: int
    issued: int
    refused: int
    is_running: bool

    @property
    def waiting(self) -> int:
        return self.total - self.issued - self.refused


def reach(actor: Actor) -> ColumnElement[bool]:
    """The certificates of whose nominations this actor may see."""
    if actor.role in CITY_WIDE:
        return Certificate.cycle_id.in_(select(Cycle.id).where(run_by(actor)))
    return Honour.nomination_id.in_(visible_to(actor).with_only_columns(Nomination.id))


def _reachable(actor: Actor, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .join(Honour, Honour.id == Certificate.honour_id)
        .join(Nomination, Nomination.id == Honour.nomination_id)
        .where(reach(actor))
    )


def cycle(cycle_id: int) -> Cycle | None:
    """One cycle, by its id."""
    return db.session.get(Cycle, cycle_id)


def cycles(actor: Actor) -> Sequence[Any]:
    """The cycles with certificates this actor may see, newest first: id, name, total, issued. One query."""
    counts = (func.count(Certificate.id).label("total"), func.count(Certificate.file_key).label("issued"))
    query = _reachable(actor, Cycle.id, Cycle.name, *counts).join(Cycle, Cycle.id == Certificate.cycle_id)
    return db.session.execute(query.group_by(Cycle.id, Cycle.name).order_by(Cycle.id.desc())).all()


def listed(actor: Actor, cycle_id: int, *, words: str = "", page: int = 1) -> Page[Any]:
    """The certificates of a cycle, by number. Two queries.

    Columns: id, number, name, title_name, unit_name, issued_at, refused_because, ended_as, nomination_id.
    """
    wanted = [Certificate.cycle_id == cycle_id]
    if words:
        pattern = escaped(words)
        by_number = func.lower(Certificate.number).like(pattern, escape="\\")
        wanted.append(or_(Nomination.search_text.like(pattern, escape="\\"), by_number))
    page = within(page)
    total = db.session.scalar(_reachable(actor, func.count(Certificate.id)).where(*wanted)) or 0
    columns = (
        *(Certificate.id, Certificate.number, Nomination.name, Honour.title_name, Honour.unit_name),
        *(Certificate.issued_at, Certificate.refused_because, Certificate.ended_as, Honour.nomination_id),
    )
    query = _reachable(actor, *columns).where(*wanted).order_by(Certificate.id)
    return Page(db.session.execute(part(query, page)).all(), total, page)


def issued(actor: Actor, certificate_id: int) -> Certificate | None:
    """One printed certificate, if this actor may have it. One query."""
    query = _reachable(actor, Certificate).where(Certificate.id == certificate_id, Certificate.file_key.is_not(None))
    return db.session.scalars(query).one_or_none()


def bundle(actor: Actor, cycle_id: int) -> Sequence[tuple[str, str]]:
    """The printed certificates of a cycle this actor may have: name inside the archive, storage key. One query."""
    columns = (Honour.title_name, Certificate.number, Nomination.name, Certificate.file_key)
    is_current = Certificate.file_key.is_not(None) & Certificate.ended_at.is_(None)
    query = _reachable(actor, *columns).where(Certificate.cycle_id == cycle_id, is_current)
    rows = db.session.execute(query.order_by(Certificate.id))
    return [(f"{title}/{number} {name}.pdf", key) for title, number, name, key in rows]


def progress(cycle_id: int) -> Progress:
    """How far the printing of a cycle is. One query."""
    refused = func.count().filter(Certificate.file_key.is_(None), Certificate.refused_because != "")
    running = select(under_way(cycle_id).exists()).scalar_subquery()
    row = db.session.execute(
        select(func.count(), func.count(Certificate.file_key), refused, running).where(
            Certificate.cycle_id == cycle_id, Certificate.ended_at.is_(None)
        )
    ).one()
    return Progress(row[0], row[1], row[2], bool(row[3]))


def under_way(cycle_id: int) -> Select[int]:
    """Jobs that print for this cycle and are not done."""
    prefix = f"{KIND}:{cycle_id}:"
    open_states = (JobState.READY, JobState.RUNNING)
    return select(Job.id).where(Job.kind == KIND, Job.state.in_(open_states), Job.key.startswith(prefix))


def unprinted(cycle_id: int) -> list[Certificate]:
    """The current certificates of a cycle without a file, by number; locked until the transaction ends."""
    query = select(Certificate).where(
        Certificate.cycle_id == cycle_id, Certificate.file_key.is_(None), Certificate.ended_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(Certificate.id).with_for_update(key_share=True)))


def todos(actor: Actor, now: datetime) -> list[Todo]:
    """The city: certificates to print. A unit: names to prove, and, like a nominee, certificates printed. One query."""
    if actor.role == Role.CITY_OFFICER:
        rows = db.session.execute(
            select(Cycle.id, Cycle.name, func.count(Certificate.id))
            .join(Certificate, Certificate.cycle_id == Cycle.id)
            .where(Certificate.file_key.is_(None), Certificate.ended_at.is_(None))
            .group_by(Cycle.id, Cycle.name)
            .order_by(Cycle.id)
        )
        return [
            Todo(f"制发 {number} 份证书", name, "certificates.index", {"cycle_id": cycle_id})
            for cycle_id, name, number in rows
        ]
    if actor.role not in (*UNIT, Role.NOMINEE):
        return []
    own = actor.organisation_id if actor.role in UNIT else None
    printed = func.count().filter(Certificate.issued_at > now - FRESH)
    unproven = func.count().filter(
        Certificate.file_key.is_(None), Certificate.ended_at.is_(None), Proof.id.is_(None), Nomination.unit_id == own
    )
    query = (
        _reachable(actor, Cycle.id, Cycle.name, printed.label("printed"), unproven.label("unproven"))
        .join(Cycle, Cycle.id == Certificate.cycle_id)
        .outerjoin(Proof, (Proof.cycle_id == Cycle.id) & (Proof.unit_id == Nomination.unit_id))
        .group_by(Cycle.id, Cycle.name)
        .having((printed > 0) | (unproven > 0))
        .order_by(Cycle.id)
    )
    found = []
    for row in db.session.execute(query):
        if row.printed:
            found.append(Todo(f"领取 {row.printed} 份证书", row.name, "certificates.index", {"cycle_id": row.id}))
        if row.unproven and own:
            values = {"cycle_id": row.id, "unit_id": own}
            found.append(Todo(f"校对 {row.unproven} 份证书的姓名", row.name, "certificates.proof", values))
    return found
