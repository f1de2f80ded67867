"""A database per worker, fresh for every test, on SQLite and on PostgreSQL.

The code under test commits for real, so nothing can be rolled back between tests. The tables are made once per run, by
the migrations, in a template. Before each test SQLite copies that file (under a millisecond). PostgreSQL sweeps: it
deletes what the last test wrote and sets the sequences back, and its connections stay warm; it makes the database anew
from the template where a test changed more than rows. Triggers, sequences and several connections at once are therefore
as in production.
"""

import shutil
from pathlib import Path
from typing import Any, ClassVar, Protocol

import flask_migrate
import psycopg
from psycopg import sql

from config import Config
from selection import create_app
from selection.database import db
from tests import services

TEMPLATE = "template_of_tables"
MOST_TURNS = 50
"""Nobody vacuums: what was deleted takes room until the database is made anew."""

TABLES = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
"""
SWEEP = """
CREATE FUNCTION pg_temp.sweep() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
{} PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence;
END $$
"""
CATALOGUES = ("pg_trigger", "pg_constraint", "pg_proc", "pg_attribute", "pg_index")
DRAWING = "SELECT " + ", ".join(
    f"(SELECT count(*) || '.' || max(xmin::text::bigint) FROM {each})" for each in CATALOGUES
)


class Database(Protocol):
    """One worker's place on one kind of server."""

    kind: ClassVar[str]
    url: str
    is_new: bool
    """Whether the last filling made it anew: connections from before lead nowhere."""

    def fill(self) -> None:
        """Every table, and nothing in them but what the migrations put there."""

    def clear(self) -> None:
        """Nothing at all, not even tables."""


class SqliteDatabase:
    kind: ClassVar[str] = "sqlite"
    is_new = True

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
    is_new = True

    def __init__(self, folder: Path, worker: str) -> None:
        server = f"postgres@127.0.0.1:{services.postgres(folder)}"
        self._name = f"test_{worker}"
        self.url = f"postgresql+psycopg://{server}/{self._name}"
        self._server = psycopg.connect(f"postgresql://{server}/postgres", autocommit=True)
        self._sweeper: Sweeper | None = None
        with services.hold(folder, f"{TEMPLATE}-postgres"):
            ready = folder / f"{TEMPLATE}.postgres"
            if not ready.exists():
                self._create(TEMPLATE, "template0")
                make_tables(f"postgresql+psycopg://{server}/{TEMPLATE}", folder / "var-postgres")
                ready.touch()

    def close(self) -> None:
        self._dismiss()
        self._server.close()

    def clear(self) -> None:
        self._dismiss()
        self._create(self._name, "template0")

    def fill(self) -> None:
        self.is_new = not (self._sweeper and self._sweeper.sweeps())
        if self.is_new:
            self._dismiss()
            self._create(self._name, TEMPLATE)
            self._sweeper = Sweeper(self.url)

    def _dismiss(self) -> None:
        if self._sweeper:
            self._sweeper.close()
            self._sweeper = None

    def _create(self, name: str, template: str) -> None:
        names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
        self._server.execute(sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)").format(**names))
        # Copying the files is quicker than logging them, as nothing here waits for a disk.
        self._server.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy").format(**names))


class Sweeper:
    """A connection that empties every table; nobody's triggers and foreign keys are asked."""

    def __init__(self, url: str) -> None:
        self._turns = 0
        self._inside = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        self._inside.execute("SET session_replication_role = replica")
        self._inside.execute("SET lock_timeout = '2s'")
        tables = [row[0] for row in self._inside.execute(TABLES)]
        name = sql.Identifier
        emptied = sql.SQL(" ").join(
            sql.SQL("IF EXISTS (SELECT FROM {0}) THEN DELETE FROM {0}; END IF;").format(name(each)) for each in tables
        )
        self._inside.execute(sql.SQL(SWEEP).format(emptied))
        self._drawn = self._drawing()

    def sweeps(self) -> bool:
        """Leave no row and every sequence at its start. False where that cannot be, or is due to be made anew."""
        self._turns += 1
        try:
            if self._turns > MOST_TURNS or self._drawing() != self._drawn:
                return False
            self._inside.execute("SELECT pg_temp.sweep()")
        except psycopg.OperationalError:  # dismissed with the database, or somebody holds a row still
            return False
        return True

    def close(self) -> None:
        self._inside.close()

    def _drawing(self) -> tuple[Any, ...] | None:
        """What tells that a trigger, a constraint, a function, a column or an index is another than it was."""
        return self._inside.execute(DRAWING).fetchone()


def make_tables(url: str, var: Path) -> None:
    """Run every migration on an empty database."""
    var.mkdir(exist_ok=True)
    app = create_app(Config.for_tests(url, var))
    with app.app_context():
        flask_migrate.upgrade()
        db.session.remove()
        db.engine.dispose()
