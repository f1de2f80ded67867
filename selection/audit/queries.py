"""The trail: every event for the supervisor, and the story of one nomination for whoever may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, select

from models.event import Event
from models.programme import Cycle
from models.vocabulary import Act, Role
from selection.audit.record import first_broken
from selection.clock import SHANGHAI
from selection.database import db
from selection.filters import short_moment
from selection.organisations.naming import escaped
from selection.paging import Page, part
from selection.rules.standing import Actor
from selection.todo import Question, Todo


@dataclass(frozen=True)
class Sought:
    """What the trail is narrowed to; ``since`` and ``until`` are days in Shanghai, both included."""

    text: str = ""
    act: Act | None = None
    role: Role | None = None
    cycle_id: int | None = None
    nomination_id: int | None = None
    since: date | None = None
    until: date | None = None


def of_nomination(nomination_id: int) -> Sequence[Event]:
    """Everything that happened to a nomination, the newest first. The caller has asked whether it may be seen."""
    return db.session.scalars(select(Event).where(Event.nomination_id == nomination_id).order_by(Event.id.desc())).all()


def trail(sought: Sought, page: int = 1) -> Page[Event]:
    """A page of everything that happened, narrowed, the newest first. Two queries."""
    wanted = _narrowed(select(Event), sought)
    total = db.session.scalar(_narrowed(select(func.count(Event.id)), sought))
    rows = db.session.scalars(part(wanted.order_by(Event.id.desc()), page)).all()
    return Page(rows, total or 0, page)


def _narrowed(wanted: Select[Any], sought: Sought) -> Select[Any]:
    if sought.text.strip():
        pattern = escaped(sought.text)
        named = [func.lower(each).like(pattern, escape="\\") for each in (Event.actor_name, Event.subject)]
        wanted = wanted.where(named[0] | named[1])
    exact = {"act": sought.act, "role": sought.role, "cycle_id": sought.cycle_id, "nomination_id": sought.nomination_id}
    wanted = wanted.filter_by(**{column: value for column, value in exact.items() if value is not None})
    if sought.since:
        wanted = wanted.where(Event.at >= _midnight(sought.since))
    if sought.until:
        wanted = wanted.where(Event.at < _midnight(sought.until + timedelta(days=1)))
    return wanted


def cycles() -> Sequence[Row[int, str]]:
    """Every cycle, for a list to choose from."""
    return db.session.execute(select(Cycle.id, Cycle.name).order_by(Cycle.id.desc())).all()


def length() -> int:
    """How many events there are."""
    return db.session.scalar(select(func.count(Event.id))) or 0


def broken_at() -> int | None:
    """The first event that does not fit the chain; None for a sound one. Reads every event."""
    return first_broken(db.session())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def todos(actor: Actor, _now: datetime) -> list[Question]:
    """What the supervisor may look into: the trail, with the latest thing that happened."""
    if actor.role != Role.SUPERVISOR:
        return []
    latest = select(Event.at, Event.actor_name, Event.act, Event.subject).order_by(Event.id.desc()).limit(1)
    return [Question(latest, _to_look_into)]


def _to_look_into(at: datetime, name: str, act: Act, subject: str) -> Todo:
    note = f"最近一条：{short_moment(at)}，{name}，{act.label}{f'：{subject}' if subject else ''}"
    return Todo("复核办理经过", note, "audit.index")
