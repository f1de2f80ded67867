"""The words of a publicity notice (公示). Written once, from the frozen programme and the settings of the office."""

from collections.abc import Mapping, Sequence
from datetime import date

from selection.rules.programme import Title
from selection.rules.strokes import Order

PEOPLE = "人选"
STEPS_OF_PEOPLE = "单位推荐、区局（产业）工会审核上报、资格审查、专家评审、评审委员会审定"
CONTACTS = "\n\n反映方式\n"
CONTACT_LABELS = (
    ("office_phone", "电话"),
    ("office_hours", "受理时间"),
    ("office_mail", "电子邮箱"),
    ("office_address", "来信地址"),
    ("supervision_phone", "纪检监督电话"),
)


def title_of(
    titles: Sequence[Title], *, batch_year: int, is_first: bool, is_corrected: bool = False, subject: str = PEOPLE
) -> str:
    """关于2026年上海市杰出技术能手、上海市技术能手拟表彰人选的公示; later versions name those who moved up.

    ``subject``: what the award calls those put forward (人选, 成果, 工作室).
    """
    names = "、".join(title.name for title in titles)
    kind = f"拟表彰{subject}" if is_first or is_corrected else f"递补拟表彰{subject}"
    return f"关于{batch_year}年{names}{kind}的公示{'（更正）' if is_corrected else ''}"


def body_of(
    *,
    is_first: bool,
    days: int,
    starts_on: date,
    ends_on: date,
    contacts: Mapping[str, str],
    corrects: str = "",
    subject: str = PEOPLE,
    steps: str = STEPS_OF_PEOPLE,
) -> str:
    """The prose and, after ``CONTACTS``, one line for each way to object (标签：值). Empty settings are left out.

    ``corrects``: the title of the notice it replaces, if it does. ``steps``: what has gone before, as decisions say.
    """
    if corrects:
        why = f"原《{corrects}》的内容有更正，现重新公示，公示期重新计算，原公示同时撤下。"
    elif is_first:
        why = f"根据评选工作安排，经{steps}，现将拟表彰{subject}予以公示，接受社会监督。"
    else:
        moved_up = f"经评委会确定的递补顺序递补，现将递补的拟表彰{subject}予以公示"
        why = f"因原拟表彰{subject}中有退出的，{moved_up}，接受社会监督。"
    return _body(why, subject, days=days, starts_on=starts_on, ends_on=ends_on, contacts=contacts)


def local_title(place: str, *, programme: str, batch_year: int, is_union: bool, subject: str = PEOPLE) -> str:
    """东浦区总工会关于2026年上海市技术能手拟推荐人选的公示; of a unit, those it puts forward."""
    kind = f"拟推荐{subject}" if is_union else f"拟申报{subject}"
    return f"{place}关于{batch_year}年{programme}{kind}的公示"[:100]


def local_body(
    *,
    is_union: bool,
    days: int,
    starts_on: date,
    ends_on: date,
    contacts: Mapping[str, str],
    subject: str = PEOPLE,
) -> str:
    """The same for a union or a unit. Objections go to the house that runs the cycle, never to those concerned."""
    why = (
        f"经单位申报和本会审核，现将拟推荐{subject}予以公示，接受监督。"
        if is_union
        else f"经职工（代表）大会通过，现将拟申报{subject}予以公示，接受全体职工监督。"
    )
    return _body(why, subject, days=days, starts_on=starts_on, ends_on=ends_on, contacts=contacts)


def _body(why: str, subject: str, *, days: int, starts_on: date, ends_on: date, contacts: Mapping[str, str]) -> str:
    from_day = f"{starts_on.year}年{starts_on.month}月{starts_on.day}日"
    until = f"{ends_on.month}月{ends_on.day}日"
    if ends_on.year != starts_on.year:
        until = f"{ends_on.year}年{until}"
    prose = (
        f"{why}公示期自{from_day}起至{until}止，共 {days} 个工作日。同一称号的{subject}{Order.BY_SURNAME.value}。\n\n"
        f"公示期内，任何单位和个人对{subject}有异议的，可以通过下列方式实名反映，并写明事实和依据。"
        "以单位名义反映的，须加盖公章。我们为反映人保密。"
    )
    lines = [f"{label}：{contacts[key]}" for key, label in CONTACT_LABELS if contacts.get(key)]
    return prose + CONTACTS + "\n".join(lines)


def parts_of(body: str) -> tuple[list[str], list[tuple[str, str]]]:
    """A stored body taken apart again: paragraphs, and pairs of label and value."""
    prose, _, lines = body.partition(CONTACTS)
    pairs = [line.partition("：")[::2] for line in lines.splitlines()]
    return prose.split("\n\n"), [(label, value) for label, value in pairs]
