"""Composition of a list (构成要求): floors and ceilings for groups of people, what they still allow, whom they stop.

Percentages are taken of the full number of places, or where the limit says so of the names on the list: floors are
rounded up, ceilings down. A ceiling stops a name once it is full; a floor stops a name once every place left is needed
for those who count towards it. Whether those who wait can still fulfil all floors together: ``selection.rules.reach``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from selection.rules.clauses import (
    EITHER,
    EVERYONE,
    FLOOR,
    OF_LIST,
    UNIT,
    Clause,
    Member,
    applying,
    bound,
    breach,
    clauses_of,
    held,
    name_of,
    spelled,
)
from selection.rules.naming import plain
from selection.rules.programme import Group, Limit

__all__ = [
    "FLOOR",
    "LimitState",
    "Member",
    "Roll",
    "applying",
    "blocking",
    "bound",
    "breach",
    "cautions",
    "has_soft",
    "spelled",
    "standing",
]

State = Literal["ok", "short", "full", "breached"]


@dataclass(frozen=True)
class Roll:
    """A list being composed: its members, its full number of places, and how many of them can still be filled."""

    members: Sequence[Member]
    places: int
    remaining: int
    groups: Sequence[Group]

    def breach(self, clause: Clause, candidate: Member) -> str | None:
        """How one clause keeps a candidate from the places left."""
        return breach(clause, self.members, candidate, places=self.places, remaining=self.remaining)

    def asked(self, limit: Limit) -> int | None:
        """A limit in people: of the places, or of the list as it is."""
        return bound(limit, len(self.members) if limit.of == OF_LIST else self.places)


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
    return [f"{sentence}。" for sentence in breaches(limits, roll, candidate, scope)]


def has_soft(limits: Sequence[Limit], scope: str) -> bool:
    """Whether a binding limit of this scope asks for people, or for a share of the list: who waits then matters."""
    return any(
        each.binding and (each.operator == FLOOR or each.of == OF_LIST)
        for each in applying(limits, scope)
        if each.group != EITHER
    )


def breaches(limits: Sequence[Limit], roll: Roll, candidate: Member, scope: str) -> list[str]:
    """What each binding clause of the scope has against a candidate, without full stops."""
    found = (roll.breach(clause, candidate) for clause in _facing(limits, roll, candidate, scope))
    return list(dict.fromkeys(sentence for sentence in found if sentence))


def _facing(limits: Sequence[Limit], roll: Roll, candidate: Member, scope: str) -> list[Clause]:
    """The binding clauses that may say something about one candidate."""
    found: list[Clause] = []
    for limit in applying(limits, scope):
        if limit.binding:
            people = (candidate, *roll.members) if limit.operator == FLOOR else (candidate,)
            found += clauses_of(limit, people, roll.groups)
    return found


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
    for clause in _facing(limits, roll, candidate, scope):
        short = (bound(clause.limit, places) or 0) - held(clause, roll.members) if clause.is_floor else 0
        if not clause.counts(candidate) and short == roll.remaining > 0:
            told.append(f"之后 {short} 个名额须给{clause.name}")
    return told


@dataclass(frozen=True)
class LimitState:
    """One line of the panel 构成要求.

    ``have`` of ``need`` people (for a limit by unit, union or family, the most that any of them has); ``word`` is the
    state in a word or two, ``sentence`` the note below. ``pressing`` says that more than half of the places left are
    bound. ``blocks`` names the candidates this limit alone keeps out. ``is_spread``: it counts several apart.
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
    is_spread: bool = False

    @property
    def is_unmet(self) -> bool:
        """Whether the list as it stands must not be handed on: broken, or too small a share of itself."""
        return self.limit.binding and (self.state == "breached" or (self.state == "short" and self.limit.of == OF_LIST))


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
    clauses = list(clauses_of(limit, (*roll.members, *waiting), roll.groups))
    stopped = waiting if limit.binding and roll.remaining > 0 else ()
    blocks = tuple(each.name for each in stopped if any(roll.breach(clause, each) for clause in clauses))
    if limit.group == EITHER:
        return _either_state(limit, roll, clauses, blocks)
    need = roll.asked(limit)
    if limit.per or limit.group == UNIT or limit.group == "union" or _is_family(limit, roll.groups):
        return _spread_state(limit, roll, need, clauses, blocks)
    have, name = held(clauses[0], roll.members), clauses[0].name
    if need is None:
        return LimitState(limit, f"{name} 只统计", have, None, "ok", 0, (), f"{have} 人", "")
    if limit.operator == FLOOR:
        return _floor_state(limit, roll, name, have, need, blocks)
    return _ceiling_state(limit, roll, name, have, need, blocks)


