"""How Alembic reaches the database: through the application's own engine, with the metadata of the models."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app

from models import Base
from models.base import RowId


def render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Columns are written down in SQLAlchemy's own types: a migration must not change when the models do."""
    if kind != "type":
        return False
    if item is RowId:
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    if isinstance(item, sa.types.TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


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
        )
        with context.begin_transaction():
            context.run_migrations()
            if driver is not None and (lost := driver.execute("PRAGMA foreign_key_check").fetchall()):
                raise ValueError(f"rows point at nothing: {lost[:5]}")
        if driver is not None:
            driver.execute("PRAGMA foreign_keys=ON")


run()
