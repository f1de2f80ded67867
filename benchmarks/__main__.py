"""`make bench`: the floor and ours in turn, on PostgreSQL with two web workers each; prints ratios and goals.

Every request is sent to the floor and to ours, and to each size, one right after the other, so that whatever else the
machine does slows all of them alike. Absolute times move from run to run; the ratios are what counts.
"""

import argparse
import os
import platform
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from benchmarks import goals, start, workbook
from benchmarks.goals import Goal, Line
from benchmarks.measuring import Client
from benchmarks.stands import Stand, build
from config import ROOT
from selection import clock
from tests import services

RESULTS = ROOT / "benchmarks" / "RESULTS.md"
WARM_UP = 6
XLSXWRITER = "XlsxWriter alone"
HEAD = """# Measured by `python -m benchmarks`

    make bench                                              # 1,000 and 10,000 nominations; prints what stands below
    python -m benchmarks --load 10000 --start --write       # the same with memory and start, and writes this file
    python -m benchmarks --sizes 1000 --rounds 3            # a quick look

It starts PostgreSQL and fills it (some minutes for 10,000 nominations), serves both applications by gunicorn with two
web workers each, and asks floor and ours in turn. A ratio is the median of the rounds' ratios, each taken within one
round; milliseconds move with whatever else the machine does. `--load`: so many pages more to one web server, then its
memory. `--start`: the second start of `make run` to its first page. `--check`: ends with 1 if a goal is missed. For
figures to keep let the machine do nothing else: p95 tells of neighbours too.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _arguments(arguments)
    started = [start.second()] if asked.start else []  # first, as it is the quickest to go wrong
    with stands(asked.sizes, asked.rounds * asked.requests + WARM_UP + 2) as built:
        statements = {stand.size: stand.statements() for stand in built}
        times = measure(built, rounds=asked.rounds, requests=asked.requests)
        lines = _lines(built, times, statements)
        found = [*goals.of_lines(lines), *_of_exports(built, times)]
        if asked.load:
            found += _of_load(built[0], asked.load)
    found += started
    report = "\n".join([_machine(), "", goals.table(lines), "", *(f"- {goal}" for goal in found)])
    print(report)
    if asked.write:
        RESULTS.write_text(f"{HEAD}\n{report}\n", encoding="utf-8")
    return 1 if asked.check and not all(goal.is_held for goal in found) else 0


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000], help="nominations")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=40, help="of each kind in a round")
    parser.add_argument("--load", type=int, default=0, help="then send this many requests and look at memory")
    parser.add_argument("--start", action="store_true", help="also time the second start of `make run`")
    parser.add_argument("--check", action="store_true", help="end with 1 if a goal is missed")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name}")
    return parser.parse_args(given)


@contextmanager
def stands(sizes: Sequence[int], submissions: int) -> Iterator[list[Stand]]:
    """Both applications at every size, all at once; stopped at the end whatever happens."""
    folder = services.open_folder()
    with ExitStack() as ending:
        ending.callback(services.close_folder, folder)
        built = []
        for size in sizes:
            built.append(build(size, submissions, folder))
            ending.callback(built[-1].stop)
        yield built


Times = dict[tuple[str, str, int], list[list[float]]]
"""Milliseconds by side, work and size: a list for each round."""


def measure(built: Sequence[Stand], *, rounds: int, requests: int) -> Times:
    """Works come in turn, and within one the sizes and sides in turn, each side as often first as the other."""
    times: Times = defaultdict(lambda: [[] for _ in range(rounds)])
    clients = {(side, stand.size): Client(stand.port_of(side)) for stand in built for side in ("floor", "ours")}
    cells = {stand.size: workbook.cells_of(stand.ours_app, next(stand.works[-1].ours)) for stand in built}
    for turn in range(-1, rounds):
        for kinds in zip(*(stand.works for stand in built), strict=True):
            number = WARM_UP if turn < 0 else requests
            for step in range(max(1, round(number * kinds[0].share))):
                for stand, work in zip(built, kinds, strict=True):
                    sides = [("floor", work.floor), ("ours", work.ours)]
                    for side, asks in sides if step % 2 else reversed(sides):
                        took = clients[side, stand.size].ask(next(asks))
                        if turn >= 0:
                            times[side, work.name, stand.size][turn].append(took)
                    if work.name == "export" and turn >= 0:
                        times[XLSXWRITER, work.name, stand.size][turn].append(workbook.write(cells[stand.size]))
    for client in clients.values():
        client.close()
    return times


def _lines(built: Sequence[Stand], times: Times, statements: dict[int, dict[str, tuple[int, int]]]) -> list[Line]:
    return [
        Line(
            work.name,
            stand.size,
            times["floor", work.name, stand.size],
            times["ours", work.name, stand.size],
            *statements[stand.size][work.name],
            work.statements,
        )
        for place in range(len(built[0].works))
        for stand in built
        for work in [stand.works[place]]
    ]


def _of_exports(built: Sequence[Stand], times: Times) -> list[Goal]:
    found = []
    for stand in built:
        ratio = goals.growth(times[XLSXWRITER, "export", stand.size], times["ours", "export", stand.size])
        found.append(Goal(f"export at {stand.size:,}, p50", ratio, goals.EXPORT, f" x {XLSXWRITER}"))
    peaks = {stand.size: stand.ours.resident("VmHWM") for stand in built}
    for size, peak in peaks.items():
        found.append(Goal(f"web worker of {size:,} after all exports, peak", peak, goals.RESIDENT, " MiB"))
    return found


def _of_load(stand: Stand, requests: int) -> list[Goal]:
    """Pages in turn until the number is reached; what the larger web worker then holds."""
    client = Client(stand.ours.port)
    pages = [work.ours for work in stand.works if work.name in ("list", "detail", "search")]
    for number in range(requests):
        client.ask(next(pages[number % len(pages)]))
    client.close()
    name = f"web worker after {requests:,} requests, resident"
    return [Goal(name, stand.ours.resident(), goals.RESIDENT, " MiB")]


def _machine() -> str:
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    driver = psycopg.pq.version() // 10000
    python = platform.python_version()
    return (
        f"{clock.on(clock.now())}, {os.cpu_count()} cores ({model}), Python {python}, libpq {driver}, two web workers."
    )


if __name__ == "__main__":
    sys.exit(main())
