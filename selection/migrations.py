"""The migrations of the database, for ``flask db``."""

from typing import Any

from flask import Flask

from config import ROOT
from selection.database import db


class Migrations:
    """Stands where Flask-Migrate is looked for in the application, and puts it there when first asked for anything."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        from flask_migrate import Migrate  # noqa: PLC0415 - brings Alembic, which no web worker has a use for

        migrate = Migrate(directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
        migrate.init_app(self._app, db)
        return getattr(self._app.extensions["migrate"], name)
