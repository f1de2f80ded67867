"""Objections: those somebody may deal with, where they stand, and which names they hold back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from models.nomination import Nomination
from models.people import Guesses, Membership, Organisation, User
from models.programme import Cycle
from models.publicity import AnyNotice, NoticeName, Objection, ObjectionStep
from models.sealed import keyring
from models.vocabulary import ObjectionStepKind as Kind
from models.vocabulary import Role
from selection.database import db
from selection.errors import Reason
from selection.paging import PAGE, Page, part
from selection.publicity.calling_off import not_called_off
from selection.reach import run_by
from selection.rules import objections as rules
from selection.rules.standing import Actor
from selection.todo import Question, Todo

LARGEST_ID = 2**63 - 1
WINDOW = timedelta(hours=1)
MOST = {"objection": 10, "receipt": 60}
"""How often one address may object, or ask after an objection, within the window."""


@dataclass(frozen=True)
class Listed:
    """One line of the list. ``last``: the latest step, ``due_on``: by when the next is owed."""

    id: int
    number: str
    way: Any
    standing: Any
    received_at: datetime
    name: str | None
    unit: str | None
    last: Kind | None
    due_on: date | None


def _latest() -> Any:
    """The id of the latest step of each objection."""
    step = aliased(ObjectionStep)
    return select(func.max(step.id)).where(step.objection_id == Objection.id).correlate(Objection).scalar_subquery()


def _unconcerned(actor: Actor) -> ColumnElement[bool]:
    """Nobody deals with an objection against himself, or against one of a unit he belongs or belonged to."""
    his_units = select(Membership.organisation_id).where(Membership.user_id == actor.user_id)
    concerned = or_(
        Nomination.unit_id.in_(his_units), Nomination.opened_by == actor.user_id, Nomination.name == actor.name
    )
    return or_(Objection.nomination_id.is_(None), ~and_(Nomination.id.is_not(None), func.coalesce(concerned, False)))


def _within_reach(actor: Actor, *columns: Any) -> Select[Any]:
    """Where every read of objections by an officer or a supervisor starts."""
    return (
        select(*columns)
        .select_from(Objection)
        .join(Cycle, Cycle.id == Objection.cycle_id)
        .outerjoin(Nomination, Nomination.id == Objection.nomination_id)
        .outerjoin(Organisation, Organisation.id == Nomination.unit_id)
        .outerjoin(ObjectionStep, ObjectionStep.id == _latest())
        .where(run_by(actor), _unconcerned(actor))
    )


def listed(actor: Actor, *, only_open: bool, page: int) -> Page[Listed]:
    """The objections this person may deal with, latest first. Two queries."""
    wanted = [or_(ObjectionStep.kind.is_(None), ObjectionStep.kind.not_in(rules.SETTLED))] if only_open else []
    total = db.session.scalar(_within_reach(actor, func.count()).where(*wanted)) or 0
    query = (
        _within_reach(
            actor,
            Objection.id,
            Objection.number,
            Objection.way,
            Objection.standing,
            Objection.received_at,
            Nomination.name,
            Organisation.name.label("unit"),
            ObjectionStep.kind,
            ObjectionStep.due_on,
        )
        .where(*wanted)
        .order_by(Objection.id.desc())
    )
    return Page([Listed(*row) for row in db.session.execute(part(query, page))], total, page)


def get(actor: Actor, objection_id: int) -> Objection | None:
    """One objection within reach. One query."""
    if not 0 < objection_id <= LARGEST_ID:
        return None
    found: Objection | None = db.session.scalars(
        _within_reach(actor, Objection).where(Objection.id == objection_id)
    ).one_or_none()
    return found


def steps(objection_id: int) -> Sequence[ObjectionStep]:
    """What was done with it, first first."""
    query = select(ObjectionStep).where(ObjectionStep.objection_id == objection_id).order_by(ObjectionStep.id)
    return db.session.scalars(query).all()


def last_step(objection_id: int) -> ObjectionStep | None:
    """The latest step, if any was taken."""
    query = select(ObjectionStep).where(ObjectionStep.objection_id == objection_id)
    return db.session.scalars(query.order_by(ObjectionStep.id.desc()).limit(1)).first()


def about(objection: Objection) -> tuple[AnyNotice, str, str]:
    """The notice it is about, and name and unit of whom it is against (empty for the whole list). Two queries."""
    notice = db.session.get_one(AnyNotice, objection.notice_id)
    row = db.session.execute(
        select(Nomination.name, Organisation.name)
        .join(Organisation, Organisation.id == Nomination.unit_id)
        .where(Nomination.id == objection.nomination_id)
    ).first()
    return (notice, row[0], row[1]) if row else (notice, "", "")


def by_receipt(number: str, code: str) -> Objection | None:
    """The objection with this number, if the code is its hash: at least the first sixteen of its digits."""
    found = db.session.scalars(select(Objection).where(Objection.number == number)).one_or_none()
    code = "".join(code.split()).lower()
    return found if found and len(code) >= 16 and found.receipt_hash.startswith(code) else None


def by_hash(receipt_hash: str) -> Objection | None:
    """The objection with this receipt, where the same page was sent twice."""
    return db.session.scalars(select(Objection).where(Objection.receipt_hash == receipt_hash)).one_or_none()


def named_at(notice_id: int, place: int) -> int | None:
    """Which nomination stands at this line of a notice."""
    return db.session.scalar(
        select(NoticeName.nomination_id).where(NoticeName.notice_id == notice_id, NoticeName.place == place)
    )


def _lasts(cycle_id: int) -> Any:
    return (
        select(Objection.nomination_id, ObjectionStep.kind)
        .outerjoin(ObjectionStep, ObjectionStep.id == _latest())
        .where(Objection.cycle_id == cycle_id)
    )


def suspended(cycle_id: int) -> set[int]:
    """The nominations held back by an objection that was taken up. One query."""
    rows = db.session.execute(_lasts(cycle_id))
    return {nomination_id for nomination_id, last in rows if nomination_id and rules.suspends(last)}


def standing_against(cycle_id: int) -> list[Reason]:
    """Why nothing is decided yet: objections that wait for an end, without their names. One query."""
    waiting = sum(rules.is_open(last) for _, last in db.session.execute(_lasts(cycle_id)))
    if not waiting:
        return []
    return [Reason(f"还有 {waiting} 件异议没有办结", "请先调查核实，作出结论并答复，再作决定。")]


def forfeited(cycle_id: int) -> set[int]:
    """The nominations against which an objection was upheld. One query."""
    rows = db.session.execute(_lasts(cycle_id))
    return {nomination_id for nomination_id, last in rows if nomination_id and last is Kind.UPHOLD}


def report(cycle_id: int) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """What became of all that was received, and by which way it came. Two queries."""
    lasts = [last for _, last in db.session.execute(_lasts(cycle_id))]
    ways = db.session.execute(
        select(Objection.way, func.count())
        .where(Objection.cycle_id == cycle_id)
        .group_by(Objection.way)
        .order_by(Objection.way)
    )
    return rules.counts(lasts), [(way.label, number) for way, number in ways]


def officers(home_id: int, nomination_id: int | None) -> list[User]:
    """The officers of the house that runs the cycle who have nothing to do with the person. Two queries."""
    holders = db.session.scalars(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.organisation_id == home_id,
            Membership.role == Role.CITY_OFFICER,
            Membership.withdrawn_at.is_(None),
            User.disabled_at.is_(None),
        )
        .order_by(User.id)
    ).all()
    nomination = db.session.get(Nomination, nomination_id) if nomination_id else None
    if nomination is None:
        return list(holders)
    own = set(
        db.session.scalars(select(Membership.user_id).where(Membership.organisation_id == nomination.unit_id)).all()
    ) | {nomination.opened_by}
    return [each for each in holders if each.id not in own and each.name != nomination.name]


def counted_as(what: str, address: str) -> str:
    """The blind index under which an address is counted."""
    return keyring.index(f"{what}:{address}")


def is_barred(what: str, address: str, now: datetime) -> bool:
    """Whether too much came from this address lately. One query."""
    row = db.session.get(Guesses, counted_as(what, address))
    return row is not None and row.wrong >= MOST[what] and row.since_at + WINDOW > now


def cycles(actor: Actor) -> Sequence[Cycle]:
    """The cycles of this house with a notice of any level, latest first."""
    published = select(AnyNotice.id).where(AnyNotice.cycle_id == Cycle.id).exists()
    return db.session.scalars(select(Cycle).where(run_by(actor), published).order_by(Cycle.id.desc()).limit(PAGE)).all()


def notices(cycle_ids: Collection[int]) -> Sequence[AnyNotice]:
    """The notices of these cycles, for whoever enters what was said by telephone."""
    query = select(AnyNotice).where(AnyNotice.cycle_id.in_(cycle_ids), not_called_off())
    return db.session.scalars(query.order_by(AnyNotice.id.desc()).limit(200)).all()


def todos(actor: Actor, _now: datetime) -> list[Question]:
    """Objections that wait for a step."""
    if actor.role is not Role.CITY_OFFICER:
        return []
    waiting = (
        _within_reach(actor, func.count(Objection.id).label("number"), func.min(ObjectionStep.due_on).label("due_on"))
        .where(or_(ObjectionStep.kind.is_(None), ObjectionStep.kind.not_in(rules.SETTLED)))
        .having(func.count(Objection.id) > 0)
    )
    return [Question(waiting, _todo)]


def _todo(number: int, _due_on: date | None) -> Todo:
    return Todo(f"办理 {number} 件异议", "有期限，没有办结的不能作出表彰决定", "objections.index", {})
