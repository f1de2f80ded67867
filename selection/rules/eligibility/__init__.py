"""Who may be nominated: the articles of the notice, asked one by one, live and at submission alike."""

from datetime import date

from selection.rules.eligibility.catalogue import RULES, rule_for
from selection.rules.eligibility.facts import Facts, PastHonour, facts_from
from selection.rules.eligibility.verdict import Problem, Rule, Verdict
from selection.rules.programme import Programme

__all__ = [
    "RULES",
    "Facts",
    "PastHonour",
    "Problem",
    "Rule",
    "Verdict",
    "facts_from",
    "problems",
    "rule_for",
    "verdicts",
]


def verdicts(programme: Programme, facts: Facts, *, today: date) -> list[Verdict]:
    """One verdict for each article that is asked of this channel, in the order of the notice."""
    asked = (each for each in programme.articles if not each.channels or facts.channel in each.channels)
    return [_verdict(rule_for(article), facts, today) for article in asked]


def problems(programme: Programme, facts: Facts, *, today: date) -> list[Problem]:
    """Every article that is not met.

    An article whose fields are still empty is left to completeness (``selection.rules.answers``): a definition is
    refused unless every field an article needs is required, so the two together let nothing unknown through.
    """
    return [problem for verdict in verdicts(programme, facts, today=today) for problem in verdict.problems]


def _verdict(rule: Rule, facts: Facts, today: date) -> Verdict:
    found = tuple(rule.problems(facts, today=today))
    if found:
        return Verdict(rule.article, rule.label, "unmet", found)
    is_unknown = any(getattr(facts, need) is None for need in rule.needs)
    return Verdict(rule.article, rule.label, "unknown" if is_unknown else "met", ())
