"""Seats (拟表彰名单): who gets which title, who stands in reserve, and one sentence of reason for everyone.

Only those with the votes are considered. They stand in order of votes, then of the experts' rank. The best fill the
first title; whoever misses it falls to the title it names; what is left goes to the reserve. The award's binding limits
are kept throughout (``selection.rules.seating``). Places may stay empty (宁缺毋滥): nobody is let in to fill them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from models.vocabulary import Outcome
from selection.rules.ballots import votes_needed
from selection.rules.composition import Member, applying
from selection.rules.naming import plain
from selection.rules.programme import Committee, Group, Limit, Title
from selection.rules.seating import Chain, Seating


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
    union_id: int = 0
    union_name: str = ""

    @property
    def order(self) -> tuple[int, int, int]:
        """Sorts the best first; the number of the nomination decides only where votes and rank are both equal."""
        return (-self.votes_for, self.rank, self.nomination_id)

    @property
    def member(self) -> Member:
        """The candidate as the composition limits see it."""
        return Member(
            self.nomination_id,
            self.name,
            self.unit_id,
            self.unit_name,
            self.groups,
            self.union_id,
            self.union_name,
        )

    def merit(self, committee: Committee, present: int) -> tuple[Fraction | int, ...]:
        """As ``order``; where the committee's rules say so, by rank alone, or by votes and score weighed."""
        if committee.method == "order":
            return (0, self.rank, self.nomination_id)
        if not committee.score_percent or not present:
            return self.order
        weight = Fraction(committee.score_percent) / 100
        share = weight * Fraction(self.score) + (1 - weight) * Fraction(100 * self.votes_for, present)
        return (-share, self.rank, self.nomination_id)


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
    needed: int
    present: int
    merit: Mapping[int, tuple[Fraction | int, ...]]
    votes: bool = True
    missed: dict[int, list[str]] = field(default_factory=dict)
    waiting: list[Candidate] = field(default_factory=list)
    seats: dict[int, Seat] = field(default_factory=dict)

    def best_first(self, people: Iterable[Candidate]) -> list[Candidate]:
        """In order of merit."""
        return sorted(people, key=lambda each: self.merit[each.nomination_id])

    def miss(self, candidate: Candidate, why: str) -> None:
        self.missed.setdefault(candidate.nomination_id, []).append(why)

    def settle(
        self, candidate: Candidate, outcome: Outcome, title: Title | None, position: int | None, end: str
    ) -> None:
        votes = f"实到 {self.present} 人，赞成 {candidate.votes_for} 票（须 {self.needed} 票）"
        start = votes if self.votes else f"评分 {plain(candidate.score)} 分、名次 {candidate.rank}"
        way = "，".join((start, *dict.fromkeys(self.missed.get(candidate.nomination_id, ())), end))
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
    has_votes = committee.method != "order"
    needed = votes_needed(present=present, threshold=committee.threshold) if has_votes else 0
    merit = {each.nomination_id: each.merit(committee, present) for each in ranked}
    draft = _Draft(titles, needed, present, merit, has_votes)
    eligible = [each for each in draft.best_first(ranked) if not has_votes or each.votes_for >= needed]
    _fill_titles(draft, eligible, [limit for limit in applying(limits, "award") if limit.binding], groups)
    _keep_reserve(draft, committee.reserve)
    for each in draft.best_first(ranked):
        if has_votes and each.votes_for < needed:
            draft.settle(each, Outcome.UNCHOSEN, None, None, f"还差 {needed - each.votes_for} 票，未入选")
    return sorted(draft.seats.values(), key=lambda seat: _place(seat, titles, merit[seat.nomination_id]))


def _place(
    seat: Seat, titles: Sequence[Title], merit: tuple[Fraction | int, ...]
) -> tuple[int, int, tuple[Fraction | int, ...]]:
    outcomes = (Outcome.CHOSEN, Outcome.RESERVED, Outcome.UNCHOSEN)
    title = next((place for place, each in enumerate(titles) if each.key == seat.title_key), 0)
    return (outcomes.index(seat.outcome), title, merit)


def _chain(wanted: str | None, titles: Sequence[Title]) -> Chain:
    """The titles somebody may get, by number: the one he asked for, then each it falls to further down."""
    keys, chain = [title.key for title in titles], list[int]()
    key = wanted or next(iter(keys), None)
    while key in keys and (not chain or keys.index(key) > chain[-1]):
        chain.append(keys.index(key))
        key = titles[chain[-1]].falls_to
    return tuple(chain)


def _fill_titles(
    draft: _Draft, eligible: Sequence[Candidate], limits: Sequence[Limit], groups: Sequence[Group]
) -> None:
    people = []
    for each in eligible:
        if chain := _chain(each.applied_title, draft.titles):
            people.append((each, chain))
        else:
            draft.settle(each, Outcome.UNCHOSEN, None, None, "所报称号不在本次评选之内，未入选")
    seating = Seating([(each.member, chain) for each, chain in people], draft.titles, limits, groups)
    pools: list[list[Candidate]] = [[each for each, chain in people if chain[0] == n] for n in range(len(draft.titles))]
    for number, pool in enumerate(pools):
        for each in _fill(draft, seating, number, draft.best_first(pool)):
            later = seating.chains[each.nomination_id]
            (pools[later[0]] if later else draft.waiting).append(each)


def _fill(draft: _Draft, seating: Seating, number: int, pool: Sequence[Candidate]) -> list[Candidate]:
    """Seat the pool in one title as far as places and limits go, and give back those who missed it."""
    title, seated, left_out = draft.titles[number], list[Candidate](), list[Candidate]()
    seating.next_title()
    for each in pool:
        why = _full(draft, title, seated, each) or seating.why_not(each.member, number)
        if why:
            draft.miss(each, why)
            seating.pass_by(each.member)
            left_out.append(each)
            continue
        preferred = seating.preferred(each.member)
        seating.take(each.member, number)
        seated.append(each)
        verb = "转列" if each.nomination_id in draft.missed else "列"
        end = f"{verb}{title.name}第 {len(seated)} 位，共 {title.places} 个名额"
        end = f"{preferred}，优先{end}" if preferred else end
        draft.settle(each, Outcome.CHOSEN, title, len(seated), end)
    return left_out


def _full(draft: _Draft, title: Title, seated: Sequence[Candidate], candidate: Candidate) -> str | None:
    if len(seated) < title.places:
        return None
    sentence = f"{title.name} {title.places} 个名额已满"
    if seated and draft.merit[seated[-1].nomination_id][:-1] == draft.merit[candidate.nomination_id][:-1]:
        sentence += "（与末位票数、名次均相同，按申报编号列后）"
    return sentence


def _keep_reserve(draft: _Draft, reserve: int) -> None:
    for place, each in enumerate(draft.best_first(draft.waiting), start=1):
        if place <= reserve:
            draft.settle(each, Outcome.RESERVED, None, place, f"列入递补第 {place} 位")
        else:
            end = f"评分 {plain(each.score)} 分、名次 {each.rank}，递补 {reserve} 人已满，未入选"
            draft.settle(each, Outcome.UNCHOSEN, None, None, end)
