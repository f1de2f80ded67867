"""Invented people of a register: persons with honours, files and units, as they would stand after the real steps."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from random import Random
from typing import Any

import sqlalchemy as sa
import xlsxwriter
from sqlalchemy import insert

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


def crowd(people: int, honours: int) -> list[tuple[str, str]]:
    """So many invented people and honours, quickly; returns name and unit of each."""
    dice = Random(7)
    family, given = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华"
    named = [
        (
            dice.choice(family) + dice.choice(given) + dice.choice(["", dice.choice(given)]),
            f"上海第{dice.randrange(900)}机械厂",
        )
        for _ in range(people)
    ]
    people_made = [
        {"name": name, "unit_name": unit, "occupation": "钳工", "sex": "", "search_text": ""} for name, unit in named
    ]
    with transaction() as session:
        made = insert(Person).returning(Person.id, sort_by_parameter_order=True)
        ids = list(session.scalars(made, people_made))
        session.execute(
            insert(Honour),
            [
                {
                    "person_id": ids[place % people],
                    "title_name": "上海工匠",
                    "batch_year": 2016 + place // people,
                    "basis": Basis.SELECTION,
                    "unit_name": named[place % people][1],
                    "programme_key": "shanghai-craftsman",
                    "title_key": "craftsman",
                    "occupation": "钳工",
                    "source": "虚构",
                }
                for place in range(honours)
            ],
        )
        file(ids, now=datetime.now(UTC))
    return named
