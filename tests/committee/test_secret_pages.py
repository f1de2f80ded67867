"""The pages of a secret round: what they tell, whom, and nothing by their size."""

import re
from collections.abc import Callable

import pytest

from models.ballot import Meeting
from models.vocabulary import Role
from selection.committee import actions, queries
from selection.database import db
from tests.browsers import Browser
from tests.committee.casting import candidates, keyed, places, sealed, seated, secretly
from tests.committee.test_secret import count, vote
from tests.world import World


def test_whatever_a_secret_ballot_says_its_pages_are_of_one_size_and_no_answer_repeats_it(
    world: World, new_client: Callable[[], Browser]
) -> None:
    made = candidates(world, 6)
    meeting, jurors, _ = sealed(world)
    actions.open_round(meeting, world.actor(Role.CITY_OFFICER), now=world.now)
    paper, sizes, told = f"/committee/meetings/{meeting.id}/ballot", set(), []

    for juror, number in zip(jurors, range(6), strict=False):
        client, ticks = new_client().sign_in(juror), [each.id for each in made[:number]]
        checked = client.post(paper, data={"in_favour": ticks, "act": "check"})
        revised = client.post(paper, data={"in_favour": ticks, "act": "revise"})
        done = client.post(paper, data={"in_favour": ticks, "act": "cast"})
        sizes |= {len(checked.data), len(revised.data)}
        told.append((done.status_code, len(done.data), done.location))
        assert re.findall(r"赞成 \d 人", client.get(done.location).text) == []

    assert len(sizes) == 1
    assert set(told) == {(303, told[0][1], f"/committee/meetings/{meeting.id}")}


def test_the_page_of_the_words_tells_them_once_and_only_to_their_teller(
    world: World, new_client: Callable[[], Browser]
) -> None:
    candidates(world, 1)
    secretly(world, by_title=False, rounds=1)
    meeting, jurors = seated(world, 6)
    ids = [each.user_id for each in jurors[:5]]
    actions.appoint(meeting, world.actor(Role.CITY_OFFICER), user_ids=ids, now=world.now)
    here = f"/committee/meetings/{meeting.id}/share"
    clients = [new_client().sign_in(each) for each in jurors]

    seats = [client.post(here, data={"act": "seat"}).status_code for client in clients]
    first, again = (clients[0].post(here, data={"act": "read"}) for _ in range(2))
    pages = [client.get(here) for client in clients]

    assert seats == [303] * 5 + [409]
    assert len(re.findall(r'<li lang="en">(\w+)</li>', first.text)) == 33
    assert again.status_code == 409
    assert [page.status_code for page in pages] == [200] * 5 + [404]
    assert [page.text.count('lang="en"') for page in pages[:5]] == [0] * 5
    assert first.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("screen", "seen"), [("nothing", (False, False)), ("names", (True, False)), ("votes", (True, True))]
)
def test_the_screen_shows_of_a_counted_round_what_the_definition_lets_it(
    world: World, client: Browser, screen: str, seen: tuple[bool, bool]
) -> None:
    liked, other = candidates(world, 2)
    secretly(world, by_title=False, rounds=1, tellers=2, needed=2, screen=screen)
    meeting, jurors = seated(world, 5)
    words = keyed(world, meeting, jurors[:2])
    client.sign_in(world.members[Role.CITY_OFFICER])
    page = f"/committee/meetings/{meeting.id}/screen"
    vote(world, meeting, jurors, [[liked]] * 4 + [[other]])
    during = client.get(page).text
    count(world, meeting, words)
    counted = client.get(page).text
    actions.close(meeting, world.actor(Role.CITY_OFFICER), now=world.now)
    closed = client.get(page).text

    assert ("4 票" in during, f"<b>{other.name}</b>" in during) == (False, True)
    for text in (counted, closed):
        assert (f"<b>{liked.name}</b>" in text, "4 票" in text) == seen
        assert f"<b>{other.name}</b>" not in text


def test_what_the_figures_betray_is_said_with_them(world: World, client: Browser) -> None:
    liked, _ = candidates(world, 2)
    meeting, jurors, words = sealed(world)
    vote(world, meeting, jurors, [[liked]] * 7)
    count(world, meeting, words[:3])
    client.sign_in(world.members[Role.CITY_OFFICER])

    text = client.get(f"/committee/meetings/{meeting.id}/rounds/1").text

    assert "有 2 名候选人得票全部一致（7 票或 0 票），对他们每位评委怎样投票是看得出的。" in text
    assert "开出的票" not in text


def test_the_papers_of_a_meeting_tell_the_facts_and_nobodys_vote(world: World, client: Browser) -> None:
    places(world, 1, 1)
    made = candidates(world, 3)
    meeting, jurors, words = sealed(world)
    vote(world, meeting, jurors, [[made[0]]] * 6 + [[made[1]]])
    count(world, meeting, words[:3])
    actions.close(meeting, world.actor(Role.CITY_OFFICER), now=world.now)

    facts = queries.minutes(db.session.get_one(Meeting, meeting.id))

    assert (facts.summoned, facts.present, facts.quorum, facts.needed) == (7, 7, 5, 4)
    assert facts.tellers == [each.user.name for each in jurors[:5]]
    assert [(each.number, each.ballots, each.passed, len(each.receipts)) for each in facts.rounds] == [(1, 7, 1, 7)]
    assert [(title, [each.name for each in lines]) for title, _, lines in facts.titles] == [
        ("上海市杰出技术能手", []),
        ("上海市技术能手", [made[0].name]),
    ]
    client.sign_in(world.members[Role.SUPERVISOR])
    pages = {
        name: client.get(f"/committee/meetings/{meeting.id}/{name}").text for name in ("minutes", "tally", "signatures")
    }
    assert "实到" in pages["minutes"]
    assert (facts.rounds[0].receipts[0] in pages["tally"], "签名" in pages["signatures"]) == (True, True)
