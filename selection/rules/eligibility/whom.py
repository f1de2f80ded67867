"""Awards for one group of workers."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from selection.rules.eligibility.facts import Facts
from selection.rules.eligibility.verdict import Problem


@dataclass(frozen=True)
class WomenOnly:
    """女职工."""

    article: str
    needs: ClassVar[tuple[str, ...]] = ("is_male",)
    label: ClassVar[str] = "是女职工"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """Only women are put forward."""
        if facts.is_male is not True:
            return []
        return [Problem(self.article, "本项推荐只面向女职工", "如“性别”选错，请改正", "gender")]


@dataclass(frozen=True)
class MigrantWorkersOnly:
    """农民工."""

    article: str
    needs: ClassVar[tuple[str, ...]] = ("is_migrant",)
    label: ClassVar[str] = "是农民工"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """Only migrant workers are put forward."""
        if facts.is_migrant is not False:
            return []
        return [Problem(self.article, "本项推荐只面向农民工", "如“是否农民工”选错，请改正", "migrant")]
