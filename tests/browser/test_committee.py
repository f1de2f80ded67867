"""A committee of seven votes two rounds secretly; three tellers of five open them: all of it by clicking."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from models.nomination import Nomination
from models.vocabulary import Role
from selection.database import db
from tests.browser.house import House
from tests.browser.visitor import Visitor
from tests.committee.casting import candidates, places, secretly

MEMBERS, TELLERS, NEEDED = 7, 5, 3


class Room:
    """The committee room: seven members and the city's officer, each at a browser of his own."""

    def __init__(self, house: House, visit: Callable[[], Visitor]) -> None:
        world = house.world
        places(world, 1, 1)
        secretly(world, by_title=True, rounds=2, tellers=TELLERS, needed=NEEDED)
        self.names = [each.name for each in candidates(world, 4, title="outstanding")]
        self.called = [world.members[Role.JUROR].user.name]
        self.called += [world.member(Role.JUROR, world.city).user.name for _ in range(MEMBERS - 1)]
        house.open()
        self.city = visit().sign_in(house.accounts[Role.CITY_OFFICER][0])
        self.members = [visit().sign_in(each) for each in house.accounts[Role.JUROR]]
        self.here = ""

    def convene(self) -> None:
        self.city.go("/committee/")
        self.city.look().follow("召开评审会")
        self.city.look().press("召开评审会")
        self.here = self.city.page.url.removeprefix(self.city.address)
        for member in self.members:
            self.come(member).press("签到")
            member.look().reads("已签到，等主持人开始投票")

    def come(self, visitor: Visitor, path: str = "") -> Visitor:
        visitor.go(self.here + path)
        return visitor.look()

    def make_the_key(self) -> list[str]:
        """Five tellers take their seats and read their words; what each of them wrote down."""
        self.come(self.city).follow("指定监票人")
        for name in self.called[:TELLERS]:
            self.city.page.get_by_label(name, exact=True).check()
        self.city.look().press("指定")
        self.city.look()
        found = []
        for member in self.members[:TELLERS]:
            self.come(member, "/share").press("就位")
        for member in self.members[:TELLERS]:
            self.come(member, "/share").press("显示密语")
            member.look().reads("只显示这一次")
            found.append(" ".join(member.page.locator(".share li").all_inner_texts()))
            self.come(member, "/share").reads("您的密语已经显示过")
        return found

    def vote(self, number: int, choices: list[str]) -> list[str]:
        """One round; the receipts that the members are shown."""
        self.come(self.city).press(f"开始第 {number} 轮")
        self.come(self.city, "/screen").reads(f"第 {number} 轮正在投票")
        receipts = []
        for member, choice in zip(self.members, choices, strict=True):
            self.come(member).follow("投票")
            member.look().page.get_by_label(choice, exact=True).check()
            member.press("核对")
            member.look().reads("这是无记名票")
            member.press("投票")
            member.look().page.get_by_text("看回执全文").click()
            receipts.append(member.page.locator(".code-long").inner_text())
        self.come(self.city).press(f"结束第 {number} 轮")
        return receipts

    def open(self, words: list[str]) -> None:
        for place, share in enumerate(words, start=1):
            self.city.page.get_by_label(f"第 {place} 份密语").fill(share)
        self.city.look().press("开票")


@pytest.mark.database("sqlite")
def test_seven_members_vote_two_rounds_secretly_and_three_of_five_tellers_open_them(
    house: House, visit: Callable[[], Visitor]
) -> None:
    room = Room(house, visit)
    room.convene()
    words = room.make_the_key()
    one, two, *_ = room.names

    first = room.vote(1, [one] * 5 + [two] * 2)
    room.open([words[4], words[0], "acid acid"])
    room.city.look().reads("第 3 份密语有错字或漏字")
    room.open([words[4], words[0], words[2]])
    room.city.look().reads("打开的密封票 7 张")
    shown = room.city.page.locator(".receipts li").all_inner_texts()
    room.come(room.members[3], "/rounds/1").reads("您的票在里面，已经计入")
    second = room.vote(2, [two] * 7)
    room.open(words[1:4])
    room.city.look()
    room.come(room.city).follow("结束票决")
    room.city.look().press("结束票决")
    room.city.look().reads("上海市杰出技术能手")
    for paper in ("评审会纪要", "计票单", "签名页"):
        room.come(room.city, "/result").follow(paper)
        room.city.look()
    room.come(room.city, "/screen")

    assert sorted(first) == shown
    assert len(set(first + second)) == 2 * MEMBERS
    expect(room.city.page.get_by_role("heading", name="上海市杰出技术能手", exact=True)).to_have_count(1)
    stages = {str(each.stage) for each in db.session.query(Nomination)}
    assert stages == {"resolved"}
