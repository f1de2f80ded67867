"""Places: the ledger, entry by entry, and a model of two unions that trade places."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from models.vocabulary import Place
from selection.rules.quotas import Balance, ceiling, refusals

PERCENT = 120


@pytest.mark.parametrize(
    ("granted", "most"), [(100, 120), (15, 18), (8, 9), (10, 12), (7, 8), (6, 7), (5, 6), (1, 1), (0, 0)]
)
def test_a_union_may_recommend_120_percent_rounded_down(granted, most):
    assert ceiling(granted, PERCENT) == most


def test_the_last_place_is_given():
    assert refusals(granted=10, percent=PERCENT, reserved=9, committed=2) == []


def test_the_place_after_the_last_is_refused():
    assert refusals(granted=10, percent=PERCENT, reserved=10, committed=2) == [
        "可推荐 12 人（分配 10 个名额，按 120% 推荐），已占用 12 个，剩余 0 个。"
    ]


def test_more_places_than_are_left_are_refused_with_both_numbers():
    assert refusals(granted=10, percent=PERCENT, reserved=10, committed=0, wanted=3) == [
        "可推荐 12 人（分配 10 个名额，按 120% 推荐），已占用 10 个，剩余 2 个，不够 3 个。"
    ]


@pytest.mark.parametrize(
    ("kind", "after"),
    [
        (Place.GRANT, Balance(12, 6, 3)),
        (Place.TRANSFER_IN, Balance(12, 6, 3)),
        (Place.TRANSFER_OUT, Balance(8, 6, 3)),
        (Place.FORFEIT, Balance(8, 6, 3)),
        (Place.RESERVE, Balance(10, 8, 3)),
        (Place.COMMIT, Balance(10, 4, 5)),
        (Place.RELEASE, Balance(10, 4, 3)),
    ],
)
def test_each_entry_moves_two_places(kind, after):
    assert Balance(10, 6, 3).apply(kind, 2, percent=PERCENT) == after


@pytest.mark.parametrize(
    ("kind", "n", "reason"),
    [
        (Place.GRANT, 0, "分配的名额须不少于 1 个，现为 0 个。"),
        (Place.RELEASE, -1, "释放的名额须不少于 1 个，现为 -1 个。"),
        (Place.TRANSFER_OUT, 11, "分配名额只有 10 个，不够调出 11 个。"),
        (Place.TRANSFER_OUT, 2, "调出 2 个后只可推荐 9 人，而已占用 10 个名额。请先撤回推荐，再调出。"),
        (Place.FORFEIT, 3, "核减 3 个后只可推荐 8 人，而已占用 10 个名额。请先撤回推荐，再核减。"),
        (Place.RESERVE, 3, "可推荐 12 人（分配 10 个名额，按 120% 推荐），已占用 10 个，剩余 2 个，不够 3 个。"),
        (Place.COMMIT, 7, "占用的名额只有 6 个，不够落实 7 个。"),
        (Place.RELEASE, 7, "占用的名额只有 6 个，不够释放 7 个。"),
    ],
)
def test_an_entry_that_cannot_be_made_says_why(kind, n, reason):
    assert Balance(10, 6, 4).apply(kind, n, percent=PERCENT) == [reason]


class TwoUnions(RuleBasedStateMachine):
    """Two unions under every entry; a tally kept apart from the rule says what must be left."""

    def __init__(self):
        super().__init__()
        self.balances = [Balance(), Balance()]
        self.granted = self.forfeited = 0
        self.people = [{"held": 0, "spent": 0}, {"held": 0, "spent": 0}]

    def attempt(self, which, kind, n):
        before = self.balances[which]
        after = before.apply(kind, n, percent=PERCENT)
        if isinstance(after, list):
            assert after != [], "a refusal without a reason"
            return False
        self.balances[which] = after
        return True

    def room(self, which, granted):
        people = self.people[which]
        return granted * 6 // 5 - people["held"] - people["spent"]

    @rule(which=st.integers(0, 1), n=st.integers(1, 9))
    def grant(self, which, n):
        assert self.attempt(which, Place.GRANT, n)
        self.granted += n

    @rule(which=st.integers(0, 1), n=st.integers(1, 4))
    def forfeit(self, which, n):
        left = self.balances[which].granted - n
        fits = left >= 0 and self.room(which, left) >= 0
        assert self.attempt(which, Place.FORFEIT, n) is fits
        self.forfeited += n * fits

    @rule(which=st.integers(0, 1), n=st.integers(1, 4))
    def transfer(self, which, n):
        left = self.balances[which].granted - n
        fits = left >= 0 and self.room(which, left) >= 0
        assert self.attempt(which, Place.TRANSFER_OUT, n) is fits
        if fits:
            assert self.attempt(1 - which, Place.TRANSFER_IN, n)

    @rule(which=st.integers(0, 1), n=st.integers(1, 4))
    def reserve(self, which, n):
        fits = self.room(which, self.balances[which].granted) >= n
        assert self.attempt(which, Place.RESERVE, n) is fits
        self.people[which]["held"] += n * fits

    @rule(which=st.integers(0, 1), n=st.integers(1, 4))
    def release(self, which, n):
        fits = self.people[which]["held"] >= n
        assert self.attempt(which, Place.RELEASE, n) is fits
        self.people[which]["held"] -= n * fits

    @rule(which=st.integers(0, 1), n=st.integers(1, 4))
    def commit(self, which, n):
        fits = self.people[which]["held"] >= n
        assert self.attempt(which, Place.COMMIT, n) is fits
        self.people[which]["held"] -= n * fits
        self.people[which]["spent"] += n * fits

    @invariant()
    def no_place_is_made_or_lost(self):
        assert sum(each.granted for each in self.balances) == self.granted - self.forfeited
        assert [(each.reserved, each.committed) for each in self.balances] == [
            (people["held"], people["spent"]) for people in self.people
        ]

    @invariant()
    def nobody_is_above_the_ceiling(self):
        for each in self.balances:
            assert 0 <= each.used <= ceiling(each.granted, PERCENT)
            assert each.free(PERCENT) == ceiling(each.granted, PERCENT) - each.used


TestTwoUnions = TwoUnions.TestCase
TestTwoUnions.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
