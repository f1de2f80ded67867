"""What transaction() and savepoint() promise."""

import pytest

from models.event import Event
from models.nomination import Nomination
from models.vocabulary import Act, Stage
from selection.audit.record import record
from selection.database import db, savepoint, transaction
from selection.rules.standing import SYSTEM
from tests.world import World


def test_a_change_outside_a_transaction_is_refused(world: World) -> None:
    nomination = world.nomination(Stage.DRAFTED)
    nomination.name = "改了"

    with pytest.raises(RuntimeError, match="outside transaction"):
        db.session.flush()

    db.session.rollback()
    assert db.session.get_one(Nomination, nomination.id).name == "郁青禾"


def test_what_goes_wrong_changes_nothing(world: World) -> None:
    nomination = world.nomination(Stage.DRAFTED)

    def change_and_fail() -> None:
        with transaction():
            nomination.name = "改了"
            record(Act.SET, SYSTEM, now=world.now, subject="改名")
            raise LookupError

    with pytest.raises(LookupError):
        change_and_fail()

    db.session.expire_all()
    assert db.session.get_one(Nomination, nomination.id).name == "郁青禾"
    assert db.session.query(Event).count() == 0


def test_a_savepoint_takes_its_events_back_with_it(world: World) -> None:
    def fail() -> None:
        with savepoint():
            record(Act.SET, SYSTEM, now=world.now, subject="第二件")
            raise LookupError

    with transaction():
        record(Act.SET, SYSTEM, now=world.now, subject="第一件")
        with pytest.raises(LookupError):
            fail()

    assert [event.subject for event in db.session.query(Event)] == ["第一件"]
