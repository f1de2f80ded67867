"""The words of a publicity notice (公示). Written once, from the frozen programme and the settings of the office."""

from collections.abc import Mapping, Sequence
from datetime import date

from selection.rules.programme import Title
from selection.rules.strokes import Order

CONTACTS = "\n\n反映方式\n"
CONTACT_LABELS = (
    ("office_phone", "电话"),
    ("office_hours", "受理时间"),
    ("office_mail", "电子邮箱"),
    ("office_address", "来信地址"),
    ("supervision_phone", "纪检监督电话"),
)


def title_of(titles: Sequence[Title], *, batch_year: int, version: int) -> str:
    """关于2026年上海市杰出技术能手、上海市技术能手拟表彰人选的公示; later versions name those who moved up."""
    names = "、".join(title.name for title in titles)
    kind = "拟表彰人选" if version == 1 else "递补拟表彰人选"
    return f"关于{batch_year}年{names}{kind}的公示"


def body_of(*, version: int, days: int, starts_on: date, ends_on: date, contacts: Mapping[str, str]) -> str:
    """The prose and, after ``CONTACTS``, one line for each way to object (标签：值). Empty settings are left out."""
    from_day = f"{starts_on.year}年{starts_on.month}月{starts_on.day}日"
    until = f"{ends_on.month}月{ends_on.day}日"
    if ends_on.year != starts_on.year:
        until = f"{ends_on.year}年{until}"
    why = (
        "根据评选工作安排，经单位申报、区局（产业）工会推荐、资格审查、专家评审和评委会票决，现将拟表彰人选予以公示，接受社会监督。"
        if version == 1
        else "因原拟表彰人选中有人退出，经评委会确定的递补顺序递补，现将递补的拟表彰人选予以公示，接受社会监督。"
    )
    prose = (
        f"{why}公示期自{from_day}起至{until}止，共 {days} 个工作日。同一称号的人选{Order.BY_SURNAME.value}。\n\n"
        "公示期内，任何单位和个人对人选有异议的，可以通过下列方式实名反映，并写明事实和依据。"
        "以单位名义反映的，须加盖公章。我们为反映人保密。"
    )
    lines = [f"{label}：{contacts[key]}" for key, label in CONTACT_LABELS if contacts.get(key)]
    return prose + CONTACTS + "\n".join(lines)


def parts_of(body: str) -> tuple[list[str], list[tuple[str, str]]]:
    """A stored body taken apart again: paragraphs, and pairs of label and value."""
    prose, _, lines = body.partition(CONTACTS)
    pairs = [line.partition("：")[::2] for line in lines.splitlines()]
    return prose.split("\n\n"), [(label, value) for label, value in pairs]
