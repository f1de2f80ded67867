"""Rounds: what the committee is asked next, until every question has its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.rules.ballots import votes_needed
from selection.rules.programme import Programme
from selection.rules.rounds import Count, Question, elected, history, next_question, voted
from selection.rules.seats import Candidate
from tests.world import programme

PRESENT = 12
SHIPPED = programme()


def rules(
    *, places: tuple[int, int] = (1, 2), by_title: bool = True, rounds: int = 3, threshold: str = "1/2"
) -> Programme:
    """The definition that ships, with these places and rounds and without limits."""
    committee = replace(SHIPPED.committee, by_title=by_title, rounds=rounds, threshold=Fraction(threshold))
    titles = tuple(replace(each, places=number) for each, number in zip(SHIPPED.titles, places, strict=True))
    return replace(SHIPPED, titles=titles, limits=(), committee=committee)


def people(wishes: str) -> list[Candidate]:
    """One candidate for each letter, by rank: ``b`` asks for the better title, ``g`` for the other."""
    keys = {"b": SHIPPED.titles[0].key, "g": SHIPPED.titles[1].key}
    return [
        Candidate(place, f"候选人{place}", keys[wish], place, 0, Decimal(90), frozenset(), place, f"单位{place}")
        for place, wish in enumerate(wishes, start=1)
    ]


def play(
    of: Programme, candidates: Sequence[Candidate], *answers: Mapping[int, int]
) -> tuple[list[Count], Question | None]:
    """Hold one round after the other with these votes; what was counted, and the question that is open then."""
    counts: list[Count] = []
    for votes in answers:
        asked = next_question(of, candidates, counts, present=PRESENT)
        assert asked is not None
        counts.append(Count(asked, {each: votes.get(each, 0) for each in asked.listed}))
    return counts, next_question(of, candidates, counts, present=PRESENT)


def test_the_better_title_is_voted_on_first_and_whoever_missed_it_stands_for_the_other():
    asked = [next_question(rules(), people("bbg"), [], present=PRESENT)]
    counts, second = play(rules(), people("bbg"), {1: 12, 2: 3})
    _, third = play(rules(rounds=1), people("bbg"), {1: 12, 2: 3}, {2: 9, 3: 8})

    best, other = (title.key for title in SHIPPED.titles)
    assert asked == [Question(best, 1, "vote", (1, 2), 1)]
    assert second == Question(other, 1, "vote", (2, 3), 2)
    assert elected(rules(), people("bbg"), counts, present=PRESENT) == {1: best}
    assert third is None


def test_equal_votes_across_the_last_place_are_voted_on_again_and_nothing_else_is():
    of, candidates = rules(places=(0, 2), by_title=False), people("gggg")

    counts, again = play(of, candidates, {1: 10, 2: 8, 3: 8, 4: 2})
    decided, done = play(of, candidates, {1: 10, 2: 8, 3: 8, 4: 2}, {2: 3, 3: 9})

    assert again == Question(None, 2, "tie", (2, 3), 1)
    assert done is None
    order = sorted(voted(of, candidates, decided, present=PRESENT), key=lambda each: each.order)
    assert [(each.nomination_id, each.votes_for) for each in order] == [(1, 10), (3, 8), (2, 8), (4, 2)]
    assert counts[0] == decided[0]


def test_places_still_open_are_put_again_to_the_best_of_the_others_who_then_stand_behind():
    of, candidates = rules(places=(0, 2), by_title=False), people("ggggg")

    _, again = play(of, candidates, {1: 6, 2: 5, 3: 4, 4: 4, 5: 1})
    decided, done = play(of, candidates, {1: 6, 2: 5, 3: 4, 4: 4, 5: 1}, {2: 1, 3: 12, 4: 2})

    assert again == Question(None, 2, "short", (2, 3, 4), 1)
    assert done is None
    order = sorted(voted(of, candidates, decided, present=PRESENT), key=lambda each: each.order)
    assert [(each.nomination_id, each.votes_for) for each in order][:2] == [(1, 6), (3, 12)]
    assert history(of, 3, decided, present=PRESENT) == ["第 1 轮赞成 4 票（须 6 票）", "第 2 轮赞成 12 票（须 6 票）"]
    assert history(of, 1, decided, present=PRESENT) == []


def test_places_of_one_title_may_be_left_open_for_good_to_go_on_to_the_next():
    of, candidates = rules(places=(2, 1), rounds=3), people("bbbg")
    counts, asked = play(of, candidates, {1: 12, 2: 3, 3: 1})

    onward = next_question(of, candidates, counts, present=PRESENT, fills=False)
    assert asked == Question("outstanding", 2, "short", (2, 3), 1)
    assert onward == Question("master", 1, "vote", (2, 3, 4), 1)
    counts.append(Count(onward, {2: 12, 3: 0, 4: 0}))

    assert next_question(of, candidates, counts, present=PRESENT) is None


@pytest.mark.parametrize("rounds", [1, 2])
def test_there_are_no_more_rounds_than_the_definition_grants(rounds: int):
    tied = {1: 8, 2: 8, 3: 8}

    _, asked = play(rules(places=(0, 2), by_title=False, rounds=rounds), people("ggg"), *([tied] * rounds))

    assert asked is None


def test_a_round_that_let_nobody_in_is_not_repeated():
    of = rules(places=(0, 2), by_title=False, rounds=9)

    _, asked = play(of, people("gg"), {1: 6, 2: 5}, {2: 5})

    assert asked is None


def test_who_withdraws_between_two_rounds_is_asked_about_no_more():
    of, candidates = rules(places=(0, 1), by_title=False), people("ggg")
    counts, again = play(of, candidates, {1: 8, 2: 8, 3: 8})

    left = next_question(of, [each for each in candidates if each.nomination_id != 2], counts, present=PRESENT)

    assert again == Question(None, 2, "tie", (1, 2, 3), 1)
    assert left == Question(None, 2, "tie", (1, 3), 1)


@given(
    st.text("bg", min_size=1, max_size=9),
    st.tuples(st.integers(0, 4), st.integers(0, 4)),
    st.booleans(),
    st.integers(1, 4),
    st.sampled_from(["1/2", "2/3"]),
    st.integers(0, 10**6),
)
def test_the_rounds_come_to_an_end_and_nobody_gets_in_without_the_votes(
    wishes: str, places: tuple[int, int], by_title: bool, rounds: int, threshold: str, seed: int
):
    of, candidates, chance = (
        rules(places=places, by_title=by_title, rounds=rounds, threshold=threshold),
        people(wishes),
        Random(seed),
    )
    needed = votes_needed(present=PRESENT, threshold=of.committee.threshold)
    counts: list[Count] = []

    while (asked := next_question(of, candidates, counts, present=PRESENT)) is not None:
        assert len(counts) < rounds * (len(of.titles) if by_title else 1)
        assert asked.places > 0
        assert len(set(asked.listed)) == len(asked.listed) > 0
        if asked.why == "tie":
            equal = voted(
                of, [each for each in candidates if each.nomination_id in asked.listed], counts, present=PRESENT
            )
            assert len({each.standing for each in equal}) == 1
            assert len(asked.listed) > asked.places
        counts.append(Count(asked, {each: chance.choice([0, 3, 6, 8, 8, 12]) for each in asked.listed}))

    chosen = elected(of, candidates, counts, present=PRESENT)
    best = {nomination: max(count.votes.get(nomination, 0) for count in counts) for nomination in chosen}
    assert all(votes >= needed for votes in best.values())
    for title in of.titles:
        assert sum(key == title.key for key in chosen.values()) <= title.places


@given(st.lists(st.integers(0, PRESENT), min_size=2, max_size=8), st.integers(1, 5), st.integers(0, 10**6))
def test_whoever_has_the_votes_earlier_stands_before_whoever_has_them_later(first: list[int], places: int, seed: int):
    of, candidates, chance = rules(places=(0, places), by_title=False, rounds=3), people("g" * len(first)), Random(seed)
    needed = votes_needed(present=PRESENT, threshold=of.committee.threshold)
    counts, asked = play(of, candidates, dict(enumerate(first, start=1)))
    while asked is not None:
        counts.append(Count(asked, {each: chance.randint(0, PRESENT) for each in asked.listed}))
        asked = next_question(of, candidates, counts, present=PRESENT)

    order = sorted(voted(of, candidates, counts, present=PRESENT), key=lambda each: each.order)

    passed_in = [
        next((place for place, count in enumerate(counts) if count.votes.get(each.nomination_id, 0) >= needed), 99)
        for each in order
    ]
    assert passed_in == sorted(passed_in)
    of_first = [first[each.nomination_id - 1] for each, place in zip(order, passed_in, strict=True) if place == 0]
    assert of_first == sorted(of_first, reverse=True)
