"""Whoever tries to join ballots to voters, with everything but the tellers' words, and the elections he tries it on.

He is given more than all backups together: every write the database was ever sent, in order and with its values, as
its write-ahead log holds it, and every line the application logged. He does not know what to look for, so he tries
everything: any value written with a vote (its rank, its length, its bits) against anything that can be said of an
opened ballot. What did best in half of the elections he plays in the other half.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from typing import Any

from sqlalchemy import event

from selection.database import db

Values = dict[str, Any]
CHANGES = ("INSERT", "UPDATE", "DELETE", "WITH")
"""How a statement that writes may begin: PostgreSQL writes the event by one that begins with its links."""


@dataclass
class Election:
    """What one election left behind. ``votes[i]``: what was written with voter i's vote, by column, and logged.

    ``opened``: the opened ballots as they lie in the database. ``truth[i]``: where voter i's ballot is among them; the
    attacker is not shown it before he has guessed.
    """

    votes: list[Values] = field(default_factory=list)
    opened: list[list[int]] = field(default_factory=list)
    truth: list[int] = field(default_factory=list)


@contextmanager
def writes() -> Iterator[Values]:
    """Every value written while this lasts, under its place in the statement that wrote it."""
    found: Values = {}

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(CHANGES):
            return
        words = statement.split()
        table = words[words.index("INTO") + 1 if "INTO" in words else 1]
        for row in parameters if isinstance(parameters, list) else [parameters]:
            pairs = row.items() if isinstance(row, dict) else enumerate(row)
            found.update({f"{table}.{name}": plain(value) for name, value in pairs})

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def plain(value: Any) -> Any:
    """A value without what a driver wraps bytes in."""
    value = getattr(value, "obj", value)
    return bytes(value) if isinstance(value, memoryview | bytearray) else value


Guess = Callable[[Election, Random], list[int]]

OF_BALLOTS: dict[str, Callable[[int, list[int]], Any]] = {
    "place": lambda place, _: place,
    "ticks": lambda _, ballot: len(ballot),
    "sum": lambda _, ballot: sum(ballot),
    "first": lambda _, ballot: ballot[:1],
    "text": lambda _, ballot: json.dumps(ballot),
    "digest": lambda _, ballot: sha256(json.dumps(ballot, separators=(",", ":")).encode()).hexdigest(),
}
"""What can be said of an opened ballot."""

OF_VALUES: dict[str, Callable[[Any], Any]] = {
    "value": lambda value: (str(type(value)), value if isinstance(value, bytes | int | float) else str(value)),
    "length": lambda value: len(value) if isinstance(value, bytes | str) else 0,
    "end": lambda value: value[-3:] if isinstance(value, bytes | str) else 0,
}
"""What can be said of a value written with a vote."""


def ranked(keys: Sequence[Any], chance: Random) -> list[int]:
    """The places in the order of these keys, equals in any order."""
    loose = [chance.random() for _ in keys]
    return sorted(range(len(keys)), key=lambda place: (keys[place], loose[place]))


def by_rank(column: str, of_value: str, of_ballot: str, *, backwards: bool) -> Guess:
    """The voter who is first by one is who is first, or last, by the other."""

    def guess(election: Election, chance: Random) -> list[int]:
        voters = ranked([OF_VALUES[of_value](vote.get(column)) for vote in election.votes], chance)
        ballots = ranked([OF_BALLOTS[of_ballot](*pair) for pair in enumerate(election.opened)], chance)
        guessed = [0] * len(voters)
        for voter, ballot in zip(voters, reversed(ballots) if backwards else ballots, strict=True):
            guessed[voter] = ballot
        return guessed

    return guess


def by_bits(column: str) -> Guess:
    """Voter after voter takes the ballot whose bits are nearest to the bits that were written."""

    def guess(election: Election, chance: Random) -> list[int]:
        listed = sorted({each for ballot in election.opened for each in ballot})
        masks = [sum(1 << listed.index(each) for each in ballot) for ballot in election.opened]
        left = set(range(len(masks)))
        guessed = []
        for vote in election.votes:
            value = vote.get(column)
            bits = int.from_bytes(value[-2:], "big") if isinstance(value, bytes) else 0
            nearest = min(left, key=lambda place: ((masks[place] ^ bits).bit_count(), chance.random()))
            left.discard(nearest)
            guessed.append(nearest)
        return guessed

    return guess


def everything(elections: Sequence[Election]) -> dict[str, Guess]:
    """Every way of guessing that what was written allows."""
    columns = sorted({column for election in elections for vote in election.votes for column in vote})
    ways: dict[str, Guess] = {f"bits of {column}": by_bits(column) for column in columns}
    for column in columns:
        for of_value in OF_VALUES:
            for of_ballot in OF_BALLOTS:
                for backwards in (False, True):
                    name = f"{of_value} of {column} by {of_ballot}{' backwards' if backwards else ''}"
                    ways[name] = by_rank(column, of_value, of_ballot, backwards=backwards)
    return ways


def hits(way: Guess, elections: Sequence[Election], seed: int) -> int:
    """How many ballots one way of guessing gives to the right voter."""
    chance = Random(seed)
    return sum(
        guessed == true
        for election in elections
        for guessed, true in zip(way(election, chance), election.truth, strict=True)
    )


@dataclass(frozen=True)
class Played:
    """What came of it: the best way of the first half, and how it did in the second."""

    way: str
    tried: int
    learnt: int
    hits: int
    elections: int

    @property
    def spread(self) -> float:
        """Standard errors from what a guess at random hits: one in each election, with a variance of one."""
        return float((self.hits - self.elections) / self.elections**0.5)


def attack(elections: Sequence[Election], seed: int = 0) -> Played:
    """Learn on the first half, play on the second."""
    half = len(elections) // 2
    known, unknown = elections[:half], elections[half:]
    ways = everything(elections)
    learnt = Counter({name: hits(way, known, seed) for name, way in ways.items()})
    [(best, number)] = learnt.most_common(1)
    return Played(best, len(ways), number, hits(ways[best], unknown, seed + 1), len(unknown))
