"""Calls and draws as the pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from models.expert import ExpertCall, ExpertDraw, ExpertDrawResult
from models.people import User
from models.programme import Cycle
from models.vocabulary import CallState, Role
from selection.database import db
from selection.nominations.queries.reach import LARGEST_ID
from selection.rules.standing import Actor
from selection.todo import Question, Todo


@dataclass(frozen=True)
class Draw:
    """A draw with its result, if there is one yet."""

    made: ExpertDraw
    result: ExpertDrawResult | None
    cycle: Cycle


def of_cycle(cycle_id: int) -> Sequence[Row[ExpertCall, str]]:
    """Everybody asked for a review, by trade and place: the call and the name."""
    return db.session.execute(
        select(ExpertCall, User.name)
        .join(User, User.id == ExpertCall.expert_id)
        .where(ExpertCall.cycle_id == cycle_id)
        .order_by(ExpertCall.stratum, ExpertCall.draw_id, ExpertCall.place, ExpertCall.id)
    ).all()


def accepted(cycle_id: int) -> set[int] | None:
    """Who accepted; None where nobody was asked, so that panels are formed from the whole pool."""
    rows = db.session.execute(select(ExpertCall.expert_id, ExpertCall.state).filter_by(cycle_id=cycle_id)).all()
    return {row.expert_id for row in rows if row.state is CallState.ACCEPTED} if rows else None


def mine(actor: Actor) -> Sequence[Row[ExpertCall, str]]:
    """What an expert was asked, last first: the call and the cycle. Who stands by is not told so."""
    return db.session.execute(
        select(ExpertCall, Cycle.name)
        .join(Cycle, Cycle.id == ExpertCall.cycle_id)
        .where(ExpertCall.expert_id == actor.user_id, ExpertCall.state != CallState.RESERVE)
        .order_by(ExpertCall.id.desc())
        .limit(50)
    ).all()


def own(actor: Actor, call_id: int) -> ExpertCall | None:
    """One call of the expert himself."""
    return _call(call_id, ExpertCall.expert_id == actor.user_id, ExpertCall.state != CallState.RESERVE)


def in_cycle(cycle_id: int, call_id: int) -> ExpertCall | None:
    """One call of a cycle, for whoever runs it."""
    return _call(call_id, ExpertCall.cycle_id == cycle_id)


def _call(call_id: int, *where: Any) -> ExpertCall | None:
    if not 0 < call_id <= LARGEST_ID:
        return None
    return db.session.scalars(select(ExpertCall).where(ExpertCall.id == call_id, *where)).one_or_none()


def draws(cycle_id: int | None = None) -> list[Draw]:
    """The draws of a cycle, or of all cycles of the city for the public; last first."""
    query = (
        select(ExpertDraw, ExpertDrawResult, Cycle)
        .join(Cycle, Cycle.id == ExpertDraw.cycle_id)
        .outerjoin(ExpertDrawResult, ExpertDrawResult.draw_id == ExpertDraw.id)
        .order_by(ExpertDraw.id.desc())
        .limit(100)
    )
    if cycle_id is not None:
        query = query.where(ExpertDraw.cycle_id == cycle_id)
    return [Draw(*row) for row in db.session.execute(query)]


def draw(cycle_id: int, draw_id: int) -> Draw | None:
    """One draw of a cycle."""
    return next((each for each in draws(cycle_id) if each.made.id == draw_id), None)


def todos(actor: Actor, _now: datetime) -> list[Question]:
    """Calls an expert has not answered."""
    if actor.role is not Role.EXPERT:
        return []
    asked = (
        select(Cycle.name)
        .join(ExpertCall, ExpertCall.cycle_id == Cycle.id)
        .where(ExpertCall.expert_id == actor.user_id, ExpertCall.state == CallState.INVITED)
        .order_by(Cycle.id)
    )
    return [Question(asked, _to_answer)]


def _to_answer(name: str) -> Todo:
    return Todo("答复能否参加评审", name, "experts.mine")
