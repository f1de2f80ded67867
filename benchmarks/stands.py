"""One size: both databases filled, both applications served, and both kept in this process for counting."""

from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine

from benchmarks import cases, filling, floor, floor_filling, servers
from benchmarks.measuring import statements_of
from benchmarks.servers import Server
from benchmarks.work import Work, works
from config import Config
from selection import clock, create_app
from selection.database import db
from tests import services
from tests.world import programme


@dataclass(frozen=True)
class Stand:
    """Both applications at one size. ``works`` are used up by counting and by measuring alike."""

    size: int
    works: list[Work]
    ours: Server
    bare: Server
    ours_app: Flask
    bare_app: Flask
    ours_engine: Engine
    bare_engine: Engine

    def statements(self) -> dict[str, tuple[int, int]]:
        """Statements of each kind of work: the floor's, ours. The first of each warms up."""
        found = {}
        for work in self.works:
            pair = []
            for app, engine, asks in (
                (self.bare_app, self.bare_engine, work.floor),
                (self.ours_app, self.ours_engine, work.ours),
            ):
                statements_of(app, engine, next(asks))
                pair.append(len(statements_of(app, engine, next(asks))))
            found[work.name] = (pair[0], pair[1])
        return found

    def port_of(self, side: str) -> int:
        """Where ``ours`` or the ``floor`` listens."""
        return self.ours.port if side == "ours" else self.bare.port

    def stop(self) -> None:
        self.ours.stop()
        self.bare.stop()
        self.ours_engine.dispose()
        self.bare_engine.dispose()


def build(size: int, submissions: int, folder: Path) -> Stand:
    """Fill and serve. Takes about a second for 400 nominations."""
    postgres = services.postgres(folder)
    ours_url = servers.create_database(postgres, f"ours_{size}")
    bare_url = servers.create_database(postgres, f"floor_{size}")
    var = folder / f"var-{size}"
    var.mkdir()
    config = Config.for_tests(ours_url, var)
    ours_app, bare_app = create_app(config), floor.create_app(bare_url)
    filled = filling.fill_ours(ours_app, size, submissions)
    floor_filling.fill_floor(bare_app, size, submissions, cases.answers(programme()), clock.now())
    with ours_app.app_context():
        engine = db.engine
    ours_app.test_cli_runner().invoke(args=["pages", "compile"], catch_exceptions=False)  # as README.md has it
    return Stand(
        size,
        works(filled, ours_app, bare_app, size),
        servers.serve("wsgi:app", environ(config), folder, f"ours-{size}"),
        servers.serve("benchmarks.floor:create_app()", {"FLOOR_DATABASE_URL": bare_url}, folder, f"floor-{size}"),
        ours_app,
        bare_app,
        engine,
        bare_app.extensions["engine"],
    )


def environ(config: Config) -> dict[str, str]:
    """The same installation for a process of its own."""
    return {
        "SELECTION_VAR": str(config.VAR),
        "SELECTION_SECRET_KEY": config.SECRET_KEY,
        "SELECTION_DATA_SECRET": config.DATA_SECRET,
        "SELECTION_DATABASE_URL": config.SQLALCHEMY_DATABASE_URI,
    }
