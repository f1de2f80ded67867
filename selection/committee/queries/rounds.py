"""Rounds: which were held, what the committee is asked next, and the ballots of one; no choice before the count."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import joinedload

from models.ballot import Attendance, Ballot, Envelope, Meeting, MeetingRecusal, OpenedBallot, Round, SealedBallot
from models.nomination import Nomination
from models.people import User
from selection import workflow
from selection.committee.queries.meetings import LARGEST_ID, candidates
from selection.database import db
from selection.rules.rounds import Count, Question, Why, next_question
from selection.rules.seats import Candidate

REASONS: dict[str, Why] = {"vote": "vote", "tie": "tie", "short": "short"}


def rounds(meeting_id: int) -> Sequence[Round]:
    """Every round of a meeting in order, voided ones included. One query."""
    return db.session.scalars(
        select(Round).filter_by(meeting_id=meeting_id).order_by(Round.number).execution_options(populate_existing=True)
    ).all()


def latest(held: Sequence[Round]) -> Round | None:
    """The round a meeting stands at: the one that is open, or the last that was held."""
    return next((each for each in reversed(held) if each.voided_at is None), None)


def get_round(meeting: Meeting, number: int) -> Round | None:
    """One round by its number, with its meeting and cycle. One query."""
    if not 0 < number <= LARGEST_ID:
        return None
    query = select(Round).filter_by(meeting_id=meeting.id, number=number)
    whole = joinedload(Round.meeting, innerjoin=True).joinedload(Meeting.cycle, innerjoin=True)
    return db.session.scalars(query.options(whole)).one_or_none()


def counts(held: Iterable[Round]) -> list[Count]:
    """What the rounds that count have given, as the rules know it."""
    return [
        Count(
            Question(each.title_key, each.attempt, REASONS[each.why], tuple(each.listed), each.places),
            {int(nomination): votes for nomination, votes in each.votes.items()},
        )
        for each in held
        if each.voided_at is None and each.votes is not None
    ]


def as_candidates(rows: Iterable[Row[Any]]) -> list[Candidate]:
    """The rows of ``candidates`` as the rules know them, before anybody voted.

    Whom no expert has scored, because the definition spares him that, stands behind those who were, in the order of
    his union's list.
    """
    rows = list(rows)
    behind = max((row.rank for row in rows if row.rank is not None), default=0)
    return [
        Candidate(
            nomination_id=row.id,
            name=row.name,
            applied_title=row.applied_title,
            rank=behind + (row.union_rank or 1) if row.rank is None else row.rank,
            votes_for=0,
            score=row.total or Decimal(0),
            groups=frozenset(row.groups),
            unit_id=row.unit_id,
            unit_name=row.unit,
            union_id=row.union_id,
            union_name=row.union,
        )
        for row in rows
    ]


def question(meeting: Meeting, held: Sequence[Round], *, present: int, fills: bool = True) -> Question | None:
    """What the committee is to be asked next; None while a round is open and when all is answered. One query.

    Without ``fills``: what it is asked if it leaves places open.
    """
    last = latest(held)
    if meeting.closed_at is not None or (last is not None and last.counted_at is None):
        return None
    programme = workflow.programme_of(meeting.cycle)
    return next_question(
        programme, as_candidates(candidates(meeting.cycle_id)), counts(held), present=present, fills=fills
    )


def listed(round_: Round) -> list[Row[Any]]:
    """The candidates on the paper of a round who still stand before the committee, in its order. One query."""
    wanted = {each: place for place, each in enumerate(round_.listed)}
    rows = [row for row in candidates(round_.meeting.cycle_id) if row.id in wanted]
    return sorted(rows, key=lambda row: wanted[row.id])


def names(nomination_ids: Iterable[int]) -> dict[int, str]:
    """The names behind these numbers. One query."""
    rows = db.session.execute(select(Nomination.id, Nomination.name).where(Nomination.id.in_(set(nomination_ids))))
    return {row.id: row.name for row in rows}


def recusals_of(meeting_id: int, juror_id: int | None) -> dict[int, str]:
    """On whom this member does not vote, and why. One query."""
    rows = db.session.execute(
        select(MeetingRecusal.nomination_id, MeetingRecusal.reason).filter_by(meeting_id=meeting_id, juror_id=juror_id)
    )
    return {row.nomination_id: row.reason for row in rows}


def recusals(meeting_id: int) -> Sequence[Row[str, str, str, bool]]:
    """Every recusal of a meeting: member, candidate, reason, whether he declared it himself. One query."""
    return db.session.execute(
        select(User.name, Nomination.name.label("candidate"), MeetingRecusal.reason, MeetingRecusal.is_declared)
        .join(User, User.id == MeetingRecusal.juror_id)
        .join(Nomination, Nomination.id == MeetingRecusal.nomination_id)
        .where(MeetingRecusal.meeting_id == meeting_id)
        .order_by(MeetingRecusal.juror_id, MeetingRecusal.nomination_id)
    ).all()


def has_voted(round_id: int, juror_id: int) -> bool:
    """Whether this juror's ballot is in, by name or under an envelope."""
    return any(
        db.session.scalar(select(kind.id).filter_by(round_id=round_id, juror_id=juror_id)) is not None
        for kind in (Ballot, Envelope)
    )


def cast_ballots(round_id: int) -> list[list[int]]:
    """What the named ballots say, without whose they are; for the count."""
    return list(db.session.scalars(select(Ballot.in_favour).where(Ballot.round_id == round_id)))


def sealed_ballots(round_id: int) -> Sequence[Row[str, bytes | None]]:
    """Digest on the envelope and sealed ballot inside, by digest; a missing one is None."""
    return db.session.execute(
        select(Envelope.sha256, SealedBallot.ciphertext)
        .outerjoin(SealedBallot, SealedBallot.envelope_id == Envelope.id)
        .where(Envelope.round_id == round_id)
        .order_by(Envelope.sha256)
    ).all()


def opened_ballots(round_: Round) -> list[list[int]]:
    """What the ballots of a counted secret round say, in their own order. One query."""
    query = select(OpenedBallot.in_favour).filter_by(round_id=round_.id).order_by(OpenedBallot.position)
    return list(db.session.scalars(query)) if round_.counted_at is not None else []


def named_ballots(held: Sequence[Round]) -> list[tuple[Round, list[Row[int, str, list[int]]]]]:
    """How each member voted in the counted rounds: name, nominations in favour. For the supervisor. One query."""
    counted = {each.id: each for each in held if each.counted_at is not None}
    rows = db.session.execute(
        select(Ballot.round_id, User.name, Ballot.in_favour)
        .join(User, User.id == Ballot.juror_id)
        .where(Ballot.round_id.in_(counted))
        .order_by(Ballot.round_id, User.id)
    ).all()
    found = [(round_, [row for row in rows if row.round_id == each]) for each, round_ in counted.items()]
    return [(round_, cast) for round_, cast in found if cast]


def voters(round_: Round) -> Sequence[str]:
    """Who has handed in a ballot in a counted round, by name or under an envelope; in order of the list. One query."""
    if round_.counted_at is None:
        return []
    mine = [
        select(kind.id).where(kind.round_id == round_.id, kind.juror_id == Attendance.juror_id).exists()
        for kind in (Ballot, Envelope)
    ]
    return db.session.scalars(
        select(User.name)
        .join(Attendance, Attendance.juror_id == User.id)
        .where(Attendance.meeting_id == round_.meeting_id, mine[0] | mine[1])
        .order_by(Attendance.id)
    ).all()
