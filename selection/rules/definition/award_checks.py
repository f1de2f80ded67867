"""Checks on the award of a definition: titles, articles, composition."""

import dataclasses
import re
import typing
from collections.abc import Iterator, Mapping

from selection.rules.definition.findings import Finding, comparable, filled, keyed
from selection.rules.definition.lines import Path
from selection.rules.eligibility.catalogue import RULES
from selection.rules.eligibility.facts import FIELDS
from selection.rules.programme import Article, Field, Group, Limit, Programme
from selection.rules.values import Taxonomies

WORDS = {"unit", "union", "everyone", "either"}
SETTING_KINDS = {str: "文字", int: "整数", bool: "true 或 false", tuple[str, ...]: "一列文字"}


def award(programme: Programme) -> Iterator[Finding]:
    """Names, numbers and the plain lists."""
    yield from filled(programme, ("name", "short_name", "organiser", "basis"), ())
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,39}", programme.key):
        yield ("key",), "key 只能用小写字母、数字和连字符，以字母开头"
    if not re.fullmatch(r"[A-Z]{2,12}", programme.code):
        yield ("code",), "code 应为 2 至 12 个大写字母"
    if programme.years_between < 1:
        yield ("years_between",), "years_between 至少为 1"
    if not 100 <= programme.recommend_percent <= 300:
        yield ("recommend_percent",), "recommend_percent 应在 100 至 300 之间"
    for name in ("titles", "channels", "articles", "checks", "departments", "criteria"):
        if not getattr(programme, name) and name not in ("criteria", "departments"):
            yield (name,), f"{name} 至少要有一项"
        if name != "articles":
            yield from keyed(getattr(programme, name), (name,))
    yield from _titles(programme)


def _titles(programme: Programme) -> Iterator[Finding]:
    keys = [title.key for title in programme.titles]
    for place, title in enumerate(programme.titles):
        if title.places < 1:
            yield ("titles", place, "places"), "places 应大于 0"
        if title.falls_to is not None and title.falls_to not in keys[place + 1 :]:
            yield ("titles", place, "falls_to"), f"falls_to {title.falls_to} 应是排在后面的一个称号的 key"


def articles(programme: Programme, taxonomies: Taxonomies) -> Iterator[Finding]:
    """Each article names a rule, gives its settings, and finds the fields it reads in the form, required."""
    for place, article in enumerate(programme.articles):
        path: Path = ("articles", place)
        yield from filled(article, ("article",), path)
        if article.rule not in RULES:
            yield (*path, "rule"), f"没有 {article.rule} 这条规则，现有：{'、'.join(sorted(RULES))}"
            continue
        yield from _settings(article, path)
        for need in RULES[article.rule].needs:
            if need in FIELDS:
                yield from _needed(programme, FIELDS[need], article, path)
        for channel in article.channels:
            if programme.channel_named(channel) is None:
                yield (*path, "channels"), f"没有 {channel} 这个申报渠道"
        for channel in article.settings.get("channels", ()) if article.rule == "channel_allowed" else ():
            if programme.channel_named(channel) is None:
                yield (*path, "settings", "channels"), f"没有 {channel} 这个申报渠道"
        level = article.settings.get("level") if article.rule == "skill_level_at_least" else None
        if level is not None and str(level) not in taxonomies.get("skill_levels", {}):
            yield (*path, "settings", "level"), f"代码表 skill_levels 里没有 {level}"


def _settings(article: Article, path: Path) -> Iterator[Finding]:
    hints = typing.get_type_hints(RULES[article.rule])
    wanted = {each.name: hints[each.name] for each in dataclasses.fields(RULES[article.rule]) if each.name != "article"}
    optional = {
        each.name for each in dataclasses.fields(RULES[article.rule]) if each.default is not dataclasses.MISSING
    }
    for name in wanted.keys() - article.settings.keys() - optional:
        yield (*path, "settings"), f"规则 {article.rule} 缺少设置 {name}"
    for name, value in article.settings.items():
        if name not in wanted:
            yield (*path, "settings", name), f"规则 {article.rule} 没有 {name} 这个设置"
        elif type(value) is not (typing.get_origin(wanted[name]) or wanted[name]):
            yield (*path, "settings", name), f"{name} 应为{SETTING_KINDS[wanted[name]]}"


