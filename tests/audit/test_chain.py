"""The chain of events is one chain, however many write at the same moment and whatever their events say."""

from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from models.event import ChainHead, Event
from models.vocabulary import Act
from selection.audit.record import first_broken, record
from selection.database import db, transaction
from selection.rules.standing import SYSTEM
from tests.world import World

SAYINGS = ("", "因为", '"quoted" \\ back', "𡋾\u2028\n", "x" * 300)


@pytest.mark.parametrize("number", [1, 3])
def test_every_event_follows_the_one_before(world: World, number: int) -> None:
    for saying in SAYINGS:
        with transaction():
            for _ in range(number):
                record(Act.SET, SYSTEM, now=world.now, subject="试", why=saying, facts={"b": saying, "a": [1, None]})

    assert first_broken(db.session()) is None
    assert db.session.get_one(ChainHead, 1).length == number * len(SAYINGS)


def test_many_writers_make_one_chain(app: Flask, world: World) -> None:
    """The very first event included: nobody has begun the chain."""
    writers, each = 6, 5
    ready, now = Barrier(writers), world.now
    db.session.rollback()

    def write(number: int) -> None:
        with app.app_context():
            ready.wait()
            for step in range(each):
                with transaction():
                    record(Act.SET, SYSTEM, now=now, subject=f"{number}-{step}")

    threads = [Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert first_broken(db.session()) is None
    told = db.session.scalars(select(Event.subject)).all()
    assert sorted(told) == sorted(f"{number}-{step}" for number in range(writers) for step in range(each))
    assert db.session.get_one(ChainHead, 1).length == writers * each
