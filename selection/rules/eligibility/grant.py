"""Money that is given once."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from selection.rules.eligibility.facts import Facts
from selection.rules.eligibility.verdict import Problem


@dataclass(frozen=True)
class NoSecondGrant:
    """已获资助的不再申报: none of ``names`` was given to whoever or whatever is put forward."""

    article: str
    names: tuple[str, ...]
    needs: ClassVar[tuple[str, ...]] = ("id_number",)

    @property
    def label(self) -> str:
        """The grants in words."""
        return f"未获得过{'、'.join(self.names)}"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """Granted before, to the person, the leader or the studio."""
        found = next((each for each in (*facts.honours, *facts.granted) if each.plain_name in self.names), None)
        if found is None:
            return []
        when = f"{found.year}年" if found.year else ""
        return [
            Problem(
                self.article, f"{when}已获得{found.plain_name}，不再重复资助", "如登记册记载有误，请联系市总工会核对"
            )
        ]