def _needed(programme: Programme, key: str, article: Article, path: Path) -> Iterator[Finding]:
    field = programme.field_named(key)
    if field is None:
        yield path, f"规则 {article.rule} 要用到表单的 {key}，表单里没有这一项"
    elif not field.required or field.shown_when:
        yield path, f"规则 {article.rule} 要用到 {key}，这一项应一直显示且必填"


def composition(programme: Programme, taxonomies: Taxonomies) -> Iterator[Finding]:
    """Groups read from fields that exist; limits on groups that exist."""
    yield from keyed(programme.groups, ("groups",))
    for place, group in enumerate(programme.groups):
        path: Path = ("groups", place)
        field = programme.field_named(group.field)
        if group.each:
            yield from _family(group, field, path, taxonomies)
        elif group.younger_than is None:
            yield from comparable(field, group.field, group.one_of, path, taxonomies)
        elif field is None or field.kind not in ("date", "month"):
            yield (*path, "field"), f"younger_than 要用日期或年月项，{group.field} 不是"
        elif group.one_of:
            yield path, "one_of 与 younger_than 只能写一个"
    families = {group.key: group.each for group in programme.groups}
    for place, limit in enumerate(programme.limits):
        yield from _limit(limit, families, ("limits", place))


def _family(group: Group, field: Field | None, path: Path, taxonomies: Taxonomies) -> Iterator[Finding]:
    if group.younger_than is not None:
        yield path, "each 与 younger_than 只能写一个"
    elif field is None or field.kind not in ("choice", "choices"):
        yield (*path, "field"), f"each 要用单选或多选项，{group.field} 不是"
    elif group.one_of:
        yield from comparable(field, group.field, group.one_of, path, taxonomies)


def _limit(limit: Limit, families: Mapping[str, bool], path: Path) -> Iterator[Finding]:
    yield from filled(limit, ("article",), path)
    if limit.group not in families.keys() | WORDS:
        yield (*path, "group"), f"没有 {limit.group} 这一类人员"
    if limit.scope not in ("union", "award"):
        yield (*path, "scope"), "scope 应为 union 或 award"
    if limit.operator not in (">=", "<="):
        yield (*path, "operator"), 'operator 应为 ">=" 或 "<="'
    if limit.of not in ("places", "list"):
        yield (*path, "of"), "of 应为 places（名额）或 list（名单）"
    if limit.per not in ("", "unit", "union"):
        yield (*path, "per"), "per 应为 unit 或 union，或者不写"
    if (limit.group == "either") != bool(limit.either):
        yield path, 'group 为 "either" 时要写 either，其他时候不写'
    elif limit.either:
        yield from _either(limit, families, path)
    else:
        yield from _bound(limit, path)


def _bound(limit: Limit, path: Path) -> Iterator[Finding]:
    if (limit.percent is None) == (limit.count is None):
        yield path, "percent 与 count 应写且只写一个"
    if limit.percent is not None and limit.percent > 100:
        yield (*path, "percent"), "percent 应在 0 至 100 之间"
    if limit.of == "list" and limit.percent is None:
        yield (*path, "of"), "按名单人数计算的，应写 percent"
    if limit.group == "unit" and (limit.count is None or limit.operator != "<="):
        yield path, '同一单位的限制应写 count，operator 为 "<="'
    elif (limit.per or limit.group == "union") and (limit.count is None or limit.operator != "<="):
        yield path, '逐个单位或工会计算的，应写 count，operator 为 "<="'
    if limit.per in ("unit", "union") and limit.group in ("unit", "union"):
        yield (*path, "per"), f"group 已是 {limit.group}，不再写 per"


def _either(limit: Limit, families: Mapping[str, bool], path: Path) -> Iterator[Finding]:
    named = [branch.group for branch in limit.either]
    if len(named) < 2 or len(set(named)) < len(named):
        yield (*path, "either"), "either 应写两类以上，各类不重复"
    for place, group in enumerate(named):
        if families.get(group, True):
            yield (*path, "either", place, "group"), f"没有 {group} 这一类人员，或它是分项统计的"
    if limit.percent is not None or limit.count is not None or limit.operator != "<=":
        yield path, 'either 的限制 operator 为 "<="，不写 percent 和 count'
