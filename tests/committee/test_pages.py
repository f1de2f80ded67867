"""The committee's pages: who may see what, what each tells before and after the meeting is closed."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from models.ballot import Ballot, Meeting
from models.nomination import Nomination
from models.vocabulary import Role, Stage
from selection.committee import actions, queries
from selection.database import db
from selection.publicity import actions as publicity
from selection.todo import told as told_of
from tests.browsers import Browser
from tests.committee.casting import by_name, candidates, convened, opened, places, resolved, voted
from tests.honours.ceremony import decide
from tests.world import World


def statements(app: Flask, ask: Callable[[], Any]) -> int:
    """How many statements one request sends, the guard's included."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert ask().status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return sum(each.lstrip().upper().startswith(("SELECT", "WITH")) for each in seen)


def test_a_city_officer_convenes_by_the_form(world: World, client: Browser) -> None:
    candidates(world, 2)
    client.sign_in(world.members[Role.CITY_OFFICER])
    path = f"/committee/cycles/{world.cycle.id}/meeting"

    page = client.get(path)
    wrong = client.post(path, data={"name": " "})
    done = client.post(path, data={"name": "2026年评审会"})

    assert "应到评委 1 人" in page.text
    assert (wrong.status_code, "没有填。请写会议名称" in wrong.text) == (422, True)
    meeting = db.session.query(Meeting).one()
    assert (done.status_code, done.location) == (303, f"/committee/meetings/{meeting.id}")
    assert meeting.name == "2026年评审会"


def test_a_juror_signs_in_reads_over_and_casts(world: World, client: Browser) -> None:
    first, second = candidates(world, 2)
    by_name(world)
    meeting, [juror] = convened(world, 1)
    client.sign_in(juror)
    here = f"/committee/meetings/{meeting.id}"
    paper = f"{here}/ballot"

    early = client.get(paper)
    signed = client.post(f"{here}/attendance")
    not_yet = client.get(paper)
    actions.open_round(meeting, world.actor(Role.CITY_OFFICER), now=world.now)
    ticking = client.get(paper)
    read_over = client.post(paper, data={"in_favour": [first.id], "act": "check"})
    back = client.post(paper, data={"in_favour": [first.id], "act": "revise"})
    unchanged = db.session.query(Ballot).count()
    done = client.post(paper, data={"in_favour": [first.id], "act": "cast"})

    assert [each.location for each in (early, signed, not_yet)] == [here] * 3
    assert re.findall(r'name="in_favour" value="(\d+)"', ticking.text) == [str(first.id), str(second.id)]
    assert re.findall(r'name="in_favour" value="(\d+)"', read_over.text) == [str(first.id)]
    assert re.findall(r'value="(\d+)" checked', back.text) == [str(first.id)]
    assert unchanged == 0
    assert (done.status_code, db.session.query(Ballot).one().in_favour) == (303, [first.id])
    assert "第 1 轮您已投票，赞成 1 人" in client.get(done.location).text


def test_a_paper_with_too_many_ticks_comes_back_with_every_tick(world: World, client: Browser) -> None:
    places(world, 0, 1)
    made = candidates(world, 2)
    meeting, [juror] = opened(world, 1)
    client.sign_in(juror)

    answer = client.post(
        f"/committee/meetings/{meeting.id}/ballot", data={"in_favour": [each.id for each in made], "act": "check"}
    )

    assert answer.status_code == 422
    assert "一张票最多赞成 1 人，现为 2 人。请减少 1 人。" in answer.text
    assert re.findall(r'value="(\d+)" checked', answer.text) == [str(each.id) for each in made]


@pytest.mark.parametrize("ticks", [["x"], ["-1"], ["9" * 400], ["\x00"], ["1" * 18], ["²"]])
@pytest.mark.parametrize("act", ["check", "cast", ""])
def test_a_paper_with_anything_else_on_it_is_refused(world: World, client: Browser, ticks: list[str], act: str) -> None:
    candidates(world, 1)
    meeting, [juror] = opened(world, 1)
    client.sign_in(juror)

    answer = client.post(f"/committee/meetings/{meeting.id}/ballot", data={"in_favour": ticks, "act": act})

    assert answer.status_code == {"check": 422, "cast": 409, "": 200}[act]
    assert db.session.query(Ballot).count() == 0


def test_no_page_tells_a_partial_tally(world: World, client: Browser) -> None:
    liked, other = candidates(world, 2)
    meeting = voted(world, [[liked], [liked], []])
    told = []
    for role in (Role.CITY_OFFICER, Role.SUPERVISOR, Role.JUROR):
        client.sign_in(world.members[role])
        for name in ("", "/screen", "/closing", "/result", "/ballot", "/rounds/1", "/minutes", "/tally"):
            answer = client.get(f"/committee/meetings/{meeting.id}{name}")
            told += [answer.text] if answer.status_code == 200 else []

    assert len(told) == 9
    assert queries.results(meeting) == []
    assert queries.named_ballots(queries.rounds(meeting.id)) == []
    for text in told:
        assert re.search(r"赞成 [0-9]+ 票|还差 [0-9]+ 票|记名票<", text) is None
        if other.name in text:  # the order tells nothing either: it is that of the experts
            assert text.index(liked.name) < text.index(other.name)


