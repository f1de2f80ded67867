"""The only writer of events. They are collected while the change is made and chained when it is complete.

Chaining at the very end keeps the chain's lock the last one taken, so that no two changes can wait for each other.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Insert, Text, bindparam, func, insert, literal, select, update
from sqlalchemy.orm import Session

from models.event import ChainHead, Event
from models.nomination import Nomination
from models.vocabulary import Act, Stage
from selection.database import before_commit, db, snapshot, upsert
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
WRITE = insert(Event.__table__)  # type: ignore[arg-type]
COLUMNS = [column.key for column in Event.__table__.columns if column.key != "id"]


def _link() -> Insert:
    """One event on PostgreSQL in one statement: it holds the head, moves it, and writes the event between the two.

    The hash is made there, of the same text as in ``digest``, since only there the predecessor is known.
    """
    events, heads = Event.__table__, ChainHead.__table__
    held = select(ChainHead.id, ChainHead.hash).where(ChainHead.id == 1).with_for_update().subquery()
    line = literal('["').concat(held.c.hash).concat(bindparam("rest", type_=Text))
    moved = (
        update(heads)  # type: ignore[arg-type]
        .where(heads.c.id == held.c.id)
        .values(hash=func.encode(func.sha256(func.convert_to(line, "UTF8")), "hex"), length=heads.c.length + 1)
        .returning(held.c.hash.label("previous"), heads.c.hash.label("hash"))
        .cte("moved")
    )
    given = [events.c[name] for name in COLUMNS if name not in moved.c]
    values = [bindparam(column.key, type_=column.type) for column in given]
    write = insert(events).from_select(  # type: ignore[arg-type]
        [*(column.key for column in given), "previous", "hash"], select(*values, moved.c.previous, moved.c.hash)
    )
    return write.execution_options(preserve_rowcount=True)


LINK = _link()


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
    if len(waiting) == 1 and connection.dialect.name == "postgresql" and _linked(connection, waiting[0]):
        return
    head = connection.execute(HEAD).one_or_none()
    if head is None:
        # The very first event. Whoever else comes first at the same moment waits here, and then finds the row.
        begin = upsert(ChainHead).values(id=1, hash=GENESIS, length=0)
        connection.execute(begin.on_conflict_do_nothing())
        head = connection.execute(HEAD).one()
    previous, length = head.hash, head.length
    for event in waiting:
        event.previous = previous
        previous = event.hash = digest(event)
    rows = [{name: getattr(event, name) for name in COLUMNS} for event in waiting]
    connection.execute(MOVE, {"head_hash": previous, "head_length": length + len(rows)})
    connection.execute(WRITE, rows)


def _linked(connection: Connection, event: Event) -> bool:
    """Nearly every act is one event: written in one statement. False where there is no head yet to hold."""
    row = {name: getattr(event, name) for name in COLUMNS if name not in ("previous", "hash")}
    return connection.execute(LINK, row | {"rest": _told(event)}).rowcount == 1


def digest(event: Event) -> str:
    """SHA-256 of one event and its predecessor, over canonical JSON."""
    return hashlib.sha256(f'["{event.previous}{_told(event)}'.encode()).hexdigest()


def _told(event: Event) -> str:
    """The canonical JSON of an event, from the end of its predecessor's hash on."""
    content = [
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
    return f'",{text[1:]}'


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
