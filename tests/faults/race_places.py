"""Sixteen processes at once at the places of two unions: they recommend, take back, decline, hand on, move and grant.

Each is a process of its own with an application of its own, as web workers are. All begin a round together; between
rounds the one who steers looks at the books. Anything but a refusal counts as trouble.
"""

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from config import Config
from models.nomination import Nomination, Recommendation
from models.people import Organisation
from models.programme import Allocation, Cycle
from models.vocabulary import Level, Place, Role, Stage
from selection import create_app
from selection.database import db, transaction
from selection.errors import Refused
from selection.nominations import actions as nominations
from selection.places import actions as places
from selection.places import ledger
from selection.recommendations import actions as recommendations
from selection.recommendations import queries
from selection.rules.standing import Actor

PROCESSES = 16
PATIENCE = 120
OPINION = "技艺精湛，带徒有方，在生产一线解决了多项难题，群众评价好，同意推荐，请市总工会审定。"
ACTS = (
    ("recommend",) * 7
    + ("unrecommend",) * 3
    + ("decline", "decline_at_the_city", "forward", "transfer", "grant", "forfeit", "forfeit_for")
)


@dataclass(frozen=True)
class Arena:
    """What every process is told: where, and who acts."""

    url: str
    var: Path
    cycle_id: int
    officers: dict[int, Actor]
    heads: dict[int, Actor]
    city: Actor
    now: datetime
    seed: int


@dataclass
class Outcome:
    """What came of it. ``overruns`` and ``lost`` list what was wrong with the books, by round."""

    rounds: int = 0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    trouble: list[str] = field(default_factory=list)
    overruns: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    seconds: float = 0.0


Report = tuple[str, str, str]


