"""What every test may ask for. See tests/databases.py for how each gets a database of its own."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright
from sqlalchemy.orm import scoped_session

from config import Config
from scripts import chromium as chromium_program
from selection import create_app
from selection.database import db
from tests import services
from tests.browsers import Browser
from tests.databases import Database, PostgresDatabase, SqliteDatabase
from tests.world import World, make_world

KINDS = ("sqlite", "postgres")
LONG = {"browser", "showcase", "faults", "benchmarks"}
FOLDER = pytest.StashKey[Path]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=(*KINDS, "both"), default="both", help="run on this database only")


def pytest_configure(config: pytest.Config) -> None:
    """The process that steers the run makes its folder; under xdist the workers are told which.

    Tests start hundreds of Python programs: each compiles everything anew where the environment keeps no bytecode.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    steered = getattr(config, "workerinput", None)
    config.stash[FOLDER] = Path(steered["folder"]) if steered else services.open_folder()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["folder"] = str(node.config.stash[FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        services.close_folder(config.stash[FOLDER])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever touches a database runs once on each."""
    if "database" not in metafunc.fixturenames:
        return
    asked = metafunc.config.getoption("--database")
    kinds: tuple[str, ...] = KINDS if asked == "both" else (asked,)
    if marker := metafunc.definition.get_closest_marker("database"):
        kinds = tuple(kind for kind in kinds if kind in marker.args)
    metafunc.parametrize("database", kinds, indirect=True, scope="session")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, so that no process is left alone with it at the end.

    One database after the other, since each has an application of its own: at the start PostgreSQL, then SQLite, whose
    short tests follow on its long ones.
    """
    items.sort(key=lambda item: (not _takes_long(item), _takes_long(item) and "sqlite" in item.name))


def _takes_long(item: pytest.Item) -> bool:
    is_marked = any(item.get_closest_marker(name) for name in ("browser", "race"))
    return is_marked or not LONG.isdisjoint(item.path.parts)


@pytest.fixture(scope="session")
def folder(pytestconfig: pytest.Config) -> Path:
    """The folder of this run, for servers and files; in memory where there is room."""
    return pytestconfig.stash[FOLDER]


@pytest.fixture(scope="session")
def worker(pytestconfig: pytest.Config) -> str:
    """The name of this process among those that share the run."""
    steered = getattr(pytestconfig, "workerinput", {"workerid": "alone"})
    return str(steered["workerid"])


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest, folder: Path, worker: str) -> Iterator[Database]:
    """This worker's database server: `database.kind` is `sqlite` or `postgres`."""
    if request.param == "sqlite":
        yield SqliteDatabase(folder, worker)
        return
    postgres = PostgresDatabase(folder, worker)
    yield postgres
    postgres.close()


@pytest.fixture
def engine_url(database: Database) -> str:
    """The URL of a database with every table, filled by nobody yet."""
    database.fill()
    return database.url


@pytest.fixture
def empty_url(database: Database) -> str:
    """The URL of a database without any table."""
    database.clear()
    return database.url


@pytest.fixture(scope="session")
def served(database: Database, folder: Path, worker: str) -> Flask:
    """The application, made once per database and process; its templates are compiled once per run."""
    var = folder / f"var-{worker}-{database.kind}"
    var.mkdir(exist_ok=True)
    app = create_app(Config.for_tests(database.url, var))
    app.test_client_class = Browser
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(_made(folder / "templates")))
    return app


def _made(path: Path) -> Path:
    path.mkdir(exist_ok=True)
    return path


@pytest.fixture
def app(served: Flask, database: Database, engine_url: str) -> Iterator[Flask]:
    """The application on a fresh database and an empty ``var/``, inside an application context."""
    settings = dict(served.config)
    with served.app_context():
        if database.is_new:
            db.engine.dispose()
        yield served
        db.session.remove()
    served.config.clear()
    served.config.update(settings)
    served.extensions["queue"].flush()
    for path in Path(served.config["VAR"]).iterdir():
        remove(path)


@pytest.fixture
def world(app: Flask) -> World:
    """A small cast and an open cycle: see tests/world.py."""
    return make_world()


@pytest.fixture
def db_session(app: Flask) -> scoped_session[Session]:
    """The session that actions and queries use when the test calls them itself."""
    return db.session


@pytest.fixture
def client(app: Flask) -> Browser:
    """One browser, signed in as nobody: see `client.sign_in`."""
    return cast(Browser, app.test_client())


@pytest.fixture
def new_client(app: Flask) -> Callable[[], Browser]:
    """As many browsers as there are people in the test."""
    return lambda: cast(Browser, app.test_client())


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """One Chromium for the tests of a file: Playwright allows one at a time in a process, and keeps a loop running."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_program.PROGRAM, args=chromium_program.SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def redis_url(folder: Path) -> str:
    return f"redis://127.0.0.1:{services.redis(folder)}/0"


@pytest.fixture(scope="session")
def s3_url(folder: Path) -> str:
    """An S3 endpoint that takes any key."""
    return f"http://127.0.0.1:{services.s3(folder)}"


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    elif not path.name.startswith("queue.sqlite"):  # its connections stay open from test to test
        path.unlink()
