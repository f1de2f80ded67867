"""Checks on the way of a nomination: its phases and times, who runs it, by which channels it comes, what follows."""

from collections.abc import Iterator

from models.vocabulary import Level, Phase, Role
from selection.rules.definition.findings import Finding, filled, keyed
from selection.rules.definition.form_checks import field_problems
from selection.rules.definition.lines import Path
from selection.rules.programme import Channel, Contest, Period, Programme
from selection.rules.values import Taxonomies

FEWEST_PUBLICITY_DAYS = 5
LONGEST_PERIOD = 10
NEEDED = (Phase.FILL, Phase.UNIT, Phase.CHECK, Phase.COMMITTEE, Phase.PUBLICITY)
"""Without one of these a nomination would stand still, or a place would be lost."""

ENDINGS = (Phase.REPORT, Phase.DECISION)
SPARED = (Phase.INTERVIEW, Phase.REVIEW)
"""Phases a channel may skip."""

OPENERS = (Role.UNIT_OFFICER, Role.NOMINEE)


def timetable(programme: Programme) -> Iterator[Finding]:
    """Phases in their order, each ending after the one before; publicity long enough."""
    order = list(Phase)
    places = [order.index(phase) for phase in programme.phases]
    if places != sorted(set(places)):
        yield ("phases",), f"各环节应按先后排列且不重复：{'、'.join(str(phase) for phase in order)}"
    for phase in NEEDED:
        if phase not in programme.phases:
            yield ("phases",), f"缺少 {phase}（{phase.label}）"
    endings = [phase for phase in ENDINGS if phase in programme.phases]
    if len(endings) != 1:
        words = "、".join(f"{phase}（{phase.label}）" for phase in ENDINGS)
        yield ("phases",), f"应有且只有其中一个：{words}"
    if Phase.CERTIFICATE in programme.phases and Phase.DECISION not in programme.phases:
        yield ("phases",), "推荐上报的评选由上级发证，不设 certificate（颁发证书）"
    yield from _ends(programme)
    for name in ("unit_publicity_days", "city_publicity_days"):
        if getattr(programme, name) < FEWEST_PUBLICITY_DAYS:
            yield (name,), f"公示不少于 {FEWEST_PUBLICITY_DAYS} 个工作日"


def _ends(programme: Programme) -> Iterator[Finding]:
    for phase in dict.fromkeys((*programme.phases, *programme.days)):
        if phase not in programme.days:
            yield ("days",), f"days 缺少 {phase}（{phase.label}）"
        elif phase not in programme.phases:
            yield ("days", str(phase)), f"phases 里没有 {phase}"
    before, earlier = "开启", 0
    for phase in programme.phases:
        later = programme.days.get(phase, earlier + 1)
        if later <= earlier:
            yield ("days", str(phase)), f"{phase.label}结束（第 {later} 天）应晚于{before}（第 {earlier} 天）"
        before, earlier = phase.label, later


def way(programme: Programme) -> Iterator[Finding]:
    """Organiser and channels."""
    if programme.organised_by is Level.UNIT:
        yield ("organised_by",), "organised_by 应为 city 或 union"
    if programme.organised_by is Level.UNION and Phase.UNION in programme.phases:
        yield ("phases",), "工会自己主办的评选由单位直接申报，不设 union（推荐）"
    for place, channel in enumerate(programme.channels):
        yield from _channel(channel, programme, ("channels", place))
    if Phase.UNION not in programme.phases:
        for place, limit in enumerate(programme.limits):
            if limit.scope == "union":
                yield ("limits", place, "scope"), "没有 union（推荐）环节，不能限制工会的名单"


def beside(programme: Programme, taxonomies: Taxonomies) -> Iterator[Finding]:
    """What comes beside and after the award."""
    for place, contest in enumerate(programme.contests):
        yield from _contest(contest, programme, taxonomies, ("contests", place))
    if programme.period:
        yield from _period(programme.period, taxonomies)
    if programme.shortlist:
        yield from filled(programme.shortlist, ("article",), ("shortlist",))
        if not programme.shortlist.honours:
            yield ("shortlist", "honours"), "honours 至少写一项荣誉"
        if programme.shortlist.within_years < 1:
            yield ("shortlist", "within_years"), "within_years 至少为 1"


def _channel(channel: Channel, programme: Programme, path: Path) -> Iterator[Finding]:
    if channel.opened_by not in OPENERS:
        yield (*path, "opened_by"), f"opened_by 应为其中之一：{'、'.join(str(role) for role in OPENERS)}"
    if channel.uses_place and Phase.UNION not in programme.phases:
        yield (*path, "uses_place"), "没有 union（推荐）环节，不占用工会名额"
    for place, phase in enumerate(channel.skips):
        if phase not in SPARED or phase not in programme.phases:
            listed = "、".join(str(each) for each in SPARED if each in programme.phases) or "没有"
            yield (*path, "skips", place), f"不能跳过 {phase}，可以跳过的环节：{listed}"


def _contest(contest: Contest, programme: Programme, taxonomies: Taxonomies, path: Path) -> Iterator[Finding]:
    yield from filled(contest, ("article",), path)
    if programme.title_named(contest.title) is None:
        yield (*path, "title"), f"没有 {contest.title} 这个称号"
    if Phase.DECISION not in programme.phases:
        yield path, "推荐上报的评选没有竞赛授予"
    if contest.placing < 1 or not contest.levels:
        yield path, "levels 至少写一个级别，placing 至少为 1"
    for place, level in enumerate(contest.levels):
        if level not in taxonomies.get("contest_levels", {}):
            yield (*path, "levels", place), f"代码表 contest_levels 里没有 {level}"


def _period(period: Period, taxonomies: Taxonomies) -> Iterator[Finding]:
    yield from filled(period, ("name",), ("period",))
    if not 1 <= period.years <= LONGEST_PERIOD:
        yield ("period", "years"), f"years 应在 1 至 {LONGEST_PERIOD} 之间"
    if not period.report:
        yield ("period", "report"), "report 至少要有一项"
    yield from keyed(period.report, ("period", "report"))
    for place, field in enumerate(period.report):
        here: Path = ("period", "report", place)
        if field.kind in ("file", "table") or field.private or field.shown_when or field.required_when:
            yield here, "年度报告的填报项不能是文件或表格，不能加密，也不带条件"
        else:
            yield from field_problems(field, here, taxonomies)
