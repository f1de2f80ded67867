"""Rounds (轮次): what the committee is asked next, and what the ballots of all rounds make of each candidate.

The committee is asked one question after another: all titles on one ballot, or title after title, the best first. A
question is put again, as long as the definition grants rounds, in two cases: several with equal votes stand across the
last place (a run-off among them), or fewer have the votes than there are places (a further round among the best of the
others, at most two for each open place). Whoever has the votes once keeps them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from selection.rules.ballots import votes_needed
from selection.rules.programme import Programme, Title
from selection.rules.seats import Candidate, choose
from selection.rules.succession import may_take

Why = Literal["vote", "tie", "short"]
FOR_EACH_PLACE = 2
"""How many of those without the votes are put to a further round for each place that is still open."""


@dataclass(frozen=True)
class Question:
    """One round: ``listed`` nominations in order of the experts, of whom a ballot may be in favour of ``places``.

    ``title_key`` None: all titles together. ``attempt`` counts from 1 within the question. ``why``: the question put
    for the first time, a run-off between equals, or a further round for places still open.
    """

    title_key: str | None
    attempt: int
    why: Why
    listed: tuple[int, ...]
    places: int


@dataclass(frozen=True)
class Count:
    """A round that was held: votes in favour, by nomination."""

    question: Question
    votes: Mapping[int, int]


@dataclass(frozen=True)
class Voted(Candidate):
    """A candidate after the rounds so far: ``standing`` orders those who were voted on together, the best first."""

    standing: tuple[int, ...] = ()

    @property
    def order(self) -> tuple[int, ...]:  # type: ignore[override]
        """By rounds, votes and the experts' rank; the number of the nomination where all of them are equal."""
        return (*self.standing, self.rank, self.nomination_id)


def next_question(
    programme: Programme, candidates: Sequence[Candidate], counts: Sequence[Count], *, present: int, fills: bool = True
) -> Question | None:
    """What the committee is to be asked now; None when every question has its answer.

    Without ``fills`` places still open are left so, and the committee goes on. Once it has, they stay open.
    """
    alive = sorted(candidates, key=lambda each: (each.rank, each.nomination_id))
    for place, title in enumerate(_asked(programme)):
        key = title.key if title else None
        mine = [each for each in counts if each.question.title_key == key]
        places = title.places if title else programme.places
        if mine:
            again = _again(programme, alive, mine, places, present)
            if again is not None and (again.why == "tie" or (fills and counts[-1].question.title_key == key)):
                return again
            continue
        listed = _listed(programme, alive, counts, place, present)
        if listed and places:
            return Question(key, 1, "vote", tuple(each.nomination_id for each in listed), places)
    return None


def voted(
    programme: Programme, candidates: Sequence[Candidate], counts: Sequence[Count], *, present: int
) -> list[Voted]:
    """Every candidate with the votes that count for him, the title they were cast for, and his standing.

    Somebody on the ballot of several titles stands where he was voted on last; whoever was on none has no votes.
    """
    return [_voted(programme, each, counts, present) for each in candidates]


def elected(
    programme: Programme, candidates: Sequence[Candidate], counts: Sequence[Count], *, present: int
) -> dict[int, str]:
    """Who would hold which title if the vote ended here: nomination -> title, under the limits of the award."""
    settled = choose(
        voted(programme, candidates, counts, present=present),
        programme.titles,
        programme.limits,
        programme.committee,
        present,
        groups=programme.groups,
    )
    return {each.nomination_id: each.title_key for each in settled if each.title_key is not None}


def history(programme: Programme, nomination_id: int, counts: Sequence[Count], *, present: int) -> list[str]:
    """One clause for each round somebody was voted on in, where there was more than one: the way to the result."""
    needed = votes_needed(present=present, threshold=programme.committee.threshold)
    names = {title.key: title.name for title in programme.titles}
    mine = [each for each in counts if nomination_id in each.votes]
    if len(mine) < 2:
        return []
    return [
        f"{names.get(each.question.title_key or '', '')}第 {each.question.attempt} 轮"
        f"赞成 {each.votes[nomination_id]} 票（须 {needed} 票）"
        for each in mine
    ]


def _asked(programme: Programme) -> Sequence[Title | None]:
    return programme.titles if programme.committee.by_title else [None]


