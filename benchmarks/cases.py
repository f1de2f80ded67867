"""What both applications are filled with: invented nominations with full forms, the same for either.

Everything is drawn from the number of a nomination, so two fillings of one size are equal.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from selection.rules.answers import options_of
from selection.rules.programme import Field, Programme
from selection.taxonomies import load
from tests.answers import complete
from tests.world import id_number

FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = "青禾若谷念慈敬之海生守拙亦凡晓舟启明文珊远航知行嘉树云帆立新思源怀瑾博雅景行"
TRADES = ("药物制剂工", "焊工", "数控车工", "装配钳工", "电工", "铁路机车司机", "集成电路测试员", "养护工")
PLACES = ("东浦", "西塘", "南汇", "北桥", "申江", "海曲", "云间", "金沙", "青龙", "白鹤")
UNIT_SIZE = 8
UNIONS = 20
SHEETS = 3
FILES = ("photo", "id_card", "skill_proof", "merit_proof")
UNION_OPINION = "技艺精湛，带徒有方，同意推荐，请市总工会审定并给予表彰。"
COMMENT = "工艺扎实，带徒有成效，证明材料完整。"
DOSSIERS_OF_AN_EXPERT = 60

SENTENCE = "该同志长期扎根生产一线，围绕关键工序攻关，把废品率由千分之八降到千分之一，编成操作法在全公司推广。"


@dataclass(frozen=True)
class Case:
    """One nomination. ``serial`` counts from 1; units and unions are numbered the same way."""

    serial: int
    name: str
    trade: str
    unit: int
    union: int
    id_number: str
    points: tuple[dict[str, str], ...]

    @property
    def receipt(self) -> str:
        return f"JN2026-{self.serial:06d}"


def cases(size: int) -> Iterator[Case]:
    """Nominations 1 to ``size`` with three handed-in sheets each."""
    for serial in range(1, size + 1):
        unit = (serial - 1) // UNIT_SIZE + 1
        yield Case(
            serial,
            name_of(serial),
            TRADES[serial % len(TRADES)],
            unit,
            (unit - 1) % UNIONS + 1,
            _number(serial),
            tuple(points_of(serial, sheet) for sheet in range(SHEETS)),
        )


def name_of(serial: int) -> str:
    """An invented name of three characters."""
    step = serial * 7919
    return FAMILY[step % len(FAMILY)] + GIVEN[step // 31 % len(GIVEN)] + GIVEN[step // 997 % len(GIVEN)]


def unit_name(number: int) -> str:
    return f"{PLACES[number % len(PLACES)]}{PLACES[number // 7 % len(PLACES)]}第{number}机械制造有限公司"


def union_name(number: int) -> str:
    return f"{PLACES[number % len(PLACES)]}第{number}区总工会"


def points_of(serial: int, sheet: int) -> dict[str, str]:
    """The points one expert gave, by criterion; at most what the smallest criterion allows."""
    keys = ("expertise", "mastery", "leadership", "contribution")
    return {key: str(15 + (serial + sheet + place) % 6) for place, key in enumerate(keys)}


def total_of(case: Case) -> Decimal:
    """The mean of its sheets."""
    points = [Decimal(value) for sheet in case.points for value in sheet.values()]
    return (sum(points, Decimal(0)) / len(case.points)).quantize(Decimal("0.01"))


def _number(serial: int) -> str:
    born = date(1970, 1, 1) + timedelta(days=serial // 1000)
    return id_number(serial, f"{born:%Y%m%d}")


def answers(programme: Programme) -> dict[str, Any]:
    """A form as a diligent applicant leaves it: every field, texts at two thirds of their limit, three rows a table."""
    filled = complete(programme)
    for field in programme.fields():
        if field.key not in filled:
            continue
        if field.kind == "long_text":
            wanted = max(field.at_least or 0, (field.limit or 300) * 2 // 3)
            filled[field.key] = (SENTENCE * (wanted // len(SENTENCE) + 1))[:wanted]
        elif field.kind == "table":
            filled[field.key] = [{column.key: _cell(column, row) for column in field.columns} for row in range(3)]
    return filled


def _cell(column: Field, row: int) -> Any:
    if column.kind == "choice":
        return next(iter(options_of(column, load())))
    plain: dict[str, Any] = {
        "number": row + 1,
        "month": f"20{10 + row}-03",
        "date": f"20{10 + row}-03-05",
        "flag": True,
    }
    return plain.get(column.kind, "高精度转子装配工艺改进"[: column.limit or 20])


def exact(points: dict[str, str]) -> dict[str, Decimal]:
    """The points as the rules count them."""
    return {key: Decimal(value) for key, value in points.items()}
