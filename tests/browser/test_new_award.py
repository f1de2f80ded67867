"""A new award set up by clicking in one sitting: no file, no line of code; a second person agrees, and it runs."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from models.people import Organisation
from models.vocabulary import Role
from selection.database import transaction
from tests.browser.house import House
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


class Sitting:
    """The officer who writes the rules of 长宁区“工匠之星”."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page

    def fill(self, **texts: str) -> None:
        for key, text in texts.items():
            self.page.locator(f"#{key.replace('__', '-')}").fill(text)

    def choose(self, **values: str) -> None:
        for key, value in values.items():
            self.page.locator(f"#{key.replace('__', '-')}").select_option(value)

    def on(self) -> None:
        """Save and go on; what is wrong would keep us here."""
        self.visitor.press("保存，去下一页")

    def back(self) -> None:
        """Save an item and return to its list."""
        self.visitor.press("保存，返回列表")

    def part(self, name: str) -> None:
        self.page.locator(".sections-wide").get_by_role("link", name=name).click()
        expect(self.page.locator("h1")).to_have_text(name)

    def begin(self) -> None:
        self.visitor.go("/")
        self.visitor.follow("评选规则")
        self.visitor.look()
        self.page.get_by_label("从哪一份开始").select_option("file:shanghai-craftsman")
        self.visitor.press("复制")
        self.visitor.look().follow("名称和依据 没有问题")

    def name_it(self) -> None:
        self.visitor.look()
        self.fill(name="长宁区“工匠之星”选树", short_name="工匠之星", key="changning-star", code="CNGX")
        self.fill(basis="长总工〔2026〕8号")
        expect(self.page.locator("#organiser")).to_have_value("长宁区总工会")
        self.on()

    def set_titles(self) -> None:
        self.fill(titles__0__key="star", titles__0__name="长宁区工匠之星", titles__0__name_en="Changning Craft Star")
        self.fill(titles__0__places="10")
        self.page.get_by_role("button", name="增加一行").click()
        self.fill(titles__1__key="nominee", titles__1__name="长宁区工匠之星提名", titles__1__places="10")
        self.fill(titles__1__name_en="Nominee of Changning Craft Star")
        self.on()
        self.part("称号和名额")
        self.choose(titles__0__falls_to="nominee")
        self.visitor.look()
        self.on()

    def set_channels(self) -> None:
        self.part("申报渠道")
        for name in ("社团推荐", "个人自荐"):
            self.visitor.follow(name)
            self.page.get_by_text(f"删除“{name}”").click()
            self.visitor.press("删除")

    def set_form(self) -> None:
        self.part("申报表")
        self.visitor.look().press("增加部分")
        self.fill(name="区级业绩")
        self.visitor.press("增加填报项")
        self.fill(label="所在街道")
        self.choose(kind="choice")
        self.page.get_by_role("button", name="增加一行").click()
        self.fill(options__0__label="江苏路街道", options__1__label="虹桥街道")
        self.page.locator("[data-answer=required]").get_by_label("是").check()
        self.visitor.look()
        self.back()
        self.visitor.press("增加填报项")
        self.choose(kind="long_text")
        self.fill(label="服务区内企业的事", limit="200")
        self.back()
        self.visitor.look()
        self.page.get_by_role("button", name="上移服务区内企业的事").click()
        expect(self.page.locator("#list-fields a").first).to_have_text("服务区内企业的事")
        self.back()

    def set_articles(self) -> None:
        self.part("申报条件")
        self.page.get_by_label("要增加的申报条件").select_option("years_in_trade")
        self.visitor.press("增加申报条件")
        self.fill(article="申报条件第五条", settings__at_least="5")
        self.back()
        self.visitor.follow("申报条件第五条 从事本职业（工种）年限")
        self.visitor.reads("从事本工种满 5 年")
        self.part("申报条件")
        self.visitor.follow("申报办法第一条 申报渠道")
        for name in ("association", "self"):
            self.page.locator(f"[data-answer=settings-channels] input[value={name}]").uncheck()
        self.back()

    def set_certificate(self) -> None:
        self.part("证书")
        self.fill(certificate__issuer="长宁区总工会", certificate__issuer_en="Changning District Trade Union")
        self.fill(
            certificate__text="{name}同志：\n在{year}年长宁区“工匠之星”选树活动中，被命名为“{title}”。\n特发此证。"
        )
        self.fill(certificate__code__star="CNGX", certificate__code__nominee="CNTM", certificate__code__craftsman="")
        self.on()

    def propose(self) -> None:
        self.visitor.go("/programmes/")
        self.visitor.follow("长宁区“工匠之星”选树")
        expect(self.page.get_by_role("heading", name="处需要修改")).to_have_count(0)
        for name in ("申报人看到的", "评审专家看到的", "证书文字", "和“上海工匠选树”的差别", "规则全文（TOML）"):
            self.visitor.look().follow(name)
            self.visitor.look().page.go_back()
        self.visitor.follow("提请开启")
        self.fill(reason="经区总工会主席办公会研究同意。")
        self.visitor.look().press("提请复核")
        self.visitor.look().reads("等待复核")


@pytest.mark.database("sqlite")
def test_a_district_sets_up_its_own_award_by_clicking_a_second_person_approves_and_a_unit_fills_in_its_form(
    house: House, visit: Callable[[], Visitor]
) -> None:
    world = house.world
    for name in ("章台柳", "云想衣"):
        world.member(Role.CITY_OFFICER, world.union, name)
    with transaction() as session:
        session.get_one(Organisation, world.union.id).name = "长宁区总工会"
    house.open()
    first, second = house.accounts[Role.CITY_OFFICER][1:]

    sitting = Sitting(visit().sign_in(first))
    for step in ("begin", "name_it", "set_titles", "set_channels", "set_form", "set_articles", "set_certificate"):
        getattr(sitting, step)()
    sitting.propose()

    approver = visit().sign_in(second)
    approver.go("/proposals/")
    approver.follow("开启2026年长宁区“工匠之星”选树")
    approver.press("同意办理")

    officer = visit().sign_in(house.accounts[Role.UNIT_OFFICER][0])
    officer.go("/nominations/new")
    award = officer.page.get_by_role("region", name="2026年长宁区“工匠之星”选树")
    award.get_by_label("长宁区工匠之星提名").check()
    officer.press("开始填报", within=award)
    officer.page.locator(".sections-wide").get_by_role("link", name="区级业绩").click()
    expect(officer.page.get_by_label("所在街道")).to_be_visible()
    expect(officer.page.get_by_label("服务区内企业的事")).to_be_visible()
