"""Composition of a list (构成要求): floors and ceilings for groups of people, what they still allow, whom they stop.

Percentages are taken of the full number of places, not of the names so far: floors are rounded up, ceilings down.
A ceiling stops a name once it is full; a floor stops a name once every place left is needed for those who count
towards it. Floors are looked at one by one: two of them may together ask for more than the waiting names can give.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from selection.rules.naming import plain
from selection.rules.programme import Group, Limit

UNIT = "unit"
FLOOR = ">="

State = Literal["ok", "short", "full", "breached"]


@dataclass(frozen=True)
class Member:
    """Somebody on a list, or who may be put on it; ``groups`` are keys of ``Programme.groups``."""

    id: int
    name: str
    unit_id: int
    unit_name: str
    groups: frozenset[str]


@dataclass(frozen=True)
class Roll:
    """A list being composed: its members, its full number of places, and how many of them can still be filled."""

    members: Sequence[Member]
    places: int
    remaining: int
    groups: Sequence[Group]

    def name_of(self, group: str) -> str:
        """The Chinese name of a group; its key when the definition does not name it."""
        return next((each.name for each in self.groups if each.key == group), group)

    def count(self, limit: Limit, candidate: Member) -> int:
        """Members counted by the limit; for a unit limit, those of the candidate's unit."""
        if limit.group == UNIT:
            return sum(each.unit_id == candidate.unit_id for each in self.members)
        return sum(limit.group in each.groups for each in self.members)


def applying(limits: Iterable[Limit], scope: str) -> list[Limit]:
    """The limits of one list: ``union`` or ``award``."""
    return [limit for limit in limits if limit.scope == scope]


