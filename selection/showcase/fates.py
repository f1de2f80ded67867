"""What becomes of some applicants: the ones the rules keep out, each for a reason the rules must give by themselves."""

from collections.abc import Mapping
from enum import Enum
from typing import Any


class Fate(Enum):
    """Why somebody does not reach his union. ``label`` as the summary says it; ``says`` stands in the refusal."""

    PASSES = ("", "")
    NOT_MEMBER = ("不是工会会员", "工会会员")
    TOO_SHORT = ("从业年限不足", "须满")
    TOO_LOW = ("职业技能等级不够", "职业技能等级")
    HOLDS_TITLE = ("已有同级称号", "已获得")
    PUNISHED = ("有违纪违法记录", "违法")
    UNWILLING = ("本人不同意公示", "本人不同意公示")
    TWICE = ("通过另一个工会已经申报", "已有申报")
    TOO_LATE = ("逾期没有申报", "")

    def __init__(self, label: str, says: str) -> None:
        self.label = label
        self.says = says


SHARES = {
    Fate.NOT_MEMBER: 12,
    Fate.TOO_SHORT: 14,
    Fate.TOO_LOW: 9,
    Fate.HOLDS_TITLE: 8,
    Fate.PUNISHED: 4,
    Fate.UNWILLING: 7,
    Fate.TWICE: 10,
    Fate.TOO_LATE: 13,
}
"""How many of a thousand applicants each befalls; of any number at least one."""


def dealt(applicants: int) -> list[Fate]:
    """A fate for each of so many applicants, spread evenly; most pass."""
    fates = [fate for fate, share in SHARES.items() for _ in range(max(1, applicants * share // 1000))]
    step = applicants / len(fates)
    told = [Fate.PASSES] * applicants
    for place, fate in enumerate(fates):
        told[int((place + 0.5) * step)] = fate
    return told


CHANGES: Mapping[Fate, Mapping[str, Any]] = {
    Fate.NOT_MEMBER: {"union_member": False, "union_card": None},
    Fate.TOO_SHORT: {"trade_years": 3},
    Fate.TOO_LOW: {"skill_level": "3"},
    Fate.PUNISHED: {"punished": True, "punishment": "2025 年受记过处分，影响期未满。"},
}
"""What such an applicant answers otherwise."""
