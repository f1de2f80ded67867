"""One session, one way to change: ``transaction()`` commits, ``lock()`` holds a row until then."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as BoundSession
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from models import Base


class ReadingSession(BoundSession):
    """On PostgreSQL each query of a page stands alone, without BEGIN and ROLLBACK around the page.

    READ COMMITTED promises a page no more than that anyway. It saves two round trips, and above all the prepared
    statements of the connection, which the driver gives up at every ROLLBACK. ``transaction()`` asks for a real one.
    """

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        bind = super().get_bind(*args, **kwargs)
        if not isinstance(bind, Engine) or bind.dialect.name != "postgresql":
            return bind
        if bind not in _reading:
            _reading[bind] = bind.execution_options(isolation_level="AUTOCOMMIT")
        return _reading[bind]


_reading: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()
db = SQLAlchemy(
    metadata=Base.metadata,
    session_options={"class_": ReadingSession, "expire_on_commit": False, "autoflush": False},
)

Row = TypeVar("Row", bound=Base)
OPEN = "transaction"
BEFORE = "before_commit"
AFTER = "after_commit"


@event.listens_for(ReadingSession, "before_flush")
def _refuse_stray_changes(session: Session, _context: Any, _instances: Any) -> None:
    """A change outside ``transaction()`` is a mistake of ours, and must not reach the database by itself."""
    if not session.info.get(OPEN):
        raise RuntimeError("a change outside transaction()")


@contextmanager
def transaction() -> Iterator[Session]:
    """A change that happens whole or not at all; inside another one it is simply part of it.

    Rows read earlier in the request are read again when touched: nothing is decided on what was true before the lock.
    """
    session: Session = db.session()
    if session.info.get(OPEN):
        yield session
        return
    session.commit()  # ends the reading transaction; nothing can be pending outside a transaction
    session.expire_all()
    session.connection(execution_options=_begun(session, sqlite="IMMEDIATE", postgresql="READ COMMITTED"))
    session.info.update({OPEN: True, BEFORE: [], AFTER: []})
    try:
        yield session
        session.flush()
        for seal in session.info[BEFORE]:
            seal(session)
        session.commit()
        after: list[Callable[[], None]] = session.info[AFTER]
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.clear()  # what waited to be told, or to follow, belonged to this change alone
    for follow in after:
        follow()


def _begun(session: Session, *, sqlite: str, postgresql: str) -> dict[str, Any]:
    """How a connection is to begin, in the words of the database behind it."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return {"sqlite_begin": sqlite} if is_sqlite else {"isolation_level": postgresql}


def snapshot() -> Session:
    """Read from here to the end of the request as of one moment: for long lists, fetched in portions."""
    session: Session = db.session()
    if not session.info.get(OPEN):
        session.commit()  # ends what was read before; nothing can be pending outside a transaction
        session.connection(execution_options=_begun(session, sqlite="DEFERRED", postgresql="REPEATABLE READ"))
    return session


@contextmanager
def savepoint() -> Iterator[None]:
    """One item of a batch: what goes wrong inside is undone without the rest, and so is what was to follow from it."""
    session: Session = db.session()
    queues = {key: list(value) for key, value in session.info.items() if isinstance(value, list)}
    try:
        with session.begin_nested():
            yield
            session.flush()
    except BaseException:
        session.info.update(
            {key: queues.get(key, []) for key, value in session.info.items() if isinstance(value, list)}
        )
        raise


def before_commit(seal: Callable[[Session], None]) -> None:
    """Do this once, when the open transaction is complete and about to be committed."""
    waiting: list[Callable[[Session], None]] = db.session.info[BEFORE]
    if seal not in waiting:
        waiting.append(seal)


def after_commit(follow: Callable[[], None]) -> None:
    """Do this when the open transaction has been committed, and never otherwise."""
    db.session.info[AFTER].append(follow)


def lock(row: Row) -> Row:
    """Hold this row, as it is now, until the transaction ends. Order: cycle, allocation, nomination, assignment.

    FOR NO KEY UPDATE: rows that only refer to this one (an event to its cycle) can still be written by others, who
    would otherwise wait for us while we wait for them.
    """
    db.session.refresh(row, with_for_update={"key_share": True})
    return row


def upsert(table: Any) -> Any:
    """An insert of this database's own kind, which knows ``on_conflict_do_nothing`` and ``on_conflict_do_update``.

    The other kind is never loaded: it takes half a MiB in every web worker.
    """
    return import_module(f"sqlalchemy.dialects.{db.engine.dialect.name}").insert(table)


def prepare(app: Flask) -> None:
    """Attach the database to the application and settle how SQLite behaves."""
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _settle_sqlite(db.engine)


def _settle_sqlite(engine: Engine) -> None:
    """Rollback journal and full synchronisation: what was acknowledged survives a power cut (see ARCHITECTURE.md)."""

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is sent below, not by the driver
        for pragma in ("foreign_keys=ON", "busy_timeout=20000", "synchronous=FULL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")
