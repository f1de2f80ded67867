"""Seats (拟表彰名单): who gets which title, who stands in reserve, and one sentence of reason for everyone.

Only those with the votes are considered. They stand in order of votes, then of the experts' rank. The best fill the
first title; whoever misses it falls to the title it names; what is left goes to the reserve. The award's binding limits
are kept throughout. Places may stay empty (宁缺毋滥): nobody is let in to fill them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from models.vocabulary import Outcome
from selection.rules.ballots import votes_needed
from selection.rules.composition import Member, Roll, applying, breach
from selection.rules.naming import plain
from selection.rules.programme import Committee, Group, Limit, Title


@dataclass(frozen=True)
class Candidate:
    """One name before the committee; ``applied_title`` None means any title, the best first."""

    nomination_id: int
    name: str
    applied_title: str | None
    rank: int
    votes_for: int
    score: Decimal
    groups: frozenset[str]
    unit_id: int
    unit_name: str

    @property
    def order(self) -> tuple[int, int, int]:
        """Sorts the best first; the number of the nomination decides only where votes and rank are both equal."""
        return (-self.votes_for, self.rank, self.nomination_id)

    @property
    def member(self) -> Member:
        """The candidate as the composition limits see it."""
        return Member(self.nomination_id, self.name, self.unit_id, self.unit_name, self.groups)


@dataclass(frozen=True)
class Seat:
    """What the committee's votes make of one nomination; ``position`` counts from 1 within the title or the reserve."""

    nomination_id: int
    outcome: Outcome
    title_key: str | None
    position: int | None
    reason: str


@dataclass
class _Draft:
    """The list while it is being filled; ``missed`` tells each name's way past the titles it did not get."""

    titles: Sequence[Title]
    limits: Sequence[Limit]
    groups: Sequence[Group]
    needed: int
    present: int
    seated: list[Member] = field(default_factory=list)
    missed: dict[int, list[str]] = field(default_factory=dict)
    waiting: list[Candidate] = field(default_factory=list)
    seats: dict[int, Seat] = field(default_factory=dict)

    @property
    def places(self) -> int:
        return sum(title.places for title in self.titles)

    def miss(self, candidate: Candidate, why: str) -> None:
        self.missed.setdefault(candidate.nomination_id, []).append(why)

    def settle(
        self, candidate: Candidate, outcome: Outcome, title: Title | None, position: int | None, end: str
    ) -> None:
        votes = f"实到 {self.present} 人，赞成 {candidate.votes_for} 票（须 {self.needed} 票）"
        way = "，".join((votes, *dict.fromkeys(self.missed.get(candidate.nomination_id, ())), end))
        key = title.key if title else None
        self.seats[candidate.nomination_id] = Seat(candidate.nomination_id, outcome, key, position, f"{way}。")


def choose(
    ranked: Sequence[Candidate],
    titles: Sequence[Title],
    limits: Sequence[Limit],
    committee: Committee,
    present: int,
    *,
    groups: Sequence[Group],
) -> list[Seat]:
    """A seat for every candidate, chosen first, then the reserve, then the rest, each in order.

    ``titles`` best first. Limits of scope ``award`` count over all titles together, percentages of all their places.
    The reserve is in order of merit and may hold somebody a limit kept out: ask the limits again before moving one up.
    """
    needed = votes_needed(present=present, threshold=committee.threshold)
    binding = [limit for limit in applying(limits, "award") if limit.binding]
    draft = _Draft(titles, binding, groups, needed, present)
    eligible = [each for each in sorted(ranked, key=lambda each: each.order) if each.votes_for >= needed]
    _fill_titles(draft, eligible)
    _keep_reserve(draft, committee.reserve)
    for each in sorted(ranked, key=lambda each: each.order):
        if each.votes_for < needed:
            draft.settle(each, Outcome.UNCHOSEN, None, None, f"还差 {needed - each.votes_for} 票，未入选")
    order = {each.nomination_id: each.order for each in ranked}
    return sorted(draft.seats.values(), key=lambda seat: _place(seat, titles, order[seat.nomination_id]))


def _place(seat: Seat, titles: Sequence[Title], order: tuple[int, ...]) -> tuple[int, int, tuple[int, ...]]:
    outcomes = (Outcome.CHOSEN, Outcome.RESERVED, Outcome.UNCHOSEN)
    title = next((place for place, each in enumerate(titles) if each.key == seat.title_key), 0)
    return (outcomes.index(seat.outcome), title, order)


def _fill_titles(draft: _Draft, eligible: Sequence[Candidate]) -> None:
    keys = [title.key for title in draft.titles]
    pools: dict[str, list[Candidate]] = {key: [] for key in keys}
    for each in eligible:
        wanted = each.applied_title or next(iter(keys), "")
        if wanted in pools:
            pools[wanted].append(each)
        else:
            draft.settle(each, Outcome.UNCHOSEN, None, None, "所报称号不在本次评选之内，未入选")
    for place, title in enumerate(draft.titles):
        later = draft.titles[place + 1 :]
        pool = sorted(pools[title.key], key=lambda each: each.order)
        for each in _fill(draft, title, pool, after=sum(other.places for other in later)):
            falls_to = title.falls_to if title.falls_to in [other.key for other in later] else None
            (pools[falls_to] if falls_to else draft.waiting).append(each)


def _fill(draft: _Draft, title: Title, pool: Sequence[Candidate], *, after: int) -> list[Candidate]:
    """Seat the pool in one title as far as places and limits go, and give back those who missed it.

    ``after`` places remain in the later titles: a floor may still be met there.
    """
    seated: list[Candidate] = []
    left_out: list[Candidate] = []
    for each in pool:
        why = _full(title, seated, each) or _barred(draft, each, remaining=title.places - len(seated) + after)
        if why:
            draft.miss(each, why)
            left_out.append(each)
            continue
        seated.append(each)
        draft.seated.append(each.member)
        verb = "转列" if each.nomination_id in draft.missed else "列"
        end = f"{verb}{title.name}第 {len(seated)} 位，共 {title.places} 个名额"
        draft.settle(each, Outcome.CHOSEN, title, len(seated), end)
    return left_out


def _full(title: Title, seated: Sequence[Candidate], candidate: Candidate) -> str | None:
    if len(seated) < title.places:
        return None
    sentence = f"{title.name} {title.places} 个名额已满"
    if seated and seated[-1].order[:2] == candidate.order[:2]:
        sentence += "（与末位票数、名次均相同，按申报编号列后）"
    return sentence


def _barred(draft: _Draft, candidate: Candidate, *, remaining: int) -> str | None:
    roll = Roll(draft.seated, draft.places, remaining, draft.groups)
    found = (breach(limit, roll, candidate.member) for limit in draft.limits)
    return next((sentence for sentence in found if sentence), None)


def _keep_reserve(draft: _Draft, reserve: int) -> None:
    for place, each in enumerate(sorted(draft.waiting, key=lambda each: each.order), start=1):
        if place <= reserve:
            draft.settle(each, Outcome.RESERVED, None, place, f"列入递补第 {place} 位")
        else:
            end = f"评分 {plain(each.score)} 分、名次 {each.rank}，递补 {reserve} 人已满，未入选"
            draft.settle(each, Outcome.UNCHOSEN, None, None, end)
