"""Who an imported row is about: points for what agrees, and a verdict that asks a human when it is not sure.

The points are our own; no official text gives any. They are chosen so that a name alone never decides: the same name
at the same unit is certain when nothing contradicts it and nobody else comes near, the same name elsewhere is asked
about when anything else agrees, and a name that differs by one character at the same unit is asked about as well.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from models.vocabulary import Match

CERTAIN, ASKED, NEAR = 80, 45, 25
"""From ``CERTAIN`` points on, and ``NEAR`` ahead of the next, it is the same person; from ``ASKED`` a human decides."""

NAME, NEARLY_NAMED = 40, 20
SAME_UNIT, LIKE_UNIT, NO_UNIT = 42, 25, 6
SAME_TRADE, LIKE_TRADE = 12, 6
SAME_HONOUR = 15
OTHER_SEX, TOO_FAR = -40, -20
FARTHEST = 45
"""Years between two honours of one working life, at most."""

ALIKE = 0.6


@dataclass(frozen=True)
class Wanted:
    """One row: ``unit`` and ``trade`` as ``plain`` makes them; ``id_key`` is a blind index or empty."""

    name: str
    id_key: str = ""
    unit: str = ""
    trade: str = ""
    sex: str = ""
    title: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Known:
    """One person of the register, with everything known from all honours and merged files."""

    person_id: int
    name: str
    id_keys: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    trades: frozenset[str] = frozenset()
    sex: str = ""
    honours: frozenset[tuple[str, int | None]] = frozenset()


@dataclass(frozen=True)
class Scored:
    """How well one person fits: points from 0 to 100, and why."""

    person_id: int
    points: int
    why: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """The verdict on one row. ``candidates``: who may be meant, best first; ``note``: what a reader should know."""

    match: Match
    candidates: tuple[Scored, ...] = ()
    note: str = ""


@dataclass
class Index:
    """Persons so arranged that a row is compared with a handful of them."""

    known: dict[int, Known] = field(default_factory=dict)
    by_key: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_unit: dict[tuple[str, str, int], list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, each: Known) -> None:
        """Make a person findable by number, by name, and by unit with surname and length of the name."""
        self.known[each.person_id] = each
        for key in each.id_keys:
            self.by_key[key] = each.person_id
        self.by_name[each.name].append(each.person_id)
        for unit in each.units:
            self.by_unit[unit, each.name[:1], len(each.name)].append(each.person_id)

    def near(self, row: Wanted) -> Iterable[Known]:
        """Everybody worth comparing with this row."""
        ids = dict.fromkeys(self.by_name.get(row.name, ()))
        if row.unit:
            others = self.by_unit.get((row.unit, row.name[:1], len(row.name)), ())
            ids.update(dict.fromkeys(each for each in others if differ_by_one(self.known[each].name, row.name)))
        return [self.known[each] for each in ids]


def index(people: Iterable[Known]) -> Index:
    """An index of these people."""
    made = Index()
    for each in people:
        made.add(each)
    return made


def find(row: Wanted, people: Index) -> Finding:
    """The verdict on one row: same person, new, or for a human to say."""
    if row.id_key and row.id_key in people.by_key:
        return _by_number(row, people.known[people.by_key[row.id_key]])
    scored = sorted((score(row, each) for each in people.near(row)), key=lambda each: (-each.points, each.person_id))
    likely = tuple(each for each in scored if each.points >= ASKED)
    if not likely:
        return Finding(Match.NEW, note=_namesakes(scored))
    best, next_best = likely[0], likely[1].points if len(likely) > 1 else 0
    if best.points >= CERTAIN and best.points - next_best >= NEAR:
        return Finding(Match.CERTAIN, likely)
    return Finding(Match.UNSURE, likely)


def _by_number(row: Wanted, known: Known) -> Finding:
    if known.name == row.name:
        return Finding(Match.CERTAIN, (Scored(known.person_id, 100, ("身份证号相同", "姓名相同")),))
    told = Scored(known.person_id, 70, ("身份证号相同", "姓名不同"))
    return Finding(Match.UNSURE, (told,), "身份证号与册上一人相同，姓名却不同")


def _namesakes(scored: Sequence[Scored]) -> str:
    number = sum("姓名相同" in each.why for each in scored)
    return f"册上另有 {number} 名同名的人，单位、职业都对不上，按新人登记" if number else ""


def score(row: Wanted, known: Known) -> Scored:
    """Points for one person. Two different ID numbers are two persons: no points at all."""
    if row.id_key and known.id_keys and row.id_key not in known.id_keys:
        return Scored(known.person_id, 0, ("身份证号不同",))
    points, why = (NAME, ["姓名相同"]) if row.name == known.name else (NEARLY_NAMED, ["姓名差一个字"])
    for gained, reason in (_unit(row, known), _trade(row, known), _sex(row, known), _honour(row, known)):
        points += gained
        if reason:
            why.append(reason)
    return Scored(known.person_id, max(0, min(points, 99)), tuple(why))


def _unit(row: Wanted, known: Known) -> tuple[int, str]:
    if not row.unit or not known.units:
        return NO_UNIT, "单位不详"
    if row.unit in known.units:
        return SAME_UNIT, "单位相同"
    if any(alike(row.unit, each) for each in known.units):
        return LIKE_UNIT, "单位名称相近"
    return 0, "单位不同"


def _trade(row: Wanted, known: Known) -> tuple[int, str]:
    if not row.trade or not known.trades:
        return 0, ""
    if row.trade in known.trades:
        return SAME_TRADE, "职业相同"
    if any(alike(row.trade, each) for each in known.trades):
        return LIKE_TRADE, "职业相近"
    return 0, "职业不同"


def _sex(row: Wanted, known: Known) -> tuple[int, str]:
    return (OTHER_SEX, "性别不同") if row.sex and known.sex and row.sex != known.sex else (0, "")


def _honour(row: Wanted, known: Known) -> tuple[int, str]:
    if (row.title, row.year) in known.honours:
        return SAME_HONOUR, "同年同一称号"
    years = [year for _, year in known.honours if year]
    if row.year and years and max(abs(row.year - year) for year in years) > FARTHEST:
        return TOO_FAR, f"与册上荣誉相隔超过 {FARTHEST} 年"
    return 0, ""


def plain(text: str) -> str:
    """A unit or an occupation for comparison: width, brackets, spaces and dots make no difference."""
    return "".join(each for each in unicodedata.normalize("NFKC", text).lower() if each.isalnum())


def alike(one: str, other: str) -> bool:
    """Whether two plain names are nearly the same: one within the other, or most pairs of characters shared."""
    if min(len(one), len(other)) >= 3 and (one in other or other in one):
        return True
    pairs, others = _pairs(one), _pairs(other)
    return bool(pairs and others) and 2 * len(pairs & others) / (len(pairs) + len(others)) >= ALIKE


def differ_by_one(one: str, other: str) -> bool:
    """Whether two names of one length differ in exactly one character."""
    return len(one) == len(other) and sum(here != there for here, there in zip(one, other, strict=True)) == 1


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}


def repeated(rows: Mapping[int, Wanted]) -> dict[int, int]:
    """Rows (by line) that say what an earlier one says already: line -> the earlier line."""
    first: dict[tuple[str, str, str, int | None], int] = {}
    found = {}
    for line, row in rows.items():
        told = (row.id_key or row.name, "" if row.id_key else row.unit, row.title, row.year)
        if told in first:
            found[line] = first[told]
        else:
            first[told] = line
    return found
