"""The tables of an invented form: honours, contests, patents, projects, apprentices, studios, résumé."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from selection.showcase.names import Names
from selection.showcase.units import InventedUnit

Row = dict[str, Any]
HONOURS = (
    ("区职工技能标兵", "所在区总工会"),
    ("企业岗位能手", "所在企业"),
    ("系统五一劳动奖章", "所在系统工会"),
    ("优秀班组长", "所在企业"),
    ("职工先进操作法命名", "所在区总工会"),
)
CONTESTS = (
    ("5", "上海市职业技能大赛"),
    ("6", "市级行业职业技能竞赛"),
    ("7", "区职工技能竞赛"),
    ("8", "企业岗位技能比武"),
)
PLACES = ("第一名", "第二名", "第三名", "优胜奖")
SORTS = (("invention", "方法"), ("utility", "装置"), ("utility", "夹具"), ("design", "外观"))


@dataclass(frozen=True)
class Counts:
    """How much there is of each, for the texts to agree with the tables."""

    numbers: Mapping[str, int]
    contest: str


def tables_of(
    chance: Random, unit: InventedUnit, names: Names, *, merit: float, began: date, today: date, level: str
) -> tuple[dict[str, list[Row]], Counts]:
    """Every table of the form, longer for those with more merit."""
    many = max(0, round(1.5 + merit + chance.uniform(-0.8, 0.8)))
    contests = [_contest(chance, unit, merit, today) for _ in range(min(4, many))]
    apprentices = [_apprentice(chance, names, today) for _ in range(min(6, many + chance.randint(0, 2)))]
    patents = [_patent(chance, unit, today, place) for place in range(min(6, max(0, many - 1)))]
    projects = [_project(chance, unit, merit, today) for _ in range(1 + min(4, many))]
    tables = {
        "honours": [_honour(chance, today) for _ in range(min(4, many))],
        "contests": contests,
        "patents": patents,
        "projects": projects,
        "apprentices": apprentices,
        "studios": _studios(chance, unit, today) if merit > 1.2 else [],
        "resume": _resume(chance, unit, began, today, level),
    }
    best = min(contests, key=lambda row: str(row["level"])) if contests else None
    told = f"{str(best['won_on'])[:4]} 年在{best['name']}{best['event']}项目中获{best['place']}。" if best else ""
    promoted = sum(row["level_now"] > row["level_then"] for row in apprentices)
    numbers = {
        "apprentices": len(apprentices),
        "promoted": promoted,
        "patents": len(patents),
        "projects": len(projects) + chance.randint(0, 6),
    }
    return tables, Counts(numbers, told)


def _past_month(chance: Random, today: date, years: int) -> str:
    return f"{today.year - chance.randint(1, years)}-{chance.randint(1, 12):02d}"


def _honour(chance: Random, today: date) -> Row:
    name, grantor = chance.choice(HONOURS)
    return {"name": name, "granted_on": _past_month(chance, today, 8), "grantor": grantor}


def _contest(chance: Random, unit: InventedUnit, merit: float, today: date) -> Row:
    level, name = chance.choice(CONTESTS[:2] if merit > 1 else CONTESTS[1:])
    return {
        "name": name,
        "level": level,
        "event": chance.choice(unit.trade.events),
        "place": chance.choice(PLACES[:2] if merit > 1 else PLACES),
        "won_on": _past_month(chance, today, 7),
    }


def _patent(chance: Random, unit: InventedUnit, today: date, place: int) -> Row:
    sort, word = chance.choice(SORTS)
    thing, work = unit.trade.objects[place % len(unit.trade.objects)], chance.choice(unit.trade.works)
    year = today.year - chance.randint(1, 6)
    return {
        "name": f"一种用于{thing}的{work}{word}",
        "sort": sort,
        "number": f"ZL{year}{chance.randint(1, 3)}{chance.randrange(10**7):07d}.{chance.randint(0, 9)}",
        "granted_on": f"{year}-{chance.randint(1, 12):02d}",
        "rank": chance.randint(1, 4),
    }


def _project(chance: Random, unit: InventedUnit, merit: float, today: date) -> Row:
    trouble, means = chance.choice(unit.trade.troubles), chance.choice(unit.trade.means)
    return {
        "name": f"{chance.choice(unit.trade.objects)}{trouble}攻关",
        "role": "lead" if merit > 0 else chance.choice(("main", "part")),
        "finished_on": _past_month(chance, today, 5),
        "benefit": chance.randint(0, 160),
        "effect": f"采用{means}，{chance.choice(unit.trade.times)}缩短 {chance.randint(12, 48)}%。",
    }


def _apprentice(chance: Random, names: Names, today: date) -> Row:
    then = chance.randint(2, 4)
    return {
        "name": names.next(is_male=chance.random() < 0.7),
        "began_on": _past_month(chance, today, 9),
        "level_then": str(then),
        "level_now": str(min(6, then + chance.randint(0, 2))),
    }


def _studios(chance: Random, unit: InventedUnit, today: date) -> list[Row]:
    name = f"{chance.choice(unit.trade.works)}创新工作室"
    return [{"name": name, "named_on": _past_month(chance, today, 5), "grantor": "所在区（局）工会"}]


def _resume(chance: Random, unit: InventedUnit, began: date, today: date, level: str) -> list[Row]:
    """One place of work, or two for those who have worked long."""
    post = chance.choice(unit.trade.posts)
    worked = today.year - began.year
    if worked < 8 or chance.random() < 0.4:
        return [{"from": f"{began:%Y-%m}", "until": None, "unit": unit.unit.name, "post": post}]
    moved = f"{began.year + chance.randint(3, worked - 3)}-{chance.randint(1, 12):02d}"
    before = "本市同行业企业" if int(level) > 4 else "外省市同行业企业"
    first = {"from": f"{began:%Y-%m}", "until": moved, "unit": before, "post": "操作工"}
    return [first, {"from": moved, "until": None, "unit": unit.unit.name, "post": post}]
