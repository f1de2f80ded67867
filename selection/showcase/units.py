"""Enterprises that do not exist, with credit codes that check: the region in them was never given to anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from models.vocabulary import Ownership
from selection.organisations.actions import Unit
from selection.rules.identity import CREDIT_DIGITS, credit_check
from selection.showcase.trades import Trade, trades

FIRST = "澜霁岳桐沐翎珩岚砚榆屿峤泓渟溯晗琮曜柘茗"
SECOND = "石岭川禾帆原野汀枫渡序章衡拓启筑匠铄芯途"
NOBODYS_REGION = "310199"


@dataclass(frozen=True)
class InventedUnit:
    """A unit with the trade its people work in and how many they are."""

    unit: Unit
    trade: Trade
    people: int


def invent(number: int, chance: Random) -> Sequence[InventedUnit]:
    """So many units, each with a name of its own."""
    names = chance.sample([first + second for first in FIRST for second in SECOND], number)
    kinds = list(trades())
    return [_unit(name, serial, kinds[serial % len(kinds)], chance) for serial, name in enumerate(names)]


def _unit(name: str, serial: int, trade: Trade, chance: Random) -> InventedUnit:
    ownership = chance.choices((Ownership.NON_PUBLIC, Ownership.STATE, Ownership.INSTITUTION), weights=(55, 37, 8))[0]
    line = chance.choice(trade.lines)
    full = f"上海{name}{line}研究所" if ownership == Ownership.INSTITUTION else f"上海{name}{line}有限公司"
    return InventedUnit(Unit(full, credit_code(serial, chance), ownership), trade, chance.randint(60, 900))


def credit_code(serial: int, chance: Random) -> str:
    """An invented 统一社会信用代码 with a true check character."""
    body = f"91{NOBODYS_REGION}MA{serial:04d}" + "".join(chance.choices(CREDIT_DIGITS, k=3))
    return body + credit_check(body)