def _listed(
    programme: Programme, alive: Sequence[Candidate], counts: Sequence[Count], place: int, present: int
) -> list[Candidate]:
    """Who stands on the first ballot of a question: those who want this title, or fall to it from one they missed."""
    if not programme.committee.by_title:
        return list(alive)
    titles, best = programme.titles, programme.titles[0].key
    taken = elected(programme, alive, counts, present=present) if counts else {}
    earlier = {title.key for title in titles[:place]}
    return [
        each
        for each in alive
        if taken.get(each.nomination_id) not in earlier and may_take(each.applied_title or best, titles[place], titles)
    ]


def _again(
    programme: Programme, alive: Sequence[Candidate], mine: Sequence[Count], places: int, present: int
) -> Question | None:
    """The same question once more, or None when it is answered or its rounds are used up."""
    if len(mine) >= programme.committee.rounds:
        return None
    needed = votes_needed(present=present, threshold=programme.committee.threshold)
    on_it = [each.nomination_id for each in alive if each.nomination_id in mine[0].votes]
    standing = {each: _standing(each, mine, needed) for each in on_it}
    passed = sorted((each for each in on_it if _passed(each, mine, needed)), key=lambda each: standing[each])
    key, attempt = mine[0].question.title_key, len(mine) + 1
    if len(passed) > places:
        edge = standing[passed[places - 1]]
        if standing[passed[places]] != edge:
            return None
        tied = tuple(each for each in on_it if each in passed and standing[each] == edge)
        return Question(key, attempt, "tie", tied, places - sum(standing[each] < edge for each in passed))
    open_places = places - len(passed)
    before = [each for each in on_it if _passed(each, mine[:-1], needed)]
    if not open_places or (mine[-1].question.why == "short" and len(before) == len(passed)):
        return None  # nobody came in by the last round, so the same names would be asked in vain
    return _further(key, attempt, [each for each in on_it if each not in passed], open_places, mine)


def _further(
    key: str | None, attempt: int, others: Sequence[int], places: int, mine: Sequence[Count]
) -> Question | None:
    """A further round among the best of those without the votes, equals with the last of them included."""
    latest = {each: next(count.votes[each] for count in reversed(mine) if each in count.votes) for each in others}
    best = sorted(others, key=lambda each: -latest[each])[: FOR_EACH_PLACE * places]
    if not best or not latest[best[0]]:
        return None
    least = max(1, latest[best[-1]])
    return Question(key, attempt, "short", tuple(each for each in others if latest[each] >= least), places)


def _voted(programme: Programme, candidate: Candidate, counts: Sequence[Count], present: int) -> Voted:
    needed = votes_needed(present=present, threshold=programme.committee.threshold)
    fields = {name: getattr(candidate, name) for name in Candidate.__dataclass_fields__}
    mine = [each for each in counts if candidate.nomination_id in each.votes]
    if not mine:
        return Voted(**{**fields, "votes_for": 0}, standing=(len(programme.titles), 0))
    key = mine[-1].question.title_key
    of_title = [each for each in counts if each.question.title_key == key]
    place = next((place for place, title in enumerate(programme.titles) if title.key == key), 0)
    votes = _votes(candidate.nomination_id, of_title, needed)
    standing = (place, *_standing(candidate.nomination_id, of_title, needed), -votes)
    return Voted(**{**fields, "votes_for": votes, "applied_title": key or candidate.applied_title}, standing=standing)


def _votes(nomination_id: int, mine: Sequence[Count], needed: int) -> int:
    """The votes by which somebody passed, or those he had last."""
    got = [each.votes[nomination_id] for each in mine if nomination_id in each.votes]
    return next((votes for votes in got if votes >= needed), got[-1])


def _passed(nomination_id: int, mine: Sequence[Count], needed: int) -> bool:
    return any(each.votes.get(nomination_id, 0) >= needed for each in mine)


def _standing(nomination_id: int, mine: Sequence[Count], needed: int) -> tuple[int, ...]:
    """Compares two who were voted on in the same question: round after round, whoever passed before who did not."""
    found: list[int] = []
    has_passed = False
    for count in mine:
        votes = count.votes.get(nomination_id)
        if votes is None:
            found += [0, 0] if has_passed else [2, 0]
        elif votes >= needed or count.question.why == "tie":
            found += [0, -votes]
            has_passed = True
        else:
            found += [1, 0]
    return tuple(found)
