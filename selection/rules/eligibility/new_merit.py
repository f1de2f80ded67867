"""The same honour again, for new merit."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from selection.rules.eligibility.facts import Facts
from selection.rules.eligibility.verdict import Problem


@dataclass(frozen=True)
class NotRepeatedWithoutNewMerit:
    """不重复授予, with the documented exception: whoever holds one of ``names`` may be put forward for new merit."""

    article: str
    names: tuple[str, ...]
    needs: ClassVar[tuple[str, ...]] = ("id_number", "has_new_merit")

    @property
    def label(self) -> str:
        """The honours in words."""
        return f"未获得过{'、'.join(self.names)}，或获得后又有新的突出贡献"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """Held already, and nothing new since."""
        held = [each for each in facts.honours if each.plain_name in self.names]
        if not held or facts.has_new_merit is not False:
            return []
        when = f"{held[-1].year}年" if held[-1].year else ""
        return [
            Problem(
                self.article,
                f"{when}已获得{held[-1].plain_name}称号，没有新的突出贡献不重复授予",
                "获得称号后又有新的突出贡献的，请把“是否有新的突出贡献”改为“是”，并写明内容",
                "new_merit",
            )
        ]
