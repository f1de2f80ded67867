"""The lock every step begins with."""

from functools import cache

from sqlalchemy import Select, bindparam, inspect, select

from models.nomination import Nomination
from models.vocabulary import Level, Role
from selection.database import db
from selection.errors import Refused
from selection.nominations.queries.form import open_fields
from selection.nominations.queries.reach import LARGEST_ID, WHOLE, who, whole
from selection.rules.standing import Actor

HOLDING = "held nomination"


def _holding(query: Select[Nomination]) -> Select[Nomination]:
    return query.with_for_update(of=Nomination).execution_options(populate_existing=True)


HELD = _holding(select(Nomination).where(Nomination.id == bindparam("nomination_id")).options(*WHOLE))


@cache
def _within(role: Role | None, level: Level | None) -> Select[Nomination]:
    return _holding(whole(role, level))


def held(nomination: Nomination) -> Nomination:
    """``lock()`` together with the cycle, unit and union that every step reads: one statement instead of four."""
    (key,) = inspect(nomination).identity or ()  # asking the row itself would read it once more, without the lock
    if db.session.info.get(HOLDING) == key:
        return nomination
    return db.session.scalars(HELD, {"nomination_id": key}).one()


def held_within(actor: Actor, nomination_id: int) -> Nomination | None:
    """The same for whoever knows but the number: None where it is out of his reach. ``held`` need not ask again."""
    if not 0 < nomination_id <= LARGEST_ID:
        return None
    wanted = {**who(actor), "nomination_id": nomination_id}
    nomination = db.session.scalars(_within(actor.role, actor.level), wanted).one_or_none()
    db.session.info[HOLDING] = nomination_id
    return nomination


def refuse_unless_open(nomination: Nomination, wanted: set[str], what: str) -> None:
    """Only what is open at this stage, or was reopened by a return, may be changed."""
    if wanted - open_fields(nomination):
        raise Refused(
            f"{nomination.name or '这份材料'}现在是“{nomination.stage.label}”，{what}已经固定",
            title="现在不能修改",
        )
