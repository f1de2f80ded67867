"""Nobody joins a secret ballot to its voter. ``ELECTIONS`` sets the length; the campaign of `make links` is 500."""

import logging
import os
import sys
from random import Random

import pytest

from models.ballot import Meeting
from models.nomination import Nomination
from models.people import Membership
from models.vocabulary import Role
from selection.committee import actions, queries
from selection.committee.sealing import receipt, recover
from selection.database import db
from tests.committee.casting import candidates, keyed, places, seated, secretly
from tests.committee.linking import Election, attack, writes
from tests.world import World

VOTERS = 20
ELECTIONS = int(os.environ.get("ELECTIONS", "2"))
IN_99_OF_100, BEYOND_DOUBT = 2.576, 6.0
"""Standard errors. A campaign is held to the interval; a short run, of few elections, to what no chance explains."""


def ballots(made: list[Nomination], chance: Random) -> list[list[int]]:
    """As many different ballots as there are voters."""
    found: set[tuple[int, ...]] = set()
    while len(found) < VOTERS:
        found.add(tuple(sorted(each.id for each in chance.sample(made, chance.randint(0, 8)))))
    return chance.sample([list(each) for each in sorted(found)], VOTERS)


def hold(
    world: World,
    meeting: Meeting,
    jurors: list[Membership],
    words: list[str],
    cast: list[list[int]],
    log: pytest.LogCaptureFixture,
) -> tuple[Election, dict[str, list[int]]]:
    """One election, in an order of voting of its own; also the sealed ballots, for whoever has the key."""
    election, inside, city = Election(), {}, world.actor(Role.CITY_OFFICER)
    round_ = actions.open_round(meeting, city, now=world.now)
    for juror, ballot in zip(jurors, cast, strict=True):
        log.clear()
        with writes() as written:
            given = actions.cast(meeting, world.acting(juror), in_favour=ballot, now=world.now)
        election.votes.append({**written, "log": log.text})
        inside[given or ""] = ballot
    actions.close_round(meeting, city, now=world.now)
    actions.open_ballots(meeting, city, shares=words, now=world.now)
    election.opened = queries.opened_ballots(db.session.get_one(type(round_), round_.id))
    election.truth = [election.opened.index(ballot) for ballot in cast]
    actions.void_round({"round_id": round_.id}, city, world.now)
    return election, inside


def arranged(world: World) -> tuple[list[Nomination], Meeting, list[Membership], list[str]]:
    places(world, 4, 4)
    made = candidates(world, 12)
    secretly(world, by_title=False, rounds=1, tellers=2, needed=2)
    meeting, jurors = seated(world, VOTERS)
    return made, meeting, jurors, keyed(world, meeting, jurors[:2])


def test_whoever_has_everything_but_the_words_does_no_better_than_chance(
    world: World, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    made, meeting, jurors, words = arranged(world)
    chance = Random(2026)

    elections = [
        hold(world, meeting, chance.sample(jurors, VOTERS), words, ballots(made, chance), caplog)[0]
        for _ in range(ELECTIONS)
    ]
    played = attack(elections)

    if ELECTIONS >= 100:
        with capsys.disabled():
            sys.stdout.write(f"\n{db.engine.dialect.name}: {played}, {played.spread:+.2f} standard errors\n")
    assert played.tried > 300
    assert abs(played.spread) < (IN_99_OF_100 if ELECTIONS >= 100 else BEYOND_DOUBT)


@pytest.mark.parametrize("leak", ["order", "length", "bits"])
def test_the_same_attacker_finds_a_leak_where_there_is_one(leak: str) -> None:
    chance, elections = Random(7), []
    for _ in range(6):
        cast = [sorted(chance.sample(range(16), place)) for place in chance.sample(range(16), 16)]
        opened = list(cast) if leak == "order" else sorted(cast)
        written = [
            {
                "envelope.id": place if leak == "order" else chance.random(),
                "sealed.ciphertext": {
                    "order": chance.randbytes(40),
                    "length": chance.randbytes(40 + len(ballot)),
                    "bits": chance.randbytes(38) + sum(1 << each for each in ballot).to_bytes(2, "big"),
                }[leak],
            }
            for place, ballot in enumerate(cast)
        ]
        elections.append(Election(written, opened, [opened.index(each) for each in cast]))

    played = attack(elections)

    assert played.hits > 0.7 * 16 * played.elections


def test_whoever_has_the_words_as_well_links_every_ballot(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """What the words keep: the database alone never tells, and enough tellers together with an old backup do."""
    made, meeting, jurors, words = arranged(world)

    election, inside = hold(world, meeting, jurors, words, ballots(made, Random(1)), caplog)

    key = recover(words, needed=2, key=meeting.sealing_key or "")
    [round_] = queries.rounds(meeting.id)
    paper = actions.paper_of(round_)
    backup = [value for vote in election.votes for value in vote.values() if isinstance(value, bytes)]
    assert {receipt(each): paper.open(each, key) for each in backup} == inside
