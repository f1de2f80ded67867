"""Every definition that ships opens a cycle, takes a nomination through it and honours it, on both databases."""

import pytest

from models.job import Letter
from models.vocabulary import Basis, Phase, Stage, SubjectKind
from selection.database import db
from selection.programmes import queries
from selection.rules.programme import Programme
from selection.workflow import programme_of
from tests.programmes.playing import Play
from tests.world import World

AWARDS = queries.available()


@pytest.mark.parametrize("programme", AWARDS, ids=[each.key for each in AWARDS])
def test_an_award_runs_from_its_opening_to_its_end(world: World, programme: Programme) -> None:
    play = Play(world, programme)

    nomination = play.submitted()
    play.whole(nomination)

    (stood,) = play.again([nomination])
    (honour,) = play.honours()
    assert stood.stage is Stage.HONOURED
    assert honour.title_key == programme.titles[0].key
    assert honour.basis is (Basis.OUTSIDE if Phase.REPORT in programme.phases else Basis.SELECTION)
    assert honour.subject_kind is programme.subject
    assert (honour.subject_name == "") is (programme.subject is SubjectKind.PERSON)
    letters = db.session.query(Letter).filter_by(nomination_id=nomination.id).order_by(Letter.id).all()
    assert honour.title_name in letters[-1].body, "whoever put it forward is told"
    assert {each.body.splitlines()[-2] for each in letters} == {f"{programme_of(play.cycle).organiser}评选办"}
