"""Honours already held, found by the ID number or, where the gazette gave none, by name and unit."""

import re
import unicodedata

from sqlalchemy import and_, or_, select

from models.honour import Honour
from models.people import Person
from selection.database import db
from selection.rules.eligibility import PastHonour
from selection.rules.identity import Unreadable, read_name

APART = re.compile(r"[\s()（）\[\]【】〔〕·•・,，.。\-—]")


def past_honours(id_key: str | None, name: str, unit_name: str) -> list[PastHonour]:
    """The honours in the register of the person with this blind index, oldest first. One query.

    Published lists give no ID number, so an honour registered without one counts as well where both the name and the
    unit are the same. A namesake elsewhere, or one whose unit is unknown, is another person.
    """
    by_name = and_(Person.id_key.is_(None), Person.name == plain_name(name))
    if id_key is not None:
        by_name = or_(Person.id_key == id_key, by_name)
    query = (
        select(Honour.title_name, Honour.batch_year, Honour.unit_name, Person.id_key)
        .join(Person, Person.id == Honour.person_id)
        .where(by_name)
        .order_by(Honour.batch_year.nulls_first(), Honour.id)
    )
    unit = plain_unit(unit_name)
    return [
        PastHonour(title, year)
        for title, year, honoured_at, key in db.session.execute(query)
        if key is not None or (unit and plain_unit(honoured_at) == unit)
    ]


def plain_name(raw: str) -> str:
    """A name in the one spelling the register uses."""
    read = read_name(raw) if raw else raw
    return raw.replace("\x00", "") if isinstance(read, Unreadable) else read


def plain_unit(raw: str) -> str:
    """A unit's name for comparison: brackets, spaces and width make no difference."""
    return APART.sub("", unicodedata.normalize("NFKC", raw)).lower()
