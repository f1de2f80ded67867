"""A list on trial, and one limit relaxed after the vote."""

from decimal import Decimal

from models.ballot import Meeting
from models.vocabulary import Role
from selection.rules.programme import Limit
from tests.browsers import Browser
from tests.committee.casting import NAMES, by_name, candidates, convened, places, resolved, rules
from tests.world import World

ONE_UNIT = Limit("unit", "award", "<=", None, 1, "构成要求第八项", True)
WOMEN = Limit("female", "award", ">=", Decimal(50), None, "构成要求第四项", True)


def summoned(world: World, limit: Limit) -> Meeting:
    by_name(world)
    places(world, 1, 1)
    rules(world, limits=(limit,))
    candidates(world, 3)
    return convened(world)[0]


def voted_on(world: World, limit: Limit) -> Meeting:
    places(world, 1, 1)
    rules(world, limits=(limit,))
    both = candidates(world, 2, title="outstanding")
    return resolved(world, [both, both, both])


def test_a_trial_shows_what_still_fits_and_what_blocks(client: Browser, world: World) -> None:
    meeting = summoned(world, ONE_UNIT)
    client.sign_in(world.members[Role.CITY_OFFICER])
    url = f"/seating/meetings/{meeting.id}/trial"

    empty = client.get(url)
    first = empty.text.partition('name="listed" value="')[2].partition('"')[0]
    ticked = client.post(url, data={"listed": [first, "x", "999999"]})

    assert "#i-stop" not in empty.text
    assert ticked.text.count(f"{world.unit.name}已满 1 人（构成要求第八项）。") == 2
    assert "已列入" in ticked.text


def test_relaxing_a_limit_names_who_would_come_in(client: Browser, world: World) -> None:
    meeting = voted_on(world, ONE_UNIT)
    client.sign_in(world.members[Role.SUPERVISOR])
    url = f"/seating/meetings/{meeting.id}"

    asked = client.get(url)
    gone = client.get(f"{url}?limit=0&by=0")

    assert "同一单位不超过 1 人（构成要求第八项）" in asked.text
    assert "增加" not in asked.text
    assert NAMES[1] in gone.text.partition("增加")[2].partition("减少")[0]
    assert client.get(f"{url}/trial").status_code == 404


def test_a_limit_that_kept_nobody_out_changes_nothing(client: Browser, world: World) -> None:
    meeting = voted_on(world, Limit("unit", "award", "<=", None, 9, "构成要求第八项", True))
    client.sign_in(world.members[Role.CITY_OFFICER])

    assert "名单不变" in client.get(f"/seating/meetings/{meeting.id}?limit=0&by=1").text
    assert client.get(f"/seating/meetings/{meeting.id}?limit=7&by=x").status_code == 200


def test_nothing_is_worked_out_while_the_vote_runs(client: Browser, world: World) -> None:
    meeting = summoned(world, WOMEN)
    client.sign_in(world.members[Role.CITY_OFFICER])

    assert client.get(f"/seating/meetings/{meeting.id}").status_code == 404
    assert "女职工按现有候选人至少还差 1 人" in client.get(f"/seating/meetings/{meeting.id}/trial").text
