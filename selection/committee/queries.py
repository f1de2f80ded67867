"""What is seen of a meeting: who was summoned, who is there, how many have voted; results only once it is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, false, func, select
from sqlalchemy.orm import joinedload

from models.ballot import Attendance, Ballot, Meeting, Resolution
from models.nomination import Nomination
from models.people import Membership, Organisation, User
from models.programme import Cycle, Deadline
from models.review import ReviewFile
from models.vocabulary import Level, Phase, Role, Stage
from selection.database import db
from selection.rules.composition import LimitState, Member, standing
from selection.rules.programme import Programme
from selection.rules.standing import CITY_WIDE, Actor
from selection.todo import Todo

LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Turnout:
    """应到, 实到, 已投票."""

    members: int
    present: int
    cast: int

    @property
    def owed(self) -> int:
        """Present members whose ballot is still awaited."""
        return self.present - self.cast


@dataclass(frozen=True)
class Seat:
    """What a juror has done so far: signed in, voted."""

    present_at: datetime | None
    ballot: Ballot | None


def cycle(cycle_id: int) -> Cycle | None:
    """One cycle, by its id."""
    return db.session.get(Cycle, cycle_id) if 0 < cycle_id <= LARGEST_ID else None


def visible_to(actor: Actor) -> Select[Meeting]:
    """The meetings within reach: the city's officer and the supervisor see all, a juror those he was summoned to."""
    query = select(Meeting).options(joinedload(Meeting.cycle, innerjoin=True))
    if actor.role in CITY_WIDE:
        return query
    mine = select(Attendance.id).where(Attendance.meeting_id == Meeting.id, Attendance.juror_id == actor.user_id)
    return query.where(mine.exists()) if actor.role == Role.JUROR else query.where(false())


def get(actor: Actor, meeting_id: int) -> Meeting | None:
    """One meeting with its cycle, if it is within reach. One query."""
    if not 0 < meeting_id <= LARGEST_ID:
        return None
    return db.session.scalars(visible_to(actor).where(Meeting.id == meeting_id)).one_or_none()


def of_cycle(cycle_id: int) -> Meeting | None:
    """The meeting of a cycle, if one has been convened."""
    return db.session.scalars(select(Meeting).filter_by(cycle_id=cycle_id)).one_or_none()


def meetings(actor: Actor) -> Sequence[Meeting]:
    """The meetings within reach, latest first. One query."""
    return db.session.scalars(visible_to(actor).order_by(Meeting.id.desc())).all()


def to_convene() -> Sequence[Row[int, str, int]]:
    """Cycles whose review is closed and whose committee has not met: id, name, candidates. One query."""
    met = select(Meeting.id).where(Meeting.cycle_id == Cycle.id).exists()
    return db.session.execute(
        select(Cycle.id, Cycle.name, func.count(Nomination.id))
        .join(Nomination, (Nomination.cycle_id == Cycle.id) & (Nomination.stage == Stage.SCORED))
        .where(Cycle.closed_at.is_(None), Cycle.review_closed_at.is_not(None), ~met)
        .group_by(Cycle.id, Cycle.name)
        .order_by(Cycle.id)
    ).all()


def jurors() -> Sequence[Row[int, str]]:
    """Everybody who sits on the city's committee: user id, name."""
    return db.session.execute(
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.role == Role.JUROR, Membership.withdrawn_at.is_(None), User.disabled_at.is_(None))
        .distinct()
        .order_by(User.id)
    ).all()


def attendance(meeting_id: int) -> Sequence[Row[str, datetime | None]]:
    """Who was summoned and when he signed in: name, moment. Whether he voted is not told."""
    return db.session.execute(
        select(User.name, Attendance.present_at)
        .join(User, User.id == Attendance.juror_id)
        .where(Attendance.meeting_id == meeting_id)
        .order_by(Attendance.id)
    ).all()


def turnout(meeting_id: int) -> Turnout:
    """How many were summoned, are present, have voted. One query."""
    cast = select(func.count(Ballot.id)).where(Ballot.meeting_id == meeting_id).scalar_subquery()
    row = db.session.execute(
        select(func.count(Attendance.id), func.count(Attendance.present_at), cast).where(
            Attendance.meeting_id == meeting_id
        )
    ).one()
    return Turnout(*row)


def seat(meeting_id: int, juror_id: int | None) -> Seat | None:
    """What this juror has done, if he was summoned. One query."""
    own = (Ballot.meeting_id == Attendance.meeting_id) & (Ballot.juror_id == Attendance.juror_id)
    row = db.session.execute(
        select(Attendance.present_at, Ballot)
        .outerjoin(Ballot, own)
        .where(Attendance.meeting_id == meeting_id, Attendance.juror_id == juror_id)
    ).one_or_none()
    return Seat(*row) if row else None


def has_voted(meeting_id: int, juror_id: int) -> bool:
    """Whether this juror's ballot is in."""
    return db.session.scalar(select(Ballot.id).filter_by(meeting_id=meeting_id, juror_id=juror_id)) is not None


def attendance_of(meeting_id: int, juror_id: int | None) -> Attendance | None:
    """The row of one juror, to be locked."""
    return db.session.scalars(select(Attendance).filter_by(meeting_id=meeting_id, juror_id=juror_id)).one_or_none()


