"""What is seen of a meeting: who was summoned, who is there, who stands before it; results only once it is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, false, func, select
from sqlalchemy.orm import joinedload

from models.ballot import Attendance, Ballot, Envelope, Meeting, MeetingRecusal, Resolution, Round
from models.nomination import Nomination, Recommendation
from models.people import Membership, Organisation, User
from models.programme import Cycle
from models.review import ReviewFile
from models.vocabulary import Level, Role, Stage
from selection.database import db
from selection.reach import run_by
from selection.rules.clauses import spelled
from selection.rules.composition import LimitState, Member, standing
from selection.rules.programme import Programme
from selection.rules.standing import CITY_WIDE, Actor
from selection.taxonomies import load

LARGEST_ID = 2**63 - 1


LATEST = (
    select(func.max(Round.id)).where(Round.meeting_id == Meeting.id, Round.voided_at.is_(None)).correlate(Meeting)
).scalar_subquery()
"""The round a meeting stands at: the one that is open, or the last that was held."""


@dataclass(frozen=True)
class Turnout:
    """应到, 实到, 本轮已投票."""

    members: int
    present: int
    cast: int

    @property
    def owed(self) -> int:
        """Present members whose ballot is still awaited."""
        return self.present - self.cast


@dataclass(frozen=True)
class Seat:
    """What a juror has done so far: signed in, voted in the latest round by name or under an envelope."""

    present_at: datetime | None
    ballot: Ballot | None
    envelope: Envelope | None

    @property
    def has_voted(self) -> bool:
        """Whether his ballot of the latest round is in."""
        return self.ballot is not None or self.envelope is not None


def cycle(cycle_id: int) -> Cycle | None:
    """One cycle, by its id."""
    return db.session.get(Cycle, cycle_id) if 0 < cycle_id <= LARGEST_ID else None


def visible_to(actor: Actor) -> Select[Meeting]:
    """The meetings within reach: officer and supervisor see those of their house, a juror those he was summoned to."""
    query = select(Meeting).options(joinedload(Meeting.cycle, innerjoin=True))
    if actor.role in CITY_WIDE:
        return query.where(Meeting.cycle_id.in_(select(Cycle.id).where(run_by(actor))))
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


def convenable(actor: Actor) -> Select[int, str, int]:
    """Cycles of this house whose review is closed and whose committee has not met: id, name, candidates."""
    met = select(Meeting.id).where(Meeting.cycle_id == Cycle.id).exists()
    return (
        select(Cycle.id, Cycle.name, func.count(Nomination.id))
        .join(Nomination, (Nomination.cycle_id == Cycle.id) & (Nomination.stage == Stage.SCORED))
        .where(Cycle.closed_at.is_(None), Cycle.review_closed_at.is_not(None), ~met, run_by(actor))
        .group_by(Cycle.id, Cycle.name)
        .order_by(Cycle.id)
    )


def to_convene(actor: Actor) -> Sequence[Row[int, str, int]]:
    """The same, asked. One query."""
    return db.session.execute(convenable(actor)).all()


def jurors(organiser_id: int | None = None) -> Sequence[Row[int, str]]:
    """Everybody who sits on the committee of the city, or of the union that runs the cycle: user id, name."""
    return db.session.execute(
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.role == Role.JUROR, Membership.withdrawn_at.is_(None), User.disabled_at.is_(None))
        .where(Organisation.level == Level.CITY if organiser_id is None else Organisation.id == organiser_id)
        .distinct()
        .order_by(User.id)
    ).all()


def attendance(meeting_id: int) -> Sequence[Row[str, datetime | None, int]]:
    """Who was summoned, when he signed in, on how many he does not vote. Whether he voted is not told. One query."""
    recused = (
        select(func.count())
        .where(MeetingRecusal.meeting_id == Attendance.meeting_id, MeetingRecusal.juror_id == Attendance.juror_id)
        .correlate(Attendance)
        .scalar_subquery()
    )
    return db.session.execute(
        select(User.name, Attendance.present_at, recused)
        .join(User, User.id == Attendance.juror_id)
        .where(Attendance.meeting_id == meeting_id)
        .order_by(Attendance.id)
    ).all()


def turnout(meeting_id: int) -> Turnout:
    """How many were summoned, are present, have voted in the latest round. One query."""
    cast = [
        select(func.count(kind.id)).where(kind.round_id == LATEST).correlate(Meeting).scalar_subquery()
        for kind in (Ballot, Envelope)
    ]
    papers = select(func.coalesce(Round.ballots, 0)).where(Round.id == LATEST, Round.is_on_paper).correlate(Meeting)
    here = [
        select(func.count(column)).where(Attendance.meeting_id == Meeting.id).correlate(Meeting).scalar_subquery()
        for column in (Attendance.id, Attendance.present_at)
    ]
    voted = cast[0] + cast[1] + func.coalesce(papers.scalar_subquery(), 0)
    row = db.session.execute(select(here[0], here[1], voted).where(Meeting.id == meeting_id)).one()
    return Turnout(*row)


def seat(meeting_id: int, juror_id: int | None) -> Seat | None:
    """What this juror has done, if he was summoned. One query."""
    own = [(kind.round_id == LATEST) & (kind.juror_id == Attendance.juror_id) for kind in (Ballot, Envelope)]
    row = db.session.execute(
        select(Attendance.present_at, Ballot, Envelope)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .outerjoin(Ballot, own[0])
        .outerjoin(Envelope, own[1])
        .where(Attendance.meeting_id == meeting_id, Attendance.juror_id == juror_id)
    ).one_or_none()
    return Seat(*row) if row else None


def attendance_of(meeting_id: int, juror_id: int | None) -> Attendance | None:
    """The row of one juror, to be locked."""
    return db.session.scalars(select(Attendance).filter_by(meeting_id=meeting_id, juror_id=juror_id)).one_or_none()


def candidates(cycle_id: int) -> Sequence[Row[Any]]:
    """The names before the committee, by rank, with id, occupation, groups, applied_title, total, unit, union."""
    unit, union = Organisation.__table__.alias("unit"), Organisation.__table__.alias("union_")
    columns: Sequence[Any] = (
        *(getattr(Nomination, name) for name in ("id", "name", "occupation", "groups", "applied_title", "unit_id")),
        Nomination.channel,
        Nomination.union_id,
        Recommendation.rank.label("union_rank"),
        ReviewFile.rank,
        ReviewFile.total,
        unit.c.name.label("unit"),
        unit.c.short_name.label("unit_short"),
        union.c.short_name.label("union"),
    )
    rows: Sequence[Row[Any]] = db.session.execute(
        select(*columns)
        .join(unit, unit.c.id == Nomination.unit_id)
        .join(union, union.c.id == Nomination.union_id)
        .outerjoin(ReviewFile, ReviewFile.nomination_id == Nomination.id)
        .outerjoin(Recommendation, Recommendation.nomination_id == Nomination.id)
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
            Nomination.union_id,
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


def limits(programme: Programme, chosen: Sequence[Row[Any]]) -> list[LimitState]:
    """Where the chosen stand to the limits of the award."""
    members = [
        Member(
            row.Resolution.nomination_id, row.name, row.unit_id, row.unit, frozenset(row.groups), union_id=row.union_id
        )
        for row in chosen
    ]
    groups = spelled(programme, load(programme.taxonomies))
    return standing(programme.limits, members, [], places=programme.places, groups=groups, scope="award")
