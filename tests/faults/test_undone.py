"""What a change that came to nothing leaves behind: nothing, not even in the memory of the process."""

import pytest

from models.event import Event
from models.vocabulary import Act, Role
from selection.audit.record import first_broken, record
from selection.database import db, transaction
from tests.world import World


def test_a_step_that_was_taken_back_is_not_told_with_the_next_one(world: World) -> None:
    """A worker does one job after the other in one session: the events of a broken one must not join the next."""
    actor = world.actor(Role.ADMIN)

    def break_off() -> None:
        with transaction():
            record(Act.INVITE, actor, now=world.now, subject="没有办成")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()

    with transaction():
        record(Act.INVITE, actor, now=world.now, subject="办成了")

    assert [each.subject for each in db.session.query(Event).all()] == ["办成了"]
    assert first_broken(db.session()) is None
