"""Limits made concrete: one clause for each group, unit or union that a limit speaks of.

A limit on a family (行业) gives a clause per value, a limit per unit a clause per unit. What a clause asks in people is
``bound``: floors round up, ceilings down, exactly. A floor that is kept by holding places back (宁缺毋滥) is also a
ceiling for everybody else; that reading, and every ceiling, can only get worse as the list grows: ``breach``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from selection.rules.programme import Branch, Group, Limit, Programme
from selection.rules.values import Taxonomies, options_of

UNIT, UNION, EVERYONE, EITHER = "unit", "union", "everyone", "either"
FLOOR, OF_LIST = ">=", "list"


@dataclass(frozen=True)
class Member:
    """Somebody on a list, or who may be put on it; ``groups`` as ``Programme.groups_of`` gives them."""

    id: int
    name: str
    unit_id: int
    unit_name: str
    groups: frozenset[str]
    union_id: int = 0
    union_name: str = ""

    def place(self, per: str) -> tuple[int, str]:
        """The unit or union a clause counts by, with its name; nothing for the whole list."""
        if per == UNIT:
            return self.unit_id, self.unit_name
        return (self.union_id, self.union_name) if per == UNION else (0, "")


@dataclass(frozen=True)
class Clause:
    """One limit for one group, of one unit or union where it counts by these. ``name`` says whom it counts."""

    limit: Limit
    group: str
    name: str
    per: str = ""
    place: int = 0
    names: tuple[str, ...] = ()  # of the branches

    def concerns(self, member: Member) -> bool:
        """Whether the member belongs to the unit or union it counts by."""
        return member.place(self.per)[0] == self.place

    def counts(self, member: Member) -> bool:
        """Whether the member is one of those it limits."""
        return self.concerns(member) and (self.group == EVERYONE or self.group in member.groups)

    def branches_of(self, member: Member) -> list[int]:
        """The sides of an either-or this member stands on, by number."""
        if not self.concerns(member):
            return []
        return [side for side, branch in enumerate(self.limit.either) if branch.group in member.groups]

    @property
    def is_floor(self) -> bool:
        """Whether it asks for people instead of keeping them out."""
        return self.limit.operator == FLOOR

    @property
    def is_soft(self) -> bool:
        """Whether a longer list may still fulfil it: a floor, or a share of the list."""
        return self.is_floor or self.limit.of == OF_LIST


def applying(limits: Iterable[Limit], scope: str) -> list[Limit]:
    """The limits of one list: ``union`` or ``award``."""
    return [limit for limit in limits if limit.scope == scope]


def bound(limit: Limit, number: int) -> int | None:
    """The limit in people, of so many places (or names); None for a limit that only counts."""
    if limit.count is not None or limit.percent is None:
        return limit.count
    share = Fraction(limit.percent) * number / 100
    return -(-share.numerator // share.denominator) if limit.operator == FLOOR else int(share)


def concrete(limits: Iterable[Limit], people: Sequence[Member], groups: Sequence[Group]) -> list[Clause]:
    """Every clause these limits make for these people, in the order of the definition."""
    return [clause for limit in limits for clause in clauses_of(limit, people, groups)]


def clauses_of(limit: Limit, people: Sequence[Member], groups: Sequence[Group]) -> Iterator[Clause]:
    """The clauses of one limit."""
    per = limit.group if limit.group in (UNIT, UNION) else limit.per
    places = sorted({each.place(per) for each in people}) if per else [(0, "")]
    branches = tuple(name_of(branch.group, groups) for branch in limit.either)
    for place, called in places:
        for key in _keys(limit, people, groups):
            name = called if key in (EVERYONE, EITHER) and called else name_of(key, groups)
            if called and key not in (EVERYONE, EITHER):
                name = f"{called}的{name}"
            yield Clause(limit, key, name, per, place, branches)


def _keys(limit: Limit, people: Sequence[Member], groups: Sequence[Group]) -> list[str]:
    if limit.group in (UNIT, UNION):
        return [EVERYONE]
    family = next((group for group in groups if group.key == limit.group and group.each), None)
    if family is None:
        return [limit.group]
    carried = {key for each in people for key in each.groups if key.startswith(f"{family.key}:")}
    asked = {f"{family.key}:{value}" for value in family.one_of} if limit.operator == FLOOR else set()
    return sorted(carried | asked)


def name_of(key: str, groups: Sequence[Group]) -> str:
    """The Chinese name of a group; of a family's value as well as it is known; the key when nothing is."""
    if key == EVERYONE:
        return "名单"
    found = next((each.name for each in groups if each.key == key), "")
    family, _, value = key.partition(":")
    if found or not value:
        return found or key
    return f"{next((each.name for each in groups if each.key == family), family)}“{value}”"


def spelled(programme: Programme, taxonomies: Taxonomies) -> tuple[Group, ...]:
    """The groups of a programme, and each value of its families under the name the form shows for it."""
    groups = list(programme.groups)
    for family in programme.groups:
        field = programme.field_named(family.field) if family.each else None
        if field is not None:
            options = options_of(field, taxonomies)
            wanted = family.one_of or tuple(options)
            groups += [Group(f"{family.key}:{each}", options.get(each, each), "") for each in wanted]
    return tuple(groups)


def held(clause: Clause, members: Iterable[Member]) -> int:
    """How many members a clause counts."""
    return sum(clause.counts(each) for each in members)


def breach(clause: Clause, members: Sequence[Member], candidate: Member, *, places: int, remaining: int) -> str | None:
    """How one clause, binding or not, keeps a candidate from the remaining places; None if it does not.

    A share of the list is measured by the full list here: what breaks that, no longer list can mend.
    """
    if clause.group == EITHER:
        return _alternative(clause, members, candidate)
    need, belongs = bound(clause.limit, places), clause.counts(candidate)
    if need is None or (not belongs and not clause.is_floor):
        return None
    counted, article = held(clause, members), clause.limit.article
    if not clause.is_floor:
        return f"{clause.name}已满 {need} 人（{article}）" if counted >= need else None
    if belongs or need <= counted or need - counted < remaining:
        return None
    return f"余下 {remaining} 个名额须留给{clause.name}，已有 {counted} 人，满额须有 {need} 人（{article}）"


def _alternative(clause: Clause, members: Sequence[Member], candidate: Member) -> str | None:
    mine = clause.branches_of(candidate)
    if not mine:
        return None
    used = [0] * len(clause.limit.either)
    for each in members:
        for side in clause.branches_of(each):
            used[side] += 1
    taken = [side for side, number in enumerate(used) if number and side not in mine[:1]]
    where = f"{clause.name}" if clause.per else "名单上"
    if taken or len(mine) > 1:
        other = (taken or mine[1:])[0]
        told = f"{where}已有{clause.names[other]} {used[other]} 个" if taken else f"{candidate.name}兼属两类"
        return f"{told}，与{clause.names[mine[0]]}只能择一（{clause.limit.article}）"
    branch: Branch = clause.limit.either[mine[0]]
    if used[mine[0]] >= branch.count:
        return f"{where}{clause.names[mine[0]]}已满 {branch.count} 个（{clause.limit.article}）"
    return None
