"""How an award is scored: criteria with their levels, and the rules for the sheets of experts and of an interview.

Parts of ``selection.rules.programme``, which offers them as its own.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Band:
    """评分档: a described level of a criterion, from ``lowest`` points up to the next band.

    ``comment``: whoever gives this level says why in his comment.
    """

    name: str
    lowest: Decimal
    description: str = ""
    comment: bool = False


@dataclass(frozen=True)
class Criterion:
    """评分指标: what is judged; its ``points`` are its weight, since those of all criteria add up to 100."""

    key: str
    name: str
    points: Decimal
    description: str = ""
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Scoring:
    """评分规则: ``sheets`` per dossier, ``trim`` dropped at each end, ``step`` of points, ties by criteria in order.

    ``average``: ``mean`` of the sheets that remain, or their ``median``.
    ``blind``: experts do not learn who it is (隐名评审).
    ``peers``: scored by people of the other candidates' units, who visit one another (互访互评), instead of experts.
    ``calibrated``: the score adjusted for the experts' severity (评分校准) ranks, if all panels are linked by common
    dossiers; otherwise it is only shown.
    """

    sheets: int
    trim: int
    step: Decimal
    ties: tuple[str, ...]
    comment_below: Decimal
    average: str = "mean"
    blind: bool = True
    peers: bool = False
    calibrated: bool = False

    @property
    def is_median(self) -> bool:
        """Whether the sheet in the middle counts, instead of the mean."""
        return self.average == "median"


NO_SCORING = Scoring(sheets=1, trim=0, step=Decimal(1), ties=(), comment_below=Decimal(0))
"""Of awards that nobody scores."""


@dataclass(frozen=True)
class Interview:
    """面试（展演）: ``minutes`` for each and a ``pause`` between two, scored live by ``sheets`` judges or more.

    ``trim`` sheets are dropped at each end, points go by ``step``; whoever reaches ``line`` may be let through.
    """

    minutes: int
    sheets: int
    criteria: tuple[Criterion, ...]
    line: Decimal
    step: Decimal = Decimal("0.5")
    trim: int = 0
    pause: int = 0

    @property
    def scoring(self) -> Scoring:
        """The same as rules of scoring: ties stay, and no total demands a comment."""
        return Scoring(self.sheets, self.trim, self.step, (), Decimal(0))
