"""What waits for somebody, gathered from every capability."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Row, select

from models.event import Event
from models.vocabulary import Act
from selection.database import db
from selection.people import queries as people
from selection.rules.standing import Actor
from selection.settings import queries as settings
from selection.todo import Todo

SOURCES: Sequence[Callable[[Actor, datetime], list[Todo]]] = (
    people.todos,
    settings.todos,
)

NOT_WORK = (Act.SIGN_IN, Act.SIGN_OUT, Act.SWITCH)


def todos(actor: Actor, now: datetime) -> tuple[list[Todo], list[Todo]]:
    """What is this person's to do, by deadline, and what he waits for others to do."""
    found = [todo for source in SOURCES for todo in source(actor, now)]
    found.sort(key=lambda todo: (todo.due_at is None, todo.due_at or now))
    return [todo for todo in found if todo.mine], [todo for todo in found if not todo.mine]


def recent(actor: Actor) -> Sequence[Row[Act, str, str, datetime]]:
    """The last things this person did in this role: act, subject, why, when."""
    query = (
        select(Event.act, Event.subject, Event.why, Event.at)
        .where(Event.actor_id == actor.user_id, Event.organisation_id == actor.organisation_id)
        .where(Event.act.not_in(NOT_WORK))
        .order_by(Event.id.desc())
        .limit(6)
    )
    return db.session.execute(query).all()
