"""Sharing out places by the largest remainders."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from selection.rules.apportionment import shares

TOTALS = st.integers(0, 2000)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=120)


@given(TOTALS, WEIGHTS)
def test_the_shares_add_up_and_are_never_a_whole_place_off(total: int, weights: list[int]) -> None:
    found = shares(total, weights)

    assert sum(found) == total
    if any(weights):
        assert all(abs(share - total * weight / sum(weights)) < 1 for share, weight in zip(found, weights, strict=True))


@given(TOTALS, WEIGHTS)
def test_who_weighs_more_never_gets_less(total: int, weights: list[int]) -> None:
    found = shares(total, weights)

    pairs = sorted(zip(weights, found, strict=True))
    assert all(small[1] <= large[1] for small, large in pairwise(pairs) if small[0] < large[0])


def test_what_is_left_goes_to_the_largest_remainders() -> None:
    assert shares(10, [1, 1, 1]) == [4, 3, 3]
    assert shares(7, [50, 30, 20]) == [4, 2, 1]
    assert shares(5, []) == []
