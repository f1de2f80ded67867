"""Which names a list of titles can still take (逐个定座): one after the other, none of them decided again.

The names are asked in order of merit, title after title; a name gets its seat if the rest can still be filled so that
the award's floors and shares are missed by no more people than they must be. So the seats are the first of all lists,
in the order of merit, among those that come nearest to what the definition asks: whatever the solver finds in between.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from selection.rules.clauses import EITHER, OF_LIST, Clause, Member, bound, breach, concrete
from selection.rules.naming import plain
from selection.rules.programme import Group, Limit, Title
from selection.rules.reach import Kind, Terms, telling, within

if TYPE_CHECKING:
    from selection.rules.integers import IntegerProgram

Chain = tuple[int, ...]
"""The titles, by number, that somebody may still get, best first."""

Class = tuple[Kind, Chain]
"""People whom every clause and every title treats alike."""

Spot = tuple[Class, int]
"""A seat of a title, by number, for one of a class."""


class Seating:
    """The seats as far as they are given. ``why_not`` asks, ``take`` gives one, ``pass_by`` lets a title go."""

    def __init__(
        self,
        people: Sequence[tuple[Member, Chain]],
        titles: Sequence[Title],
        limits: Sequence[Limit],
        groups: Sequence[Group],
    ) -> None:
        members = [member for member, _ in people]
        self.places = sum(title.places for title in titles)
        self.free_in = [title.places for title in titles]
        self.clauses, self.kinds = telling(concrete(limits, members, groups), members, self.places)
        self.needs = [bound(each.limit, self.places) or 0 for each in self.clauses]
        self.chains = {member.id: chain for member, chain in people}
        self.undecided: Counter[Class] = Counter((self.kinds[member.id], chain) for member, chain in people)
        self.seated: list[Member] = []
        self.have = [0] * len(self.clauses)
        self.taken: Counter[Kind] = Counter()
        self.witness: Counter[Spot] = Counter()
        self.expected: list[int] = []  # how many each clause would count, with those of the witness
        self.hopeless: dict[Spot, tuple[str, frozenset[int]]] = {}
        self.kept_for: set[int] = set()
        self.soft = [number for number, clause in enumerate(self.clauses) if clause.is_soft]
        self.targets: list[int] | None = None

    def why_not(self, member: Member, title: int) -> str | None:
        """What keeps a name from a free seat of a title; None when nothing does."""
        if found := self._broken(member):
            return found
        place = (self._class(member), title)
        if not self.soft or self.witness[place] > 0:
            return None
        if place not in self.hopeless and not self._exchanged(place) and not self._can(place):
            self.hopeless[place] = self._against(place)
        if place not in self.hopeless:
            return None
        told, clauses = self.hopeless[place]
        self.kept_for |= clauses
        return told

    def preferred(self, member: Member) -> str:
        """The floors for whose sake somebody before this name was passed by; empty where there are none."""
        kind = self.kinds[member.id]
        return "、".join(
            f"{self.clauses[number].name}须有 {self.needs[number]} 人（{self.clauses[number].limit.article}）"
            for number in sorted(self.kept_for)
            if self.clauses[number].is_floor and self.clauses[number].limit.of != OF_LIST and kind[number]
        )

    def take(self, member: Member, title: int) -> None:
        """Give a seat."""
        place = (self._class(member), title)
        self.witness[place] -= 1 if self.witness[place] else 0
        self.undecided[place[0]] -= 1
        self.free_in[title] -= 1
        self.seated.append(member)
        self.taken[self.kinds[member.id]] += 1
        self.have = [number + (mark > 0) for number, mark in zip(self.have, self.kinds[member.id], strict=True)]

    def pass_by(self, member: Member) -> None:
        """This title is not for him: the next of his, if there is one, may be."""
        old = self._class(member)
        self.undecided[old] -= 1
        self.chains[member.id] = old[1][1:]
        self.undecided[self._class(member)] += 1
        # A list found before may have counted on him for a later title as one of his old class.
        for title in old[1][1:]:
            if self.witness[old, title] and sum(self.witness[old, each] for each in old[1]) > self.undecided[old]:
                self.witness[old, title] -= 1
                self.witness[self._class(member), title] += 1
                break

    def next_title(self) -> None:
        """Nobody of the title before is asked again: what was out of reach there says nothing here."""
        self.kept_for.clear()

    def _class(self, member: Member) -> Class:
        return self.kinds[member.id], self.chains[member.id]

    def _broken(self, member: Member) -> str | None:
        """A clause that this name breaks whoever else is seated; counted beforehand, worded only when it does."""
        kind, remaining = self.kinds[member.id], self.places - len(self.seated)
        for number, clause in enumerate(self.clauses):
            have, need = self.have[number], self.needs[number]
            if clause.group == EITHER:
                may = kind[number] != 0
            elif clause.is_floor:
                may = not kind[number] and have < need and need - have >= remaining
            else:
                may = kind[number] > 0 and have >= need
            told = breach(clause, self.seated, member, places=self.places, remaining=remaining) if may else None
            if told:
                self.kept_for |= {number} if clause.is_floor else set()
                return told
        return None

    def _can(self, place: Spot) -> bool:
        """Whether a list with one more in this place comes as near to the floors as any; kept for the next question."""
        if self.targets is None:
            self.targets = self._shortfalls(None)
            return self.witness[place] > 0 or self._exchanged(place) or self._can(place)
        program, spots, terms = self._program(place)
        for (_, slack), most in zip(terms.slacks, self.targets, strict=True):
            program.row({slack: 1}, high=most)
        solution = program.least({})
        if solution is None:
            return False
        self._expect({spot: solution[variable] for spot, variable in spots.items()})
        return True

    def _expect(self, witness: Mapping[Spot, int]) -> None:
        """Keep a list that is known to be possible."""
        self.witness = Counter(witness)
        kinds = [(kind, number) for ((kind, _), _), number in witness.items() if number]
        self.expected = [
            have + sum(number for kind, number in kinds if kind[place] > 0) for place, have in enumerate(self.have)
        ]

    def _exchanged(self, place: Spot) -> bool:
        """Whether the list kept takes this one as well, for nobody or for one other; then it does.

        Nearly every question is answered here. What cannot be seen so easily is left to the solver.
        """
        if self.targets is None:
            return False
        (mine, chain), title = place
        held = sum(self.witness[place[0], each] for each in chain)
        own = next((each for each in chain if self.witness[place[0], each]), None)
        own = own if held >= self.undecided[place[0]] else None
        counts = Counter[int]()
        for (_, each), number in self.witness.items():
            counts[each] += number
        counts[own if own is not None else -1] -= 1
        others = [spot for spot, number in self.witness.items() if number and spot[1] == title and spot[0][0] != mine]
        nobody: list[Spot | None] = [None]
        for other in nobody if counts[title] < self.free_in[title] else sorted(others):
            later = (
                [each for each in other[0][1] if each > title and counts[each] < self.free_in[each]] if other else []
            )
            gone = other[0][0] if other and not later else None
            if self._holds(None if own is not None else mine, gone):
                self._exchange(place, own, other, later[0] if later else None)
                return True
        return False

    def _exchange(self, place: Spot, own: int | None, other: Spot | None, later: int | None) -> None:
        witness = Counter(self.witness)
        witness[place] += 1
        if own is not None:
            witness[place[0], own] -= 1
        if other is not None:
            witness[other] -= 1
            if later is not None:
                witness[other[0], later] += 1
        self._expect(witness)

    def _holds(self, more: Kind | None, fewer: Kind | None) -> bool:
        """Whether the list kept, with one more and one fewer, keeps every clause and comes as near as it can."""
        blank = (0,) * len(self.clauses)
        more, fewer = more or blank, fewer or blank
        total = len(self.seated) + sum(self.witness.values()) + (more is not blank) - (fewer is not blank)
        targets = dict(zip(self.soft, self.targets or (), strict=True))
        for number, clause in enumerate(self.clauses):
            if clause.group == EITHER:
                if more[number] != fewer[number] and more[number]:
                    return False
                continue
            have, need = self.expected[number] + more[number] - fewer[number], self.needs[number]
            if total - have > self.places - need if clause.is_floor else have > need:
                return False
            if number in targets and not within(clause, have, total, need, targets[number]):
                return False
        return True

    def _shortfalls(self, place: Spot | None) -> list[int]:
        program, spots, terms = self._program(place)
        best = terms.shortfalls(program)
        if best is None:
            raise ArithmeticError("nobody more would break nothing new")
        if place is None:
            self._expect({spot: best[1][variable] for spot, variable in spots.items()})
        return best[0]

    def _program(self, place: Spot | None) -> "tuple[IntegerProgram, Mapping[Spot, int], Terms]":
        from selection.rules.integers import IntegerProgram  # noqa: PLC0415 - most awards need no solver, which is large

        program, spots = IntegerProgram(), dict[Spot, int]()
        of_kind: dict[Kind, list[int]] = {}
        for (kind, chain), number in sorted(self.undecided.items()):
            if number and chain:
                mine = {((kind, chain), title): program.variable(number) for title in chain}
                program.row(dict.fromkeys(mine.values(), 1), high=number)
                of_kind.setdefault(kind, []).extend(mine.values())
                spots |= mine
        for title, free in enumerate(self.free_in):
            program.row({variable: 1 for (_, each), variable in spots.items() if each == title}, high=free)
        if place is not None:
            program.row({spots[place]: 1}, low=1)
        terms = Terms(self.clauses, self.places)
        terms.write(program, self.taken, of_kind)
        return program, spots, terms

    def _against(self, place: Spot) -> tuple[str, frozenset[int]]:
        """Which clauses would be missed further with one more in this place."""
        after = self._shortfalls(place)
        worse = [number for number, was, now in zip(self.soft, self.targets or (), after, strict=True) if now > was]
        return "、".join(self._told(number) for number in worse), frozenset(worse)

    def _told(self, number: int) -> str:
        clause: Clause = self.clauses[number]
        if clause.limit.of != OF_LIST:
            return f"名额须留给{clause.name}，满额须有 {self.needs[number]} 人（{clause.limit.article}）"
        what = "不足" if clause.is_floor else "超过"
        return f"列入后{clause.name}{what}名单的 {plain(clause.limit.percent or Decimal(0))}%（{clause.limit.article}）"