def test_the_result_lists_everybody_with_a_reason(world: World, client: Browser) -> None:
    places(world, 0, 1)
    made = candidates(world, 3)
    meeting = resolved(world, [made[:1], made[:1], made[1:2]])
    client.sign_in(world.members[Role.SUPERVISOR])

    text = client.get(f"/committee/meetings/{meeting.id}/result").text

    assert "实到 3 人，赞成 2 票（须 2 票），列上海市技术能手第 1 位，共 1 个名额。" in text
    assert "实到 3 人，赞成 1 票（须 2 票），还差 1 票，未入选。" in text
    assert "顾海生，赞成 1 人" in text


def test_only_the_supervisor_reads_the_ballots_with_their_names(world: World, client: Browser) -> None:
    made = candidates(world, 1)
    meeting = resolved(world, [made])
    client.sign_in(world.members[Role.CITY_OFFICER])

    assert "记名票" not in client.get(f"/committee/meetings/{meeting.id}/result").text


def test_a_meeting_does_not_exist_for_a_juror_who_was_not_summoned(world: World, client: Browser) -> None:
    candidates(world, 1)
    meeting, _ = convened(world, 1)
    client.sign_in(world.member(Role.JUROR, world.city))

    codes = [client.get(f"/committee/meetings/{meeting.id}{name}").status_code for name in ("", "/ballot", "/result")]

    assert codes == [404, 404, 404]
    assert client.get("/committee/meetings/999999999999999999").status_code == 404


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.UNION_HEAD, Role.EXPERT, Role.ADMIN])
def test_others_have_no_business_there(world: World, client: Browser, role: Role) -> None:
    candidates(world, 1)
    meeting, _ = convened(world, 1)
    client.sign_in(world.members[role])

    for name in ("", "/ballot", "/result", "/screen", "/closing"):
        assert client.get(f"/committee/meetings/{meeting.id}{name}").status_code == 403


def test_the_supervisor_changes_nothing(world: World, client: Browser) -> None:
    made = candidates(world, 1)
    meeting = voted(world, [made])
    client.sign_in(world.members[Role.SUPERVISOR])

    codes = [
        client.post(f"/committee/meetings/{meeting.id}/{name}").status_code
        for name in ("attendance", "ballot", "closing", "rounds", "tellers", "rounds/1/closing", "rounds/1/reopening")
    ]

    assert codes == [403] * 7
    assert db.session.get_one(Nomination, made[0].id).stage == Stage.SCORED


def test_who_dropped_out_no_longer_counts_among_the_places(world: World, client: Browser) -> None:
    places(world, 0, 2)
    made = candidates(world, 2)
    meeting = resolved(world, [made])
    publicity.drop_out(made[0], world.actor(Role.CITY_OFFICER), reason="本人书面提出退出", now=world.now)
    client.sign_in(world.members[Role.CITY_OFFICER])

    text = client.get(f"/committee/meetings/{meeting.id}/result").text

    assert "1 名，名额 2 个，空缺 1 个" in text
    assert text.count("已退出") == 1


def test_who_waited_on_the_reserve_list_until_the_decision_is_said_not_to_have_moved_up(
    world: World, client: Browser
) -> None:
    places(world, 0, 1)
    made = candidates(world, 2)
    meeting = resolved(world, [made[:1], made[:1], made[1:], made[1:]])
    address = f"/committee/meetings/{meeting.id}/result"
    client.sign_in(world.members[Role.SUPERVISOR])
    assert "未递补" not in client.get(address).text
    publicity.publish(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)
    world.now += timedelta(days=30)

    decide(world)

    text = client.get(address).text
    assert text.count("递补（未递补）") == 1
    assert f'{made[1].name}<br><span class="note">递补（未递补）' in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_take_a_fixed_number_of_queries(world: World, client: Browser, app: Flask, number: int) -> None:
    made = candidates(world, number)
    meeting, jurors = opened(world, number)
    here, city = f"/committee/meetings/{meeting.id}", world.actor(Role.CITY_OFFICER)

    client.sign_in(jurors[0])
    counts = [statements(app, lambda: client.get(f"{here}/ballot"))]
    for juror in jurors:
        actions.cast(meeting, world.acting(juror), in_favour=[made[0].id], now=world.now)
    client.sign_in(world.members[Role.SUPERVISOR])
    counts += [statements(app, lambda: client.get(here)), statements(app, lambda: client.get(f"{here}/screen"))]
    actions.close_round(meeting, city, now=world.now)
    counts += [statements(app, lambda: client.get(f"{here}/rounds/1"))]
    actions.close(meeting, city, now=world.now)
    counts += [
        statements(app, lambda: client.get(f"{here}/result")),
        statements(app, lambda: client.get("/committee/")),
        statements(app, lambda: client.get(f"{here}/minutes")),
    ]

    assert counts == [6, 5, 5, 4, 6, 2, 6]


def test_todos_follow_the_meeting(world: World) -> None:
    candidates(world, 1)
    by_name(world)
    city, juror = world.actor(Role.CITY_OFFICER), world.actor(Role.JUROR)
    told = []

    def ask() -> None:
        told.append(tuple([todo.what for todo in told_of(queries.todos(actor, world.now))] for actor in (city, juror)))

    ask()
    meeting, _ = convened(world, 1)
    ask()
    actions.attend(meeting, juror, now=world.now)
    ask()
    actions.open_round(meeting, city, now=world.now)
    ask()
    actions.cast(meeting, juror, in_favour=[], now=world.now)
    ask()
    actions.close_round(meeting, city, now=world.now)
    actions.close(meeting, city, now=world.now)
    ask()

    assert told == [
        (["召开评审会，1 名候选人"], []),
        (["主持评审会"], ["到会签到"]),
        (["主持评审会"], []),
        (["主持评审会"], ["投票"]),
        (["主持评审会"], []),
        ([], []),
    ]
