"""Choosing while one watches: a list that narrows by pinyin, names on trial for a union and before the committee."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from models.programme import Allocation
from models.vocabulary import Role, Stage
from selection.database import db
from selection.places import ledger
from selection.rules.standing import SYSTEM
from tests.browser.house import House
from tests.browser.visitor import Visitor
from tests.committee.casting import candidates, convened, rules

pytestmark = [pytest.mark.browser, pytest.mark.database("sqlite")]


def test_an_occupation_is_found_by_its_first_letters(house: House, visit: Callable[[], Visitor]) -> None:
    house.world.nomination(Stage.DRAFTED)
    house.open()
    visitor = visit().sign_in(house.accounts[Role.UNIT_OFFICER][0])
    visitor.go("/nominations/1/form/post")
    page = visitor.page

    page.get_by_label("查找职业").fill("hg")
    expect(page.locator("#occupation option", has_text="焊工").first).to_be_attached()
    expect(page.locator("#occupation option", has_text="供应链管理师")).to_have_count(0)
    page.locator("#occupation").select_option(label="焊工")

    expect(page.locator("[data-autosave-status]")).to_contain_text("已保存")
    visitor.look()
    visitor.go("/taxonomies/occupations?q=hangong")
    visitor.look().reads("焊工")


def test_names_on_trial_show_at_once_what_still_fits(house: House, visit: Callable[[], Visitor]) -> None:
    world = house.world
    for name in ("周启明", "顾海生", "陆文珊"):
        world.nomination(Stage.SUBMITTED, name=name)
    cycle_id, unit = world.cycle.id, world.unit.name
    house.open()
    visitor = visit().sign_in(house.accounts[Role.UNION_OFFICER][0])
    visitor.go(f"/recommendations/{cycle_id}")

    for name in ("周启明", "顾海生"):
        visitor.page.get_by_label(f"试排 {name}", exact=True).check()
        expect(visitor.page.get_by_label(f"试排 {name}", exact=True)).to_be_checked()
    visitor.look().reads("试排 2 人后还可推荐")
    visitor.reads(f"{unit}已满 2 人")


def test_a_list_is_put_together_before_the_committee(house: House, visit: Callable[[], Visitor]) -> None:
    world = house.world
    rules(world, limits=tuple(each for each in world.programme.limits if each.scope == "award"))
    candidates(world, 4)
    meeting_id, cycle_id = convened(world)[0].id, world.cycle.id
    ledger.forfeit(db.session.get_one(Allocation, world.allocation.id), 1, SYSTEM, reason="逾期未用", now=world.now)
    house.open()
    visitor = visit().sign_in(house.accounts[Role.CITY_OFFICER][0])
    visitor.go(f"/seating/meetings/{meeting_id}/trial")

    visitor.page.get_by_label("丁望海").check()

    visitor.reads("已列入")
    visitor.look()
    visitor.go(f"/places/{cycle_id}/entries")
    visitor.look().reads("逾期未用")
