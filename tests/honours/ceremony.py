"""A cycle on the eve of its decision: a notice that has run, people on it, a reserve behind them."""

from datetime import date, timedelta

from sqlalchemy import event, select

from models.ballot import Meeting, Resolution
from models.honour import Decision
from models.nomination import Nomination
from models.publicity import Notice
from models.vocabulary import Outcome, Role, Stage
from selection import clock
from selection.database import db, transaction
from selection.honours import actions, queries
from tests.world import World


class Statements(list[str]):
    """What was said to the database while this was open."""

    def __enter__(self) -> "Statements":
        event.listen(db.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            self.append(statement)


def publish(world: World, *, ends_on: date | None = None, version: int = 1) -> Notice:
    """A notice whose last working day was yesterday, unless told otherwise."""
    with transaction() as session:
        notice = Notice(
            cycle_id=world.cycle.id,
            version=version,
            title="拟表彰人选公示",
            body="公示",
            lines=[],
            sha256="0" * 64,
            published_at=world.now - timedelta(days=9),
            ends_on=ends_on or clock.on(world.now) - timedelta(days=1),
        )
        session.add(notice)
    return notice


def resolve(world: World, nomination: Nomination, title: str | None, position: int) -> None:
    """What the committee said of one nomination."""
    with transaction() as session:
        meeting = session.scalars(select(Meeting)).first()
        if meeting is None:
            meeting = Meeting(cycle_id=world.cycle.id, name="评审会", opened_at=world.now)
            session.add(meeting)
            session.flush()
        session.add(
            Resolution(
                nomination_id=nomination.id,
                meeting_id=meeting.id,
                votes_for=9,
                outcome=Outcome.CHOSEN if title else Outcome.RESERVED,
                title_key=title,
                position=position,
                reason="票数过半",
            )
        )


def listed(world: World, name: str, title: str = "master", position: int = 1, **changes: object) -> Nomination:
    """Somebody who has been before the public."""
    nomination = world.nomination(Stage.PUBLICISED, name=name, **changes)  # type: ignore[arg-type]
    resolve(world, nomination, title, position)
    return nomination


def decide(world: World, decided_on: date | None = None) -> Decision:
    """The decision as the city's officer makes it today."""
    on = decided_on or clock.on(world.now)
    seen = queries.draft(world.cycle, None, on=on, today=clock.on(world.now)).digest
    return actions.decide(world.cycle, world.actor(Role.CITY_OFFICER), decided_on=on, seen=seen, now=world.now)


def ceremony(world: World) -> Decision:
    """Two honoured for two titles, decided."""
    publish(world)
    listed(world, "周启明", "outstanding", 1)
    listed(world, "郁青禾", "master", 1)
    return decide(world)
