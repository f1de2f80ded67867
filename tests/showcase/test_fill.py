"""The small demonstration of a fresh installation: everybody has something real to do."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from models.nomination import Nomination
from models.programme import Cycle
from models.vetting import SealedAnswer, VettingBatch
from models.vocabulary import Role, Stage
from selection import clock
from selection.audit.record import first_broken
from selection.database import db
from selection.errors import Refused
from selection.nominations.queries import overdue
from selection.places.ledger import discrepancies
from selection.showcase.accounts import PLAIN, shown
from selection.showcase.cast import PASSWORD
from selection.showcase.fill import Filling
from selection.showcase.progress import Progress
from tests.browsers import Browser


@pytest.fixture
def filled(app: Flask) -> Flask:
    Filling(app, now=clock.now(), progress=Progress(is_shown=False)).play()
    return app


@pytest.mark.database("sqlite")  # `make run` fills no other
def test_every_role_has_an_account_with_something_to_do(filled: Flask, client: Browser):
    found = shown(clock.now())

    assert [each.role for each in found] == [*PLAIN, Role.CITY_OFFICER]
    assert [each.role for each in found if not each.todos] == []
    _refuses_to_fill_again(filled)
    _is_sound_and_stays_so_for_days()
    _signs_everybody_in(client, [each.account for each in found])


def _refuses_to_fill_again(app: Flask) -> None:
    before = db.session.scalar(select(func.count(Nomination.id)))

    with pytest.raises(Refused, match="已经有单位"):
        Filling(app, now=clock.now(), progress=Progress(is_shown=False)).play()

    assert db.session.scalar(select(func.count(Nomination.id))) == before


def _is_sound_and_stays_so_for_days() -> None:
    stages = dict(db.session.execute(select(Nomination.stage, func.count()).group_by(Nomination.stage)).all())
    assert set(stages) >= {
        *(Stage.DRAFTED, Stage.POSTED, Stage.SIGNED, Stage.SUBMITTED, Stage.RETURNED_BY_UNION, Stage.RECOMMENDED),
        *(Stage.FORWARDED, Stage.RETURNED_BY_CITY, Stage.QUALIFIED, Stage.ASSIGNED, Stage.SCORED, Stage.HONOURED),
    }
    assert 65 <= sum(stages.values()) <= 85
    assert db.session.scalar(select(func.count()).where(Cycle.closed_at.is_not(None))) == 1
    lists = db.session.execute(
        select(func.count(), func.count(VettingBatch.fetched_at), func.count(SealedAnswer.batch_id)).outerjoin_from(
            VettingBatch, SealedAnswer
        )
    ).one()
    assert tuple(lists) == (8, 7, 6), "one list waits to be fetched, one to be answered"
    assert discrepancies() == []
    assert first_broken(db.session()) is None
    assert overdue(clock.now() + timedelta(days=3)) == []


def _signs_everybody_in(client: Browser, accounts: list[str]) -> None:
    for account in accounts:
        answer = client.post("/sign-in", data={"account": account, "password": PASSWORD})
        assert (answer.status_code, account) == (303, account)
        desk = client.get(answer.location)
        assert (desk.status_code, account) in ((200, account), (303, account))
        client.delete_cookie("session")
