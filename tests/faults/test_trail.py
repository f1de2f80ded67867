"""The trail under trouble: steps that came to nothing are not told, and of many first steps each is."""

import threading

import pytest
from flask import Flask

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


@pytest.mark.database("postgres")  # on SQLite one writes after the other
def test_of_many_first_events_each_is_told(app: Flask, world: World) -> None:
    actor, together = world.actor(Role.ADMIN), threading.Barrier(6)
    told: list[str] = []

    def act(number: int) -> None:
        with app.app_context():
            together.wait()
            with transaction():
                record(Act.INVITE, actor, now=world.now, subject=str(number))
            told.append(str(number))
            db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=act, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == sorted("012345")
    assert sorted(each.subject for each in db.session.query(Event).all()) == sorted("012345")
    assert first_broken(db.session()) is None
