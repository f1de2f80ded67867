"""What a demonstration comes to: the figures of its table and of ``summary.json``."""

from collections import Counter
from dataclasses import asdict, dataclass, field


@dataclass
class Summary:
    """What came of it, as written to ``summary.json``. ``certificates``: the code of each number.

    ``pack_verified``: the published result was recomputed from its pack by scripts/verify_pack.py.
    """

    applicants: int
    seed: int
    refused: Counter[str] = field(default_factory=Counter)
    recommended: int = 0
    qualified: int = 0
    scored: int = 0
    chosen: dict[str, int] = field(default_factory=dict)
    dropped: int = 0
    certificates_issued: int = 0
    certificates_verified: int = 0
    pack_verified: bool = False
    certificates: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """Plain values, reasons in their own order so that equal runs give equal files."""
        return {
            **asdict(self),
            "refused": dict(sorted(self.refused.items())),
            "certificates": dict(sorted(self.certificates.items())),
        }

    def table(self) -> list[tuple[str, str]]:
        """The same, in words: label and figure."""
        refused = [(f"  {why}", str(number)) for why, number in self.refused.most_common()]
        return [
            ("申报", str(self.applicants)),
            ("未通过", str(sum(self.refused.values()))),
            *refused,
            ("推荐上报", str(self.recommended)),
            ("审查合格", str(self.qualified)),
            ("专家评分", str(self.scored)),
            *((title, str(number)) for title, number in self.chosen.items()),
            ("公示后退出", str(self.dropped)),
            ("制发证书", str(self.certificates_issued)),
            ("扫码核验属实", str(self.certificates_verified)),
            ("结果包重算一致", "是" if self.pack_verified else "否"),
            ("用时（秒）", str(round(sum(self.seconds.values()), 1))),
        ]
