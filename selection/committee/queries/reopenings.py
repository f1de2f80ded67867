"""A meeting opened again (复会): what stands against it, and what is still known of how it was closed before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from models.ballot import Meeting, Resolution
from models.event import Event
from models.nomination import Nomination
from models.vocabulary import Act, Outcome
from selection.database import db

Resolved = tuple[Resolution, Nomination]


@dataclass(frozen=True)
class Reopening:
    """One time that a closed meeting was opened again: when it had been closed, why, by whose consent, with what."""

    at: datetime
    closed_at: datetime
    why: str
    by: str
    outcomes: dict[Outcome, int]


def reopenings(meeting: Meeting) -> list[Reopening]:
    """Every time, in order. No query for a meeting that never was; one otherwise."""
    if meeting.reopened_at is None:
        return []
    events = db.session.scalars(
        select(Event).where(Event.cycle_id == meeting.cycle_id, Event.act == Act.REOPEN_MEETING).order_by(Event.id)
    )
    return [
        Reopening(
            each.at,
            datetime.fromisoformat(each.facts["closed_at"]),
            each.why,
            each.actor_name,
            {outcome: each.facts[str(outcome)] for outcome in Outcome},
        )
        for each in events
    ]


def resolutions(meeting_id: int) -> list[Resolved]:
    """What the meeting has resolved, with the nominations, both locked, in the order of their ids. One query."""
    columns: Sequence[Any] = (Resolution, Nomination)
    rows = db.session.execute(
        select(*columns)
        .join(Nomination, Nomination.id == Resolution.nomination_id)
        .where(Resolution.meeting_id == meeting_id)
        .order_by(Nomination.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in rows]
