"""Ballots: quorum, threshold, what spoils a ballot, and the count."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.rules.ballots import (
    ballot_problems,
    count_problems,
    has_quorum,
    least,
    meeting_problems,
    tally,
    votes_needed,
)

TWO_THIRDS = Fraction(2, 3)
LISTED = {1: "周启明", 2: "顾海生", 3: "陆文珊", 4: "沈若兰"}
SHARES = st.fractions(min_value=Fraction(1, 20), max_value=1, max_denominator=20)


@pytest.mark.parametrize(("present", "needed"), [(24, 16), (23, 16), (22, 15), (25, 17), (3, 2), (1, 1), (0, 1)])
def test_two_thirds_of_those_present_is_rounded_up(present, needed):
    assert votes_needed(present=present, threshold=TWO_THIRDS) == needed


def test_a_quorum_met_exactly_is_met_and_one_fewer_is_not():
    assert has_quorum(present=16, members=24, quorum=TWO_THIRDS) is True
    assert has_quorum(present=15, members=24, quorum=TWO_THIRDS) is False


@pytest.mark.parametrize(
    ("present", "members", "problems"),
    [
        (16, 24, []),
        (15, 25, ["应到 25 人，实到 15 人，须到 17 人（2/3）会议才有效，还差 2 人。"]),
        (26, 25, ["实到 26 人，多于应到 25 人。请核对签到。"]),
        (0, 0, ["还没有登记评委会成员。请先登记成员再召开评审会。"]),
    ],
)
def test_a_meeting_says_why_it_cannot_vote(present, members, problems):
    assert meeting_problems(present=present, members=members, quorum=TWO_THIRDS) == problems


@pytest.mark.parametrize("ticks", [[], [1], [1, 2]])
def test_a_good_ballot_has_no_problem(ticks):
    assert ballot_problems(ticks, LISTED, at_most=2, recused={4}) == []


def test_every_problem_of_a_ballot_is_told_at_once():
    assert ballot_problems([1, 1, 4, 9], LISTED, at_most=2, recused={4}) == [
        "一张票最多赞成 2 人，现为 3 人。请减少 1 人。",
        "同一人只能赞成一次，重复的有：周启明。",
        "有 1 人不在本轮候选人名单上。请只在名单上选择。",
        "须回避、不能投票的候选人有：沈若兰。请取消选择。",
    ]


def test_more_ballots_than_people_void_the_vote_and_fewer_do_not():
    assert count_problems(present=23, cast=24) == ["实到 23 人，收到 24 张票，多出 1 张。本轮投票无效，请重新投票。"]
    assert count_problems(present=23, cast=23) == []
    assert count_problems(present=23, cast=20) == []


@given(st.integers(1, 500), SHARES)
def test_the_least_number_reaches_the_share_and_one_fewer_does_not(people, share):
    need = least(people, share)

    assert Fraction(need, people) >= share
    assert need == 1 or Fraction(need - 1, people) < share


@given(st.lists(st.lists(st.integers(1, 6), max_size=8), max_size=30), st.randoms(use_true_random=False))
def test_the_count_is_the_same_in_any_order_and_gives_nobody_two_votes_of_one_ballot(ballots, chance):
    counted = tally(ballots, LISTED)
    shuffled = chance.sample(ballots, len(ballots))
    by_hand = Counter(each for ballot in ballots for each in set(ballot))

    assert tally(shuffled, LISTED) == counted
    assert counted == {each: by_hand[each] for each in LISTED}
