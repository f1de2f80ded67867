"""Dealing dossiers out of a real cycle: panels linked, blind numbers drawn, what blocks said on the page."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from models.expert import ExpertProfile
from models.review import Assignment, Calibration, PanelMember, ReviewFile, ScoreSheet
from models.vocabulary import Role, Stage
from selection import jobs
from selection.database import db, transaction
from selection.experts import queries
from selection.review import actions
from selection.rules.shortage import Wish
from tests.browsers import Browser
from tests.review.test_actions import panel_of
from tests.world import World

NAMES = ("郁青禾", "卫知远", "丁望海", "佟以安", "骆闻笛", "宁采薇", "温如故", "白守一")


def test_two_panels_share_dossiers_and_the_design_is_connected(world: World) -> None:
    for name in NAMES:
        world.nomination(Stage.QUALIFIED, name=name)
    panel_of(world, 6)
    panel_of(world, 6, "第二组")

    actions.assign(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)

    found = queries.design(world.cycle.id)
    assert found.shared == [("第一组", "第二组", 2)]
    assert found.reads[1] - found.reads[0] <= 2
    numbers = [each.blind_number for each in db.session.query(ReviewFile)]
    assert sorted(numbers) == list(range(1, len(NAMES) + 1))
    readers = defaultdict(set)
    for each in db.session.query(Assignment):
        readers[each.nomination_id].add(each.expert_id)
    assert {len(each) for each in readers.values()} == {world.programme.scoring.sheets}
    _score_everything(world)
    actions.close(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)
    jobs.perform_due(world.now)
    assert db.session.get_one(Calibration, world.cycle.id).islands == [{"judges": 12, "dossiers": 8}]


def _score_everything(world: World) -> None:
    key = world.programme.criteria[0].key
    with transaction() as session:
        for each in session.query(Assignment):
            given = 60 + (7 * each.nomination_id + 3 * each.expert_id) % 30
            sheet = ScoreSheet(assignment_id=each.id, points={key: str(given)}, total=Decimal(given))
            sheet.saved_at = sheet.handed_in_at = world.now
            session.add(sheet)


def test_what_blocks_a_wish_is_said_on_the_page_and_nothing_is_dealt(world: World, client: Browser) -> None:
    for name in NAMES:
        world.nomination(Stage.QUALIFIED, name=name)
    panel_of(world, 6)
    client.sign_in(world.members[Role.CITY_OFFICER])
    address = f"/experts/cycles/{world.cycle.id}/assignment"

    answer = client.post(address, data={"capacity": "5", "links": "0"})

    assert answer.status_code == 409
    assert "只能再评 30 份次，还差 10 份次" in answer.text
    assert db.session.query(Assignment).count() == 0
    assert client.post(address, data={"capacity": "7", "links": "0"}).status_code == 303
    assert "每名专家 6 到 7 份" in client.get(address).text


TIES: dict[str, dict[str, Any]] = {
    "unit": {},
    "kin": {"ties": {"kin": ["郁 青禾"]}},
    "master": {"ties": {"circle": ["郁青禾"]}},
    "former employer": {"ties": {"former_units": ["{unit}"]}},
    "studio": {"ties": {"studios": ["“青禾”创新工作室"]}},
    "inventor": {"ties": {"patents": ["ZL 2021 1 0001234.5"]}},
}


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("tie", TIES)
def test_whoever_is_tied_to_a_nominee_is_not_dealt_his_dossier(world: World, tie: str) -> None:
    answers = world.answers(
        studios=[{"name": "青禾创新工作室"}], patents=[{"name": "夹具", "number": "ZL202110001234.5"}]
    )
    tied = world.nomination(Stage.QUALIFIED, answers=answers)
    world.nomination(Stage.QUALIFIED, name="卫知远", unit=world.other_unit, union=world.other_union)
    panel_of(world, 6)
    expert = db.session.query(PanelMember).first()
    assert expert is not None
    told = TIES[tie].get("ties", {})
    ties = {key: [each.format(unit=world.unit.name) for each in names] for key, names in told.items()}
    with transaction() as session:
        unit_id = world.unit.id if tie == "unit" else None
        session.add(ExpertProfile(user_id=expert.expert_id, unit_id=unit_id, ties=ties, saved_at=world.now))

    actions.assign(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now, wish=Wish(5))

    held = {each.nomination_id for each in db.session.query(Assignment).filter_by(expert_id=expert.expert_id)}
    assert tied.id not in held
