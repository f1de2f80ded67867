"""What a list can still become (还能不能凑齐): decided exactly, for the people who wait and the places left.

A ceiling can only get worse and is seen at once (``clauses.breach``). A floor, or a share of the list, is different: it
hangs on who else will be put on. People whom every clause treats alike are one *kind*; how many of each kind are
added is a small integer program. Of all lists that break nothing, those come first that fall short of the definition's
first floor by the fewest people, then of its second, and so on; a name is ``unreachable`` if with it this gets worse.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from selection.rules.clauses import EITHER, OF_LIST, Clause, Member, applying, bound, concrete
from selection.rules.composition import Roll, breaches
from selection.rules.naming import plain
from selection.rules.programme import Group, Limit

if TYPE_CHECKING:
    from selection.rules.integers import IntegerProgram

Kind = tuple[int, ...]
"""What each clause makes of a person: 1 if it counts him; for an either-or his side, from 1, or -1 for several."""

Spots = Mapping[Kind, Sequence[int]]
"""The variables that hold how many of a kind are taken; several where there are several titles."""

State = Literal["fits", "breaks", "unreachable"]


@dataclass(frozen=True)
class Verdict:
    """What putting a name on the list would mean, with a sentence for each clause that speaks against it."""

    state: State
    sentences: tuple[str, ...] = ()


def _marks(clauses: Sequence[Clause], people: Iterable[Member]) -> dict[int, dict[int, int]]:
    """What each clause makes of each person, by ids and numbers of clauses; without the zeros."""
    by_place: dict[tuple[str, int], list[int]] = {}
    for number, clause in enumerate(clauses):
        by_place.setdefault((clause.per, clause.place), []).append(number)
    pers = sorted({clause.per for clause in clauses})
    found: dict[int, dict[int, int]] = {}
    for each in people:
        mine = found[each.id] = {}
        for per in pers:
            for number in by_place.get((per, each.place(per)[0]), ()):
                if mark := _mark(clauses[number], each):
                    mine[number] = mark
    return found


def _mark(clause: Clause, member: Member) -> int:
    if clause.group != EITHER:
        return int(clause.counts(member))
    sides = clause.branches_of(member)
    return sides[0] + 1 if len(sides) == 1 else -1 if sides else 0


def telling(clauses: Iterable[Clause], people: Sequence[Member], places: int) -> tuple[list[Clause], dict[int, Kind]]:
    """The clauses these people could come to fulfil or break, and the kind of each person by his id.

    A ceiling above the number of those it counts is no limit.
    """
    every = list(clauses)
    marks = _marks(every, people)
    counted = Counter(number for mine in marks.values() for number in mine)
    kept = [number for number, clause in enumerate(every) if _may_tell(clause, counted[number], places)]
    kinds = {each: tuple(mine.get(number, 0) for number in kept) for each, mine in marks.items()}
    return [every[number] for number in kept], kinds


def _may_tell(clause: Clause, counted: int, places: int) -> bool:
    if clause.group == EITHER:
        return counted > 0
    need = bound(clause.limit, places)
    return need is not None and (clause.is_soft or counted > need)


def within(clause: Clause, have: int, total: int, need: int, short: int) -> bool:
    """Whether a floor or a share is missed by at most so many people, on a list of ``total``."""
    if clause.limit.of != OF_LIST:
        return have + short >= need
    share = Fraction(clause.limit.percent or 0) * total / 100
    return have + short >= share if clause.is_floor else have - short <= share


@dataclass
class Terms:
    """The clauses over a number of places, as rows of a program. ``slacks`` are the people missing, in order."""

    clauses: Sequence[Clause]
    places: int
    slacks: list[tuple[int, int]] = field(default_factory=list)  # number of the clause, variable

    def write(self, program: "IntegerProgram", taken: Mapping[Kind, int], spots: Spots) -> None:
        """Add every clause for the people taken already and those still to be taken."""
        self.slacks = []
        everyone = {variable: 1 for variables in spots.values() for variable in variables}
        by_clause: list[dict[int, int]] = [{} for _ in self.clauses]
        for kind, variables in spots.items():
            for number, mark in enumerate(kind):
                if mark:
                    by_clause[number].update(dict.fromkeys(variables, 1))
        for number, clause in enumerate(self.clauses):
            if clause.group == EITHER:
                self._alternative(program, number, taken, spots)
                continue
            mine = by_clause[number]
            have, total = sum(n * kind[number] for kind, n in taken.items()), sum(taken.values())
            need = bound(clause.limit, self.places) or 0
            if clause.is_floor:
                others = {each: 1 for each in everyone if each not in mine}
                program.row(others, high=max(0, self.places - need - (total - have)))
            else:
                program.row(mine, high=max(0, need - have))
            if clause.is_soft:
                self._soft(program, number, mine, everyone, have, total)

    def _soft(
        self,
        program: "IntegerProgram",
        number: int,
        mine: Mapping[int, int],
        everyone: Mapping[int, int],
        have: int,
        total: int,
    ) -> None:
        clause, slack = self.clauses[number], program.variable(self.places)
        self.slacks.append((number, slack))
        if clause.limit.of != OF_LIST:
            program.row({**mine, slack: 1}, low=(bound(clause.limit, self.places) or 0) - have)
            return
        share = Fraction(clause.limit.percent or 0) / 100
        part, whole = share.numerator, share.denominator
        terms = {each: whole * (each in mine) - part for each in everyone}
        if clause.is_floor:
            program.row({**terms, slack: whole}, low=part * total - whole * have)
        else:
            program.row({**terms, slack: -whole}, high=part * total - whole * have)

    def _alternative(self, program: "IntegerProgram", number: int, taken: Mapping[Kind, int], spots: Spots) -> None:
        """Sides already used leave only themselves; where none is, one switch is turned on."""
        used: Counter[int] = Counter()
        for kind, people in taken.items():
            used[kind[number]] += people
        used.pop(0, None)
        switches = {}
        for side, branch in enumerate(self.clauses[number].limit.either, start=1):
            mine = {each: 1 for kind, variables in spots.items() if kind[number] == side for each in variables}
            if used:
                program.row(mine, high=max(0, branch.count - used[side]) if set(used) == {side} else 0)
            elif mine:
                switches[program.variable(1)] = (mine, branch.count)
        program.row(dict.fromkeys(switches, 1), high=1)
        for switch, (mine, most) in switches.items():
            program.row({**mine, switch: -most}, high=0)
        both = {each: 1 for kind, variables in spots.items() if kind[number] < 0 for each in variables}
        program.row(both, high=0)

    def shortfalls(self, program: "IntegerProgram") -> tuple[list[int], tuple[int, ...]] | None:
        """The people missing at best, clause by clause in the order of the definition, and a list that does it.

        Each is written into the program as what may not be exceeded. None when no list at all is possible.
        """
        # Nothing missing at all is the usual answer, and found at once.
        found, solution = [], program.least({slack: 1 for _, slack in self.slacks})
        for _, slack in self.slacks:
            if solution is None:
                return None
            if solution[slack]:
                solution = program.least({slack: 1})
            if solution is not None:
                found.append(solution[slack])
                program.row({slack: 1}, high=solution[slack])
        return None if solution is None else (found, solution)


@dataclass
class Outlook:
    """A list, the people who wait, and what the two can still become."""

    limits: Sequence[Limit]
    roll: Roll
    waiting: Sequence[Member]
    scope: str

    def __post_init__(self) -> None:
        people = [*self.roll.members, *self.waiting]
        binding = [each for each in applying(self.limits, self.scope) if each.binding]
        clauses = concrete(binding, people, self.roll.groups)
        self.clauses, self.kinds = telling(clauses, people, self.roll.places)
        self.taken = Counter(self.kinds[each.id] for each in self.roll.members)
        self.free = Counter(self.kinds[each.id] for each in self.waiting)
        self.has_soft = any(clause.is_soft for clause in self.clauses)
        self._known: dict[Kind | None, tuple[list[int], frozenset[Kind]]] = {}

    def verdict(self, candidate: Member) -> Verdict:
        """Whether a waiting name fits, breaks something, or puts something out of reach."""
        if self.roll.remaining < 1:
            return Verdict("breaks", (f"{self.roll.places} 个名额已用完。",))
        if found := breaches(self.limits, self.roll, candidate, self.scope):
            return Verdict("breaks", tuple(f"{each}。" for each in found))
        if not self.has_soft:
            return Verdict("fits")
        before, seen = self._best(None)
        kind = self.kinds[candidate.id]
        if kind in seen:
            return Verdict("fits")
        after, _ = self._best(kind)
        return Verdict("unreachable", told) if (told := self._worse(before, after)) else Verdict("fits")

    def missing(self) -> list[tuple[Clause, int]]:
        """The floors and shares out of reach already, whoever is put on, with the people missing at best."""
        if not self.has_soft:
            return []
        soft = [clause for clause in self.clauses if clause.is_soft]
        return [(clause, short) for clause, short in zip(soft, self._best(None)[0], strict=True) if short]

    def _worse(self, before: Sequence[int], after: Sequence[int]) -> tuple[str, ...]:
        soft = [clause for clause in self.clauses if clause.is_soft]
        pairs = zip(soft, before, after, strict=True)
        return tuple(_told(clause, self.roll.places, was, now) for clause, was, now in pairs if now > was)

    def _best(self, kind: Kind | None) -> tuple[list[int], frozenset[Kind]]:
        """The shortfalls at best, with one more of this kind on the list; and the kinds such a list still takes."""
        if kind not in self._known:
            taken, free = Counter(self.taken), Counter(self.free)
            if kind is not None:
                taken[kind] += 1
                free[kind] -= 1
            self._known[kind] = _greedily(self.clauses, self.roll.places, taken, free) or self._exactly(taken, free)
        return self._known[kind]

    def _exactly(self, taken: Counter[Kind], free: Counter[Kind]) -> tuple[list[int], frozenset[Kind]]:
        from selection.rules.integers import IntegerProgram  # noqa: PLC0415 - most lists need no solver, which is large

        program, terms = IntegerProgram(), Terms(self.clauses, self.roll.places)
        spots = {kind: (program.variable(number),) for kind, number in sorted(free.items())}
        program.row({each: 1 for (each,) in spots.values()}, high=self.roll.places - sum(taken.values()))
        terms.write(program, taken, spots)
        best = terms.shortfalls(program)
        if best is None:
            raise ArithmeticError("a list that adds nobody breaks nothing new")
        shortfalls, solution = best
        return shortfalls, frozenset(kind for kind, (each,) in spots.items() if solution[each])


def _greedily(
    clauses: Sequence[Clause], places: int, taken: Counter[Kind], free: Counter[Kind]
) -> tuple[list[int], frozenset[Kind]] | None:
    """A list that is short of nothing, if taking whoever serves the most floors finds one; else nothing is known."""
    if any(clause.group == EITHER or clause.limit.of == OF_LIST for clause in clauses):
        return None
    needs = [bound(clause.limit, places) or 0 for clause in clauses]
    have = [sum(number * kind[place] for kind, number in taken.items()) for place in range(len(clauses))]
    left, added = Counter(free), set()
    total = sum(taken.values())
    while wanted := [place for place, each in enumerate(clauses) if each.is_floor and have[place] < needs[place]]:
        total += 1
        fitting = [
            kind
            for kind, number in left.items()
            if number
            and not any(
                mark and have[place] >= needs[place] and not clauses[place].is_floor for place, mark in enumerate(kind)
            )
        ]
        best = max(fitting, key=lambda kind: (sum(kind[place] for place in wanted), kind), default=None)
        if best is None or total > places or not any(best[place] for place in wanted):
            return None
        left[best] -= 1
        added.add(best)
        have = [number + mark for number, mark in zip(have, best, strict=True)]
    return [0] * sum(clause.is_soft for clause in clauses), frozenset(added)


def _told(clause: Clause, places: int, before: int, after: int) -> str:
    """How far a floor or a share would be missed, and how far it is missed anyhow."""
    anyhow = f"（不列也差 {before} 人）" if before else ""
    if clause.limit.of == OF_LIST:
        what = "不足" if clause.is_floor else "超过"
        share = plain(clause.limit.percent or Decimal(0))
        return f"列入后{clause.name}将{what}名单的 {share}%，至少差 {after} 人{anyhow}（{clause.limit.article}）。"
    need = bound(clause.limit, places) or 0
    return f"列入后{clause.name}最多 {need - after} 人，须有 {need} 人{anyhow}（{clause.limit.article}）。"


def verdicts(
    limits: Sequence[Limit],
    members: Sequence[Member],
    waiting: Sequence[Member],
    *,
    places: int,
    groups: Sequence[Group],
    scope: str = "union",
) -> dict[int, Verdict]:
    """The verdict on every waiting name, by its id."""
    outlook = Outlook(limits, Roll(members, places, places - len(members), groups), waiting, scope)
    return {each.id: outlook.verdict(each) for each in waiting}
