"""One juror in up to sixteen processes at once, each voting twice: as so many tablets with the same account would."""

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from config import Config
from models.ballot import Meeting
from selection import create_app
from selection.committee import actions
from selection.database import db
from selection.errors import Refused
from selection.rules.standing import Actor

PROCESSES = 16 if "RACE_ROUNDS" in os.environ else 6
"""Sixteen in the campaign; in the suite as many as tell a lock from none."""
PATIENCE = 280


@dataclass(frozen=True)
class Arena:
    """What every process is told."""

    url: str
    var: Path
    meeting_id: int
    juror: Actor
    choices: tuple[int, ...]
    now: datetime


def race(arena: Arena, rounds: int, between: Callable[[list[str]], None]) -> None:
    """Let them vote in one round after the other; ``between`` hears what the attempts were told, and opens the next."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.committee.race_ballots"])
    start, told = processes.Barrier(PROCESSES + 1), processes.Queue()
    hands = [processes.Process(target=vote, args=(arena, hand, rounds, start, told)) for hand in range(PROCESSES)]
    for hand in hands:
        hand.start()
    for _ in range(rounds):
        start.wait(PATIENCE)
        between([told.get(timeout=PATIENCE) for _ in range(2 * PROCESSES)])
    for hand in hands:
        hand.join(PATIENCE)


def vote(arena: Arena, hand: int, rounds: int, start: Barrier, told: "Queue[str]") -> None:
    """One process: two ballots in each round, begun together with all the others."""
    app = create_app(Config.for_tests(arena.url, arena.var / f"hand-{hand}"))
    choice = arena.choices[hand % len(arena.choices)]
    with app.app_context():
        for _ in range(rounds):
            start.wait(PATIENCE)
            for _ in range(2):
                told.put(_attempt(arena, choice))
                db.session.remove()


def _attempt(arena: Arena, choice: int) -> str:
    try:
        meeting = db.session.get_one(Meeting, arena.meeting_id)
        actions.cast(meeting, arena.juror, in_favour=[choice], now=arena.now)
    except Refused as refusal:
        return "；".join(reason.why for reason in refusal.reasons)
    except Exception as trouble:  # reported to the one who steers
        return f"{type(trouble).__name__}: {trouble}"
    return "cast"
