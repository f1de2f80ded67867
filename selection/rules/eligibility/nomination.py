"""The way a nomination comes, and that it comes once."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from selection.rules.eligibility.facts import Facts
from selection.rules.eligibility.verdict import Problem


@dataclass(frozen=True)
class ChannelAllowed:
    """申报渠道: ``channels`` are keys of the programme's channels."""

    article: str
    channels: tuple[str, ...]
    needs: ClassVar[tuple[str, ...]] = ("channel",)
    label: ClassVar[str] = "申报渠道符合规定"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """A channel the notice does not open."""
        if facts.channel is None or facts.channel in self.channels:
            return []
        return [Problem(self.article, "本次评选没有开放这一申报渠道", "请改由通知开放的渠道申报")]


@dataclass(frozen=True)
class OncePerCycle:
    """同一届只申报一次. Says nothing of who else nominated: that is not this reader's to know."""

    article: str
    needs: ClassVar[tuple[str, ...]] = ("id_number",)
    label: ClassVar[str] = "本届没有重复申报"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """The same person stands in this cycle already."""
        if not facts.already_nominated:
            return []
        if not facts.is_person:
            message = "同一项在同一届只能申报一次，这一名称或负责人在本届已有申报"
            return [Problem(self.article, message, "请向负责人核实；需要改由本单位申报的，先由原渠道撤回", "name")]
        return [
            Problem(
                self.article,
                "同一人在同一届只能由一个渠道申报一次，该身份证号在本届已有申报",
                "请向被推荐人本人核实；需要改由本单位申报的，先由原渠道撤回",
                "id_number",
            )
        ]
