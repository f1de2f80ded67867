"""The figures the city publishes of those it honoured: ages, shares, schooling, levels, trades seen for the first time.

Which figures: the union's reports of 2020 and 2023 (平均、最小、最大年龄，平均工龄，女职工，一线占比，专业技术人员，
三大产业，学历，技能等级，职称，专利，双师型，首次出现的工种). Whatever a dossier does not say is left out.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

TENTH = Decimal("0.1")


class Profiled(Protocol):
    """What is known of one winner: the columns of ``HonourProfile`` and the occupation of the honour."""

    age: int | None
    work_years: int | None
    is_female: bool | None
    is_frontline: bool | None
    is_migrant: bool | None
    is_non_public: bool | None
    in_key_industry: bool | None
    person_type: str
    education: str
    skill_level: str
    professional_title: str
    patents: int | None
    occupation: str


@dataclass(frozen=True)
class Share:
    """So many of those of whom it is known. ``percent`` has one decimal; none where nothing is known."""

    label: str
    number: int
    known: int

    @property
    def percent(self) -> Decimal | None:
        return _tenth(Decimal(100 * self.number) / self.known) if self.known else None


@dataclass(frozen=True)
class Spread:
    """Mean (one decimal), least and greatest of a number of years; empty where nothing is known."""

    label: str
    mean: Decimal | None
    least: int | None
    greatest: int | None
    known: int


@dataclass(frozen=True)
class Census:
    """All figures of one title in one cycle, or of several together."""

    people: int
    profiled: int
    spreads: Sequence[Spread]
    shares: Sequence[Share]
    schooling: Sequence[Share]
    levels: Sequence[Share]
    posts: Sequence[Share]
    types: Sequence[Share]
    patents: int
    first_trades: Sequence[str]


SCHOOLING = ("博士", "硕士", "研究生班", "大学本科", "大学专科", "中专、高中及以下")
LEVELS = ("首席技师", "特级技师", "高级技师", "技师", "高级工", "中级工", "初级工", "学徒工")
POSTS = ("正高级", "副高级", "中级", "助理级", "员级")
SHARES: Sequence[tuple[str, Callable[[Profiled], bool | None]]] = (
    ("女职工", lambda each: each.is_female),
    ("一线职工", lambda each: each.is_frontline),
    ("农民工", lambda each: each.is_migrant),
    ("非公有制企业职工", lambda each: each.is_non_public),
    ("重点产业职工", lambda each: each.in_key_industry),
    ("35 岁以下", lambda each: None if each.age is None else each.age < 35),
    ("有专利", lambda each: None if each.patents is None else each.patents > 0),
    ("双师型（技能等级、职称兼有）", lambda each: bool(each.skill_level and each.professional_title)),
)


def census(people: Sequence[Profiled], *, number: int, earlier_trades: Collection[str]) -> Census:
    """The figures of these winners. ``number``: how many were honoured, with those without a profile.

    ``earlier_trades``: occupations that earlier winners of these titles had.
    """
    return Census(
        people=number,
        profiled=len(people),
        spreads=(
            _spread("年龄", [each.age for each in people]),
            _spread("工龄", [each.work_years for each in people]),
        ),
        shares=tuple(_share(label, [asks(each) for each in people]) for label, asks in SHARES),
        schooling=_parts(SCHOOLING, [each.education for each in people]),
        levels=_parts(LEVELS, [each.skill_level for each in people]),
        posts=_parts(POSTS, [each.professional_title for each in people]),
        types=_parts((), [each.person_type for each in people]),
        patents=sum(each.patents or 0 for each in people),
        first_trades=sorted({each.occupation for each in people if each.occupation} - set(earlier_trades)),
    )


def _spread(label: str, numbers: Iterable[int | None]) -> Spread:
    known = [each for each in numbers if each is not None]
    if not known:
        return Spread(label, None, None, None, 0)
    return Spread(label, _tenth(Decimal(sum(known)) / len(known)), min(known), max(known), len(known))


def _share(label: str, answers: Iterable[bool | None]) -> Share:
    known = [each for each in answers if each is not None]
    return Share(label, sum(known), len(known))


def _parts(order: Sequence[str], values: Iterable[str]) -> tuple[Share, ...]:
    """One share for each value that occurs, in the given order, then by number; those who say nothing are left out."""
    counted = Counter(each for each in values if each)
    known = sum(counted.values())
    rest = sorted((each for each in counted if each not in order), key=lambda each: (-counted[each], each))
    return tuple(Share(each, counted[each], known) for each in (*order, *rest) if each in counted)


def _tenth(number: Decimal) -> Decimal:
    return number.quantize(TENTH, ROUND_HALF_UP)


def rows(of: Census) -> list[tuple[str, str, Any, Any]]:
    """Every figure as (part, label, number, per cent), for a workbook."""
    told: list[tuple[str, str, Any, Any]] = [
        ("人数", "授予", of.people, None),
        ("人数", "有申报材料", of.profiled, None),
    ]
    for each in of.spreads:
        told += [
            (each.label, f"平均{each.label}", each.mean, None),
            (each.label, f"最小{each.label}", each.least, None),
            (each.label, f"最大{each.label}", each.greatest, None),
        ]
    for part, shares in (
        ("构成", of.shares),
        ("人员类别", of.types),
        ("学历", of.schooling),
        ("技能等级", of.levels),
        ("职称", of.posts),
    ):
        told += [(part, each.label, each.number, each.percent) for each in shares]
    told.append(("专利", "专利件数", of.patents, None))
    told += [("首次出现的职业（工种）", each, None, None) for each in of.first_trades]
    return told
