"""What the city's officer does with what was forwarded: ask the departments, tick the requirements, pass or decline."""

from collections.abc import Callable
from datetime import datetime

from models.nomination import Nomination
from models.programme import Cycle
from models.vocabulary import Answer, Level
from selection.database import db
from selection.nominations import actions as nominations
from selection.rules.standing import Actor
from selection.vetting import actions, queries
from selection.workflow import programme_of

OBJECTED = "征求意见有不良情况"
REOPENED = ("contribution",)
SENT_BACK = "“突出贡献”的经济效益没有注明核算依据，请补充。"
BATCH = 50


def ask(cycle_id: int, officer: Actor, *, now: datetime) -> int:
    """Ask the departments that are always asked about everybody; returns how many inquiries went out."""
    cycle = db.session.get_one(Cycle, cycle_id)
    wanted = [each.key for each in programme_of(cycle).departments if each.required]
    return actions.ask(queries.unasked(cycle_id), officer, departments=wanted, now=now)


def answer(cycle_id: int, officer: Actor, *, now: datetime) -> None:
    """Note that no department has anything to say."""
    cycle = db.session.get_one(Cycle, cycle_id)
    wanted = [each.key for each in programme_of(cycle).departments if each.required]
    for department in wanted:
        while owed := queries.pending(cycle_id, department):
            told = {inquiry.id: (Answer.CLEAR, "") for inquiry, *_ in owed}
            actions.answer(told, officer, cycle=cycle, department=department, now=now)


def send_back(nomination_id: int, officer: Actor, *, due_at: datetime, now: datetime) -> None:
    """Return one text to the unit."""
    nomination = db.session.get_one(Nomination, nomination_id)
    nominations.send_back(
        nomination, officer, level=Level.CITY, fields=REOPENED, reason=SENT_BACK, due_at=due_at, now=now
    )


def tick(nomination_id: int, officer: Actor, *, now: datetime) -> None:
    """Find every requirement met."""
    nomination = db.session.get_one(Nomination, nomination_id)
    marks = {check.key: (True, "") for check in programme_of(nomination.cycle).checks}
    actions.tick(nomination, officer, marks=marks, now=now)


def decline(nomination_id: int, officer: Actor, *, now: datetime) -> None:
    """End it because of what a department said."""
    nomination = db.session.get_one(Nomination, nomination_id)
    nominations.decline(nomination, officer, reason=queries.VETOED, now=now)


def pass_all(cycle_id: int, officer: Actor, *, now: datetime, step: Callable[[], None]) -> int:
    """Pass everybody who can be passed, in batches; returns how many were."""
    waiting = [nomination.id for nomination in queries.ready(cycle_id)]
    passed = 0
    for place in range(0, len(waiting), BATCH):
        batch = [db.session.get_one(Nomination, each) for each in waiting[place : place + BATCH]]
        told = actions.pass_all(batch, officer, now=now)
        passed += sum(not reasons for reasons in told.values())
        for _ in told:
            step()
    return passed
