"""One nomination, played by clicking: from an empty draft through every role to a certificate anybody can verify."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from models.vocabulary import Role
from scripts.verify_pack import verify
from tests.browser import papers
from tests.browser.house import House
from tests.browser.papers import NAME
from tests.browser.visitor import Visitor
from tests.committee.casting import by_name

STATUS = "[data-autosave-status]"
EXPERTS, JURORS = 5, 3
OPINION = "该同志技艺精湛，带徒有方，群众公认，事迹真实突出，经集体研究同意推荐，请市总工会审定。"
STEPS = "1. 申报 2. 推荐 3. 资格审查 4. 专家评审 5. 评委票决 6. 社会公示 7. 表彰决定 8. 证书 9. 经过"


class Journey:
    """The people on the way, each at a browser of his own, and what each does."""

    def __init__(self, house: House, visit: Callable[[], Visitor], folder: Path) -> None:
        self.house, self.visit, self.folder = house, visit, folder
        self.people: dict[str, Visitor] = {}
        world = house.world
        for role, more in ((Role.EXPERT, EXPERTS - 1), (Role.JUROR, JURORS - 1), (Role.CITY_OFFICER, 1)):
            for _ in range(more):
                world.member(role, world.city)
        by_name(world)
        house.open()

    def at(self, role: Role, number: int = 0) -> Visitor:
        """Somebody at his desk; he signs in if he has not, or has been away too long."""
        account = self.house.accounts[role][number]
        if account not in self.people:
            self.people[account] = self.visit()
        visitor = self.people[account]
        visitor.go("/")
        if "/sign-in" in visitor.page.url:
            visitor.look().sign_in(account)
        return visitor.look()

    def dossier(self, who: Role) -> Visitor:
        """Somebody before the nomination, found through the list."""
        visitor = self.at(who)
        visitor.follow("申报材料", within=visitor.page.get_by_role("navigation"))
        visitor.look().follow(NAME)
        return visitor.look()

    def draft(self) -> None:
        officer = self.at(Role.UNIT_OFFICER)
        officer.follow("申报材料", within=officer.page.get_by_role("navigation"))
        officer.look().follow("新建申报")
        officer.look().page.get_by_label("上海市杰出技术能手").check()
        officer.press("开始填报")

    def fill_in(self) -> None:
        """All four sections; the first is saved by itself before anything is pressed."""
        officer, written, filled = self.at(Role.UNIT_OFFICER), papers.answers(self.house.world), []
        officer.follow("申报材料", within=officer.page.get_by_role("navigation"))
        officer.follow("未填姓名或名称")
        officer.look().follow("继续填报")
        for number in range(len(self.house.world.programme.sections)):
            officer.look()
            filled += papers.fill_section(officer.page, written)
            if number == 0:
                self._saved_by_itself(officer.page)
            officer.press("保存，去下一部分")
        assert filled == [field.key for field in self.house.world.programme.fields()]

    def _saved_by_itself(self, page: Page) -> None:
        page.locator("#name").blur()
        expect(page.locator(STATUS)).to_contain_text("已保存")
        page.reload()
        assert page.input_value("#name") == NAME

    def attach(self) -> None:
        """On the page where filling in ends."""
        officer = self.people[self.house.accounts[Role.UNIT_OFFICER][0]]
        page = officer.look().page
        papers.upload(page, "photo", papers.photo(self.folder))
        for kind in ("id_card", "skill_proof", "merit_proof"):
            papers.upload(page, kind, papers.scan(self.folder, kind))
        officer.look().follow("回到申报材料")

    def consent(self) -> None:
        officer = self.dossier(Role.UNIT_OFFICER)
        officer.follow("请本人确认")
        officer.look().press("生成链接")
        link = officer.look().page.get_by_label("确认链接").input_value()
        worker = self.visit()
        worker.go(link)
        worker.reads(NAME)
        assert papers.ID_NUMBER not in worker.look().text
        worker.page.get_by_label("同意核查", exact=True).check()
        worker.page.get_by_label("同意公示", exact=True).check()
        worker.press("表明意见")
        worker.look()

    def hold_congress(self) -> None:
        officer = self.dossier(Role.UNIT_OFFICER)
        officer.follow("登记职代会结果")
        page = officer.look().page
        page.get_by_label("开会日期").fill("2026-10-26")
        for label, people in (("应到人数", 86), ("实到人数", 81), ("同意", 80), ("反对", 0), ("弃权", 1)):
            page.get_by_label(label, exact=True).fill(str(people))
        officer.press("登记")

    def post_at_the_unit(self) -> None:
        officer = self.dossier(Role.UNIT_OFFICER)
        officer.follow("开始单位公示")
        officer.look().page.get_by_label("公示地点或方式").fill("厂区公告栏")
        officer.press("开始公示")
        officer.look()
        self.house.time.pass_until(date(2026, 11, 10))
        officer = self.dossier(Role.UNIT_OFFICER)
        officer.follow("登记公示结果")
        officer.look().page.get_by_label("收到异议").fill("0")
        officer.press("登记")

    def sign(self) -> None:
        head = self.dossier(Role.UNIT_HEAD)
        head.follow("单位签章")
        head.look().page.get_by_label("单位意见").fill("同意申报。")
        head.press("签章")

    def submit(self) -> str:
        officer = self.dossier(Role.UNIT_OFFICER)
        officer.follow("申报")
        officer.look().press("申报")
        officer.look()
        found = re.search(r"受理号 (\S+)", officer.text)
        assert found is not None
        return found[1]

    def send_back(self) -> None:
        """The union has one field corrected; nothing else can be changed meanwhile."""
        union = self.at(Role.UNION_OFFICER)
        union.follow("推荐", within=union.page.get_by_role("navigation"))
        union.look().follow(f"退回 {NAME}的材料")
        page = union.look().page
        page.get_by_label("理由").fill("岗位请写到班组。")
        page.get_by_label("补正期限").fill("2026-11-16")
        page.get_by_label("岗位（职务）").check()
        union.press("退回补正")
        union.look()

    def correct(self) -> None:
        officer = self.dossier(Role.UNIT_OFFICER)
        officer.follow("补正材料")
        officer.look().follow(re.compile("岗位与技能"))
        expect(officer.look().page.locator("#trade_name")).to_be_disabled()
        officer.page.locator("#position").fill("一车间灌装班班长")
        officer.press("保存，去下一部分")
        officer = self.dossier(Role.UNIT_OFFICER)
        officer.follow("补正后重新申报")
        officer.look().press("重新申报")
        officer.look()

    def recommend(self) -> None:
        union = self.at(Role.UNION_OFFICER)
        union.follow("推荐", within=union.page.get_by_role("navigation"))
        union.look().follow(f"推荐 {NAME}")
        union.look().page.get_by_label("推荐意见").fill(OPINION)
        union.press("推荐")
        union.look()
        head = self.at(Role.UNION_HEAD)
        head.follow("推荐", within=head.page.get_by_role("navigation"))
        head.look().follow("核定上报")
        head.look().press("上报 1 人")
        head.look()

    def vet(self) -> None:
        city = self.at(Role.CITY_OFFICER)
        city.follow("资格审查", within=city.page.get_by_role("navigation"))
        city.look().follow(NAME)
        for result in city.look().page.get_by_label("核对结果").all():
            result.select_option("yes")
        city.press("保存核对结果")
        city.look().follow("资格审查", within=city.page.get_by_role("navigation"))
        city.follow("征求意见情况")
        waiting = city.look().page.get_by_role("link", name=re.compile("^登记.*的答复$"))
        for left in range(waiting.count(), 0, -1):
            expect(waiting).to_have_count(left)
            waiting.first.click()
            city.page.get_by_label(f"{NAME}：答复").select_option("clear")
            city.look().press("登记答复")
            city.look().follow("回到征求意见情况")
        city.follow("资格审查", within=city.page.get_by_role("navigation"))
        city.follow(NAME)
        city.look().press("审查合格")
        city.look()

    def form_panel(self) -> None:
        city = self.at(Role.CITY_OFFICER)
        city.follow("专家评审", within=city.page.get_by_role("navigation"))
        city.look().follow("组建评审组")
        page = city.look().page
        page.locator("#name").fill("装备制造组")
        for box in page.locator("[name=experts]").all():
            box.check()
        city.press("组建评审组")
        city.look().press("分配给专家")
        city.look()
        self.house.work()

    def score(self) -> None:
        """Four with the mouse, one with nothing but the keyboard."""
        for number in range(EXPERTS):
            visitor = self.at(Role.EXPERT, number)
            visitor.follow("我的评审", within=visitor.page.get_by_role("navigation"))
            assert NAME not in visitor.look().text
            visitor.page.get_by_role("link", name=re.compile("^评审 ")).click()
            expect(visitor.page.locator("#sheet")).to_be_visible()
            visitor.look()
            assert NAME not in visitor.text
            score_by_keyboard(visitor.page) if number == 0 else score_by_mouse(visitor, number)
            visitor.look()

    def close_review(self) -> None:
        city = self.at(Role.CITY_OFFICER)
        city.follow("专家评审", within=city.page.get_by_role("navigation"))
        city.look().press("结束专家评审")
        city.look().reads(NAME)

    def vote(self) -> None:
        city = self.at(Role.CITY_OFFICER)
        city.follow("评委票决", within=city.page.get_by_role("navigation"))
        city.look().follow("召开评审会")
        city.look().press("召开评审会")
        city.look()
        for number in range(JURORS):
            self._meeting(Role.JUROR, number).press("签到")
        self._meeting(Role.CITY_OFFICER).press("开始第 1 轮")
        for number in range(JURORS):
            visitor = self._meeting(Role.JUROR, number)
            visitor.follow("投票")
            visitor.look().page.get_by_label(NAME, exact=True).check()
            visitor.press("核对")
            visitor.look().press("投票")
            visitor.look()
        city = self._meeting(Role.CITY_OFFICER)
        city.follow("打开大屏")
        city.look().page.go_back()
        city.press("结束第 1 轮")
        city.look()
        city = self._meeting(Role.CITY_OFFICER)
        city.follow("结束票决")
        city.look().press("结束票决")
        city.look().reads(NAME)

    def _meeting(self, role: Role, number: int = 0) -> Visitor:
        """Somebody before the one meeting there is."""
        visitor = self.at(role, number)
        visitor.follow("评委票决", within=visitor.page.get_by_role("navigation"))
        visitor.look().page.get_by_role("table").get_by_role("link").click()
        return visitor.look()

    def publish(self) -> None:
        city = self.at(Role.CITY_OFFICER)
        city.follow("公示", within=city.page.get_by_role("navigation"))
        city.look().press("提请发布")
        city.look()
        second = self.at(Role.CITY_OFFICER, 1)
        second.follow("复核 1 件提请")
        second.look().page.locator("main").get_by_role("link").first.click()
        second.look().press("同意办理")
        public = self.visit()
        public.go("/")
        public.look().follow("公示公告", within=public.page.get_by_role("navigation"))
        public.look().page.locator("main").get_by_role("link").first.click()
        public.look().reads(NAME)
        for secret in (papers.ID_NUMBER, papers.ID_NUMBER[6:14], papers.ID_NUMBER[-6:], papers.PHONE):
            assert secret not in public.page.content()

    def decide(self) -> None:
        self.house.time.pass_until(date(2026, 11, 30))
        city = self.at(Role.CITY_OFFICER)
        city.follow("作出表彰决定，共 1 人")
        city.look().press("作出决定")
        city.look().reads(NAME)

    def prove(self) -> None:
        """The unit looks at the name as it will be printed."""
        officer = self.at(Role.UNIT_OFFICER)
        officer.follow("校对 1 份证书的姓名")
        officer.look().press("提交")

    def print_certificate(self) -> Path:
        """Ordered by the city, printed by the worker while the page watches, fetched by the unit."""
        city = self.at(Role.CITY_OFFICER)
        city.follow("证书")
        city.look().press("制发证书")
        expect(city.page.locator("[data-progress-said]")).to_contain_text("已制发 0 份，共 1 份")
        city.look()
        self.house.work()
        expect(city.page).to_have_url(re.compile(r"/certificates/\?cycle_id="))
        officer = self.at(Role.UNIT_OFFICER)
        officer.follow("证书", within=officer.page.get_by_role("navigation"))
        with officer.look().page.expect_download() as download:
            officer.page.get_by_role("link", name=f"下载{NAME}的证书").click()
        file = self.folder / "certificate.pdf"
        download.value.save_as(file)
        return file

    def verify(self, certificate: Path) -> None:
        anybody = self.visit()
        anybody.go(papers.scanned(certificate))
        anybody.look().reads("证书有效，与登记的内容一致")
        anybody.reads(NAME)
        anybody.reads("上海市杰出技术能手")
        assert papers.ID_NUMBER[6:14] not in anybody.page.content()

    def trace(self, receipt: str) -> None:
        """The supervisor asks why: one page has every step from the form to the certificate, and what proves it."""
        supervisor = self.dossier(Role.SUPERVISOR)
        supervisor.follow("从填报到证书的来历")
        main = supervisor.look().page.locator("main")
        assert " ".join(main.get_by_role("heading", level=2).all_inner_texts()) == STEPS
        for told in (receipt, "专家所评", "第 1 位", "E01", f"E0{EXPERTS}", "计入", "赞成", "拟表彰"):
            expect(main).to_contain_text(told)
        supervisor.follow("本届的结果包")
        supervisor.look().press("制作")
        self.house.work()
        supervisor.page.reload()
        with supervisor.page.expect_download() as pack:
            supervisor.page.get_by_role("link", name=re.compile("^下载（")).first.click()
        pack.value.save_as(self.folder / "pack.zip")
        assert verify(self.folder / "pack.zip") == []


def score_by_mouse(visitor: Visitor, number: int) -> None:
    for criterion in visitor.page.locator("[data-criterion]").all():
        criterion.locator(".bands label").first.click()
        for _ in range(number):
            criterion.get_by_role("button", name=re.compile("减")).click()
    visitor.press("提交，看下一份")


def score_by_keyboard(page: Page) -> None:
    """From the first field on with the keys alone: points are typed, a button is reached and pressed."""
    page.locator("[data-score]").first.focus()
    for place in range(page.locator("[data-score]").count()):
        while page.evaluate("document.activeElement.dataset.score") is None:
            page.keyboard.press("Tab")
        page.keyboard.type(f"{19 - place}.5")
        page.keyboard.press("Tab")
    with page.expect_navigation():
        while page.evaluate("document.activeElement.type") != "submit":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")


@pytest.mark.browser
@pytest.mark.database("sqlite")  # what a browser shows does not hang on it; the showcase plays a cycle on both
def test_a_nomination_travels_by_clicking_from_an_empty_draft_to_a_verified_certificate(
    house: House, visit: Callable[[], Visitor], tmp_path: Path
) -> None:
    way = Journey(house, visit, tmp_path)

    way.draft()
    way.fill_in()
    way.attach()
    way.consent()
    way.hold_congress()
    way.post_at_the_unit()
    way.sign()
    receipt = way.submit()
    way.send_back()
    way.correct()
    way.recommend()
    way.vet()
    way.form_panel()
    way.score()
    way.close_review()
    way.vote()
    way.publish()
    way.decide()
    way.prove()
    certificate = way.print_certificate()
    way.verify(certificate)
    way.trace(receipt)

    assert receipt
