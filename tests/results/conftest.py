"""One pack for the whole run: it takes an award to make one, and nothing changes it."""

from pathlib import Path

import pytest

from config import Config
from selection import create_app
from selection.database import db
from selection.results import packing
from tests.databases import SqliteDatabase
from tests.results import building
from tests.world import make_world


@pytest.fixture(scope="session")
def pack(folder: Path, worker: str) -> bytes:
    """The pack of a small award, made on a database of its own."""
    database = SqliteDatabase(folder, f"pack-{worker}")
    database.fill()
    var = folder / f"var-pack-{worker}"
    var.mkdir(exist_ok=True)
    app = create_app(Config.for_tests(database.url, var))
    with app.app_context():
        made = packing.packed(building.play(make_world()))
        db.session.remove()
        db.engine.dispose()
    database.clear()
    return made