def race(arena: Arena, rounds: int, replenish: Callable[[], None]) -> Outcome:
    """Let them run. ``replenish`` is called before each round, so that there is always something to fight over."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.race_places"])
    start, end = context.Barrier(PROCESSES + 1), context.Barrier(PROCESSES + 1)
    reports: Queue[Report] = context.Queue()
    runners = [
        context.Process(target=run, args=(arena, number, rounds, start, end, reports), daemon=True)
        for number in range(PROCESSES)
    ]
    for runner in runners:
        runner.start()
    outcome, began = Outcome(), time.monotonic()
    try:
        for number in range(rounds):
            replenish()
            db.session.rollback()
            start.wait(PATIENCE)
            end.wait(PATIENCE)
            _collect(reports, outcome)
            _look(arena, outcome, thoroughly=number % 20 == 19 or number == rounds - 1)
    finally:
        start.abort()
        for runner in runners:
            runner.join(PATIENCE)
    outcome.seconds = time.monotonic() - began
    return outcome


def run(arena: Arena, number: int, rounds: int, start: Barrier, end: Barrier, reports: "Queue[Report]") -> None:
    """One process: an application of its own, one act per round."""
    app = create_app(Config.for_tests(arena.url, arena.var))
    with app.app_context():
        for round_number in range(rounds):
            dice = random.Random(f"{arena.seed}-{round_number}-{number}")
            act = dice.choice(ACTS)
            start.wait(PATIENCE)
            reports.put((act, *_try(arena, act, dice)))
            db.session.rollback()
            end.wait(PATIENCE)


def _try(arena: Arena, act: str, dice: random.Random) -> tuple[str, str]:
    try:
        return ("done" if ACT[act](arena, dice) else "idle"), ""
    except Refused as refusal:
        db.session.rollback()
        return "refused", str(refusal)
    except Exception as error:  # the steering process must hear of it
        db.session.rollback()
        return "trouble", f"{act}: {type(error).__name__}: {error}"


def _one(arena: Arena, dice: random.Random, *stages: Stage) -> Nomination | None:
    found = db.session.scalars(
        select(Nomination.id).where(Nomination.cycle_id == arena.cycle_id, Nomination.stage.in_(stages))
    ).all()
    return db.session.get(Nomination, dice.choice(found)) if found else None


def _recommend(arena: Arena, dice: random.Random) -> bool:
    if nomination := _one(arena, dice, Stage.SUBMITTED):
        officer = arena.officers[nomination.union_id]
        recommendations.recommend(nomination, officer, opinion=OPINION, now=arena.now)
    return nomination is not None


def _unrecommend(arena: Arena, dice: random.Random) -> bool:
    if nomination := _one(arena, dice, Stage.RECOMMENDED):
        officer = arena.officers[nomination.union_id]
        recommendations.unrecommend(nomination, officer, reason="重新排定名单", now=arena.now)
    return nomination is not None


def _decline(arena: Arena, dice: random.Random) -> bool:
    if nomination := _one(arena, dice, Stage.SUBMITTED):
        nominations.decline(nomination, arena.officers[nomination.union_id], reason="条件不符", now=arena.now)
    return nomination is not None


def _decline_at_the_city(arena: Arena, dice: random.Random) -> bool:
    if nomination := _one(arena, dice, Stage.FORWARDED):
        nominations.decline(nomination, arena.city, reason="材料不实", now=arena.now)
    return nomination is not None


def _forward(arena: Arena, dice: random.Random) -> bool:
    head = arena.heads[dice.choice(sorted(arena.heads))]
    board = queries.board(head, arena.cycle_id)
    assert board is not None
    recommendations.forward(board, head, revision=board.revision, now=arena.now)
    return True


def _transfer(arena: Arena, dice: random.Random) -> bool:
    source, target = dice.sample(_allocations(arena), 2)
    places.transfer(source, target, dice.randint(1, 2), arena.city, reason="调剂演练", now=arena.now)
    return True


def _grant(arena: Arena, dice: random.Random) -> bool:
    cycle = db.session.get_one(Cycle, arena.cycle_id)
    wanted = {each.union_id: dice.randint(2, 7) for each in _allocations(arena)}
    places.grant(cycle, wanted, arena.city, reason="重新分配演练", now=arena.now)
    return True


def _forfeit(arena: Arena, dice: random.Random) -> bool:
    chosen = dice.choice(_allocations(arena))
    places.forfeit(chosen, 1, arena.city, reason="逾期未用演练", now=arena.now)
    return True


def _forfeit_for(arena: Arena, dice: random.Random) -> bool:
    if nomination := _one(arena, dice, Stage.DECLINED):
        union = next(each for each in _allocations(arena) if each.union_id == nomination.union_id)
        places.forfeit(union, 1, arena.city, reason="材料不实演练", now=arena.now, because_of=nomination)
    return nomination is not None


ACT: dict[str, Callable[[Arena, random.Random], bool]] = {
    "recommend": _recommend,
    "unrecommend": _unrecommend,
    "decline": _decline,
    "decline_at_the_city": _decline_at_the_city,
    "forward": _forward,
    "transfer": _transfer,
    "grant": _grant,
    "forfeit": _forfeit,
    "forfeit_for": _forfeit_for,
}


def _allocations(arena: Arena) -> list[Allocation]:
    found = select(Allocation).where(Allocation.cycle_id == arena.cycle_id).order_by(Allocation.id)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def _collect(reports: "Queue[Report]", outcome: Outcome) -> None:
    for _ in range(PROCESSES):
        act, ending, told = reports.get(timeout=PATIENCE)
        if ending == "trouble":
            outcome.trouble.append(told)
        else:
            (outcome.refused if ending == "refused" else outcome.done)[act] += ending != "idle"
    outcome.rounds += 1


def _look(arena: Arena, outcome: Outcome, *, thoroughly: bool) -> None:
    """The books between two rounds: counted from the recommendations, and at times from every entry."""
    db.session.rollback()
    counts: dict[tuple[int, Place], int] = {
        (allocation_id, place): people
        for allocation_id, place, people in db.session.execute(
            select(Recommendation.allocation_id, Recommendation.place, func.count())
            .where(Recommendation.place.is_not(None))
            .group_by(Recommendation.allocation_id, Recommendation.place)
        )
        if place is not None
    }
    for each in _allocations(arena):
        if each.reserved + each.committed > each.ceiling:
            outcome.overruns.append(f"round {outcome.rounds}: {each.reserved} + {each.committed} > {each.ceiling}")
        held = counts.get((each.id, Place.RESERVE), 0), counts.get((each.id, Place.COMMIT), 0)
        if held != (each.reserved, each.committed):
            outcome.lost.append(f"round {outcome.rounds}: {held} held, {each.reserved, each.committed} in the account")
    if thoroughly:
        outcome.lost += ledger.discrepancies(arena.cycle_id)


def arena_of(world: Any, url: str, var: Path, seed: int) -> Arena:
    """The world's two unions with an officer and a head each, and their few places."""
    unions = (world.union, world.other_union)
    officers = {world.union.id: world.actor(Role.UNION_OFFICER)}
    heads = {world.union.id: world.actor(Role.UNION_HEAD)}
    officers[world.other_union.id] = world.acting(world.member(Role.UNION_OFFICER, world.other_union))
    heads[world.other_union.id] = world.acting(world.member(Role.UNION_HEAD, world.other_union))
    city = world.actor(Role.CITY_OFFICER)
    wanted = {union.id: 4 for union in unions}
    places.grant(world.cycle, wanted, city, reason="演练分配", now=world.now)
    return Arena(url, var, world.cycle.id, officers, heads, city, world.now, seed)


def unit(world: Any, serial: int) -> Organisation:
    """A further unit: the limit of two per unit must not stand before the places do."""
    with transaction() as session:
        made = Organisation(
            level=Level.UNIT,
            name=f"演练单位{serial}",
            short_name=f"演练单位{serial}",
            credit_code=f"PLAY{serial:014d}",
            founded_at=world.now,
        )
        session.add(made)
    return made
