"""`make bench-register`: 10,000 people and 15,000 honours; searching while one types, and matching 1,000 imported rows.

On SQLite and PostgreSQL. The number of statements is exact; times move from run to run, so the goals are generous.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from benchmarks.goals import Goal
from benchmarks.measuring import p50, p95
from config import Config
from models.vocabulary import Role
from selection import create_app
from selection.database import db
from selection.register.actions import intake as intake_actions
from selection.register.workbooks.opening import Sheet, open_sheet
from tests import services
from tests.browsers import Browser
from tests.databases import Database, PostgresDatabase, SqliteDatabase
from tests.honours.ceremony import Statements
from tests.register.arranging import crowd, typed, workbook
from tests.world import World, make_world

PEOPLE, HONOURS, ROWS = 10_000, 15_000, 1_000
SLOWEST_SEARCH, SLOWEST_CHECK, SLOWEST_ENTRY = 0.5, 10.0, 20.0
STATEMENTS = 4
WORDS = ("w", "wa", "wangf", "lwm", "王", "王芳", "上海第12", "王 上海工匠", "第7机械厂 张", "工匠", "没有这个人")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.register", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--honours", type=int, default=HONOURS)
    parser.add_argument("--rows", type=int, default=ROWS)
    asked = parser.parse_args(arguments)
    held = True
    for database in _databases():
        with _installed(database) as app:
            for goal in measure(app, asked.people, asked.honours, asked.rows):
                print(f"{database.kind:9} {goal}")
                held = held and goal.is_held
    return 0 if held else 1


def measure(app: Flask, people: int, honours: int, rows: int) -> Iterator[Goal]:
    """Fill, search, check and enter; one goal for each figure."""
    world = make_world()
    named = crowd(people, honours)
    yield from _search(app, world)
    half = rows // 2
    typed_in = [typed(name=name, unit=unit, title="上海市技术能手", year=2021) for name, unit in named[:half]]
    typed_in += [typed(name=f"欧阳{name}", unit=unit) for name, unit in named[half:rows]]
    officer = world.actor(Role.CITY_OFFICER)
    began = time.perf_counter()
    sheet = open_sheet(workbook(*typed_in), "list.xlsx")
    yield Goal(f"{rows} rows read from a workbook", time.perf_counter() - began, SLOWEST_CHECK, " s")
    began = time.perf_counter()
    intake_actions.check(sheet, officer, now=world.now)
    yield Goal(f"{rows} rows matched against {people} people", time.perf_counter() - began, SLOWEST_CHECK, " s")
    clean = intake_actions.check(_only_new(named, rows), officer, now=world.now)
    began = time.perf_counter()
    number = intake_actions.enter(clean, officer, now=world.now)
    yield Goal(f"{number} honours entered", time.perf_counter() - began, SLOWEST_ENTRY, " s")


def _only_new(named: Sequence[tuple[str, str]], rows: int) -> Sheet:
    people = [typed(name=f"司徒{name}", unit=unit, year=2016 + place % 8) for place, (name, unit) in enumerate(named)]
    told = {(each["name"], each["unit"], each["year"]): each for each in people}
    return open_sheet(workbook(*list(told.values())[:rows]), "new.xlsx")


def _search(app: Flask, world: World) -> Iterator[Goal]:
    """Every word typed letter by letter by a city officer."""
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.sign_in(world.members[Role.CITY_OFFICER])
    browser.get("/register/")
    took, most = [], 0
    for word in WORDS * 5:
        with Statements() as said:
            began = time.perf_counter()
            answer = browser.get("/register/", query_string={"q": word})
            took.append(time.perf_counter() - began)
        assert answer.status_code == 200
        most = max(most, len(said))
    yield Goal("statements of one search", most, STATEMENTS)
    yield Goal("search while typing, p50", p50(took), SLOWEST_SEARCH, " s")
    yield Goal("search while typing, p95", p95(took), SLOWEST_SEARCH, " s")


def _databases() -> Iterator[Database]:
    folder = services.open_folder()
    try:
        yield SqliteDatabase(folder, "register")
        postgres = PostgresDatabase(folder, "register")
        yield postgres
        postgres.close()
    finally:
        services.close_folder(folder)


@contextmanager
def _installed(database: Database) -> Iterator[Flask]:
    """A fresh application on this database."""
    database.fill()
    var = services.open_folder()
    app = create_app(Config.for_tests(database.url, Path(var)))
    app.test_client_class = Browser
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    services.close_folder(var)


if __name__ == "__main__":
    sys.exit(main())
