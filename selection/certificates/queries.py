"""Which certificates somebody may see, how far the printing is, and what the public may verify."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true

from models.honour import Certificate, Honour
from models.job import Job
from models.nomination import Nomination
from models.people import Guesses
from models.programme import Cycle
from models.sealed import keyring
from models.vocabulary import Basis, JobState, Role
from selection.certificates.facts import CertificateFacts
from selection.database import db
from selection.nominations.queries.reach import visible_to
from selection.organisations.naming import escaped
from selection.rules.identity import Unreadable, read_name
from selection.rules.numbering import read_certificate_number, read_code
from selection.rules.standing import CITY_WIDE, UNIT, Actor
from selection.todo import Todo

PAGE = 50
DEEPEST = 100_000
KIND = "certificates"
FRESH = timedelta(days=30)
MISSES = 30
WINDOW = timedelta(minutes=10)


@dataclass(frozen=True)
class Listed:
    """One page of certificates."""

    rows: Sequence[Any]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


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


@dataclass(frozen=True)
class Verified:
    """What stands in the register behind a code or a number."""

    facts: CertificateFacts
    basis: Basis


def reach(actor: Actor) -> ColumnElement[bool]:
    """The certificates of whose nominations this actor may see; a condition on ``Honour``."""
    if actor.role in CITY_WIDE:
        return true()
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


def listed(actor: Actor, cycle_id: int, *, words: str = "", page: int = 1) -> Listed:
    """The certificates of a cycle, by number. Two queries.

    Columns: id, number, name, title_name, unit_name, issued_at, refused_because, nomination_id.
    """
    wanted = [Certificate.cycle_id == cycle_id]
    if words:
        pattern = escaped(words)
        by_number = func.lower(Certificate.number).like(pattern, escape="\\")
        wanted.append(or_(Nomination.search_text.like(pattern, escape="\\"), by_number))
    page = min(max(1, page), DEEPEST)
    total = db.session.scalar(_reachable(actor, func.count(Certificate.id)).where(*wanted)) or 0
    columns = (
        *(Certificate.id, Certificate.number, Nomination.name, Honour.title_name, Honour.unit_name),
        *(Certificate.issued_at, Certificate.refused_because, Honour.nomination_id),
    )
    query = _reachable(actor, *columns).where(*wanted).order_by(Certificate.id).limit(PAGE).offset((page - 1) * PAGE)
    return Listed(db.session.execute(query).all(), total, page)


def issued(actor: Actor, certificate_id: int) -> Certificate | None:
    """One printed certificate, if this actor may have it. One query."""
    query = _reachable(actor, Certificate).where(Certificate.id == certificate_id, Certificate.file_key.is_not(None))
    return db.session.scalars(query).one_or_none()


def bundle(actor: Actor, cycle_id: int) -> Sequence[tuple[str, str]]:
    """The printed certificates of a cycle this actor may have: name inside the archive, storage key. One query."""
    columns = (Honour.title_name, Certificate.number, Nomination.name, Certificate.file_key)
    query = _reachable(actor, *columns).where(Certificate.cycle_id == cycle_id, Certificate.file_key.is_not(None))
    rows = db.session.execute(query.order_by(Certificate.id))
    return [(f"{title}/{number} {name}.pdf", key) for title, number, name, key in rows]


def progress(cycle_id: int) -> Progress:
    """How far the printing of a cycle is. One query."""
    refused = func.count().filter(Certificate.file_key.is_(None), Certificate.refused_because != "")
    running = select(under_way(cycle_id).exists()).scalar_subquery()
    row = db.session.execute(
        select(func.count(), func.count(Certificate.file_key), refused, running).where(Certificate.cycle_id == cycle_id)
    ).one()
    return Progress(row[0], row[1], row[2], bool(row[3]))


def under_way(cycle_id: int) -> Select[int]:
    """Jobs that print for this cycle and are not done."""
    prefix = f"{KIND}:{cycle_id}:"
    open_states = (JobState.READY, JobState.RUNNING)
    return select(Job.id).where(Job.kind == KIND, Job.state.in_(open_states), Job.key.startswith(prefix))


def unprinted(cycle_id: int) -> list[Certificate]:
    """The certificates of a cycle without a file, by number; locked until the transaction ends."""
    query = select(Certificate).where(Certificate.cycle_id == cycle_id, Certificate.file_key.is_(None))
    return list(db.session.scalars(query.order_by(Certificate.id).with_for_update(key_share=True)))


def by_code(raw: str) -> Verified | None:
    """What stands behind the code of a QR; None for every other text. At most one query."""
    code = read_code(raw)
    return _verified(Certificate.code == code) if code else None


def by_number(raw: str, name: str) -> Verified | None:
    """What stands behind a typed number, if the name that was typed with it is the holder's. At most one query."""
    number, wanted = read_certificate_number(raw), read_name(name)
    if number is None or isinstance(wanted, Unreadable):
        return None
    found = _verified(Certificate.number == number)
    return found if found and read_name(found.facts.name) == wanted else None


def is_barred(address: str, now: datetime) -> bool:
    """Whether too much was asked from this address lately. One query."""
    row = db.session.get(Guesses, counted_as(address))
    return row is not None and row.wrong >= MISSES and row.since_at + WINDOW > now


def counted_as(address: str) -> str:
    """The blind index under which an address is counted."""
    return keyring.index(f"verify:{address}")


def todos(actor: Actor, now: datetime) -> list[Todo]:
    """The city: certificates to print. A unit or a nominee: certificates printed lately. One query, or none."""
    if actor.role == Role.CITY_OFFICER:
        rows = db.session.execute(
            select(Cycle.id, Cycle.name, func.count(Certificate.id))
            .join(Certificate, Certificate.cycle_id == Cycle.id)
            .where(Certificate.file_key.is_(None))
            .group_by(Cycle.id, Cycle.name)
            .order_by(Cycle.id)
        )
        return [
            Todo(f"制发 {number} 份证书", name, "certificates.index", {"cycle_id": cycle_id})
            for cycle_id, name, number in rows
        ]
    if actor.role not in (*UNIT, Role.NOMINEE):
        return []
    query = _reachable(actor, Cycle.id, Cycle.name, func.count(Certificate.id))
    query = query.join(Cycle, Cycle.id == Certificate.cycle_id).where(Certificate.issued_at > now - FRESH)
    rows = db.session.execute(query.group_by(Cycle.id, Cycle.name).order_by(Cycle.id))
    return [
        Todo(f"领取 {number} 份证书", name, "certificates.index", {"cycle_id": cycle_id})
        for cycle_id, name, number in rows
    ]


def _verified(condition: ColumnElement[bool]) -> Verified | None:
    query = select(Certificate.facts, Honour.basis).join(Honour, Honour.id == Certificate.honour_id).where(condition)
    row = db.session.execute(query).one_or_none()
    return None if row is None else Verified(CertificateFacts.from_json(row.facts), row.basis)
