"""Honours already held, and discipline."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from selection.rules.eligibility.facts import Facts, PastHonour
from selection.rules.eligibility.verdict import Problem


@dataclass(frozen=True)
class PriorHonourAbsent:
    """不重复授予: none of the honours in ``names`` (the same title or a higher one) is held already."""

    article: str
    names: tuple[str, ...]
    needs: ClassVar[tuple[str, ...]] = ("id_number",)

    @property
    def label(self) -> str:
        """The honours in words."""
        return f"未获得过{'、'.join(self.names)}称号"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """One problem for each title held; the register and the form are both believed."""
        held: dict[str, PastHonour] = {}
        for honour in facts.honours:
            if honour.plain_name in self.names:
                held.setdefault(honour.plain_name, honour)
        return [self._problem(name, honour) for name, honour in held.items()]

    def _problem(self, name: str, honour: PastHonour) -> Problem:
        when = f"{honour.year}年" if honour.year else ""
        message = f"{when}已获得{name}称号，同级或更低的称号不再重复授予"
        if honour.is_registered:
            return Problem(self.article, message, "如荣誉登记册记载有误，请联系市总工会核对")
        return Problem(self.article, message, "如“曾获荣誉”填写有误，请改正", "honours")


@dataclass(frozen=True)
class DisciplineRecordClean:
    """遵纪守法."""

    article: str
    needs: ClassVar[tuple[str, ...]] = ("was_punished",)
    label: ClassVar[str] = "无违纪违法记录"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """A punishment still in force, or a sentence, excludes."""
        if facts.was_punished is not True:
            return []
        return [
            Problem(
                self.article,
                "有违法犯罪记录或处分期未满的，不列入推荐",
                "处分已解除的，请把“是否有违纪违法情况”改为“否”，并在“奖惩情况说明”里写明",
                "punished",
            )
        ]