def _is_family(limit: Limit, groups: Sequence[Group]) -> bool:
    return any(group.key == limit.group and group.each for group in groups)


def _floor_state(limit: Limit, roll: Roll, name: str, have: int, need: int, blocks: tuple[str, ...]) -> LimitState:
    label, short, left = f"{name} 不少于{_figure(limit)}", max(0, need - have), max(0, roll.remaining)
    basis = f"名单 {len(roll.members)} 人，" if limit.of == OF_LIST else ""
    sentence, pressing = f"{basis}已有 {have} 人，{'须有' if basis else '满额须有'} {need} 人", False
    if not short:
        return LimitState(limit, label, have, need, "ok", 0, (), "符合", f"{sentence}。")
    # With every place left given to the group: of the list, the list grows as well.
    missing = (bound(limit, len(roll.members) + left) or 0) - have - left if basis else short - left
    state: State = "short"
    if missing > 0:
        state = "breached"
        sentence += f"；余下 {left} 个名额全部给{name}也不够，还差 {missing} 人"
    elif 2 * short > left and not basis:
        pressing = True
        sentence += f"；余下 {left} 个名额至少 {short} 个给{name}"
    return LimitState(limit, label, have, need, state, short, blocks, f"还差 {short} 人", f"{sentence}。", pressing)


def _ceiling_state(limit: Limit, roll: Roll, name: str, have: int, need: int, blocks: tuple[str, ...]) -> LimitState:
    label = f"{name} 不超过{_figure(limit)}"
    basis = f"名单 {len(roll.members)} 人，" if limit.of == OF_LIST else ""
    sentence = f"{basis}已有 {have} 人，最多 {need} 人。{_stops(blocks)}"
    if have > need:
        most = bound(limit, len(roll.members) + max(0, roll.remaining)) or 0
        state: State = "short" if basis and have <= most else "breached"
        return LimitState(limit, label, have, need, state, 0, blocks, f"超出 {have - need} 人", sentence)
    if have == need and not basis:
        return LimitState(limit, label, have, need, "full", 0, blocks, "已满", sentence)
    return LimitState(limit, label, have, need, "ok", 0, blocks, f"还可 {need - have} 人", sentence)


def _spread_state(
    limit: Limit, roll: Roll, need: int | None, clauses: Sequence[Clause], blocks: tuple[str, ...]
) -> LimitState:
    """A limit that counts each unit, union or value apart: told together, the full ones by name."""
    counted = [(held(clause, roll.members), clause) for clause in clauses]
    most = max((number for number, _ in counted), default=0)
    whose = _whose(limit, roll.groups)
    if need is None:
        return LimitState(limit, f"{whose} 只统计", most, None, "ok", 0, (), f"最多 {most} 人", "", is_spread=True)
    if limit.operator == FLOOR:
        return _spread_floor(limit, f"{whose} 不少于{_figure(limit)}", need, counted, roll, blocks)
    label = f"{whose} 不超过{_figure(limit)}"
    full = [(number, clause.name) for number, clause in counted if number >= need and number]
    kinds = {"unit": "单位", "union": "工会"}.get(limit.per or limit.group, "项")
    if not full:
        told = f"各{kinds}最多 {need} 人，现最多 {most} 人。"
        return LimitState(limit, label, most, need, "ok", 0, blocks, "符合", told, is_spread=True)
    told = "、".join(f"{name}已有 {number} 人" for number, name in full)
    measure = "项" if kinds == "项" else "家"
    state: State = "breached" if most > need else "full"
    over = sum(number > need for number, _ in full)
    word = f"{len(full)} {measure}已满" if state == "full" else f"{over} {measure}超出"
    return LimitState(limit, label, most, need, state, 0, blocks, word, f"{told}。{_stops(blocks)}", is_spread=True)


