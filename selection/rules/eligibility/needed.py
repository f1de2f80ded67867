"""An honour somebody must hold already."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from selection.rules.eligibility.facts import Facts, PastHonour
from selection.rules.eligibility.verdict import Problem


@dataclass(frozen=True)
class PriorHonourNeeded:
    """须已获得的荣誉: one of ``names``, by whoever is put forward or leads it; ``within_years`` 0: however long ago."""

    article: str
    names: tuple[str, ...]
    within_years: int = 0
    needs: ClassVar[tuple[str, ...]] = ("id_number",)

    @property
    def label(self) -> str:
        """The honours in words."""
        when = f"近 {self.within_years} 年" if self.within_years else ""
        return f"{when}已获得{'、'.join(self.names)}{'之一' if len(self.names) > 1 else ''}"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """None of them is held, in the register or by what the form declares."""
        if facts.id_number is None or any(self._counts(each, today) for each in facts.honours):
            return []
        cure = "已获得而登记册没有的，请写入“曾获荣誉”并上传证书"
        return [Problem(self.article, f"须{self.label}，现在没有查到", cure, "honours")]

    def _counts(self, honour: PastHonour, today: date) -> bool:
        if honour.plain_name not in self.names:
            return False
        return not self.within_years or (honour.year is not None and honour.year >= today.year - self.within_years)
