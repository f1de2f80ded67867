"""The migrations make exactly the tables of the models, and go up and down with data inside, on both databases."""

from collections.abc import Iterator

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.exc import DBAPIError

from config import ROOT, Config
from models import Base
from models.event import WRITE_ONCE
from models.vocabulary import Act, Stage
from selection import create_app
from selection.audit.record import first_broken, record
from selection.database import db, transaction
from selection.rules.standing import SYSTEM
from tests.world import World, make_world


@pytest.fixture
def migrated(empty_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application on a database that the migrations alone have built."""
    app = create_app(Config.for_tests(empty_url, tmp_path_factory.mktemp("var")))
    with app.app_context():
        flask_migrate.upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index:UserWarning")
def test_the_migrations_make_the_tables_of_the_models(migrated: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_down_and_up_again_with_data_inside(migrated: Flask) -> None:
    world = make_world()
    world.nomination(Stage.QUALIFIED)
    db.session.remove()
    revisions = [each.revision for each in ScriptDirectory(str(ROOT / "migrations")).walk_revisions()]

    for _ in revisions:
        flask_migrate.downgrade()
    assert tables() == set()
    flask_migrate.upgrade()

    assert tables() == set(Base.metadata.tables)
    make_world()


@pytest.mark.parametrize("table", WRITE_ONCE)
def test_what_is_written_once_has_its_guards(app: Flask, table: str) -> None:
    if db.engine.dialect.name == "sqlite":
        query = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
        expected = 2
    else:
        query = "SELECT count(*) FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass) AND NOT tgisinternal"
        expected = 1

    with db.engine.connect() as connection:
        assert connection.scalar(sa.text(query), {"table": table}) == expected


@pytest.mark.parametrize("change", ["UPDATE event SET why = 'x'", "DELETE FROM event"])
def test_nobody_changes_what_happened(world: World, change: str) -> None:
    with transaction():
        record(Act.SET, SYSTEM, now=world.now, subject="试一试")

    with pytest.raises(DBAPIError, match="written once"), db.engine.begin() as connection:
        connection.execute(sa.text(change))

    assert first_broken(db.session()) is None
