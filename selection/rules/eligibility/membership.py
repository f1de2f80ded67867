"""Membership and nationality."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from selection.rules.eligibility.facts import Facts
from selection.rules.eligibility.verdict import Problem


@dataclass(frozen=True)
class UnionMember:
    """工会会员."""

    article: str
    needs: ClassVar[tuple[str, ...]] = ("is_union_member",)
    label: ClassVar[str] = "是工会会员"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """Only members are nominated."""
        if facts.is_union_member is not False:
            return []
        return [Problem(self.article, "被推荐人须是工会会员", "请先在所在单位工会办理入会，再申报", "union_member")]


@dataclass(frozen=True)
class ChineseNationality:
    """中国国籍."""

    article: str
    needs: ClassVar[tuple[str, ...]] = ("is_chinese",)
    label: ClassVar[str] = "具有中国国籍"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """Only Chinese nationals are nominated."""
        if facts.is_chinese is not False:
            return []
        return [Problem(self.article, "被推荐人须具有中国国籍", "如“国籍”选错，请改正", "nationality")]
