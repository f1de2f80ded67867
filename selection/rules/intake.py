"""One row of a workbook of past honours, read and checked: every fault at once, each a sentence that says the cure.

No sentence repeats an ID number: findings reach pages and workbooks.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from models.vocabulary import Basis
from selection.rules.eligibility import PastHonour
from selection.rules.identity import IdNumber, Unreadable, read_id_number, read_name

EARLIEST = 1950
LONGEST = {"unit": 100, "occupation": 60, "title": 60, "source": 300}
LABELS = {"unit": "工作单位", "occupation": "职业（工种）", "title": "荣誉称号", "source": "依据"}
NEEDED = ("unit", "title", "source")
ROUNDED = re.compile(r"[0-9.]+e[+-]?[0-9]+", re.IGNORECASE)
DAY = re.compile(r"([0-9]{4})\s*[-./年]\s*([0-9]{1,2})\s*[-./月]\s*([0-9]{1,2})\s*日?")
NEWCOMER = "新人"


@dataclass(frozen=True)
class Row:
    """What one row says. ``person``: the file it names, 0 for somebody new, None where it says nothing."""

    name: str
    id_number: str
    sex: str
    unit: str
    occupation: str
    title: str
    year: int | None
    named_on: date | None
    basis: Basis
    source: str
    person: int | None
    faults: tuple[str, ...]

    def __repr__(self) -> str:
        return "Row(...)"  # Holds an identity number: it must not reach a log by way of a traceback.


def read_row(cells: Mapping[str, str], *, today: date) -> Row:
    """One row of cells by column (see ``selection.register.workbooks.columns``), with every fault."""
    faults: list[str] = []
    name = read_name(cells.get("name", ""))
    if isinstance(name, Unreadable):
        faults.append(name.message)
    number = _number(cells.get("id_number", ""), today, faults)
    texts = {key: _text(cells.get(key, ""), key, faults) for key in LABELS}
    return Row(
        name="" if isinstance(name, Unreadable) else name,
        id_number=number.number if number else "",
        sex=_sex(cells.get("sex", ""), number, faults),
        unit=texts["unit"],
        occupation=texts["occupation"],
        title=PastHonour(texts["title"], None).plain_name,
        year=_year(cells.get("year", ""), today, faults),
        named_on=_day(cells.get("named_on", ""), today, faults),
        basis=_basis(cells.get("basis", ""), faults),
        source=texts["source"],
        person=_person(cells.get("person", ""), faults),
        faults=tuple(faults),
    )


def _number(raw: str, today: date, faults: list[str]) -> IdNumber | None:
    if not raw:
        return None
    if ROUNDED.fullmatch(raw):
        faults.append("身份证号是数字格式，末几位已经丢失。请把这一列设为文本格式，对照证件重新填写")
        return None
    read = read_id_number(raw, today=today)
    if isinstance(read, Unreadable):
        faults.append(read.message)
        return None
    return read


def _text(raw: str, key: str, faults: list[str]) -> str:
    text, label, most = raw.strip(), LABELS[key], LONGEST[key]
    if not text and key in NEEDED:
        faults.append(f"{label}没有填。请补上")
    if len(text) > most:
        faults.append(f"{label}有 {len(text)} 字，最多 {most} 字。请精简")
    return text[:most]


def _sex(raw: str, number: IdNumber | None, faults: list[str]) -> str:
    sex = raw.strip().removesuffix("性")
    if sex not in ("", "男", "女"):
        faults.append(f"性别写的是“{raw[:10]}”，应为男或女。请改正")
        return ""
    if number is None:
        return sex
    told = "男" if number.is_male else "女"
    if sex and sex != told:
        faults.append("性别与身份证号对不上。请对照证件核对")
    return told


def _year(raw: str, today: date, faults: list[str]) -> int | None:
    text = raw.strip().removesuffix("度").removesuffix("年")
    if not text:
        faults.append("年度没有填。请补上批次年度")
        return None
    if not re.fullmatch(r"[0-9]{4}", text) or not EARLIEST <= int(text) <= today.year:
        faults.append(f"年度写的是“{raw[:10]}”，应为 {EARLIEST} 至 {today.year} 的四位数字。请改正")
        return None
    return int(text)


def _day(raw: str, today: date, faults: list[str]) -> date | None:
    if not raw:
        return None
    found = DAY.fullmatch(raw.strip())
    try:
        day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or not date(EARLIEST, 1, 1) <= day <= today + timedelta(days=1):
        faults.append(f"授予日期写的是“{raw[:20]}”，应为已过去的一天，如 2019-09-19。请改正")
        return None
    return day


def _basis(raw: str, faults: list[str]) -> Basis:
    if not raw:
        return Basis.SELECTION
    found = next((each for each in Basis if each.label == raw.strip()), None)
    if found is None:
        faults.append(f"授予方式写的是“{raw[:10]}”，应为{'、'.join(each.label for each in Basis)}之一。请改正")
    return found or Basis.SELECTION


def _person(raw: str, faults: list[str]) -> int | None:
    text = raw.strip()
    if not text:
        return None
    if text == NEWCOMER:
        return 0
    if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) == 0:
        faults.append(f"人员编号写的是“{text[:12]}”，应为册上的编号，或“{NEWCOMER}”。请改正")
        return None
    return int(text)
