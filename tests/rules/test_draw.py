"""Draws: repeated from the minutes alone, fair in every trade, and changed by any change of what was committed to."""

import json
from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from selection.rules.draw import Stratum, Terms, differences, drawn, minutes, problems

WELDING = Stratum("焊接", ("E1", "E2", "E3", "E4", "E5"), 2, 1)
TURNING = Stratum("机械", ("E6", "E7", "E8"), 1, 2)
TERMS = Terms("2026年评审", "11月25日福彩3D第2026315期开奖号码", "ab" * 32, (WELDING, TURNING))
NUMBER = "4 0 7"

STRATA = st.lists(st.integers(1, 8), min_size=1, max_size=3).flatmap(
    lambda sizes: st.tuples(
        *(
            st.builds(
                Stratum,
                st.just(f"行业{place}"),
                st.just(tuple(f"E{place}-{n}" for n in range(size))),
                st.integers(1, size),
                st.integers(0, 3),
            )
            for place, size in enumerate(sizes)
        )
    )
)


@given(STRATA, st.text(min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_the_same_facts_draw_the_same_in_whatever_order_they_arrive_and_minutes_repeat(strata, number, chance):
    terms = replace(TERMS, strata=strata)
    shuffled = tuple(
        replace(each, candidates=tuple(chance.sample(each.candidates, len(each.candidates))))
        for each in chance.sample(strata, len(strata))
    )
    other = replace(TERMS, strata=shuffled)

    assert other.commitment == terms.commitment
    assert drawn(other, number) == drawn(terms, number)
    record = minutes(terms, number, {})
    assert differences(record, published=terms.commitment) == []
    for each in strata:
        order = drawn(terms, number)[each.name]
        assert len(set(order)) == min(len(each.candidates), each.places + each.alternates)
        assert set(order) <= set(each.candidates)


def test_everybody_is_as_likely_as_anybody_else():
    first = Counter(drawn(TERMS, str(number))["焊接"][0] for number in range(5000))

    assert set(first) == set(WELDING.candidates)
    assert sum((each - 1000) ** 2 / 1000 for each in first.values()) < 18.47  # chi-squared, 4 degrees, p = 0.001


CHANGES = {
    "a candidate more": lambda facts: facts["strata"][0]["candidates"].append("E9"),
    "a candidate less": lambda facts: facts["strata"][0]["candidates"].pop(),
    "a place more": lambda facts: facts["strata"][0].update(places=3),
    "fewer alternates": lambda facts: facts["strata"][1].update(alternates=0),
    "another salt": lambda facts: facts.update(salt="cd" * 32),
    "another source": lambda facts: facts.update(number_source="另一个号码"),
    "another occasion": lambda facts: facts.update(occasion="2027年评审"),
}


def test_any_change_of_what_was_committed_to_is_told():
    record = minutes(TERMS, NUMBER, {})
    for change in CHANGES.values():
        told = json.loads(record)
        change(told["terms"])
        found = differences(json.dumps(told), published=TERMS.commitment)
        assert found[0].startswith("抽取条件与承诺值不符"), found


def test_whoever_makes_new_terms_with_a_commitment_of_their_own_is_caught_by_what_was_published():
    other = minutes(replace(TERMS, salt="cd" * 32), NUMBER, {})

    assert differences(other) == []
    assert [each[:12] for each in differences(other, published=TERMS.commitment)] == ["承诺值与事先公布的不符："]


def test_a_name_moved_in_the_minutes_is_named_with_its_place():
    told = json.loads(minutes(TERMS, NUMBER, {}))
    order = told["drawn"]["焊接"]
    order[0], order[1] = order[1], order[0]

    assert differences(json.dumps(told)) == [f"焊接第 1 位按号码应为 {order[1]}，记录写的是 {order[0]}。"]
    assert differences("[]") == differences("x") == ["这不是一份抽取记录，或内容不完整。"]


def test_too_few_to_draw_from_are_told_by_trade():
    assert problems(replace(TERMS, strata=(replace(WELDING, places=7),))) == [
        "焊接要抽 7 人，可抽的只有 5 人，还差 2 人。"
    ]
    assert problems(replace(TERMS, strata=(WELDING, replace(TURNING, candidates=("E1",))))) == [
        "同一人不能在两处抽取。"
    ]
