"""The installation a demonstration runs in: folder, files and database of its own, thrown away before the next run."""

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import event, exists, select
from sqlalchemy.engine import Engine

from config import ROOT
from models.people import Organisation
from selection.database import db

FOLDER = ROOT / "var" / "demo"
DATABASE = "demo.sqlite"
SUMMARY = "summary.json"


def environment(seed: int, folder: Path = FOLDER) -> Mapping[str, str]:
    """What a process of this demonstration is told. Everything random that lasts comes from the seed."""
    secret = hashlib.sha256(f"demonstration {seed}".encode()).hexdigest()
    return {
        **os.environ,
        "SELECTION_VAR": str(folder),
        "SELECTION_DATABASE_URL": os.environ.get("SELECTION_DATABASE_URL", f"sqlite:///{folder / DATABASE}"),
        "SELECTION_STORAGE_URL": f"file://{folder / 'files'}",
        "SELECTION_QUEUE_URL": f"sqlite:///{folder / 'queue.sqlite'}",
        "SELECTION_MAIL_URL": f"folder:{folder / 'outbox'}",
        "SELECTION_SECRET_KEY": secret,
        "SELECTION_DATA_SECRET": secret,
    }


def clear(folder: Path = FOLDER) -> None:
    """Throw the last run away."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def is_used() -> bool:
    """Whether somebody works in this database already."""
    return bool(db.session.scalar(select(exists(select(Organisation.id)))))


def make_tables() -> None:
    """Every migration; on SQLite without waiting for the disk at each step, since this database is thrown away."""
    if db.engine.dialect.name == "sqlite":
        _hurry(db.engine)
    upgrade()


def _hurry(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def do_not_wait(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA journal_mode=MEMORY")

    engine.dispose()