def candidates(cycle_id: int) -> Sequence[Row[Any]]:
    """The names before the committee, by rank, with id, occupation, groups, applied_title, total, unit, union."""
    unit, union = Organisation.__table__.alias("unit"), Organisation.__table__.alias("union_")
    rows: Sequence[Row[Any]] = db.session.execute(
        select(
            Nomination.id,
            Nomination.name,
            Nomination.occupation,
            Nomination.groups,
            Nomination.applied_title,
            Nomination.unit_id,
            ReviewFile.rank,
            ReviewFile.total,
            unit.c.name.label("unit"),
            unit.c.short_name.label("unit_short"),
            union.c.short_name.label("union"),
        )
        .join(unit, unit.c.id == Nomination.unit_id)
        .join(union, union.c.id == Nomination.union_id)
        .outerjoin(ReviewFile, ReviewFile.nomination_id == Nomination.id)
        .where(Nomination.cycle_id == cycle_id, Nomination.stage == Stage.SCORED)
        .order_by(ReviewFile.rank, Nomination.id)
    ).all()
    return rows


def own_units(juror_id: int | None) -> set[int]:
    """Units in which this juror holds a role himself: he does not vote on their candidates."""
    return set(
        db.session.scalars(
            select(Membership.organisation_id)
            .join(Organisation, Organisation.id == Membership.organisation_id)
            .where(Membership.user_id == juror_id, Membership.withdrawn_at.is_(None), Organisation.level == Level.UNIT)
        )
    )


def scored(cycle_id: int) -> dict[int, Nomination]:
    """The nominations before the committee, locked in the order of their ids."""
    rows = db.session.scalars(
        select(Nomination)
        .where(Nomination.cycle_id == cycle_id, Nomination.stage == Stage.SCORED)
        .order_by(Nomination.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {each.id: each for each in rows}


def cast_ballots(meeting_id: int) -> list[list[int]]:
    """What the ballots say, without whose they are; for the count, when the meeting closes."""
    return list(db.session.scalars(select(Ballot.in_favour).where(Ballot.meeting_id == meeting_id)))


def results(meeting: Meeting) -> Sequence[Row[Any]]:
    """What a closed meeting resolved: Resolution, name, occupation, groups, stage, unit, rank, total. One query.

    Empty while the meeting is open: nothing is written before.
    """
    unit = Organisation.__table__.alias("unit")
    rows: Sequence[Row[Any]] = db.session.execute(
        select(
            Resolution,
            Nomination.name,
            Nomination.occupation,
            Nomination.groups,
            Nomination.stage,
            Nomination.unit_id,
            ReviewFile.rank,
            ReviewFile.total,
            unit.c.name.label("unit"),
            unit.c.short_name.label("unit_short"),
        )
        .join(Nomination, Nomination.id == Resolution.nomination_id)
        .join(unit, unit.c.id == Nomination.unit_id)
        .outerjoin(ReviewFile, ReviewFile.nomination_id == Nomination.id)
        .where(Resolution.meeting_id == meeting.id)
        .order_by(Resolution.position, Resolution.votes_for.desc(), ReviewFile.rank, Nomination.id)
    ).all()
    return rows


def named_ballots(meeting: Meeting) -> Sequence[Row[str, list[int]]]:
    """How each member voted: name, nominations in favour. Only of a closed meeting, for the supervisor."""
    if meeting.closed_at is None:
        return []
    return db.session.execute(
        select(User.name, Ballot.in_favour)
        .join(User, User.id == Ballot.juror_id)
        .where(Ballot.meeting_id == meeting.id)
        .order_by(User.id)
    ).all()


def limits(programme: Programme, chosen: Sequence[Row[Any]]) -> list[LimitState]:
    """Where the chosen stand to the limits of the award."""
    members = [
        Member(row.Resolution.nomination_id, row.name, row.unit_id, row.unit, frozenset(row.groups)) for row in chosen
    ]
    return standing(programme.limits, members, [], places=programme.places, groups=programme.groups, scope="award")


def todos(actor: Actor, _now: datetime) -> list[Todo]:
    """The city's meetings to convene and to close; a juror's to sign in to and to vote in. At most two queries."""
    if actor.role == Role.JUROR:
        return _juror_todos(actor)
    return _city_todos() if actor.role == Role.CITY_OFFICER else []


def _city_todos() -> list[Todo]:
    found = [
        Todo(f"召开评审会，{number} 名候选人", name, "committee.convening", {"cycle_id": cycle_id})
        for cycle_id, name, number in to_convene()
    ]
    present = select(func.count(Attendance.present_at)).where(Attendance.meeting_id == Meeting.id).scalar_subquery()
    cast = select(func.count(Ballot.id)).where(Ballot.meeting_id == Meeting.id).scalar_subquery()
    rows = db.session.execute(
        select(Meeting.id, Meeting.name, present, cast, Deadline.closes_at)
        .outerjoin(Deadline, (Deadline.cycle_id == Meeting.cycle_id) & (Deadline.phase == Phase.COMMITTEE))
        .where(Meeting.closed_at.is_(None))
        .order_by(Meeting.id)
    )
    for meeting_id, name, here, voted, due_at in rows:
        note = f"实到 {here} 人，已投票 {voted} 人"
        found.append(Todo(f"主持{name}", note, "committee.meeting", {"meeting_id": meeting_id}, due_at))
    return found


def _juror_todos(actor: Actor) -> list[Todo]:
    voted = select(Ballot.id).where(Ballot.meeting_id == Meeting.id, Ballot.juror_id == Attendance.juror_id).exists()
    rows = db.session.execute(
        select(Meeting.id, Meeting.name, Attendance.present_at, Deadline.closes_at)
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .outerjoin(Deadline, (Deadline.cycle_id == Meeting.cycle_id) & (Deadline.phase == Phase.COMMITTEE))
        .where(Meeting.closed_at.is_(None), Attendance.juror_id == actor.user_id, ~voted)
        .order_by(Meeting.id)
    )
    return [
        Todo("投票" if present_at else "到会签到", name, "committee.meeting", {"meeting_id": meeting_id}, due_at)
        for meeting_id, name, present_at, due_at in rows
    ]
