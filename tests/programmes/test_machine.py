"""Random definitions are refused with reasons, or run to their end: nobody is stuck and no place is lost.

MACHINE=100000 takes at least so many steps on SQLite (`make machine`); without it a short form runs.
"""

import os
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.vocabulary import ENDED, Stage
from selection.rules.definition.checks import contradictions
from selection.rules.programme import Programme
from selection.rules.stages import table
from selection.rules.standing import Actor
from selection.taxonomies import load
from tests.programmes.random_definitions import Walk, definitions
from tests.world import World, programme

BASE = programme("skill-master")
LONG = int(os.environ.get("MACHINE", "0"))


def refused(found: Programme) -> list[str]:
    """Every reason why a definition cannot be opened."""
    return [message for _, message in contradictions(found, load())]


@settings(max_examples=150, deadline=None)
@given(definitions(BASE))
def test_a_definition_without_faults_leads_everybody_to_an_end(found: Programme) -> None:
    reasons = refused(found)
    if reasons:
        assert all(reasons)
        return
    for channel in found.channels:
        rows = table(found.phases_by(channel.key))
        reached, waiting = {Stage.DRAFTED}, [Stage.DRAFTED]
        while waiting:
            here = waiting.pop()
            onward = {move.target for move in rows.values() if move.source is here}
            assert here in ENDED or onward, here
            waiting += onward - reached
            reached |= onward
        assert Stage.HONOURED in reached


@pytest.mark.database("sqlite")
def test_a_walk_at_random_ends_everywhere_and_loses_nothing(world: World) -> None:
    steps = runs = turned_down = 0
    cast: dict[str, list[Actor]] = {}

    @settings(
        max_examples=max(12, LONG // 15),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(definitions(BASE), st.integers(0, 2**32))
    def walk(found: Programme, seed: int) -> None:
        nonlocal steps, runs, turned_down
        if LONG and steps >= LONG:
            return
        if refused(found):
            turned_down += 1
            return
        walking = Walk(world, found, Random(seed), cast)
        walking.go()
        steps, runs = steps + walking.steps, runs + 1
        assert walking.faults() == []

    walk()

    print(f"{steps} steps, {runs} definitions run, {turned_down} refused")  # noqa: T201 - the campaign's one line
    assert runs > 0
    assert steps >= LONG
