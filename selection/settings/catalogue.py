"""Every setting: what it is called, what shape it has, and what holds until somebody sets it."""

import re
from dataclasses import dataclass
from enum import Enum

from selection.rules.credentials import MAIL
from selection.rules.identity import Unreadable, narrow, read_phone
from selection.rules.kinds import clean
from selection.rules.strokes import read_supplement


class Kind(Enum):
    """The shape of a value."""

    TEXT = "text"
    PHONE = "phone"
    MAIL = "mail"
    WHOLE = "whole"
    STROKES = "strokes"


@dataclass(frozen=True)
class Item:
    """One setting. ``least`` and ``most`` bound a whole number, or the length of a text."""

    key: str
    label: str
    kind: Kind
    default: str
    hint: str
    least: int = 0
    most: int = 100
    unit: str = ""

    def read(self, raw: str) -> str | Unreadable:
        """The value in its one spelling, or what to do about it. An empty text asks for the default."""
        if not raw.strip():
            return self.default if self.kind is Kind.WHOLE else ""
        if self.kind is Kind.PHONE:
            return read_phone(raw)
        if self.kind is Kind.MAIL:
            mail = narrow(raw).lower()
            return mail if MAIL.fullmatch(mail) else Unreadable("应为邮箱地址，如 name@example.org。请核对")
        if self.kind is Kind.WHOLE:
            return self._whole(narrow(raw))
        text = " ".join(clean(raw).split())
        if len(text) > self.most:
            return Unreadable(f"有 {len(text)} 字，最多 {self.most} 字。请精简")
        if self.kind is Kind.STROKES and isinstance(unread := read_supplement(text), Unreadable):
            return unread
        return text

    def _whole(self, raw: str) -> str | Unreadable:
        if not re.fullmatch(r"[0-9]{1,6}", raw) or not self.least <= int(raw) <= self.most:
            return Unreadable(f"应为 {self.least} 至 {self.most} 的整数，单位是{self.unit}。请改正")
        return str(int(raw))


CATALOGUE = (
    Item("office_phone", "评选办联系电话", Kind.PHONE, "", "登录页和函件上写明，带区号"),
    Item("office_mail", "评选办邮箱", Kind.MAIL, "", "登录页和函件上写明"),
    Item("office_address", "评选办地址", Kind.TEXT, "上海市中山东一路14号，邮政编码 200002", "公示和函件上写明"),
    Item("office_hours", "办公时间", Kind.TEXT, "工作日 9:00—11:30，13:30—17:00", "公示期间受理异议的时间"),
    Item("supervision_phone", "纪检监督电话", Kind.PHONE, "", "公示上写明，带区号"),
    Item(
        "idle_minutes",
        "多久不用自动退出",
        Kind.WHOLE,
        "120",
        "写好的内容不会丢，重新登录后可以继续提交",
        5,
        480,
        "分钟",
    ),
    Item("invitation_days", "开通链接的有效期", Kind.WHOLE, "7", "邀请函中的链接多少天内有效", 1, 60, "天"),
    Item("reset_hours", "重设密码链接的有效期", Kind.WHOLE, "2", "忘记密码时寄出的链接多少小时内有效", 1, 72, "小时"),
    Item(
        "stroke_supplement",
        "笔画补充",
        Kind.STROKES,
        "",
        "名单按姓氏笔画排列。表里没有的字写“字=笔顺”，1 横 2 竖 3 撇 4 点 5 折；笔顺相同的字写“末<未”。各项用空格分开",
        most=300,
    ),
)
BY_KEY = {item.key: item for item in CATALOGUE}
