"""A meeting closed, opened again by two persons, closed with another result: the pack verifies and tells of both."""

import json
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models.nomination import Nomination
from models.vocabulary import Act, Outcome, Role
from selection.audit import queries as audit
from selection.database import db
from selection.nominations import actions as nominations
from selection.publicity import actions
from selection.publicity import queries as published
from selection.results import packing, tracing
from selection.rules.standing import Actor
from tests.browsers import Browser
from tests.results import building
from tests.results.test_tampering import Json, contents, found, signed_again
from tests.world import World


def outcomes(world: World) -> dict[int, tuple[Outcome, str | None]]:
    settled = published.settled(world.cycle.id)
    return {each.id: (each.resolution.outcome, each.resolution.title_key) for each in settled}


@pytest.mark.database("sqlite")
def test_the_pack_of_a_meeting_opened_again_verifies_and_shows_both_results(
    world: World, client: Browser, tmp_path: Path
) -> None:
    building.by_rules(world, ballot="named")
    made = building.candidates(world)
    building.score(world, made)
    meeting = building.vote(world, made, members=4)
    before = outcomes(world)
    loser = next(each for each, (outcome, _) in before.items() if outcome is Outcome.UNCHOSEN)
    nominations.withdraw(_nomination(loser), _unit(world, _nomination(loser)), reason="本人放弃", now=world.now)
    _called_off(world)
    building.vote_again(world, meeting)
    after = outcomes(world)
    building.vote_again(world, meeting, voids=False)
    building.publish(world)

    pack = packing.packed(world.cycle)
    parsed: Json = {key.removesuffix(".json"): json.loads(raw) for key, raw in contents(pack).items()}
    told, told_again = parsed["meeting"]["reopenings"]

    assert found(tmp_path, pack) == []
    assert after != {each: seat for each, seat in before.items() if each != loser}
    assert {row["id"]: (row["outcome"], row["title"]) for row in told["seats"]} == before
    assert {row["id"]: (row["outcome"], row["title"]) for row in told_again["seats"]} == after
    listed = [(each["act"], each["version"]) for each in parsed["timeline"] if "version" in each]
    assert listed[:2] == [("set_aside", 1), ("publish", 2)]
    assert told["counted"] == [*range(2, told["after"] + 1)], "the first round had been voided before"
    assert told_again["counted"] == [*range(told["after"] + 1, told_again["after"] + 1)]
    _tampered(parsed, tmp_path)
    _traced(world, client, before, after)


def _called_off(world: World) -> None:
    """A notice was ordered for a later second and taken back before it."""
    officer, later = world.actor(Role.CITY_OFFICER), world.now + timedelta(hours=2)
    notice = actions.publish(world.cycle, officer, now=world.now, at=later)
    actions.call_off(notice, officer, reason="票数要重新核对", now=world.now)


def _nomination(nomination_id: int) -> Nomination:
    return db.session.get_one(Nomination, nomination_id)


def _unit(world: World, nomination: Nomination) -> Actor:
    if nomination.unit_id == world.unit.id:
        return world.actor(Role.UNIT_OFFICER)
    return world.acting(world.member(Role.UNIT_OFFICER, world.other_unit))


def _tampered(parsed: Json, folder: Path) -> None:
    def where(change: Any) -> str:
        changed = deepcopy(parsed)
        change(changed)
        return found(folder, signed_again(changed))[0].where

    assert where(lambda p: p["meeting"]["reopenings"].pop()) == "meeting/reopenings"
    assert where(lambda p: p["timeline"].pop(0)) == "timeline"
    assert where(lambda p: p["notices"][0].update(title="另一份公示")) == "notices/1/sha256"
    assert where(lambda p: p["timeline"].append({"act": "set_aside", "version": 1})) == "timeline"
    assert where(lambda p: p["meeting"]["reopenings"][0].update(event=1)) == "meeting/reopenings/event"
    assert where(lambda p: p["meeting"]["reopenings"][0].update(after=99)) == "meeting/reopenings/after"
    assert where(lambda p: p["meeting"]["reopenings"][0]["seats"].reverse()) == "meeting/reopenings/1/seats"
    # No round was voided after the second time, so what had been resolved by then is computed again.
    seat = parsed["meeting"]["reopenings"][1]["seats"][0]
    assert (
        where(lambda p: p["meeting"]["reopenings"][1]["seats"][0].update(votes=99))
        == f"meeting/reopenings/2/seats/{seat['id']}"
    )


def _traced(world: World, client: Browser, before: dict[int, Any], after: dict[int, Any]) -> None:
    """The supervisor reads of a name both what was resolved first and what stands."""
    moved = next(each for each, seat in before.items() if each in after and after[each] != seat)
    client.sign_in(world.members[Role.SUPERVISOR])
    seen = tracing.trace(moved, world.actor(Role.SUPERVISOR))

    assert seen is not None
    assert seen.resolution is not None
    assert [(outcome, event.facts["title"]) for event, outcome, _ in seen.undone] == [before[moved], after[moved]]
    assert (seen.resolution.outcome, seen.resolution.title_key) == after[moved]
    page = client.get(f"/results/nominations/{moved}").text
    assert "作废的结论" in page
    reasons = [each.why for each in audit.trail(audit.Sought(act=Act.REOPEN_MEETING)).rows]
    assert reasons == ["监票时漏看一张票"] * 2
    assert "监票时漏看一张票" not in page
