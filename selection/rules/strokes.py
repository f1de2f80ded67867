"""The order of names by strokes (笔画): how many, then which, 横竖撇点折 as written, character by character.

Sources: 姓氏笔画排序 as lists of congresses and awards use it. 按姓氏笔画: a name of two characters has an empty
middle, so 田富 stands before 田大利; 按姓名笔画: its second character takes part, so 田富 stands after. A compound
surname is compared by its first character, then its second; so is a name with a middle dot. The written rule then asks
for the structure of the character, which no table tells: such ties, and characters without known strokes, are named
for somebody to settle.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cmp_to_key
from itertools import pairwise

from selection.rules.identity import DOTS, Unreadable, narrow

COMPOUND_SURNAMES = frozenset(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 "
    "太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 "
    "漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 "
    "公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 "
    "褚师 纳兰 叶赫 完颜 富察 费莫 爱新".split()
)
UNKNOWN = (99, "")
"""Stands after every character whose strokes are known."""

Letters = tuple[str, ...]
"""The characters of a name, with ``GAP`` for the middle that a short name lacks."""

GAP = " "


class Order(Enum):
    """Which of the two habits a list follows; the value is how the list says so."""

    BY_SURNAME = "按姓氏笔画为序"
    BY_NAME = "按姓名笔画为序"


@dataclass(frozen=True)
class Table:
    """The strokes of characters as digits 1 to 5, and what an officer settled.

    ``settled``: for characters of the same strokes, which row they stand in and at which place of it.
    """

    sequences: Mapping[str, str]
    settled: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def strokes(self, letter: str) -> tuple[int, str]:
        """How many strokes, and which; ``UNKNOWN`` where nobody has said."""
        if letter in ("", GAP):
            return 0, letter
        sequence = self.sequences.get(letter)
        return UNKNOWN if sequence is None else (len(sequence), sequence)

    def is_tie(self, one: str, other: str) -> bool:
        """Whether nothing tells which of two different characters comes first."""
        if self.strokes(one) != self.strokes(other):
            return False
        return one not in self.settled or self.settled[one][0] != self.settled.get(other, (-1, 0))[0]

    def supplemented(self, supplement: "Supplement") -> "Table":
        """This table with what an officer added; he may correct a character, too."""
        more = supplement.sequences
        return Table({**self.sequences, **more} if more else self.sequences, supplement.settled)


@dataclass(frozen=True)
class Supplement:
    """What an officer wrote down: the strokes of characters, and rows of characters in their order."""

    sequences: Mapping[str, str] = field(default_factory=dict)
    settled: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Unsettled:
    """Names whose order the table does not settle, in the order they were given, and why."""

    names: Sequence[str]
    why: str


@dataclass(frozen=True)
class Arrangement:
    """The numbers of the people in order, and what somebody should look at."""

    numbers: Sequence[int]
    unsettled: Sequence[Unsettled]


def arrange(
    people: Iterable[tuple[int, str]],
    table: Table,
    *,
    spelling: Callable[[str], str],
    order: Order = Order.BY_SURNAME,
) -> Arrangement:
    """Put people, each a number of their own and a name, in the order of strokes.

    Where strokes leave it open: characters by ``spelling`` (pinyin), then code point; the same name by number.
    ``spelling`` is only asked for characters that need it. Nothing depends on the order of ``people``.
    """

    def compare(one: Letters, other: Letters) -> int:
        here, there = _parting(one, other)
        return 0 if here == there else -1 if _comes_first(here, there, table, spelling) else 1

    rows = [(letters(name, order), number, name) for number, name in people]
    compared = cmp_to_key(compare)
    rows.sort(key=lambda row: (compared(row[0]), row[1]))
    return Arrangement([number for _, number, _ in rows], _unsettled([(row[0], row[2]) for row in rows], table))


def letters(name: str, order: Order) -> Letters:
    """The characters that are compared, one after the other; dots and spaces leave no trace."""
    whole = unicodedata.normalize("NFC", name)
    found = tuple(each for each in whole if not each.isspace() and each not in DOTS)
    if order is Order.BY_NAME or any(each in DOTS for each in whole):
        return found
    surname = 2 if len(found) > 2 and "".join(found[:2]) in COMPOUND_SURNAMES else 1
    return (*found[:surname], GAP, *found[surname:]) if len(found) == surname + 1 else found


def read_supplement(raw: str) -> Supplement | Unreadable:
    """What an officer typed, words apart: ``㐂=3515`` gives strokes, ``末<未`` says which of them stands first."""
    sequences: dict[str, str] = {}
    settled: dict[str, tuple[int, int]] = {}
    for number, word in enumerate(raw.replace("，", " ").replace("、", " ").split()):
        text = narrow(word)
        letter, _, digits = text.partition("=")
        row = text.split("<")
        if len(letter) == 1 and letter not in sequences and digits and set(digits) <= set("12345"):
            sequences[letter] = digits
        elif len(row) > 1 and all(len(each) == 1 for each in row) and len({*row, *settled}) == len(row) + len(settled):
            settled |= {each: (number, place) for place, each in enumerate(row)}
        else:
            return Unreadable(
                f"第 {number + 1} 项看不明白。应为“字=笔顺”（1 横 2 竖 3 撇 4 点 5 折）或“末<未”，"
                "各项用空格分开，一个字只写一次。请改正"
            )
    return Supplement(sequences, settled)


def _parting(one: Letters, other: Letters) -> tuple[str, str]:
    """The first two characters that differ; what ends first has nothing there."""
    for here, there in zip(one, other, strict=False):
        if here != there:
            return here, there
    shared = min(len(one), len(other))
    return "".join(one[shared : shared + 1]), "".join(other[shared : shared + 1])


def _comes_first(one: str, other: str, table: Table, spelling: Callable[[str], str]) -> bool:
    last = (1, 0, 0)
    here, there = (
        (table.strokes(each), (0, *table.settled[each]) if each in table.settled else last) for each in (one, other)
    )
    return here < there if here != there else (spelling(one), one) < (spelling(other), other)


def _unsettled(rows: Sequence[tuple[Letters, str]], table: Table) -> list[Unsettled]:
    """Every missing character, every tie and every name that stands there twice; names in their order."""
    unknown = dict.fromkeys(each for row, _ in rows for each in row if table.strokes(each) == UNKNOWN)
    found = [
        Unsettled([name for row, name in rows if each in row], f"笔画表里没有“{each}”（U+{ord(each):04X}）")
        for each in unknown
    ]
    seen: set[tuple[Letters, tuple[int, str] | None]] = set()
    for (one, name), (other, _) in pairwise(rows):
        here, there = _parting(one, other)
        if here == there:
            if (one, None) not in seen:
                seen.add((one, None))
                found.append(Unsettled([name for row, name in rows if row == one], "姓名相同"))
        elif table.is_tie(here, there) and here not in unknown:
            place = next(i for i, each in enumerate(one) if each != other[i])
            tie = (one[:place], table.strokes(here))
            if tie not in seen:
                seen.add(tie)
                found.append(_tied(rows, *tie, table))
    return found


def _tied(rows: Sequence[tuple[Letters, str]], shared: Letters, strokes: tuple[int, str], table: Table) -> Unsettled:
    """Everybody who has the same characters up to here, and then one of these strokes."""
    place = len(shared)
    of_them = [
        (row[place], name)
        for row, name in rows
        if row[:place] == shared and len(row) > place and table.strokes(row[place]) == strokes
    ]
    signs = "".join(f"“{each}”" for each in dict.fromkeys(sign for sign, _ in of_them))
    return Unsettled([name for _, name in of_them], f"{signs}笔画数和笔顺相同")
