"""The public's notices and the city's page."""

import re
from collections.abc import Callable
from datetime import time, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from models.nomination import Nomination
from models.programme import Cycle
from models.publicity import Notice
from models.vocabulary import Role, Stage
from selection import clock
from selection.database import db, transaction
from selection.errors import Refused
from selection.proposals import actions as proposals
from selection.publicity import actions, queries, releasing
from selection.todo import told
from tests.browsers import Browser
from tests.committee.casting import candidates, places, resolved
from tests.world import World


def statements(app: Flask, ask: Callable[[], Any]) -> int:
    """How many reading statements one request sends, the guard's included."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert ask().status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return sum(each.lstrip().upper().startswith(("SELECT", "WITH")) for each in seen)


def chosen(world: World, number: int = 1, seats: int = 100) -> list[Nomination]:
    places(world, 0, seats)
    made = candidates(world, number)
    resolved(world, [made[:seats]] * 2 + [made[-seats:]] * 2)
    return made


def published(world: World, days_ago: int = 0) -> Notice:
    now = clock.now() - timedelta(days=days_ago)
    return actions.publish(world.cycle, world.actor(Role.CITY_OFFICER), now=now)


def test_the_cycle_whose_names_wait_comes_before_a_later_one(world: World) -> None:
    chosen(world)
    of, past = world.cycle, {"version": 1, "title": "公示", "body": "", "lines": [], "sha256": "0" * 64}
    with transaction() as session:
        same = {key: getattr(of, key) for key in ("programme_key", "definition", "definition_sha256", "opened_at")}
        later = Cycle(name="下一届", batch_year=of.batch_year + 1, **same)
        session.add(later)
        session.flush()
        session.add(Notice(cycle_id=later.id, published_at=world.now, ends_on=clock.on(world.now), **past))

    listed = queries.cycles(world.actor(Role.CITY_OFFICER))

    assert [row[0].id for row in listed] == [of.id, later.id]


def test_the_public_reads_a_notice_without_signing_in(world: World, client: Browser) -> None:
    [one] = chosen(world)
    notice = published(world)

    listed, page = client.get("/notices"), client.get(f"/notices/{notice.id}")

    assert (listed.status_code, page.status_code) == (200, 200)
    assert notice.title in listed.text
    assert "丁望海" in page.text
    assert "按姓氏笔画为序" in page.text
    assert "正在公示，还有" in page.text
    assert one.private_answers is not None
    assert one.private_answers["id_number"] not in page.text
    assert re.findall(r"(?<![0-9a-f])[0-9]{7,}(?![0-9a-f])", re.sub(r"<[^>]*>", "", page.text)) == []


def test_what_is_not_published_does_not_exist(world: World, client: Browser) -> None:
    chosen(world)

    assert client.get("/notices/1").status_code == 404
    assert client.get("/notices/999999999999999999").status_code == 404
    assert "现在没有公示" in client.get("/notices").text


def test_a_notice_that_ran_out_is_gone_for_the_public_and_stays_for_the_city(
    world: World, new_client: Callable[[], Browser]
) -> None:
    chosen(world)
    notice = published(world, days_ago=40)
    public, unit, city = new_client(), new_client(), new_client()
    unit.sign_in(world.members[Role.UNIT_OFFICER])
    city.sign_in(world.members[Role.SUPERVISOR])
    path = f"/notices/{notice.id}"

    assert [each.get(path).status_code for each in (public, unit, city)] == [404, 404, 200]
    assert "公示已经期满" in city.get(path).text
    assert notice.title not in public.get("/notices").text


def test_a_notice_is_public_through_its_last_day(world: World) -> None:
    chosen(world)
    notice = published(world)

    last = clock.closing(notice.ends_on, time(23, 59, 59))
    after = last + timedelta(seconds=1)

    assert queries.get(notice.id, actor=None, now=last) is not None
    assert queries.get(notice.id, actor=None, now=after) is None
    assert [each.id for each in queries.current(last)] == [notice.id]
    assert list(queries.current(after)) == []


def test_the_city_previews_publishes_and_sees_it(world: World, client: Browser) -> None:
    [one] = chosen(world)
    client.sign_in(world.members[Role.CITY_OFFICER])

    before = client.get("/publicity/")
    done = client.post(f"/publicity/cycles/{world.cycle.id}/notices")
    waiting = client.get("/publicity/").text
    alone = client.post(f"{done.location}/approval").status_code
    stage = db.session.get_one(Nomination, one.id).stage
    client.sign_in(world.member(Role.CITY_OFFICER, world.city))
    agreed = client.post(f"{done.location}/approval").status_code
    notice = queries.notices(world.cycle.id)[0]

    assert "等待公示的名单" in before.text
    assert "提请发布" in before.text
    assert (done.status_code, "等另一位经办人同意" in waiting, "提请发布" in waiting) == (303, True, False)
    assert (alone, stage, agreed) == (409, Stage.RESOLVED, 303)
    assert "丁望海" in client.get(f"/notices/{notice.id}").text
    assert db.session.get_one(Nomination, one.id).stage == Stage.PUBLICISED
    assert client.post(f"/publicity/cycles/{world.cycle.id}/notices").status_code == 409


def test_who_agreed_to_one_list_has_not_agreed_to_another(world: World, client: Browser) -> None:
    one, other = chosen(world, 2)
    officer, second = world.actor(Role.CITY_OFFICER), world.acting(world.member(Role.CITY_OFFICER, world.city))
    proposal = releasing.ask(world.cycle, officer, at=None, now=world.now)
    actions.drop_out(other, officer, reason="本人放弃", now=world.now)

    with pytest.raises(Refused):
        proposals.approve(proposal, second, now=world.now)
    assert queries.notices(world.cycle.id) == []
    proposals.take_back(proposal, officer, now=world.now)
    at = world.now + timedelta(hours=2)
    proposals.approve(releasing.ask(world.cycle, officer, at=at, now=world.now), second, now=world.now)

    [notice] = queries.notices(world.cycle.id)
    assert (notice.published_at, [line["name"] for line in notice.lines]) == (at, [one.name])


def test_a_year_without_official_holidays_is_pointed_out(world: World, client: Browser) -> None:
    chosen(world)
    client.sign_in(world.members[Role.CITY_OFFICER])

    assert "节假日安排还没有登记" in client.get("/publicity/").text


def test_names_whose_order_is_open_are_shown_until_the_city_settles_them(world: World, client: Browser) -> None:
    made = chosen(world, 2)
    with transaction() as session:
        for nomination, name in zip(made, ("末一平", "未一平"), strict=True):
            session.get_one(Nomination, nomination.id).name = name
    client.sign_in(world.members[Role.CITY_OFFICER])

    before = client.get("/publicity/").text
    settled = client.post("/settings/strokes", data={"supplement": "未<末"})
    after = client.get("/publicity/").text

    assert "末一平、未一平：“末”“未”笔画数和笔顺相同" in before
    assert 'href="/settings/strokes"' in before
    assert settled.status_code == 303
    assert "笔画表定不下来" not in after
    assert after.index("未一平") < after.index("末一平")


def test_the_supervisor_sees_what_is_open_and_no_way_to_settle_it(world: World, client: Browser) -> None:
    [one] = chosen(world)
    with transaction() as session:
        session.get_one(Nomination, one.id).name = "𠮷一平"
    client.sign_in(world.members[Role.SUPERVISOR])

    page = client.get("/publicity/").text

    assert "𠮷一平：笔画表里没有“𠮷”（U+20BB7）" in page
    assert "/settings/strokes" not in page


def test_dropping_out_asks_for_a_reason(world: World, client: Browser) -> None:
    [one] = chosen(world)
    published(world)
    client.sign_in(world.members[Role.CITY_OFFICER])
    path = f"/publicity/nominations/{one.id}/dropout"

    form = client.get(path)
    wrong = [client.post(path, data={"reason": reason}) for reason in ("", "无", "长" * 501)]
    still = db.session.get_one(Nomination, one.id).stage
    done = client.post(path, data={"reason": "本人书面提出退出"})

    assert form.status_code == 200
    assert [each.status_code for each in wrong] == [422, 422, 422]
    assert still == Stage.PUBLICISED
    assert done.status_code == 303
    assert db.session.get_one(Nomination, one.id).stage == Stage.DROPPED


def test_a_freed_place_is_offered_to_the_reserve(world: World, client: Browser) -> None:
    first, second = chosen(world, 2, seats=1)
    published(world)
    actions.drop_out(first, world.actor(Role.CITY_OFFICER), reason="本人书面提出退出", now=clock.now())
    client.sign_in(world.members[Role.CITY_OFFICER])

    offered = client.get("/publicity/")
    done = client.post(f"/publicity/cycles/{world.cycle.id}/succession", data={"title_key": "master", "position": "1"})

    assert "由卫知远递补" in offered.text
    assert done.status_code == 303
    assert db.session.get_one(Nomination, second.id).stage == Stage.RESOLVED


@pytest.mark.parametrize("position", ["", "x", "-1", "9" * 40, "\x00"])
def test_a_place_that_is_not_free_is_refused(world: World, client: Browser, position: str) -> None:
    chosen(world)
    client.sign_in(world.members[Role.CITY_OFFICER])

    answer = client.post(
        f"/publicity/cycles/{world.cycle.id}/succession", data={"title_key": "master", "position": position}
    )

    assert answer.status_code == 409


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.UNION_HEAD, Role.EXPERT, Role.JUROR, Role.ADMIN])
def test_others_do_not_see_the_draft(world: World, client: Browser, role: Role) -> None:
    chosen(world)
    client.sign_in(world.members[role])

    assert client.get("/publicity/").status_code == 403
    assert client.post(f"/publicity/cycles/{world.cycle.id}/notices").status_code == 403


def test_the_supervisor_reads_and_changes_nothing(world: World, client: Browser) -> None:
    [one] = chosen(world)
    client.sign_in(world.members[Role.SUPERVISOR])

    page = client.get("/publicity/")

    assert (page.status_code, "提请发布" in page.text) == (200, False)
    assert client.post(f"/publicity/cycles/{world.cycle.id}/notices").status_code == 403
    assert client.get(f"/publicity/nominations/{one.id}/dropout").status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_take_a_fixed_number_of_queries(world: World, client: Browser, app: Flask, number: int) -> None:
    chosen(world, number)
    client.sign_in(world.members[Role.CITY_OFFICER])
    counts = [statements(app, lambda: client.get("/publicity/"))]
    notice = published(world)
    for path in ("/publicity/", "/notices", f"/notices/{notice.id}"):
        counts.append(statements(app, partial(client.get, path)))

    assert counts == [7, 7, 2, 8]


def test_todos_follow_the_notice(world: World) -> None:
    chosen(world)
    city = world.actor(Role.CITY_OFFICER)
    before = [todo.what for todo in told(queries.todos(city, world.now))]

    notice = published(world)

    after = [(todo.what, todo.mine) for todo in told(queries.todos(city, clock.now()))]
    assert before == ["公示 1 名拟表彰人选"]
    assert after == [(f"正在公示：{notice.title}", False)]
    assert told(queries.todos(world.actor(Role.UNION_OFFICER), world.now)) == []
