"""The unit's own steps: the workers' congress, its publicity, its signature."""

from datetime import datetime

from models.nomination import Nomination, UnitRecord
from models.vocabulary import Act
from selection import workflow
from selection.audit.record import record
from selection.clock import on
from selection.database import db, transaction
from selection.errors import Refused
from selection.filters import day
from selection.nominations.actions.holding import held, refuse_unless_open
from selection.nominations.queries.form import unit_record
from selection.nominations.queries.readiness import standing
from selection.rules.standing import Actor
from selection.rules.unit_steps import CONGRESS, POSTING, Congress, congress_problems, posting_is_over
from selection.settings.queries import calendar
from selection.workflow import programme_of


def _record_of(nomination: Nomination) -> UnitRecord:
    found = unit_record(nomination)
    if found is None:
        found = UnitRecord(nomination_id=nomination.id)
        db.session.add(found)
    return found


def record_congress(nomination: Nomination, actor: Actor, *, congress: Congress, now: datetime) -> None:
    """Write down how the workers' congress voted; while the form is open, or when this part was sent back."""
    with transaction():
        nomination = held(nomination)
        refuse_unless_open(nomination, {CONGRESS}, "职工（代表）大会的结果")
        if wrong := congress_problems(congress, today=on(now)):
            raise Refused(*(message for _, message in wrong), title="现在不能登记职代会结果")
        row = _record_of(nomination)
        row.congress_on, row.expected, row.present = congress.held_on, congress.expected, congress.present
        row.agreed, row.opposed, row.abstained = congress.agreed, congress.opposed, congress.abstained
        nomination.saved_at = now
        record(Act.RECORD_CONGRESS, actor, now=now, nomination=nomination)


def post(nomination: Nomination, actor: Actor, *, where: str, now: datetime) -> None:
    """Begin the unit's publicity and freeze the form. The day of posting counts when it is a working day."""
    with transaction():
        nomination = held(nomination)
        if reasons := standing(nomination, Act.POST, actor, now=now):
            raise Refused(*reasons, title="现在不能开始单位公示")
        row, days = _record_of(nomination), programme_of(nomination.cycle).unit_publicity_days
        row.posted_at, row.posted_where = now, where
        row.posting_ends_on = calendar().publicity_ends(on(now), days)
        row.objections, row.posting_result = None, ""
        why = f"公示到 {day(row.posting_ends_on)}"
        workflow.advance(nomination, Act.POST, actor, now=now, why=why, facts={"ends_on": str(row.posting_ends_on)})


def recall(nomination: Nomination, actor: Actor, *, now: datetime) -> None:
    """Take the material back to change it. Publicity and signature begin anew."""
    with transaction():
        nomination = held(nomination)
        workflow.advance(nomination, Act.RECALL, actor, now=now, why="公示和签章须重新办理")
        row = _record_of(nomination)
        row.posted_at = row.posting_ends_on = row.objections = row.signed_at = row.signed_by = None
        row.posted_where = row.posting_result = row.opinion = ""


def record_posting(nomination: Nomination, actor: Actor, *, objections: int, result: str, now: datetime) -> None:
    """Write down what the publicity brought, once its last day has passed."""
    with transaction():
        nomination = held(nomination)
        row = _record_of(nomination)
        if row.signed_at is not None or row.posting_ends_on is None:
            refuse_unless_open(nomination, {POSTING}, "公示的结果")
        if not posting_is_over(row.posting_ends_on, today=on(now)):
            raise Refused(
                f"单位公示到 {day(row.posting_ends_on)} 为止，还没有期满。期满后的第二天起可以登记",
                title="现在不能登记公示结果",
            )
        row.objections, row.posting_result = objections, result
        nomination.saved_at = now
        record(Act.RECORD_POSTING, actor, now=now, nomination=nomination, facts={"objections": objections})


def sign(nomination: Nomination, actor: Actor, *, opinion: str, now: datetime) -> None:
    """The head of the unit's union signs, after the publicity has ended and its result is written down."""
    with transaction():
        nomination = held(nomination)
        if reasons := standing(nomination, Act.SIGN, actor, now=now):
            raise Refused(*reasons, title="现在不能签章")
        row = _record_of(nomination)
        row.opinion, row.signed_by, row.signed_at = opinion, actor.user_id, now
        workflow.advance(nomination, Act.SIGN, actor, now=now, why=opinion)
