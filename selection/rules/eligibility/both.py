"""Two awards of one year that exclude each other."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from selection.rules.eligibility.facts import Facts
from selection.rules.eligibility.verdict import Problem


@dataclass(frozen=True)
class NotBothInOneCycle:
    """同一年度不兼报: ``programmes`` are the keys of the other awards, ``words`` their names."""

    article: str
    programmes: tuple[str, ...]
    words: str
    needs: ClassVar[tuple[str, ...]] = ("id_number",)

    @property
    def label(self) -> str:
        """The other awards in words."""
        return f"本年度没有同时申报{self.words}"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """Put forward there as well, and still alive there."""
        if not facts.elsewhere.intersection(self.programmes):
            return []
        message = f"同一年度不能同时申报{self.words}，该身份证号已有申报"
        return [Problem(self.article, message, "请与本人商定申报其中一项，另一项先撤回", "id_number")]
