"""Assignment (分配评审): each dossier to its experts, free of conflicts, the load as even as conflicts allow.

A dossier takes the experts with the least to do. Where that runs out or leaves loads uneven, dossiers are handed along
a chain of experts (an augmenting path), until no chain leads from anyone to somebody with two fewer: then no other
assignment is more even. Draws among equals come from the seed, so the same seed and facts give the same assignment.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from random import Random

from selection.rules.conflicts import DossierFacts, ExpertFacts, may_judge, unassignable

Assignment = dict[int, tuple[int, ...]]


def assign(
    experts: Sequence[ExpertFacts],
    dossiers: Sequence[DossierFacts],
    *,
    per_dossier: int,
    capacity: int | None,
    by_trade: bool,
    seed: int,
) -> Assignment | list[str]:
    """Nomination id to the ids of its ``per_dossier`` experts, ascending; or every reason why that cannot be.

    ``capacity`` is the most dossiers one expert takes, None for any number. ``by_trade`` keeps experts to their trades.
    """
    chance = Random(seed)  # noqa: S311 - a draw anybody can replay from the seed, no secret
    table = _Table(experts, dossiers, by_trade=by_trade, chance=chance)
    too_few = [each for each in dossiers if len(table.able[each.nomination_id]) < per_dossier]
    if too_few:
        return [unassignable(each, experts, per_dossier=per_dossier, by_trade=by_trade) for each in too_few]
    wanted, offered = len(dossiers) * per_dossier, len(experts) * capacity if capacity is not None else None
    if offered is not None and offered < wanted:
        line = f"{len(dossiers)} 份材料各须 {per_dossier} 名专家，共 {wanted} 份次；{len(experts)} 名专家每人最多"
        return [f"{line} {capacity} 份，只有 {offered} 份次，还差 {wanted - offered} 份次。请增加专家或提高每人上限。"]
    short = [each for each in table.dossiers if not all(table.add(each, capacity) for _ in range(per_dossier))]
    if short:
        return [
            f"{each.name}可评的专家都已满 {capacity} 份，排不满 {per_dossier} 名。请增加专家或提高每人上限。"
            for each in short
        ]
    table.even_out()
    return {each.nomination_id: tuple(sorted(table.held_by[each.nomination_id])) for each in dossiers}


class _Table:
    """Who may take what, and who holds what so far. Only ids; in an order drawn once from the seed."""

    def __init__(
        self, experts: Sequence[ExpertFacts], dossiers: Sequence[DossierFacts], *, by_trade: bool, chance: Random
    ) -> None:
        drawn = sorted(experts, key=lambda each: each.id)
        chance.shuffle(drawn)
        self.dossiers = sorted(dossiers, key=lambda each: each.nomination_id)
        chance.shuffle(self.dossiers)
        self.able = {
            dossier.nomination_id: [each.id for each in drawn if may_judge(each, dossier, by_trade=by_trade)]
            for dossier in self.dossiers
        }
        self.held_by: dict[int, set[int]] = {each.nomination_id: set() for each in self.dossiers}
        self.holds: dict[int, dict[int, None]] = {each.id: {} for each in drawn}

    def load(self, expert: int) -> int:
        return len(self.holds[expert])

    def open_to(self, dossier: int) -> Iterator[int]:
        """Experts who may take a dossier and do not hold it."""
        return (each for each in self.able[dossier] if each not in self.held_by[dossier])

    def add(self, facts: DossierFacts, capacity: int | None) -> bool:
        """One more expert for a dossier: the least loaded, or one freed along a chain. False when there is none."""
        dossier = facts.nomination_id
        first = sorted(self.open_to(dossier), key=self.load)
        if not first:
            return False
        taker = first[0]
        if capacity is not None and self.load(taker) >= capacity:
            chain = self._chain(first, most=capacity - 1)
            if not chain:
                return False
            self._hand_along(chain)
            taker = chain[0][0]
        self._give(dossier, taker)
        return True

    def even_out(self) -> None:
        """Hand dossiers from the fuller to the emptier as long as a chain ends two or more below where it began."""
        moved = True
        while moved:
            moved = False
            for expert in sorted(self.holds, key=self.load, reverse=True):
                most = self.load(expert) - 2
                chain = self._chain([expert], most=most) if most >= min(map(self.load, self.holds)) else []
                if chain:
                    self._hand_along(chain)
                    moved = True

    def _chain(self, starts: Sequence[int], *, most: int) -> list[tuple[int, int, int]]:
        """The shortest chain of (giver, dossier, taker) from one of ``starts``, all fuller, to somebody with ``most``.

        Empty when there is none. Being shortest, no dossier is in it twice.
        """
        came_from: dict[int, tuple[int, int, int] | None] = dict.fromkeys(starts)
        queue = deque(came_from)
        while queue:
            giver = queue.popleft()
            if self.load(giver) <= most:
                return self._steps_to(giver, came_from)
            for dossier in self.holds[giver]:
                for taker in self.open_to(dossier):
                    if taker not in came_from:
                        came_from[taker] = (giver, dossier, taker)
                        queue.append(taker)
        return []

    def _steps_to(self, end: int, came_from: dict[int, tuple[int, int, int] | None]) -> list[tuple[int, int, int]]:
        steps: list[tuple[int, int, int]] = []
        while (step := came_from[end]) is not None:
            steps.append(step)
            end = step[0]
        return steps[::-1]

    def _hand_along(self, chain: Sequence[tuple[int, int, int]]) -> None:
        for giver, dossier, taker in chain:
            del self.holds[giver][dossier]
            self.held_by[dossier].remove(giver)
            self._give(dossier, taker)

    def _give(self, dossier: int, expert: int) -> None:
        self.holds[expert][dossier] = None
        self.held_by[dossier].add(expert)
