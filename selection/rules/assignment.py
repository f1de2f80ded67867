"""Assignment (分配评审): each dossier to its experts, free of conflicts, loads even, and every two panels comparable.

Two questions to the solver (HiGHS), each a flow in a network, so that the best answer is in whole numbers: which panel
is a dossier's home, and which experts read it. Some dossiers are read by experts of two panels (共同评审): on them, and
on nothing else, two panels can be compared later. A guest from another panel is asked where those at home are not
enough, or where that takes more than three dossiers off somebody. Draws among equals come from the seed: the same seed
and facts give the same assignment. Imports the solver, so callers import this module only where they deal.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from random import Random

from selection.rules.conflicts import DossierFacts, ExpertFacts, may_judge
from selection.rules.integers import IntegerProgram
from selection.rules.shortage import Wish, impossible, overfull, unlinked

DRAW = 9
EVEN = 100_000  # more than all draws together could outweigh
GUEST = 7 * EVEN  # to lower the fullest by one saves 2n - 1 - (2m - 1); seven is a difference of more than three
MISSING = 2_000 * EVEN
NARROW = 12  # loads are evened out one by one so far around the average
SPARE = 2  # as many more experts than needed should be able to read a dossier in its home panel


@dataclass(frozen=True)
class Dealt:
    """What was dealt, by nomination id: the home panel, and the experts, ascending."""

    homes: dict[int, int]
    experts: dict[int, tuple[int, ...]]


@dataclass(frozen=True)
class Facts:
    """What an assignment is made of.

    ``panels``: panel id to its experts, ``names`` to what it is called; ``held``: how many dossiers an expert reads
    already; ``linked``: how many dossiers two panels (ids ascending) share already.
    """

    panels: Mapping[int, Sequence[ExpertFacts]]
    names: Mapping[int, str]
    dossiers: Sequence[DossierFacts]
    held: Mapping[int, int] = field(default_factory=dict)
    linked: Mapping[tuple[int, int], int] = field(default_factory=dict)


def assign(facts: Facts, wish: Wish) -> Dealt | list[str]:
    """Deal all dossiers out as wished; or every reason why that cannot be, with numbers."""
    chance = Random(wish.seed)  # noqa: S311 - a draw anybody can replay from the seed, no secret
    table = _Table(facts, wish, chance)
    if reasons := impossible(table.experts, table.dossiers, table.able, table.room, wish):
        return reasons
    table.find_homes()
    anchors = table.anchors(facts.linked)
    if isinstance(anchors, list):
        return anchors
    dealt = table.deal(anchors)
    if isinstance(dealt, list) and anchors:
        # Either way it cannot be: where it could without common dossiers, it is they that block it.
        plain = table.deal({})
        return plain if isinstance(plain, list) else table.unlinked([])
    return dealt


class _Table:
    """Who may read what; everything in an order drawn once from the seed."""

    def __init__(self, facts: Facts, wish: Wish, chance: Random) -> None:
        self.wish, self.chance, self.held, self.names = wish, chance, facts.held, facts.names
        self.panels = sorted(facts.panels)
        self.panel_of = {each.id: panel for panel in self.panels for each in facts.panels[panel]}
        self.experts = sorted((each for group in facts.panels.values() for each in group), key=lambda each: each.id)
        self.dossiers = sorted(facts.dossiers, key=lambda each: each.nomination_id)
        chance.shuffle(self.experts)
        chance.shuffle(self.dossiers)
        self.able = {
            dossier.nomination_id: [
                each.id for each in self.experts if may_judge(each, dossier, by_trade=wish.by_trade)
            ]
            for dossier in self.dossiers
        }
        self.room = {each.id: self._room(each) for each in self.experts}
        self.able_in = {each: Counter(self.panel_of[one] for one in able) for each, able in self.able.items()}
        self.homes: dict[int, int] = {}

    def _room(self, expert: ExpertFacts) -> int:
        """How many more dossiers an expert can take."""
        limits = [each for each in (self.wish.capacity, expert.load_cap) if each is not None]
        most = min(limits) - self.held.get(expert.id, 0) if limits else len(self.dossiers)
        return max(0, min(most, len(self.dossiers)))

    def find_homes(self) -> None:
        """The panel whose experts can read a dossier, panels filled by how many dossiers their experts can take."""
        program, cost = IntegerProgram(is_network=True), dict[int, int]()
        choices: dict[int, tuple[int, int]] = {}
        columns: dict[int, dict[int, int]] = {panel: {} for panel in self.panels}
        for dossier in (each.nomination_id for each in self.dossiers):
            row = {}
            for panel in self.panels:
                number = program.variable(1)
                lacking = max(0, self.wish.per_dossier + SPARE - self.able_in[dossier][panel])
                cost[number] = lacking * GUEST + self.chance.randint(0, DRAW)
                choices[number], row[number], columns[panel][number] = (dossier, panel), 1, 1
            program.row(row, low=1, high=1)
        seats = Counter(self.panel_of.values())
        for panel, terms in columns.items():
            share = len(self.dossiers) * seats[panel] / len(self.experts)
            program.row({**terms, **_evenly(program, cost, len(self.dossiers), share)}, high=0)
        found = program.least(cost) or ()
        self.homes = {dossier: panel for number, (dossier, panel) in choices.items() if found[number]}

    def anchors(self, linked: Mapping[tuple[int, int], int]) -> dict[int, int] | list[str]:
        """Which dossier has guests from which panel, so that every two panels share as many as wished; or why not."""
        program, cost = IntegerProgram(is_network=True), dict[int, int]()
        choices: dict[int, tuple[int, int]] = {}
        columns: dict[int, dict[int, int]] = {}
        lacks: dict[tuple[int, int], tuple[int, int]] = {}
        for one, other in combinations(self.panels, 2):
            wanted = max(0, self.wish.links - linked.get((one, other), 0))
            row = dict[int, int]()
            for dossier, lacking in self._fit(one, other) if wanted else ():
                number = program.variable(1)
                cost[number] = lacking * EVEN + self.chance.randint(0, DRAW)
                choices[number] = dossier, other if self.homes[dossier] == one else one
                row[number] = 1
                columns.setdefault(dossier, {})[number] = -1
            lack = program.variable(wanted)
            cost[lack] = MISSING
            lacks[one, other] = lack, wanted
            program.row({**row, lack: 1}, low=wanted, high=wanted)
        for terms in columns.values():
            program.row(terms, low=-1)
        found = program.least(cost) or ()
        short = [(pair, wanted, wanted - found[lack]) for pair, (lack, wanted) in lacks.items() if found[lack]]
        return (
            self.unlinked(short) if short else {choices[each][0]: choices[each][1] for each in choices if found[each]}
        )

    def unlinked(self, short: Sequence[tuple[tuple[int, int], int, int]]) -> list[str]:
        told = [(self.names[pair[0]], self.names[pair[1]], wanted, found) for pair, wanted, found in short]
        return unlinked(told, self.wish, guests=self.guests, dossiers=len(self.dossiers))

    @property
    def guests(self) -> int:
        """How many experts of the other panel read a common dossier."""
        return self.wish.per_dossier // 2

    def _fit(self, one: int, other: int) -> Iterator[tuple[int, int]]:
        """Dossiers of two panels that both can read, and how many experts short of some to spare."""
        hosts = self.wish.per_dossier - self.guests
        for dossier in (each.nomination_id for each in self.dossiers):
            if self.guests and self.homes[dossier] in (one, other):
                home, guest = (one, other) if self.homes[dossier] == one else (other, one)
                spare = min(self.able_in[dossier][home] - hosts, self.able_in[dossier][guest] - self.guests)
                if spare >= 0:
                    yield dossier, max(0, SPARE - spare)

    def deal(self, anchors: Mapping[int, int]) -> Dealt | list[str]:
        """The experts of every dossier, loads as even as conflicts allow."""
        program, cost = IntegerProgram(is_network=True), dict[int, int]()
        pairs: dict[int, tuple[int, int]] = {}
        columns: dict[int, dict[int, int]] = {each.id: {} for each in self.experts}
        missing: dict[int, int] = {}
        for dossier in (each.nomination_id for each in self.dossiers):
            row, hosts, guests = dict[int, int](), dict[int, int](), dict[int, int]()
            for expert in self.able[dossier]:
                number = program.variable(1)
                panel = self.panel_of[expert]
                is_home, is_asked = panel == self.homes[dossier], panel == anchors.get(dossier)
                cost[number] = self.chance.randint(0, DRAW) + (0 if is_home or is_asked else GUEST)
                pairs[number], row[number], columns[expert][number] = (dossier, expert), 1, 1
                if is_home or is_asked:
                    (hosts if is_home else guests)[number] = 1
            lack = missing[dossier] = program.variable(self.wish.per_dossier)
            cost[lack] = MISSING
            program.row({**row, lack: 1}, low=self.wish.per_dossier, high=self.wish.per_dossier)
            if dossier in anchors:
                program.row(guests, low=self.guests)
                program.row(hosts, low=1)
        total = (len(self.dossiers) * self.wish.per_dossier + sum(self.held.values())) / len(self.experts)
        for expert, terms in columns.items():
            share = total - self.held.get(expert, 0)
            program.row({**terms, **_evenly(program, cost, self.room[expert], share)}, high=0)
        found = program.least(cost)
        if found is None:
            return self.unlinked([])
        dealt: dict[int, list[int]] = {each.nomination_id: [] for each in self.dossiers}
        for number, (dossier, expert) in pairs.items():
            if found[number]:
                dealt[dossier].append(expert)
        lacking = {dossier: found[number] for dossier, number in missing.items() if found[number]}
        if lacking:
            return overfull(self.experts, self.dossiers, self.able, self.room, dealt, lacking)
        return Dealt(dict(self.homes), {each: tuple(sorted(held)) for each, held in dealt.items()})


def _evenly(program: IntegerProgram, cost: dict[int, int], most: int, share: float) -> dict[int, int]:
    """Room for up to ``most``, each place dearer than the one before: the least sum of squares is the most even.

    Only around the average is it counted one by one; nobody fair is far from it.
    """
    first = int(share) - NARROW
    plain = max(0, min(most, first))
    top = max(plain, min(most, int(share) + 4 * NARROW))
    terms = {program.variable(plain): -1}
    for place in range(plain, top):
        number = program.variable(1)
        cost[number] = EVEN * (2 * (place - first) + 1)
        terms[number] = -1
    if most > top:
        number = program.variable(most - top)
        cost[number] = EVEN * 12 * NARROW
        terms[number] = -1
    return terms
