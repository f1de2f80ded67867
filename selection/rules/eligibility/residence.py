"""Where somebody is registered or lives."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from selection.rules.eligibility.facts import Facts
from selection.rules.eligibility.verdict import Problem


@dataclass(frozen=True)
class Residence:
    """户籍和居住: ``allowed`` are codes of the field household, ``words`` what they mean together."""

    article: str
    allowed: tuple[str, ...]
    words: str
    needs: ClassVar[tuple[str, ...]] = ("household",)

    @property
    def label(self) -> str:
        """What is asked, in words."""
        return self.words

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """Registered elsewhere."""
        if facts.household is None or facts.household in self.allowed:
            return []
        return [Problem(self.article, f"被推荐人须{self.words}", "如“户籍”选错，请改正", "household")]
