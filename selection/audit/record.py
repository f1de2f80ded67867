"""The only writer of events. They are collected while the change is made and chained when it is complete.

Chaining at the very end keeps the chain's lock the last one taken, so that no two changes can wait for each other.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.event import ChainHead, Event
from models.nomination import Nomination
from models.vocabulary import Act, Stage
from selection.database import before_commit, db, snapshot
from selection.rules.standing import Actor

GENESIS = "0" * 64
WAITING = "events"
# Plain rows, stated once: every act writes the chain, and nothing ever changes an event that was read back.
HEAD = select(ChainHead.hash, ChainHead.length).where(ChainHead.id == 1).with_for_update()
MOVE = (
    update(ChainHead.__table__)  # type: ignore[arg-type]
    .where(ChainHead.__table__.c.id == 1)
    .values(hash=bindparam("head_hash"), length=bindparam("head_length"))
)
BEGIN: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
WRITE = insert(Event.__table__)  # type: ignore[arg-type]
COLUMNS = [column.key for column in Event.__table__.columns if column.key != "id"]
# Nearly every act is one event: on PostgreSQL one statement writes it and moves the head.
BOTH = WRITE.values({name: bindparam(name) for name in COLUMNS}).add_cte(MOVE.cte("moved"))


def record(
    act: Act,
    actor: Actor,
    *,
    now: datetime,
    nomination: Nomination | None = None,
    cycle_id: int | None = None,
    subject: str = "",
    from_stage: Stage | None = None,
    to_stage: Stage | None = None,
    why: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """Write down one step, inside the transaction that takes it. ``facts`` is plain JSON without personal data."""
    waiting = db.session.info.setdefault(WAITING, [])
    waiting.append(
        Event(
            act=act,
            actor_id=actor.user_id,
            actor_name=actor.name,
            role=actor.role,
            organisation_id=actor.organisation_id,
            organisation_name=actor.organisation_name,
            cycle_id=nomination.cycle_id if nomination else cycle_id,
            nomination_id=nomination.id if nomination else None,
            subject=subject or (nomination.name if nomination else ""),
            from_stage=from_stage,
            to_stage=to_stage,
            why=why,
            facts=facts or {},
            at=now,
        )
    )
    before_commit(_chain)


def _chain(session: Session) -> None:
    """Link the collected events to the chain and write them."""
    waiting: list[Event] = session.info.pop(WAITING, [])
    connection = session.connection()
    head = connection.execute(HEAD).one_or_none()
    if head is None:
        # The very first event. Whoever else comes first at the same moment waits here, and then finds the row.
        begin = BEGIN[connection.dialect.name](ChainHead).values(id=1, hash=GENESIS, length=0)
        connection.execute(begin.on_conflict_do_nothing())
        head = connection.execute(HEAD).one()
    previous, length = head.hash, head.length
    for event in waiting:
        event.previous = previous
        previous = event.hash = digest(event)
    rows = [{name: getattr(event, name) for name in COLUMNS} for event in waiting]
    end = {"head_hash": previous, "head_length": length + len(rows)}
    if len(rows) == 1 and connection.dialect.name == "postgresql":
        connection.execute(BOTH, rows[0] | end)
        return
    connection.execute(MOVE, end)
    connection.execute(WRITE, rows)


def digest(event: Event) -> str:
    """SHA-256 of one event and its predecessor, over canonical JSON."""
    content = [
        event.previous,
        str(event.act),
        event.actor_id,
        event.actor_name,
        event.role and str(event.role),
        event.organisation_id,
        event.organisation_name,
        event.cycle_id,
        event.nomination_id,
        event.subject,
        event.from_stage and str(event.from_stage),
        event.to_stage and str(event.to_stage),
        event.why,
        event.facts,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken(session: Session) -> int | None:
    """The id of the first event that was altered, or that does not follow its predecessor; None for a sound chain.

    A chain cut at its end is told by the head: then the answer is the id the next event would have had.
    """
    snapshot()
    previous, last = GENESIS, 0
    length = 0
    for event in session.scalars(select(Event).order_by(Event.id).execution_options(yield_per=1000)):
        if event.previous != previous or event.hash != digest(event):
            return event.id
        previous, last = event.hash, event.id
        length += 1
    head = session.get(ChainHead, 1, populate_existing=True)
    if head is not None and (head.hash != previous or head.length != length):
        return last + 1
    return None
