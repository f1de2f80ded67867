"""表彰决定: when it may be made, and how it is worded: 缘由, 程序依据, 决定, 希望, 附件."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.vocabulary import Phase, SubjectKind

COUNTED = {
    SubjectKind.PERSON: "名同志",
    SubjectKind.PROJECT: "项",
    SubjectKind.STUDIO: "个",
    SubjectKind.COLLECTIVE: "个",
}
STEPS = {
    Phase.UNIT: "单位推荐",
    Phase.UNION: "区局（产业）工会审核上报",
    Phase.CHECK: "资格审查",
    Phase.INTERVIEW: "面试",
    Phase.REVIEW: "专家评审",
    Phase.COMMITTEE: "评审委员会审定",
}
"""What a decision says has gone before, where the award has this phase."""


@dataclass(frozen=True)
class Named:
    """The holders of one title: its name, the first on the list, how many they are, and what they are."""

    title: str
    first: str
    number: int
    subject: SubjectKind = SubjectKind.PERSON
    word: str = ""  # 成果, 工作室 ..., of what is no person


@dataclass(frozen=True)
class Obstacle:
    """Why the decision cannot be made now, and what would help."""

    why: str
    cure: str


def obstacles(
    *,
    is_decided: bool,
    ends_on: date | None,
    publicised: int,
    unpublicised: Sequence[str],
    untitled: Sequence[str],
    today: date,
) -> list[Obstacle]:
    """Everything that stands against the decision; empty when it may be made.

    ``ends_on``: last working day of the notice that stands; ``unpublicised``: names chosen but on no notice;
    ``untitled``: names without a resolution on their title.
    """
    if is_decided:
        return [Obstacle("本届的表彰决定已经作出", "一届评选只作一次决定，请在决定页查看。")]
    found = []
    if ends_on is None:
        found.append(Obstacle("拟表彰名单还没有公示", "请先发布社会公示。"))
    elif today <= ends_on:
        found.append(Obstacle(f"公示到 {_day(ends_on)} 才结束", "公示的最后一个工作日过后再作决定。"))
    elif not publicised:
        found.append(Obstacle("没有经过公示的人选", "请核对公示名单。"))
    if unpublicised:
        cure = "请重新发布公示，或者办理退出。"
        found.append(Obstacle(f"有 {len(unpublicised)} 人拟表彰而没有公示：{'、'.join(unpublicised)}", cure))
    if untitled:
        found.append(Obstacle(f"有 {len(untitled)} 人没有评议的称号：{'、'.join(untitled)}", "请核对评审会的结论。"))
    return found


def dating(decided_on: date, *, ends_on: date | None, today: date) -> list[Obstacle]:
    """What is wrong with the date of the decision: after the notice, not after today."""
    if decided_on > today:
        return [Obstacle(f"决定日期 {_day(decided_on)} 还没有到", f"请填不晚于 {_day(today)} 的日期。")]
    if ends_on is not None and decided_on <= ends_on:
        why = f"决定日期 {_day(decided_on)} 早于公示结束"
        return [Obstacle(why, f"公示到 {_day(ends_on)} 为止，请填这一天以后的日期。")]
    return []


def steps_of(phases: Sequence[Phase]) -> str:
    """单位推荐、资格审查、评审委员会审定: what has gone before in an award with these phases."""
    return "、".join(word for phase, word in STEPS.items() if phase in phases)


def heading(organiser: str, year: int, titles: Sequence[str]) -> str:
    """The title of the document."""
    return f"{organiser}关于授予{year}年{'、'.join(titles)}荣誉称号的决定"


def body(
    organiser: str,
    basis: str,
    year: int,
    named: Sequence[Named],
    publicity: tuple[date, date],
    *,
    phases: Sequence[Phase],
) -> list[str]:
    """The paragraphs of the document, without number, signature and list. ``publicity``: its first and last day."""
    began, ended = publicity
    people = all(each.subject is SubjectKind.PERSON for each in named)
    them, theirs = ("同志", "受表彰同志的事迹") if people else ("集体和个人", "受表彰集体和个人的经验")
    given = "，".join(_given(each) for each in named)
    lists = "；".join(f"{place}. {year}年{each.title}名单" for place, each in enumerate(named, start=1))
    reason = (
        "为大力弘扬劳模精神、劳动精神、工匠精神，表彰立足本职岗位、技艺精湛、贡献突出的职工，"
        f"根据{basis}，开展了{year}年评选。"
    )
    decided = (
        f"经{steps_of(phases)}，并于{_day(began)}起至{_day(ended)}止向社会公示，{organiser}决定：{given}（名单附后）。"
    )
    for_them = (
        f"希望受到表彰的{them}珍惜荣誉、再接再厉，以获得的荣誉为新起点，保持谦虚谨慎、戒骄戒躁的作风，"
        "在本职岗位上发挥示范引领作用，带动更多职工走技能成才、技能报国之路。"
    )
    for_all = (
        f"希望各级工会广泛宣传{theirs}，关心他们的工作和成长；"
        f"希望广大职工向受到表彰的{them}学习，立足岗位、钻研技术，为上海高质量发展建功立业。"
    )
    return [reason, decided, for_them, for_all, f"附件：{lists}"]


def _given(named: Named) -> str:
    word = named.word if named.subject is not SubjectKind.PERSON else ""
    alone = f"{named.first}同志" if named.subject is SubjectKind.PERSON else f"“{named.first}”"
    who = alone if named.number == 1 else f"{named.first}等 {named.number} {COUNTED[named.subject]}{word}"
    return f"授予{who}“{named.title}”荣誉称号"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
