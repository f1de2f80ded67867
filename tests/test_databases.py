"""Each test finds the database as the migrations left it, whatever the one before did."""

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select, text

from models import Base
from models.vocabulary import Stage
from selection.database import db, transaction
from tests.databases import Database
from tests.world import make_world

pytestmark = pytest.mark.database("postgres")


def wrote(app: Flask) -> int:
    """A cast, and a nomination at the end of its way; the first number that is given."""
    nomination = make_world().nomination(Stage.HONOURED)
    db.session.remove()
    return nomination.id


def is_empty() -> bool:
    tables = [each for each in Base.metadata.sorted_tables if db.session.scalar(select(func.count()).select_from(each))]
    db.session.remove()
    return tables == []


def test_rows_are_swept_out_and_numbers_begin_at_one(app: Flask, database: Database) -> None:
    database.clear()  # so that it is not due to be made anew in the middle
    database.fill()
    db.engine.dispose()
    first = wrote(app)

    database.fill()

    assert not database.is_new
    assert is_empty()
    assert wrote(app) == first == 1


def test_what_is_more_than_rows_is_made_anew(app: Flask, database: Database) -> None:
    with transaction() as session:
        session.execute(text("ALTER TABLE event DISABLE TRIGGER ALL"))
    db.session.remove()

    database.fill()

    assert database.is_new
    db.engine.dispose()
    disabled = db.session.scalar(text("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'"))
    assert disabled == 0


def test_nobody_who_holds_on_to_a_row_is_waited_for(app: Flask, database: Database) -> None:
    wrote(app)
    other = psycopg.connect(database.url.replace("+psycopg", ""))
    other.execute("LOCK TABLE nomination")

    database.fill()
    other.close()

    assert database.is_new
    db.engine.dispose()
    assert is_empty()
