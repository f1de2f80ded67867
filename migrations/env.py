"""How Alembic reaches the database: through the application's own engine, with the metadata of the models."""

import re
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app

from models import Base
from models.base import RowId

GOES = re.compile(r"\s*DROP (TABLE|TRIGGER) (?:IF EXISTS )?(\w+)")


def render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Columns are written down in SQLAlchemy's own types: a migration must not change when the models do."""
    if kind != "type":
        return False
    if item is RowId:
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    if isinstance(item, sa.types.TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


class Triggers:
    """SQLite drops the triggers of a table that is copied to change it. What a migration lost so comes back after it."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._lost: dict[str, tuple[str, str]] = {}
        sa.event.listen(connection, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        kind, name = found.groups() if (found := GOES.match(statement)) else ("", "")
        if kind == "TRIGGER":
            self._lost.pop(name, None)
        elif kind == "TABLE":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (name,))
            self._lost |= {trigger: (name, sql) for trigger, sql in cursor.fetchall()}

    def restore(self, *_: Any, **_of_the_step: Any) -> None:
        """Make those again whose table is still there, unless the migration has done so itself."""
        there = {row.name for row in self._connection.execute(sa.text("SELECT name FROM sqlite_master"))}
        for trigger, (table, statement) in self._lost.items():
            if table in there and trigger not in there:
                self._connection.exec_driver_sql(statement)
        self._lost.clear()


def run() -> None:
    """Run the wanted migrations in one transaction."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        # Where a table is copied to change it, SQLite must not follow what points at the old one; only outside a
        # transaction can it be told so.
        driver = connection.connection.driver_connection if engine.dialect.name == "sqlite" else None
        if driver is not None:
            driver.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            render_item=render,
            compare_type=True,
            compare_server_default=True,
            on_version_apply=Triggers(connection).restore if driver is not None else None,
        )
        with context.begin_transaction():
            context.run_migrations()
            if driver is not None and (lost := driver.execute("PRAGMA foreign_key_check").fetchall()):
                raise ValueError(f"rows point at nothing: {lost[:5]}")
        if driver is not None:
            driver.execute("PRAGMA foreign_keys=ON")


run()
