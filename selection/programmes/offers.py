"""What may be chosen where a definition names something of itself, a list, or a rule: value to label."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from models.vocabulary import Level, Role, Term
from selection.programmes import queries
from selection.rules.definition.findings import values_of
from selection.rules.definition.lines import Path
from selection.rules.definition.schema import at, tables
from selection.rules.definition.words import CHOICES, kinds, rule_name
from selection.rules.eligibility.catalogue import RULES
from selection.rules.programme import Field
from selection.rules.values import Taxonomies

TAXONOMIES: Mapping[str, str] = {
    "contest_levels": "竞赛级别",
    "degrees": "学位",
    "districts": "区",
    "education": "学历",
    "ethnic_groups": "民族",
    "industries": "行业",
    "occupations": "职业（职业分类大典）",
    "political_status": "政治面貌",
    "professional_titles": "职称级别",
    "shanghai_industry_system": "上海产业体系（3+6）",
    "skill_levels": "职业技能等级",
}
LIMITED_GROUPS: Mapping[str, str] = {
    "unit": "同一单位的人",
    "union": "同一工会的人",
    "everyone": "所有人",
    "either": "只能选用一类",
}

Offer = Mapping[str, str]
COMPARED = ("choice", "choices", "flag")
DATED = ("date", "month")
NARROWER: Mapping[str, tuple[Term, ...]] = {
    "opened_by": (Role.UNIT_OFFICER, Role.NOMINEE),
    "organised_by": (Level.CITY, Level.UNION),
}
"""Words of which an award can use only these."""


def offer(kind: str, name: str, tree: Mapping[str, Any], path: Path, taxonomies: Taxonomies) -> Offer | None:
    """The choices for one attribute of the dataclass ``kind`` at ``path``; None where anything may be written."""
    if (kind, name) == ("Field", "kind"):
        return kinds(in_table="columns" in path)
    if (kind, name) == ("Field", "taxonomy"):
        return {each: TAXONOMIES.get(each, each) for each in taxonomies}
    if (kind, name) == ("Contest", "levels"):
        return taxonomies.get("contest_levels")
    if name == "one_of":
        return answers_to(at(tree, (*path, "field")), tree, taxonomies)
    found = OF_THE_AWARD.get((kind, name))
    return found(tree) if found else CHOICES.get((kind, name))


def setting(name: str, tree: Mapping[str, Any], taxonomies: Taxonomies) -> Offer | None:
    """The choices for a setting of a rule of eligibility."""
    match name:
        case "channels":
            return named(tables(tree, "channels"))
        case "level":
            return taxonomies.get("skill_levels")
        case "levels":
            return taxonomies.get("contest_levels")
        case "kinds" | "allowed":
            return answers_to("person_type" if name == "kinds" else "household", tree, taxonomies)
        case "programmes":
            return {each.key: each.name for each in queries.available()}
    return None


def fields(tree: Mapping[str, Any], wanted: Sequence[str]) -> Offer:
    """The fields of the form of these kinds, by key."""
    listed = [each for section in tables(tree, "sections") for each in tables(section, "fields")]
    return {
        str(each["key"]): str(each.get("label") or each["key"])
        for each in listed
        if str(each.get("kind")) in wanted and each.get("key")
    }


def answers_to(key: Any, tree: Mapping[str, Any], taxonomies: Taxonomies) -> Offer | None:
    """What a field of the form can be answered with, where that is chosen from a list."""
    listed = [each for section in tables(tree, "sections") for each in tables(section, "fields")]
    asked = next((each for each in listed if key and each.get("key") == key), None)
    if asked is None:
        return None
    if asked.get("kind") == "flag":
        return {"true": "是", "false": "否"}
    options = [
        tuple(map(str, each)) for each in asked.get("options") or () if isinstance(each, list) and len(each) == 2
    ]
    taxonomy = str(asked.get("taxonomy") or "")
    shown = Field(str(key), "", str(asked.get("kind")), taxonomy=taxonomy, options=tuple((a, b) for a, b in options))
    values = values_of(shown, taxonomies)
    labels = {**taxonomies.get(taxonomy, {}), **dict(shown.options)}
    return {value: labels[value] for value in labels if value in values} or None


def named(items: Iterable[Mapping[str, Any]]) -> Offer:
    """Items by their key."""
    return {str(each["key"]): str(each.get("name") or each["key"]) for each in items if each.get("key")}


OF_THE_AWARD: Mapping[tuple[str, str], Callable[[Mapping[str, Any]], Offer]] = {
    ("Article", "rule"): lambda _tree: {rule: rule_name(rule) for rule in RULES},
    ("Article", "channels"): lambda tree: named(tables(tree, "channels")),
    ("Branch", "group"): lambda tree: named(tables(tree, "groups")),
    ("Condition", "field"): lambda tree: fields(tree, COMPARED),
    ("Contest", "title"): lambda tree: named(tables(tree, "titles")),
    ("Group", "field"): lambda tree: fields(tree, COMPARED + DATED),
    ("Limit", "group"): lambda tree: {**named(tables(tree, "groups")), **LIMITED_GROUPS},
    ("Scoring", "ties"): lambda tree: named(tables(tree, "criteria")),
    ("Title", "falls_to"): lambda tree: named(tables(tree, "titles")),
}
"""What names another part of the same definition, or a rule."""
