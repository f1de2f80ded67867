"""What a request wrote, told by the statements it committed, and the way back to before it."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url

from selection.database import db

WRITE = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
UNTOLD = {"sign_in", "guesses"}
"""Written by the door itself: that somebody is here, and how often somebody guessed."""


class Writes:
    """The tables that were written to and committed since the last look.

    Stricter than comparing the tables before and after: a change that is undone by a second one counts as well.
    """

    def __init__(self) -> None:
        self._open: dict[int, set[str]] = {}
        self._done: set[str] = set()

    def look(self) -> set[str]:
        """What was written; begins anew."""
        done, self._done = self._done, set()
        return done

    def note(self, connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if found := WRITE.match(statement):
            self._open.setdefault(id(connection), set()).add(found[1])

    def commit(self, connection: Connection) -> None:
        self._done |= self._open.pop(id(connection), set())

    def rollback(self, connection: Connection) -> None:
        self._open.pop(id(connection), None)


@contextmanager
def watched() -> Iterator[Writes]:
    """While this lasts, every committed write is known."""
    writes = Writes()
    pairs = (("before_cursor_execute", writes.note), ("commit", writes.commit), ("rollback", writes.rollback))
    for name, listener in pairs:
        event.listen(db.engine, name, listener)
    try:
        yield writes
    finally:
        for name, listener in pairs:
            event.remove(db.engine, name, listener)


class Snapshot:
    """The database as it is now, to come back to."""

    def __init__(self, folder: Path) -> None:
        self._url = make_url(db.engine.url)
        self._file = folder / "snapshot.sqlite"
        self._copy_out()

    @property
    def _is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    def _copy_out(self) -> None:
        self._let_go()
        if self._is_sqlite:
            shutil.copyfile(str(self._url.database), self._file)
        else:
            self._create(f"{self._url.database}_snapshot", str(self._url.database))

    def restore(self) -> None:
        """Everything as it was."""
        self._let_go()
        if self._is_sqlite:
            shutil.copyfile(self._file, str(self._url.database))
        else:
            self._create(str(self._url.database), f"{self._url.database}_snapshot")

    def drop(self) -> None:
        """Nobody will come back."""
        if self._is_sqlite:
            self._file.unlink(missing_ok=True)
            return
        with self._server() as server:
            name = sql.Identifier(f"{self._url.database}_snapshot")
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    @staticmethod
    def _let_go() -> None:
        db.session.remove()
        db.engine.dispose()

    def _server(self) -> "psycopg.Connection[Any]":
        place = self._url.set(drivername="postgresql", database="postgres")
        return psycopg.connect(place.render_as_string(hide_password=False), autocommit=True)

    def _create(self, name: str, template: str) -> None:
        names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
        with self._server() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)").format(**names))
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [template])
            server.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy").format(**names))
