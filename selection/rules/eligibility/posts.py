"""Posts that are left out."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from selection.rules.eligibility.facts import Facts
from selection.rules.eligibility.verdict import Problem


@dataclass(frozen=True)
class ExcludedPosts:
    """不列入推荐的岗位: ``kinds`` are codes of the field person_type, ``words`` what they mean together."""

    article: str
    kinds: tuple[str, ...]
    words: str
    needs: ClassVar[tuple[str, ...]] = ("post_kind",)

    @property
    def label(self) -> str:
        """Who is left out, in words."""
        return f"不是{self.words}"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """A post that is left out."""
        if facts.post_kind is None or facts.post_kind not in self.kinds:
            return []
        return [Problem(self.article, f"{self.words}不列入推荐范围", "如“人员类别”选错，请改正", "person_type")]
