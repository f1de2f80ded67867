"""What a meeting asks of somebody, for his desk."""

from datetime import datetime

from sqlalchemy import func, select

from models.ballot import Attendance, Ballot, Envelope, Meeting, Round, Teller
from models.programme import Cycle, Deadline
from models.vocabulary import Phase, Role
from selection.committee.queries.meetings import LATEST, convenable
from selection.reach import run_by
from selection.rules.standing import Actor
from selection.todo import Question, Todo

MAY_TELL = (Role.CITY_OFFICER, Role.JUROR, Role.SUPERVISOR)


def todos(actor: Actor, _now: datetime) -> list[Question]:
    """The city's meetings to convene and to steer; a juror's to sign in to and to vote in; a teller's share."""
    found = _teller_todos(actor) if actor.role in MAY_TELL else []
    if actor.role == Role.JUROR:
        return found + _juror_todos(actor)
    return _city_todos(actor) + found if actor.role == Role.CITY_OFFICER else found


def _teller_todos(actor: Actor) -> list[Question]:
    shares = (
        select(Meeting.id, Meeting.name, Teller.seat_key.is_(None))
        .join(Teller, Teller.meeting_id == Meeting.id)
        .where(Teller.user_id == actor.user_id, Teller.shown_at.is_(None), Meeting.closed_at.is_(None))
        .where(Meeting.sealing_key.is_not(None) | Teller.seat_key.is_(None))
        .order_by(Meeting.id)
    )
    return [Question(shares, _to_keep)]


def _to_keep(meeting_id: int, name: str, has_no_seat: bool) -> Todo:
    what = "监票人就位" if has_no_seat else "抄下监票密语"
    return Todo(what, name, "committee.share", {"meeting_id": meeting_id})


def _city_todos(actor: Actor) -> list[Question]:
    present = select(func.count(Attendance.present_at)).where(Attendance.meeting_id == Meeting.id).scalar_subquery()
    cast = [
        select(func.count(kind.id)).where(kind.round_id == LATEST).correlate(Meeting).scalar_subquery()
        for kind in (Ballot, Envelope)
    ]
    open_meetings = (
        select(Meeting.id, Meeting.name, present, cast[0] + cast[1], Deadline.closes_at)
        .outerjoin(Deadline, (Deadline.cycle_id == Meeting.cycle_id) & (Deadline.phase == Phase.COMMITTEE))
        .join(Cycle, Cycle.id == Meeting.cycle_id)
        .where(Meeting.closed_at.is_(None), run_by(actor))
        .order_by(Meeting.id)
    )
    return [Question(convenable(actor), _to_convene), Question(open_meetings, _to_steer)]


def _to_convene(cycle_id: int, name: str, number: int) -> Todo:
    return Todo(f"召开评审会，{number} 名候选人", name, "committee.convening", {"cycle_id": cycle_id})


def _to_steer(meeting_id: int, name: str, here: int, voted: int, due_at: datetime | None) -> Todo:
    note = f"实到 {here} 人，本轮已投票 {voted} 人"
    return Todo(f"主持{name}", note, "committee.meeting", {"meeting_id": meeting_id}, due_at)


def _juror_todos(actor: Actor) -> list[Question]:
    voted = [
        select(kind.id).where(kind.round_id == Round.id, kind.juror_id == Attendance.juror_id).exists()
        for kind in (Ballot, Envelope)
    ]
    awaited = (
        select(Meeting.id, Meeting.name, Attendance.present_at.is_not(None), Deadline.closes_at)
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .outerjoin(Round, Round.id == LATEST)
        .outerjoin(Deadline, (Deadline.cycle_id == Meeting.cycle_id) & (Deadline.phase == Phase.COMMITTEE))
        .where(Meeting.closed_at.is_(None), Attendance.juror_id == actor.user_id, ~voted[0], ~voted[1])
        .where(Attendance.present_at.is_(None) | (Round.id.is_not(None) & Round.closed_at.is_(None)))
        .where(Round.id.is_(None) | Attendance.present_at.is_not(None))
        .where(Round.is_on_paper.is_not(True))
        .order_by(Meeting.id)
    )
    return [Question(awaited, _to_vote)]


def _to_vote(meeting_id: int, name: str, is_present: bool, due_at: datetime | None) -> Todo:
    return Todo("投票" if is_present else "到会签到", name, "committee.meeting", {"meeting_id": meeting_id}, due_at)
