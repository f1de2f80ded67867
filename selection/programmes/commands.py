"""``flask programmes check``: what the definitions say, and every fault in them."""

from pathlib import Path

import click

from selection.programmes.queries import FOLDER, DefinitionFile, files
from selection.rules.eligibility import rule_for
from selection.rules.programme import Channel, Programme


@click.group("programmes")
def programmes() -> None:
    """评选项目的定义."""


@programmes.command("check")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=FOLDER)
def check(folder: Path) -> None:
    """逐个检查定义文件, 列出概况或全部错误."""
    found = files(folder)
    for each in found:
        click.echo("\n".join(report(each)))
    if any(each.faults for each in found):
        raise SystemExit(1)


def report(file: DefinitionFile) -> list[str]:
    """The lines printed for one file."""
    if file.programme is None:
        return [f"{file.name}：有 {len(file.faults)} 处需要修改", *[f"  {fault}" for fault in file.faults]]
    return [f"{file.name}：{file.programme.name}", *[f"  {line}" for line in summary(file.programme)]]


def summary(programme: Programme) -> list[str]:
    """Titles, stages, fields and rules of a sound definition."""
    sections = "、".join(f"{each.name} {len(each.fields)} 项" for each in programme.sections)
    lines = [
        f"对象：{programme.subject.label}（{programme.subject_word}），由{programme.organised_by.label}主办",
        f"称号：{'、'.join(f'{each.name} {each.places} 名' for each in programme.titles)}",
        f"渠道：{'、'.join(_way(each) for each in programme.channels)}；按名额的 {programme.recommend_percent}% 推荐",
        f"环节：{'、'.join(each.label for each in programme.phases)}",
        f"填报 {len(list(programme.fields()))} 项（{sections}），佐证材料 {len(programme.uploads())} 类",
        f"申报条件：{'、'.join(f'{each.article} {rule_for(each).label}' for each in programme.articles)}",
        f"构成要求 {len(programme.limits)} 条，要件 {len(programme.checks)} 项",
        f"征求意见部门 {len(programme.departments)} 个",
    ]
    if programme.criteria:
        lines.append(f"评分指标：{'、'.join(f'{each.name} {each.points} 分' for each in programme.criteria)}")
    if programme.contests:
        lines.append(f"竞赛授予 {len(programme.contests)} 项，不占名额")
    if programme.period:
        lines.append(f"{programme.period.name} {programme.period.years} 年，每年报告 {len(programme.period.report)} 项")
    if programme.shortlist:
        lines.append(f"优先推荐：近 {programme.shortlist.within_years} 年{'、'.join(programme.shortlist.honours)}")
    return lines


def _way(channel: Channel) -> str:
    """A channel, and what it skips."""
    spared = "、".join(each.label for each in channel.skips)
    return f"{channel.name}（免{spared}）" if spared else channel.name
