"""The size of a team."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from selection.rules.eligibility.facts import Facts
from selection.rules.eligibility.verdict import Problem


@dataclass(frozen=True)
class TeamSize:
    """团队人数. Shares and doubles are the form's own matter: see ``selection.rules.subjects``."""

    article: str
    at_least: int
    at_most: int
    needs: ClassVar[tuple[str, ...]] = ("team_size",)

    @property
    def label(self) -> str:
        """The size in words."""
        return f"团队成员 {self.at_least} 至 {self.at_most} 人"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """Too few or too many."""
        size = facts.team_size
        if size is None or self.at_least <= size <= self.at_most:
            return []
        message = f"团队成员应为 {self.at_least} 至 {self.at_most} 人，现为 {size} 人"
        return [Problem(self.article, message, "请核对“团队成员”", "team")]
