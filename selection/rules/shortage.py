"""What is wished of an assignment (分配的要求), and what blocks it: which dossiers, which experts, by how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selection.rules.conflicts import DossierFacts, ExpertFacts, unassignable

NAMED = 5

Able = Mapping[int, Sequence[int]]
"""Nomination id to the ids of the experts who may read it."""


@dataclass(frozen=True)
class Wish:
    """How dossiers are to be dealt out.

    ``capacity`` is the most dossiers one expert takes, None for any number. ``by_trade`` keeps experts to their trades.
    ``links``: how many dossiers every two panels share at least, 0 for none.
    """

    per_dossier: int
    capacity: int | None = None
    by_trade: bool = False
    links: int = 0
    seed: int = 0


def impossible(
    experts: Sequence[ExpertFacts], dossiers: Sequence[DossierFacts], able: Able, room: Mapping[int, int], wish: Wish
) -> list[str]:
    """What cannot be whoever is dealt what: dossiers with too few able experts, too little room in all."""
    by_id = sorted(dossiers, key=lambda each: each.nomination_id)
    too_few = [each for each in by_id if len(able[each.nomination_id]) < wish.per_dossier]
    if too_few:
        return [unassignable(each, experts, per_dossier=wish.per_dossier, by_trade=wish.by_trade) for each in too_few]
    wanted, offered = len(dossiers) * wish.per_dossier, sum(room.values())
    if offered >= wanted:
        return []
    line = f"{len(dossiers)} 份材料各须 {wish.per_dossier} 名专家，共 {wanted} 份次；{len(experts)} 名专家按每人上限"
    return [f"{line}只能再评 {offered} 份次，还差 {wanted - offered} 份次。请增加专家或提高每人上限。"]


def overfull(
    experts: Sequence[ExpertFacts],
    dossiers: Sequence[DossierFacts],
    able: Able,
    room: Mapping[int, int],
    dealt: Mapping[int, Sequence[int]],
    lacking: Mapping[int, int],
) -> list[str]:
    """The dossiers that only a few experts can read, who are full with them: the least cut of the flow, in words.

    From the dossiers that lack somebody, over experts who might read them, to what else these experts hold: all of that
    must be read by these experts, and they have no room for it.
    """
    holders: dict[int, set[int]] = {}
    for dossier, held in dealt.items():
        for expert in held:
            holders.setdefault(expert, set()).add(dossier)
    reached, full, waiting = set(lacking), set[int](), list(lacking)
    while waiting:
        dossier = waiting.pop()
        for expert in able[dossier]:
            if expert not in full and expert not in dealt[dossier]:
                full.add(expert)
                new = holders.get(expert, set()) - reached
                reached |= new
                waiting += new
    names = _listed([each.name for each in dossiers if each.nomination_id in reached])
    people = _listed([each.name for each in experts if each.id in full])
    offered, missing = sum(room[each] for each in full), sum(lacking.values())
    line = f"{names}这 {len(reached)} 份材料有 {offered + missing} 份次只能由{people}这 {len(full)} 名专家评"
    return [f"{line}，他们最多再评 {offered} 份次，还差 {missing} 份次。请增加可评这些材料的专家，或提高每人上限。"]


def unlinked(short: Sequence[tuple[str, str, int, int]], wish: Wish, *, guests: int, dossiers: int) -> list[str]:
    """Which panels cannot be compared: names of two, dossiers wanted in common, found. None: the experts are full."""
    if guests == 0:
        return [f"每份材料只有 {wish.per_dossier} 名专家，不能由两个评审组共同评审。请把共同材料的份数改为 0。"]
    missing = sum(wanted - found for _, _, wanted, found in short)
    if sum(wanted for _, _, wanted, _ in short) > dossiers:
        line = f"评审组两两之间各须 {wish.links} 份共同评审的材料，这一批只有 {dossiers} 份"
        return [f"{line}，还差 {missing} 份。请减少共同材料的份数，或合并评审组。"]
    return [
        f"{one}与{other}之间须有 {wanted} 份共同评审的材料，两组都排得出专家的只有 {found} 份，"
        f"还差 {wanted - found} 份。请给这两组增加专家，或减少共同材料的份数。"
        for one, other, wanted, found in short
    ] or ["评审组之间的共同材料占满了专家的上限，其余材料排不满专家。请提高每人上限，或减少共同材料的份数。"]


def _listed(names: Sequence[str]) -> str:
    told = sorted(names)
    return "、".join(told[:NAMED]) + ("等" if len(told) > NAMED else "")
