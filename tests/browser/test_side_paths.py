"""The ways beside the main one, by clicking: declined, withdrawn, recused, dropped out; and what each then sees."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from models.job import Letter
from models.people import Membership
from models.vocabulary import Role, Stage
from selection.database import db
from selection.publicity import actions as publicity
from tests.browser.house import House
from tests.browser.visitor import Visitor
from tests.browsers import Browser
from tests.committee.casting import candidates, places, resolved

pytestmark = [pytest.mark.browser, pytest.mark.database("postgres")]
NAME = "陆静澜"
NOT_FOUND = 404
At = Callable[[Membership | Role], Visitor]


@pytest.fixture
def at(house: House, visit: Callable[[], Visitor], new_client: Callable[[], Browser]) -> At:
    """Somebody at his desk, at a browser of his own; he has signed in already."""
    people: dict[int, Visitor] = {}

    def arrive(who: Membership | Role) -> Visitor:
        member = house.world.members[who] if isinstance(who, Role) else who
        number = member.id
        if number not in people:
            people[number] = visit().take_over(new_client().sign_in(member))
        db.session.rollback()  # an open reader would keep everybody from writing
        people[number].go("/")
        return people[number].look()

    return arrive


def menu(visitor: Visitor, name: str) -> Visitor:
    visitor.follow(name, within=visitor.page.get_by_role("navigation"))
    return visitor.look()


def dossier(visitor: Visitor, name: str = NAME) -> Visitor:
    """The nomination, found through the list."""
    menu(visitor, "申报材料").follow(name)
    return visitor.look()


def letters(*members: Membership) -> list[tuple[str, str]]:
    """What these people were written last: subject and text, in the order of the people."""
    ids = [member.user_id for member in members]
    found = {row.user_id: (row.subject, row.body) for row in db.session.scalars(select(Letter).order_by(Letter.id))}
    db.session.rollback()
    assert set(found) >= set(ids)
    return [found[each] for each in ids]


def test_a_declined_nomination_tells_its_unit_why(house: House, at: At) -> None:
    world, reason = house.world, "从事本职业的年限没有证明，单位不再补充。"
    world.nomination(Stage.SUBMITTED, name=NAME)
    union = menu(at(Role.UNION_OFFICER), "推荐")
    union.follow(f"不予通过 {NAME}")
    union.look().page.get_by_label("理由").fill(reason)
    union.press("不予通过")
    union.look()

    officer = dossier(at(Role.UNIT_OFFICER))

    officer.reads("不予通过")
    officer.reads(reason)
    expect(officer.page.get_by_role("link", name="撤回申报")).to_have_count(0)
    ((subject, text),) = letters(world.members[Role.UNIT_OFFICER])
    assert NAME in subject
    assert f"原因：{reason}" in text
    union = dossier(at(Role.UNION_OFFICER))
    union.reads("不予通过")


def test_a_withdrawn_nomination_is_gone_from_the_unions_board_and_the_union_is_told(house: House, at: At) -> None:
    world, reason = house.world, "本人调离本单位，不再申报。"
    world.nomination(Stage.SUBMITTED, name=NAME)
    menu(at(Role.UNION_OFFICER), "推荐").reads(NAME)
    officer = dossier(at(Role.UNIT_OFFICER))
    officer.follow("撤回申报")
    officer.look().page.get_by_label("撤回的原因").fill(reason)
    officer.press("撤回申报")
    officer.look().reads("已撤回")

    union = menu(at(Role.UNION_OFFICER), "推荐")

    expect(union.page.locator("main")).not_to_contain_text(NAME)
    dossier(union).reads(reason)
    ((subject, text),) = letters(world.members[Role.UNION_OFFICER])
    assert NAME in subject
    assert f"原因：{reason}" in text


def test_an_expert_who_steps_back_loses_sight_of_the_dossier(house: House, at: At) -> None:
    world = house.world
    first, second = (world.nomination(Stage.ASSIGNED, name=name) for name in (NAME, "郁青禾"))
    world.assigned(first, second)
    expert = menu(at(Role.EXPERT), "我的评审")
    rows = expert.page.locator("tbody tr")
    expect(rows).to_have_count(2)
    sheets = [link.get_attribute("href") for link in expert.page.get_by_role("link", name=re.compile("^评审 ")).all()]
    expert.go(str(sheets[0]))
    expert.look().follow("我与申报人有关系，申请回避")
    expert.look().page.get_by_role("textbox").fill("申报人是我的徒弟。")
    expert.press("回避")
    expert.look()

    expect(rows.first).to_contain_text("已回避")
    left = [link.get_attribute("href") for link in expert.page.get_by_role("link", name=re.compile("^评审 ")).all()]
    assert left == sheets[1:]
    answer = expert.page.goto(str(sheets[0]))
    assert answer is not None
    assert answer.status == NOT_FOUND
    city = menu(at(Role.CITY_OFFICER), "专家评审")
    city.reads("回避")


def test_whoever_drops_out_after_the_notice_is_followed_by_the_first_of_the_reserve(house: House, at: At) -> None:
    world, reason = house.world, "本人因工作调动书面提出放弃，单位同意。"
    places(world, 0, 1)
    leaving, following = candidates(world, 2)
    resolved(world, [[leaving], [leaving], [following], [following]])
    names = leaving.name, following.name
    publicity.publish(world.cycle, world.actor(Role.CITY_OFFICER), now=house.time.now())
    city = menu(at(Role.CITY_OFFICER), "公示")
    city.follow(f"登记{names[0]}退出")
    city.look().page.get_by_role("textbox").fill(reason)
    city.press("登记退出")
    city.look().press(f"由{names[1]}递补")
    city.look().press("提请发布")
    city.look()
    second = at(world.member(Role.CITY_OFFICER, world.city))
    second.go("/proposals/")
    second.page.locator("main").get_by_role("link").first.click()
    second.look().press("同意办理")
    second.look()

    public = at_the_public_notice(house, at)

    public.reads(names[1])
    expect(public.page.locator("main")).not_to_contain_text(names[0])
    officer = dossier(at(Role.UNIT_OFFICER), names[0])
    officer.reads("公示后退出")
    officer.reads(reason)
    dossier(at(Role.UNIT_OFFICER), names[1]).reads("社会公示中")
    told = [(row.subject, row.body) for row in db.session.scalars(select(Letter).order_by(Letter.id))]
    db.session.rollback()
    assert any(names[0] in subject and reason in text for subject, text in told)
    assert any(names[1] in subject and "拟表彰" in subject for subject, _ in told)


def at_the_public_notice(house: House, at: At) -> Visitor:
    """The latest notice, as somebody reads it who has nothing to do with it."""
    anybody = at(Role.JUROR)
    anybody.context.clear_cookies()
    anybody.go("/notices")
    anybody.look().page.locator("main").get_by_role("link").first.click()
    return anybody.look()
