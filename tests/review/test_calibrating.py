"""Calibration of a real review: the worker finds it, the city and the supervisor see it, the definition decides."""

from dataclasses import replace
from decimal import Decimal

import pytest

from models.event import Event
from models.nomination import Nomination
from models.review import Assignment, CalibratedFile, CalibratedJudge, Calibration, Recusal, ReviewFile, ScoreSheet
from models.vocabulary import Act, Role, Stage
from selection import jobs
from selection.database import db, transaction
from selection.review import actions, calibrating
from selection.rules.programme import Title
from tests.browsers import Browser
from tests.committee.casting import rules
from tests.world import World

MERITS = {"郁青禾": 80, "卫知远": 77, "丁望海": 74, "佟以安": 71}
SEVERITIES = (0, -12, 6)


def reviewed(world: World, merits: dict[str, int] = MERITS) -> list[Nomination]:
    """Dossiers before three experts; the lenient one left the first, the strict one the second. No noise."""
    made = [world.nomination(Stage.ASSIGNED, name=name) for name in merits]
    tasks = world.assigned(*made)
    absent = {(0, 2), (1, 1)}
    with transaction() as session:
        for number, task in enumerate(tasks):
            place, judge = divmod(number, 3)
            if (place, judge) in absent:
                session.add(Recusal(assignment_id=task.id, reason="师徒", declared_by=None, at=world.now))
            else:
                session.add(_sheet(world, task, list(merits.values())[place] + SEVERITIES[judge]))
    return made


def _sheet(world: World, task: Assignment, score: int) -> ScoreSheet:
    points = {world.programme.criteria[0].key: str(score)}
    return ScoreSheet(
        assignment_id=task.id, points=points, total=Decimal(score), saved_at=world.now, handed_in_at=world.now
    )


def let_it_count(world: World) -> None:
    """Freeze the cycle with scoring by the adjusted score."""
    rules(world, scoring=replace(world.programme.scoring, trim=0, calibrated=True))


def close(world: World) -> None:
    actions.close(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)
    jobs.perform_due(world.now)


def ranks(world: World, made: list[Nomination]) -> list[int | None]:
    return [db.session.get_one(ReviewFile, each.id).rank for each in made]


def test_the_adjusted_score_is_shown_beside_the_raw_and_does_not_count(world: World, client: Browser) -> None:
    made = reviewed(world)

    close(world)

    found = [db.session.get_one(CalibratedFile, each.id) for each in made]
    assert not db.session.get_one(Calibration, world.cycle.id).counts
    assert [each.rank for each in found] == [1, 2, 3, 4]
    assert [each.raw_rank for each in found] == ranks(world, made) != [1, 2, 3, 4]
    assert [found[n].adjusted - found[n + 1].adjusted for n in range(3)] == [Decimal(3)] * 3
    told = db.session.query(CalibratedJudge).order_by(CalibratedJudge.severity).all()
    assert [each.severity - told[0].severity for each in told] == [0, 12, 18]
    client.sign_in(world.members[Role.SUPERVISOR])
    page = client.get(f"/review/cycles/{world.cycle.id}/calibration").text
    assert f"前 {calibrating.tops(world.programme)[0]} 名的把握" in page
    assert "只供参看，本届名次按原始分" in page
    assert [page.index(name) for name in MERITS] == sorted(page.index(name) for name in MERITS)


def test_the_definition_can_let_the_adjusted_score_count(world: World) -> None:
    let_it_count(world)
    made = reviewed(world)

    close(world)

    assert ranks(world, made) == [1, 2, 3, 4]
    assert db.session.get_one(Calibration, world.cycle.id).counts
    totals = [db.session.get_one(ReviewFile, each.id).total for each in made]
    assert totals == [db.session.get_one(CalibratedFile, each.id).adjusted for each in made]
    assert [db.session.get_one(CalibratedFile, each.id).raw_rank for each in made] != [1, 2, 3, 4]
    assert db.session.query(Event).filter_by(act=Act.CLOSE_REVIEW).one().why == calibrating.COUNTED


def test_panels_that_share_no_dossier_are_ranked_by_raw_scores_and_named(world: World, client: Browser) -> None:
    let_it_count(world)
    reviewed(world)
    alone = world.nomination(Stage.ASSIGNED, name="骆闻笛")
    (task, *_) = world.assigned(alone, experts=2)[1:]
    with transaction() as session:
        for each in session.query(Assignment).filter_by(nomination_id=alone.id):
            is_his = each.id == task.id
            session.add(
                _sheet(world, each, 79)
                if is_his
                else Recusal(assignment_id=each.id, reason="师徒", declared_by=None, at=world.now)
            )

    close(world)

    assert not db.session.get_one(Calibration, world.cycle.id).counts
    assert db.session.get_one(ReviewFile, alone.id).total == Decimal(79)
    assert db.session.query(Event).filter_by(act=Act.CLOSE_REVIEW).one().why == calibrating.APART
    client.sign_in(world.members[Role.CITY_OFFICER])
    page = client.get(f"/review/cycles/{world.cycle.id}/calibration").text
    assert "第 1 片：3 名专家，4 份材料" in page
    assert "第 2 片：1 名专家，1 份材料" in page


def test_nobody_sees_a_calibration_before_the_review_is_closed(world: World, client: Browser) -> None:
    reviewed(world)
    client.sign_in(world.members[Role.CITY_OFFICER])
    assert client.get(f"/review/cycles/{world.cycle.id}/calibration").status_code == 404
    actions.close(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)
    assert "正在计算校准分" in client.get(f"/review/cycles/{world.cycle.id}/calibration").text


@pytest.mark.parametrize("falls", [True, False])
def test_the_chances_are_of_the_titles_in_the_order_they_are_fallen_through(world: World, falls: bool) -> None:
    titles = (
        Title("gold", "上海工匠年度人物", "", 20, falls_to="craft" if falls else None),
        Title("craft", "上海工匠", "", 100),
    )
    assert calibrating.tops(replace(world.programme, titles=titles)) == ([20, 120] if falls else [20])
