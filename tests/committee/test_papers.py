"""Paper ballots: read by two tellers, each for himself; only what both read alike counts."""

import pytest

from models.ballot import Meeting, Round
from models.nomination import Nomination
from models.people import Membership
from models.vocabulary import Role
from selection.committee import actions, queries
from selection.database import db
from selection.errors import Refused
from tests.browsers import Browser
from tests.committee.casting import candidates, places, sealed
from tests.committee.test_actions import whys
from tests.world import World


@pytest.fixture
def boxed(world: World) -> tuple[Meeting, Round, list[Membership], list[Nomination]]:
    """A paper round whose box has been closed, with three candidates for two places."""
    places(world, 1, 1)
    made = candidates(world, 3)
    meeting, jurors, _ = sealed(world)
    city = world.actor(Role.CITY_OFFICER)
    actions.open_round(meeting, city, on_paper=True, now=world.now)
    round_ = actions.close_round(meeting, city, now=world.now)
    return meeting, round_, jurors, made


Boxed = tuple[Meeting, Round, list[Membership], list[Nomination]]


def read(world: World, round_: Round, teller: Membership, *stack: list[Nomination]) -> None:
    for number, paper in enumerate(stack, start=1):
        ids = [each.id for each in paper]
        actions.enter_ballot(round_, world.acting(teller), number=number, in_favour=ids, now=world.now)


def test_papers_that_two_read_alike_are_counted(world: World, boxed: Boxed) -> None:
    meeting, round_, [one, two, *_], [first, second, third] = boxed
    stack = [[first, second], [first], []]
    read(world, round_, one, *stack)
    read(world, round_, two, *stack)

    actions.count_papers(round_, world.acting(two), collected=3, now=world.now)

    [counted] = queries.rounds(meeting.id)
    assert counted.votes == {str(first.id): 2, str(second.id): 1, str(third.id): 0}
    assert (counted.ballots, counted.receipts) == (3, None)
    assert queries.turnout(meeting.id).cast == 3


def test_what_two_read_differently_is_not_counted_until_one_has_looked_again(world: World, boxed: Boxed) -> None:
    _, round_, [one, two, *_], [first, second, _] = boxed
    read(world, round_, one, [first], [second], [first])
    read(world, round_, two, [first], [first])

    with pytest.raises(Refused) as refusal:
        actions.count_papers(round_, world.acting(one), collected=4, now=world.now)
    actions.enter_ballot(round_, world.acting(two), number=2, in_favour=[second.id], now=world.now)
    with pytest.raises(Refused) as second_try:
        actions.count_papers(round_, world.acting(one), collected=3, now=world.now)

    assert whys(refusal) == [
        "收回 4 张票，还没有录入的有 1 张：第 4 张。",
        "只有一人录入的有 1 张：第 3 张。请另一位监票人录入。",
        "两人录入不一致的有 1 张：第 2 张。请两人对照原票改正。",
    ]
    assert whys(second_try) == ["只有一人录入的有 1 张：第 3 张。请另一位监票人录入。"]


def test_one_who_reads_twice_is_still_one(world: World, boxed: Boxed) -> None:
    _, round_, [one, *_], [first, *_] = boxed
    read(world, round_, one, [first])
    read(world, round_, one, [first])

    with pytest.raises(Refused) as refusal:
        actions.count_papers(round_, world.acting(one), collected=1, now=world.now)

    assert whys(refusal) == ["只有一人录入的有 1 张：第 1 张。请另一位监票人录入。"]


def test_only_tellers_read_and_no_paper_says_more_than_a_ballot_may(world: World, boxed: Boxed) -> None:
    _, round_, jurors, made = boxed
    stranger, teller = world.acting(jurors[6]), world.acting(jurors[0])

    with pytest.raises(Refused) as by_stranger:
        actions.enter_ballot(round_, stranger, number=1, in_favour=[], now=world.now)
    with pytest.raises(Refused) as too_many:
        actions.enter_ballot(round_, teller, number=1, in_favour=[each.id for each in made], now=world.now)
    with pytest.raises(Refused) as no_such_paper:
        actions.enter_ballot(round_, teller, number=8, in_favour=[], now=world.now)

    assert whys(by_stranger) == ["您不是本次会议的监票人"]
    assert whys(too_many) == ["一张票最多赞成 2 人，现为 3 人。请减少 1 人。"]
    assert whys(no_such_paper) == ["票的编号应在 1 至 7 之间（实到 7 人）"]


def test_a_paper_round_takes_no_ballot_from_a_tablet_and_nothing_is_read_before_the_box_is_closed(world: World) -> None:
    [one] = candidates(world, 1)
    meeting, jurors, _ = sealed(world)
    round_ = actions.open_round(meeting, world.actor(Role.CITY_OFFICER), on_paper=True, now=world.now)

    with pytest.raises(Refused) as tablet:
        actions.cast(meeting, world.acting(jurors[0]), in_favour=[one.id], now=world.now)
    with pytest.raises(Refused) as early:
        actions.enter_ballot(round_, world.acting(jurors[0]), number=1, in_favour=[], now=world.now)

    assert whys(tablet) == ["本轮用纸质票"]
    assert whys(early) == ["本轮投票还没有结束"]


def test_a_difference_is_shown_to_both_readers_and_to_nobody_else(world: World, boxed: Boxed, client: Browser) -> None:
    meeting, round_, [one, two, three, *_], [first, second, _] = boxed
    read(world, round_, one, [first])
    here = f"/committee/meetings/{meeting.id}/rounds/1/papers"
    client.sign_in(two)
    before = client.get(here).text

    done = client.post(here, data={"number": "1", "in_favour": [second.id]})

    seen = {
        each.user_id: client.sign_in(each).get(here).text for each in (one, two, three, world.members[Role.SUPERVISOR])
    }
    told = "第 1 张，两人录入不一致"
    assert (done.status_code, told in before) == (303, False)
    assert [told in text for text in seen.values()] == [True, True, False, False]
    assert db.session.get_one(Round, round_.id).votes is None


def test_the_count_is_asked_for_on_the_page(world: World, boxed: Boxed, client: Browser) -> None:
    meeting, round_, [one, two, *_], [first, *_] = boxed
    for teller in (one, two):
        read(world, round_, teller, [first])
    client.sign_in(two)
    here = f"/committee/meetings/{meeting.id}/rounds/1"

    answers = [client.post(f"{here}/papers/count", data={"collected": text}) for text in ("", "x", "2", "1")]

    assert [each.status_code for each in answers] == [409, 409, 409, 303]
    assert f">{first.name}</th>" in client.get(here).text