def bound(limit: Limit, places: int) -> int | None:
    """The limit in people, of the full number of places; None for a limit that only counts."""
    if limit.count is not None or limit.percent is None:
        return limit.count
    share = Fraction(limit.percent) * places / 100
    return -(-share.numerator // share.denominator) if limit.operator == FLOOR else int(share)


def breach(limit: Limit, roll: Roll, candidate: Member) -> str | None:
    """How one limit, binding or not, keeps a candidate from the remaining places; None if it does not."""
    need, counted = bound(limit, roll.places), roll.count(limit, candidate)
    belongs = limit.group == UNIT or limit.group in candidate.groups
    if need is None:
        return None
    if limit.operator != FLOOR:
        subject = candidate.unit_name if limit.group == UNIT else roll.name_of(limit.group)
        return f"{subject}已满 {need} 人（{limit.article}）" if belongs and counted >= need else None
    if belongs or need <= counted or need - counted < roll.remaining:
        return None
    detail = f"已有 {counted} 人，满额须有 {need} 人（{limit.article}）"
    return f"余下 {roll.remaining} 个名额须留给{roll.name_of(limit.group)}，{detail}"


def blocking(
    limits: Sequence[Limit],
    members: Sequence[Member],
    candidate: Member,
    *,
    places: int,
    groups: Sequence[Group],
    scope: str = "union",
) -> list[str]:
    """Every reason, with its article, why ``candidate`` cannot be added to the list now; empty when none."""
    roll = Roll(members, places, places - len(members), groups)
    if any(each.id == candidate.id for each in members):
        return [f"{candidate.name}已在名单上。"]
    if roll.remaining < 1:
        return [f"{places} 个名额已用完。"]
    found = (breach(each, roll, candidate) for each in applying(limits, scope) if each.binding)
    return [f"{sentence}。" for sentence in found if sentence]


def cautions(
    limits: Sequence[Limit],
    members: Sequence[Member],
    candidate: Member,
    *,
    places: int,
    groups: Sequence[Group],
    scope: str = "union",
) -> list[str]:
    """What adding ``candidate`` would fix for the places after it: "之后 2 个名额须给非公企业"."""
    roll = Roll((*members, candidate), places, places - len(members) - 1, groups)
    told = []
    for limit in applying(limits, scope):
        short = (bound(limit, places) or 0) - roll.count(limit, candidate)
        if (
            limit.binding
            and limit.operator == FLOOR
            and limit.group not in candidate.groups
            and short == roll.remaining > 0
        ):
            told.append(f"之后 {short} 个名额须给{roll.name_of(limit.group)}")
    return told


@dataclass(frozen=True)
class LimitState:
    """One line of the panel 构成要求.

    ``have`` of ``need`` people (for a unit limit, the most that any unit has); ``word`` is the state in a word or two,
    ``sentence`` the note below. ``pressing`` says that more than half of the places left are bound. ``blocks`` names
    the candidates this limit alone keeps out.
    """

    limit: Limit
    label: str
    have: int
    need: int | None
    state: State
    short_by: int
    blocks: tuple[str, ...]
    word: str
    sentence: str
    pressing: bool = False


def standing(
    limits: Sequence[Limit],
    members: Sequence[Member],
    candidates: Sequence[Member],
    *,
    places: int,
    groups: Sequence[Group],
    scope: str = "union",
) -> list[LimitState]:
    """Where the list stands to each limit of its scope, and whom that keeps out, in the order of the definition."""
    roll = Roll(members, places, places - len(members), groups)
    listed = {each.id for each in members}
    waiting = [each for each in candidates if each.id not in listed]
    return [_state(limit, roll, waiting) for limit in applying(limits, scope)]


def _state(limit: Limit, roll: Roll, waiting: Sequence[Member]) -> LimitState:
    stopped = limit.binding and roll.remaining > 0
    blocks = tuple(each.name for each in waiting if stopped and breach(limit, roll, each))
    need = bound(limit, roll.places)
    if limit.group == UNIT:
        return _unit_state(limit, roll, need, blocks)
    have = sum(limit.group in each.groups for each in roll.members)
    name = roll.name_of(limit.group)
    if need is None:
        return LimitState(limit, f"{name} 只统计", have, None, "ok", 0, (), f"{have} 人", "")
    if limit.operator == FLOOR:
        return _floor_state(limit, roll, have, need, blocks)
    return _ceiling_state(limit, name, have, need, blocks)


def _floor_state(limit: Limit, roll: Roll, have: int, need: int, blocks: tuple[str, ...]) -> LimitState:
    name = roll.name_of(limit.group)
    label, short, left = f"{name} 不少于 {_figure(limit)}", max(0, need - have), max(0, roll.remaining)
    sentence, pressing = f"已有 {have} 人，满额须有 {need} 人", False
    if not short:
        return LimitState(limit, label, have, need, "ok", 0, (), "符合", f"{sentence}。")
    state: State = "short"
    if short > left:
        state = "breached"
        sentence += f"；余下 {left} 个名额全部给{name}也不够，还差 {short - left} 人"
    elif 2 * short > left:
        pressing = True
        sentence += f"；余下 {left} 个名额至少 {short} 个给{name}"
    return LimitState(limit, label, have, need, state, short, blocks, f"还差 {short} 人", f"{sentence}。", pressing)


def _ceiling_state(limit: Limit, name: str, have: int, need: int, blocks: tuple[str, ...]) -> LimitState:
    label = f"{name} 不超过 {_figure(limit)}"
    sentence = f"已有 {have} 人，最多 {need} 人。{_stops(blocks)}"
    if have > need:
        return LimitState(limit, label, have, need, "breached", 0, blocks, f"超出 {have - need} 人", sentence)
    if have == need:
        return LimitState(limit, label, have, need, "full", 0, blocks, "已满", sentence)
    return LimitState(limit, label, have, need, "ok", 0, blocks, f"还可 {need - have} 人", sentence)


def _unit_state(limit: Limit, roll: Roll, need: int | None, blocks: tuple[str, ...]) -> LimitState:
    per_unit = Counter(each.unit_id for each in roll.members)
    unit_names = {each.unit_id: each.unit_name for each in roll.members}
    most = max(per_unit.values(), default=0)
    if need is None:
        return LimitState(limit, "同一单位 只统计", most, None, "ok", 0, (), f"最多 {most} 人", "")
    label = f"同一单位 不超过 {_figure(limit)}"
    full = [unit for unit, n in per_unit.items() if n >= need]
    if not full:
        return LimitState(
            limit, label, most, need, "ok", 0, blocks, "符合", f"各单位最多 {need} 人，现最多 {most} 人。"
        )
    told = "、".join(f"{unit_names[unit]}已有 {per_unit[unit]} 人" for unit in full)
    state: State = "breached" if most > need else "full"
    word = f"{len(full)} 家已满" if state == "full" else f"{sum(n > need for n in per_unit.values())} 家超出"
    return LimitState(limit, label, most, need, state, 0, blocks, word, f"{told}。{_stops(blocks)}")


def _stops(blocks: tuple[str, ...]) -> str:
    return f"不能再增加：{'、'.join(blocks)}。" if blocks else ""


def _figure(limit: Limit) -> str:
    """The limit as people write it: 60%, 12.5%, 2 人."""
    return f"{limit.count} 人" if limit.count is not None or limit.percent is None else f"{plain(limit.percent)}%"
