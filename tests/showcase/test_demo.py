"""The demonstration in its short form: from empty forms to certificates read off their pages."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from models.honour import Certificate, Honour
from models.nomination import Nomination
from models.programme import Allocation, Cycle
from models.vetting import Inquiry, SealedAnswer, VettingBatch
from models.vocabulary import ENDED, Answer, Stage
from selection.audit.record import first_broken
from selection.database import db
from selection.places.ledger import discrepancies
from selection.rules.numbering import read_code
from selection.showcase import checking, filing
from selection.showcase.demo import Demonstration
from selection.showcase.fates import Fate
from selection.showcase.progress import Progress
from selection.showcase.summary import Summary
from selection.workflow import programme_of
from tests.databases import Database


def demonstration(app: Flask, applicants: int) -> Demonstration:
    return Demonstration(app, applicants=applicants, seed=7, progress=Progress(is_shown=False))


@pytest.mark.database("sqlite")  # how papers are printed does not hang on it
def test_applicants_come_to_certificates_that_all_verify(app: Flask):
    summary = demonstration(app, 60).play()

    cycle = db.session.scalars(select(Cycle)).one()
    honours = db.session.scalar(select(func.count(Honour.id)).where(Honour.decision_id.is_not(None)))
    assert summary.certificates_issued == summary.certificates_verified == honours == sum(summary.chosen.values()) > 0
    assert {each.label for each in Fate if each is not Fate.PASSES} <= set(summary.refused)
    assert summary.applicants == 60 >= summary.recommended >= summary.qualified == summary.scored >= honours
    assert summary.pack_verified
    assert summary.dropped == 2, "one withdraws, one is objected to with reason"
    assert all(summary.chosen[title.name] <= title.places for title in programme_of(cycle).titles)
    assert {stage for (stage,) in db.session.execute(select(Nomination.stage))} <= ENDED
    assert db.session.scalar(select(func.count()).where(Certificate.file_key.is_(None))) == 0
    sent, answered = select(func.count(VettingBatch.id)), select(func.count(SealedAnswer.batch_id))
    assert db.session.scalar(sent) == db.session.scalar(answered) != 0
    adverse = select(func.count()).where(Inquiry.answer == Answer.ADVERSE, Inquiry.recorded_by.is_(None))
    assert db.session.scalar(adverse) == summary.refused[checking.OBJECTED] > 0
    _the_books_are_in_order(honours)


@pytest.mark.database("postgres")
def test_the_same_seed_comes_to_the_same_decision_again(app: Flask, database: Database):
    first = demonstration(app, 20).come_to_a_decision()
    _the_books_are_in_order(sum(first.chosen.values()))
    db.session.remove()
    db.engine.dispose()
    database.fill()
    again = demonstration(app, 20).come_to_a_decision()

    assert {**again.as_json(), "seconds": 0} == {**first.as_json(), "seconds": 0}
    codes = list(again.certificates.values())
    assert [read_code(code) for code in codes] == codes
    assert len(codes) == sum(again.chosen.values()) > 0


def _the_books_are_in_order(honours: int | None) -> None:
    """Nobody is honoured twice or without a place, no place is overrun or lost, and the chain is whole."""
    assert db.session.scalar(select(func.count()).where(Nomination.stage == Stage.HONOURED)) == honours
    overrun = select(func.count()).where(Allocation.reserved + Allocation.committed > Allocation.ceiling)
    assert db.session.scalar(overrun) == 0
    assert discrepancies() == []
    assert first_broken(db.session()) is None


@pytest.mark.database("sqlite")
def test_a_rule_that_lets_somebody_through_stops_the_demonstration(app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(filing, "CHANGES", {})

    with pytest.raises(filing.NotRefused, match="NOT_MEMBER"):
        demonstration(app, 20).play()


def test_the_summary_is_plain_json():
    summary: dict[str, Any] = json.loads(json.dumps(Summary(60, 7).as_json()))

    assert summary["refused"] == {}
    assert set(summary) == {
        *("applicants", "seed", "refused", "recommended", "qualified", "scored", "chosen", "dropped"),
        *("certificates_issued", "certificates_verified", "certificates", "pack_verified", "seconds"),
    }
