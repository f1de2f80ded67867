"""What waits for somebody, gathered from every capability."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Row, select

from models.event import Event
from models.vocabulary import Act
from selection.audit import queries as audit
from selection.certificates import queries as certificates
from selection.committee import queries as committee
from selection.cycles import queries as cycles
from selection.database import db
from selection.experts import calls as experts
from selection.honours import queries as honours
from selection.interviews import queries as interviews
from selection.nominations import queries as nominations
from selection.objections import queries as objections
from selection.people import queries as people
from selection.periods import queries as periods
from selection.proposals import queries as proposals
from selection.publicity import queries as publicity
from selection.recommendations import queries as recommendations
from selection.review import queries as review
from selection.rules.standing import Actor
from selection.settings import queries as settings
from selection.todo import Question, Todo, told
from selection.upward import queries as upward
from selection.vetting import queries as vetting

SOURCES: Sequence[Callable[[Actor, datetime], Sequence[Question | Todo]]] = (
    proposals.todos,
    nominations.todos,
    recommendations.todos,
    cycles.todos,
    vetting.todos,
    interviews.todos,
    experts.todos,
    review.todos,
    committee.todos,
    publicity.todos,
    objections.todos,
    upward.todos,
    honours.todos,
    periods.todos,
    certificates.todos,
    people.todos,
    settings.todos,
    audit.todos,
)
"""In the order a nomination travels; each asks only for the roles it concerns. How to write one: selection/todo.py."""

NOT_WORK = (Act.SIGN_IN, Act.SIGN_OUT, Act.SWITCH)


def todos(actor: Actor, now: datetime) -> tuple[list[Todo], list[Todo]]:
    """What is this person's to do, by deadline, and what he waits for others to do. One query."""
    found = told(each for source in SOURCES for each in source(actor, now))
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
