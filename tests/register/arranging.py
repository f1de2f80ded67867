"""Invented people of a register: persons with honours, files and units, as they would stand after the real steps."""

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

import sqlalchemy as sa
import xlsxwriter

from models import Base
from models.honour import Honour
from models.people import Person
from models.register import RegisterFile
from models.sealed import keyring
from models.vocabulary import Basis
from selection.database import db, transaction
from selection.register.actions.filing import file
from selection.register.workbooks.columns import COLUMNS
from tests.world import World

HEADINGS = {each.key: each.heading for each in COLUMNS}


def person(
    world: World,
    name: str = "周启明",
    *honours: tuple[str, int | None],
    unit: str = "申浦重型机床有限公司",
    number: str = "",
    occupation: str = "铣工",
    unit_id: int | None = None,
) -> int:
    """Somebody honoured, with his file; returns his id."""
    with transaction() as session:
        made = Person(name=name, unit_name=unit, occupation=occupation)
        if number:
            made.id_key, made.id_number = keyring.index(number), number
        session.add(made)
        session.flush()
        for title, year in honours or (("上海工匠", 2019),):
            session.add(
                Honour(
                    person_id=made.id,
                    programme_key="shanghai-craftsman" if title == "上海工匠" else "",
                    title_name=title,
                    batch_year=year,
                    basis=Basis.SELECTION,
                    unit_name=unit,
                    occupation=occupation,
                    source="虚构的名单",
                )
            )
        file([made.id], now=world.now, units={made.id: unit_id} if unit_id else {})
    return made.id


def file_of(person_id: int) -> RegisterFile:
    return db.session.get_one(RegisterFile, person_id, populate_existing=True)


def everything(*, without: Iterable[str] = ("event", "chain_head", "regrouping")) -> Mapping[str, list[Any]]:
    """Every row of every table as the database holds it, sealed columns as their bytes."""
    with db.engine.connect() as connection:
        return {
            table.name: sorted(map(str, connection.execute(sa.text(f'SELECT * FROM "{table.name}"'))))
            for table in Base.metadata.sorted_tables
            if table.name not in without
        }


def workbook(*rows: Mapping[str, Any], headings: Mapping[str, str] = HEADINGS, above: int = 0) -> BytesIO:
    """A workbook as an officer fills it in: cells by column, below the headings."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    for place, heading in enumerate(headings.values()):
        sheet.write(above, place, heading)
    for line, row in enumerate(rows, start=above + 1):
        for place, key in enumerate(headings):
            if key in row:
                sheet.write(line, place, row[key])
    book.close()
    stream.seek(0)
    return stream


def typed(**changes: Any) -> dict[str, Any]:
    """One complete row."""
    return {
        "name": "郁青禾",
        "unit": "海棠生物制药（上海）有限公司",
        "occupation": "药物制剂工",
        "title": "上海工匠",
        "year": "2018",
        "source": "虚构〔2018〕1号",
        **changes,
    }
