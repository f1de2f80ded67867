"""The running order: the same again from seed and numbers, every order as likely, nobody lost."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from selection.rules.running_order import draw, times

RECEIPTS = st.lists(st.text("JN0123456789-", min_size=1, max_size=12), unique=True, max_size=12)


@given(RECEIPTS, st.text(max_size=20), st.randoms(use_true_random=False))
def test_the_order_hangs_on_seed_and_numbers_alone(receipts, seed, chance):
    order = draw(receipts, seed)

    assert sorted(order) == sorted(receipts)
    assert draw(chance.sample(receipts, len(receipts)), seed) == order
    assert order == sorted(receipts, key=lambda each: (sha256(f"{seed}:{each}".encode()).hexdigest(), each))


def test_every_order_is_as_likely():
    drawn = Counter(tuple(draw("ABC", str(seed))) for seed in range(3000))

    expected = 3000 / 6
    assert set(drawn) == set(permutations("ABC"))
    assert sum((each - expected) ** 2 / expected for each in drawn.values()) < 20.5  # chi-square, 5 degrees, 0.1 %


def test_each_begins_when_the_one_before_is_through():
    nine = datetime(2026, 11, 23, 9, tzinfo=UTC)

    assert times(nine, 3, minutes=15, pause=5) == [nine + timedelta(minutes=each) for each in (0, 20, 40)]
