"""Rules by the name a definition calls them by."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

from selection.rules.eligibility.both import NotBothInOneCycle
from selection.rules.eligibility.contest import ContestPlacing
from selection.rules.eligibility.grant import NoSecondGrant
from selection.rules.eligibility.membership import ChineseNationality, UnionMember
from selection.rules.eligibility.money import MatchingMoney
from selection.rules.eligibility.needed import PriorHonourNeeded
from selection.rules.eligibility.new_merit import NotRepeatedWithoutNewMerit
from selection.rules.eligibility.nomination import ChannelAllowed, OncePerCycle
from selection.rules.eligibility.post import Age, Employed, FrontlinePost
from selection.rules.eligibility.posts import ExcludedPosts
from selection.rules.eligibility.record import DisciplineRecordClean, PriorHonourAbsent
from selection.rules.eligibility.residence import Residence
from selection.rules.eligibility.skill import SkillLevelAtLeast, YearsInTrade
from selection.rules.eligibility.team import TeamSize
from selection.rules.eligibility.unit_years import YearsInUnit
from selection.rules.eligibility.verdict import Rule
from selection.rules.eligibility.whom import MigrantWorkersOnly, WomenOnly
from selection.rules.programme import Article

RULES: Mapping[str, type[Any]] = {
    "union_member": UnionMember,
    "chinese_nationality": ChineseNationality,
    "frontline_post": FrontlinePost,
    "employed": Employed,
    "age": Age,
    "years_in_trade": YearsInTrade,
    "skill_level_at_least": SkillLevelAtLeast,
    "prior_honour_absent": PriorHonourAbsent,
    "discipline_record_clean": DisciplineRecordClean,
    "channel_allowed": ChannelAllowed,
    "once_per_cycle": OncePerCycle,
    "years_in_unit": YearsInUnit,
    "residence": Residence,
    "excluded_posts": ExcludedPosts,
    "prior_honour_needed": PriorHonourNeeded,
    "not_repeated_without_new_merit": NotRepeatedWithoutNewMerit,
    "contest_placing": ContestPlacing,
    "no_second_grant": NoSecondGrant,
    "not_both_in_one_cycle": NotBothInOneCycle,
    "team_size": TeamSize,
    "matching_money": MatchingMoney,
    "women_only": WomenOnly,
    "migrant_workers_only": MigrantWorkersOnly,
}


def rule_for(article: Article) -> Rule:
    """The rule an article of a (checked) definition stands for, with its settings."""
    return _built(article.rule, article.article, tuple(sorted(article.settings.items())))


@lru_cache(maxsize=256)
def _built(name: str, article: str, settings: tuple[tuple[str, Any], ...]) -> Rule:
    return cast(Rule, RULES[name](article=article, **dict(settings)))