def _spread_floor(
    limit: Limit,
    label: str,
    need: int,
    counted: Sequence[tuple[int, Clause]],
    roll: Roll,
    blocks: tuple[str, ...],
) -> LimitState:
    """A floor for each value of a family: the places left must do for all of them that are short."""
    short = [(need - number, clause.name) for number, clause in counted if number < need]
    missing, least = sum(number for number, _ in short), min((number for number, _ in counted), default=0)
    if not missing:
        return LimitState(limit, label, least, need, "ok", 0, (), "符合", "", is_spread=True)
    state: State = "breached" if missing > max(0, roll.remaining) else "short"
    told = "、".join(f"{name}还差 {number} 人" for number, name in short)
    word = f"{len(short)} 项还差 {missing} 人"
    return LimitState(limit, label, least, need, state, missing, blocks, word, f"{told}。", is_spread=True)


def _either_state(limit: Limit, roll: Roll, clauses: Sequence[Clause], blocks: tuple[str, ...]) -> LimitState:
    """An either-or: used up, free or broken, where it counts."""
    names = [name_of(branch.group, roll.groups) for branch in limit.either]
    told = "或".join(f"{name} {branch.count} 个" for name, branch in zip(names, limit.either, strict=True))
    label = f"{'、'.join(names)} {_each(limit.per)}限{told}"
    broken, used = [], 0
    for clause in clauses:
        sides = [sum(side in clause.branches_of(each) for each in roll.members) for side in range(len(names))]
        over = any(number > branch.count for number, branch in zip(sides, limit.either, strict=True))
        used += any(sides)
        if over or sum(number > 0 for number in sides) > 1:
            broken.append(clause.name if clause.per else "名单")
    where = {"unit": "个单位", "union": "个工会"}.get(limit.per, "份名单")
    if broken:
        sentence = f"{'、'.join(broken)}不符合：只能择一。"
        return LimitState(limit, label, used, None, "breached", 0, blocks, "不符合", sentence, is_spread=True)
    sentence = f"已有 {used} {where}选定一类。{_stops(blocks)}"
    return LimitState(limit, label, used, None, "ok", 0, blocks, "符合", sentence, is_spread=True)


def _each(per: str) -> str:
    return {"unit": "同一单位", "union": "同一工会"}.get(per, "")


def _whose(limit: Limit, groups: Sequence[Group]) -> str:
    """同一单位, 同一工会的女职工, 每个所属行业."""
    where = _each(limit.group if limit.group in (UNIT, "union") else limit.per)
    if limit.group in (UNIT, "union", EVERYONE):
        return where or name_of(limit.group, groups)
    name = name_of(limit.group, groups)
    name = f"每个{name}" if _is_family(limit, groups) else name
    return f"{where}的{name}" if where else name


def _stops(blocks: tuple[str, ...]) -> str:
    return f"不能再增加：{'、'.join(blocks)}。" if blocks else ""


def _figure(limit: Limit) -> str:
    """The limit as people write it, after a space where it is a figure: 60%, 12.5%, 2 人, 名单的 35%."""
    if limit.count is not None or limit.percent is None:
        return f" {limit.count} 人"
    return f"{'名单的' if limit.of == OF_LIST else ''} {plain(limit.percent)}%"
