"""A database per worker, fresh for every test, on SQLite and on PostgreSQL.

The code under test commits for real, so nothing can be rolled back between tests. The tables are made once per run, by
the migrations, in a template; before each test the template is copied: a file on SQLite (under a millisecond), `CREATE
DATABASE ... TEMPLATE` on PostgreSQL (about 20 ms). Triggers, sequences and several connections at once are therefore
as in production.
"""

import shutil
from pathlib import Path
from typing import ClassVar, Protocol

import flask_migrate
import psycopg
from psycopg import sql

from config import Config
from selection import create_app
from selection.database import db
from tests import services

TEMPLATE = "template_of_tables"


class Database(Protocol):
    """One worker's place on one kind of server."""

    kind: ClassVar[str]
    url: str

    def fill(self) -> None:
        """Every table, and nothing in them but what the migrations put there."""

    def clear(self) -> None:
        """Nothing at all, not even tables."""


class SqliteDatabase:
    kind: ClassVar[str] = "sqlite"

    def __init__(self, folder: Path, worker: str) -> None:
        self._template = folder / f"{TEMPLATE}.sqlite"
        self._file = folder / f"{worker}.sqlite"
        self.url = f"sqlite:///{self._file}"
        with services.hold(folder, TEMPLATE):
            if not self._template.exists():
                half = self._template.with_suffix(".half")
                make_tables(f"sqlite:///{half}", folder / "var-sqlite")
                half.rename(self._template)

    def clear(self) -> None:
        for leftover in self._file.parent.glob(f"{self._file.name}*"):
            leftover.unlink()

    def fill(self) -> None:
        self.clear()
        shutil.copyfile(self._template, self._file)


class PostgresDatabase:
    kind: ClassVar[str] = "postgres"

    def __init__(self, folder: Path, worker: str) -> None:
        server = f"postgres@127.0.0.1:{services.postgres(folder)}"
        self._name = f"test_{worker}"
        self.url = f"postgresql+psycopg://{server}/{self._name}"
        self._server = psycopg.connect(f"postgresql://{server}/postgres", autocommit=True)
        with services.hold(folder, f"{TEMPLATE}-postgres"):
            ready = folder / f"{TEMPLATE}.postgres"
            if not ready.exists():
                self._create(TEMPLATE, "template0")
                make_tables(f"postgresql+psycopg://{server}/{TEMPLATE}", folder / "var-postgres")
                ready.touch()

    def close(self) -> None:
        self._server.close()

    def clear(self) -> None:
        self._create(self._name, "template0")

    def fill(self) -> None:
        self._create(self._name, TEMPLATE)

    def _create(self, name: str, template: str) -> None:
        names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
        self._server.execute(sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)").format(**names))
        # Copying the files is quicker than logging them, as nothing here waits for a disk.
        self._server.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy").format(**names))


def make_tables(url: str, var: Path) -> None:
    """Run every migration on an empty database."""
    var.mkdir(exist_ok=True)
    app = create_app(Config.for_tests(url, var))
    with app.app_context():
        flask_migrate.upgrade()
        db.session.remove()
        db.engine.dispose()
