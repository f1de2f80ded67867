"""What a rule of eligibility answers."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, Protocol

from selection.rules.eligibility.facts import Facts

State = Literal["met", "unmet", "unknown"]
LABELS: dict[State, str] = {"met": "符合", "unmet": "不符合", "unknown": "待填写"}


@dataclass(frozen=True)
class Problem:
    """Why an article is not met, and what would cure it; ``field`` is the form field to look at, if there is one."""

    article: str
    message: str
    cure: str
    field: str | None = None

    def __str__(self) -> str:
        return f"{self.article}：{self.message}。{self.cure}"


@dataclass(frozen=True)
class Verdict:
    """How one article stands. ``unknown``: the fields it needs are empty or unreadable."""

    article: str
    label: str
    state: State
    problems: tuple[Problem, ...]

    @property
    def word(self) -> str:
        """The state in one Chinese word."""
        return LABELS[self.state]


class Rule(Protocol):
    """A rule: a frozen dataclass of its settings and ``article``.

    ``needs`` names the attributes of ``Facts`` it reads; while one of them is None the verdict is unknown.
    """

    needs: ClassVar[tuple[str, ...]]

    @property
    def article(self) -> str:
        """Where the notice asks for it."""

    @property
    def label(self) -> str:
        """What it asks for, in a few words."""

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """Every reason why these facts do not meet it; nothing for facts that are unknown."""
