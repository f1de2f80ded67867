"""A draw in a real cycle: committed before, drawn by the number, repeated from the minutes alone; calls and chairs."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from models.expert import ExpertCall, ExpertDraw, ExpertProfile
from models.job import Letter
from models.nomination import Nomination
from models.review import Assignment, PanelMember, Recusal, ScoreSheet
from models.vocabulary import CallState, Role, Stage
from selection.database import db, transaction
from selection.errors import Refused
from selection.experts import calling, calls, drawing
from selection.experts.commands import review
from selection.review import actions, queries
from selection.rules import draw as rules
from tests.browsers import Browser
from tests.experts.pooling import pool
from tests.review.test_actions import hand_in
from tests.world import World

SOURCE = "福彩3D第2026315期开奖号码，三位依次连写"


def committed(world: World) -> ExpertDraw:
    return drawing.commit(
        world.cycle,
        world.actor(Role.CITY_OFFICER),
        wanted={"制造业": (6, 2)},
        number_source=SOURCE,
        due_at=world.now + timedelta(days=1),
        now=world.now,
    )


def drawn(world: World) -> ExpertDraw:
    made = committed(world)
    drawing.draw(made, world.actor(Role.CITY_OFFICER), number="407", now=world.now + timedelta(days=1))
    return made


def states(world: World) -> list[CallState]:
    query = db.session.query(ExpertCall).filter_by(cycle_id=world.cycle.id).order_by(ExpertCall.place)
    return [each.state for each in query]


def test_a_draw_is_told_by_its_minutes_and_repeated_without_a_database(
    world: World, app: Flask, tmp_path: Path
) -> None:
    pool(world, "CCCCCCCCC-")
    made = drawn(world)

    assert states(world) == [CallState.INVITED] * 6 + [CallState.RESERVE] * 2
    assert db.session.query(Letter).filter(Letter.subject.contains("请参加")).count() == 6
    found = calls.draw(world.cycle.id, made.id)
    assert found is not None
    assert found.result is not None
    file = tmp_path / "draw.json"
    file.write_text(found.result.minutes, "utf-8")
    run = app.test_cli_runner().invoke(review, ["verify-draw", str(file), "--commitment", made.commitment])
    assert (run.exit_code, run.output) == (0, "一致：按记录重新抽取，结果相同。\n")
    told = json.loads(found.result.minutes)
    told["number"] = "408"
    file.write_text(json.dumps(told), "utf-8")
    assert app.test_cli_runner().invoke(review, ["verify-draw", str(file)]).exit_code == 1


def test_nothing_is_drawn_before_its_number_nor_twice_nor_committed_to_afterwards(world: World) -> None:
    pool(world, "CCCCCCCC")
    made, city = committed(world), world.actor(Role.CITY_OFFICER)

    with pytest.raises(Refused, match="才产生"):
        drawing.draw(made, city, number="407", now=world.now + timedelta(hours=23))
    with pytest.raises(Refused, match="还没有抽取"):
        committed(world)
    drawing.draw(made, city, number="407", now=world.now + timedelta(days=1))
    with pytest.raises(Refused, match="已经抽过"):
        drawing.draw(made, city, number="408", now=world.now + timedelta(days=2))
    with pytest.raises(Refused, match="已经过去"):
        drawing.commit(
            world.cycle, city, wanted={"制造业": (1, 0)}, number_source=SOURCE, due_at=world.now, now=world.now
        )


def test_whoever_is_away_or_stands_for_the_award_himself_is_not_drawn(world: World) -> None:
    people = pool(world, "CCC")
    world.nomination(Stage.QUALIFIED, name=people[0].user.name)
    with transaction() as session:
        session.get_one(ExpertProfile, people[1].user_id).away_from = world.now.date()

    assert [each.user_id for each in drawing.strata(world.cycle)["制造业"]] == [people[2].user_id]


def test_the_next_in_order_is_asked_when_somebody_declines(world: World, client: Browser) -> None:
    people = {each.user_id: each for each in pool(world, "CCCCCCCC")}
    drawn(world)
    first = db.session.query(ExpertCall).filter_by(place=1).one()
    client.sign_in(people[first.expert_id])

    assert "答复能否参加评审" in client.get("/desk").text
    assert client.post(f"/experts/calls/{first.id}/declining", data={"reason": "出差"}).status_code == 303

    assert states(world) == [CallState.DECLINED] + [CallState.INVITED] * 6 + [CallState.RESERVE]
    standing_by = db.session.query(ExpertCall).filter_by(place=8).one()
    client.sign_in(people[standing_by.expert_id])
    assert client.post(f"/experts/calls/{standing_by.id}/acceptance").status_code == 404
    assert "接受聘请" not in client.get("/experts/mine").text


def test_whoever_is_replaced_keeps_what_he_did_and_the_newcomer_takes_the_rest(world: World) -> None:
    made = [world.nomination(Stage.QUALIFIED, name=name) for name in ("郁青禾", "卫知远", "丁望海")]
    people = {each.user_id: each for each in pool(world, "CCCCCCCC")}
    drawn(world)
    now, city = world.now + timedelta(days=2), world.actor(Role.CITY_OFFICER)
    for each in db.session.query(ExpertCall).filter_by(state=CallState.INVITED).all():
        calling.accept(each, world.acting(people[each.expert_id]), now=now)
    seated = [each.expert_id for each in db.session.query(ExpertCall).filter_by(state=CallState.ACCEPTED)]
    actions.form_panel(world.cycle, city, name="第一组", expert_ids=seated, now=now)
    actions.assign(world.cycle, city, now=now)
    busy = max(seated, key=lambda each: db.session.query(Assignment).filter_by(expert_id=each).count())
    done, *rest = db.session.query(Assignment).filter_by(expert_id=busy).order_by(Assignment.id).all()
    hand_in(done, world)

    leaver = db.session.query(ExpertCall).filter_by(expert_id=busy).one()
    calling.replace(leaver, city, reason="因病", now=now)
    newcomer = db.session.query(ExpertCall).filter_by(replaces_id=leaver.id).one()
    actor = world.acting(people[newcomer.expert_id])
    calling.accept(newcomer, actor, now=now)

    assert db.session.get_one(ScoreSheet, done.id).handed_in_at is not None
    assert db.session.get(Recusal, done.id) is None
    assert {each.nomination.id for each in queries.works(actor)} == {each.nomination_id for each in rest}
    gone = world.acting(people[busy])
    assert [each.nomination.id for each in queries.works(gone) if each.recusal is None] == [done.nomination_id]
    sitting = {row[1] for row in queries.members(world.cycle.id)}
    assert sitting == {*seated, newcomer.expert_id} - {busy}
    assert db.session.query(PanelMember).filter_by(expert_id=busy).one().left_at == now
    owed = db.session.query(Nomination).filter(Nomination.id.in_([each.id for each in made])).count() * 5
    live = db.session.query(Assignment).outerjoin(Recusal, Recusal.assignment_id == Assignment.id)
    assert live.filter(Recusal.assignment_id.is_(None)).count() == owed


def test_the_commitment_is_public_and_the_pool_is_not(world: World, client: Browser) -> None:
    people = pool(world, "CCCCCCCC")
    made = committed(world)

    page = client.get("/experts/commitments").text

    assert made.commitment in page
    assert SOURCE in page
    assert [each.user.name for each in people if each.user.name in page] == []
    assert rules.read(json.loads(made.facts)).commitment == made.commitment


def test_the_office_commits_and_draws_on_its_pages(world: World, client: Browser) -> None:
    pool(world, "CCCCCCCC-")
    client.sign_in(world.members[Role.CITY_OFFICER])
    base = f"/experts/cycles/{world.cycle.id}"
    given = {"number_source": SOURCE, "due_at": "2099-01-01 21:30", "places-0": "9", "alternates-0": "x"}

    assert client.post(f"{base}/draws", data=given).status_code == 422
    answer = client.post(f"{base}/draws", data=given | {"alternates-0": "1"})
    assert answer.status_code == 409
    assert "制造业要抽 9 人，可抽的只有 8 人，还差 1 人" in answer.text
    answer = client.post(f"{base}/draws", data=given | {"places-0": "6", "alternates-0": "1"})
    assert answer.status_code == 303
    assert client.post(answer.location, data={"number": "407"}).status_code == 409
    assert client.get(f"{answer.location}/minutes").status_code == 404
    assert "等号码产生" in client.get(base).text
