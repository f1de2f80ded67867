"""Honours already held, found by the ID number or, where the gazette gave none, by name and unit."""

import re
import unicodedata
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased

from models.honour import Honour
from models.people import Person
from models.register import Distinction, RegisterFile
from selection.database import db
from selection.honours.queries.revoked import STANDS
from selection.rules.eligibility import PastHonour
from selection.rules.identity import Unreadable, read_name

APART = re.compile(r"[\s()（）\[\]【】〔〕·•・,，.。\-—]")


def past_honours(id_key: str | None, name: str, unit_name: str) -> list[PastHonour]:
    """The honours in the register of the person with this blind index, oldest first. One query.

    Files merged with his count as his. Published lists give no ID number, so an honour registered without one counts
    as well where both the name and the unit are the same, unless somebody has said that they are two persons. A
    namesake elsewhere, or one whose unit is unknown, is another person here; the city's check is shown him.
    """
    unit = plain_unit(unit_name)
    asked = {"key": id_key or "", "name": plain_name(name)}
    return [
        PastHonour(title, year)
        for title, year, honoured_at, is_own in db.session.execute(HELD, asked)
        if is_own or (unit and plain_unit(honoured_at) == unit)
    ]


def _held() -> Any:
    """Honours of the person behind :key, and those of nameless numbers called :name."""
    person, file, holder = aliased(Person), aliased(RegisterFile), aliased(Person)
    keyed, keyed_file = aliased(Person), aliased(RegisterFile)
    own = (
        select(func.coalesce(keyed_file.merged_into_id, keyed.id))
        .select_from(keyed)
        .outerjoin(keyed_file, keyed_file.person_id == keyed.id)
        .where(keyed.id_key == bindparam("key"))
    )
    merged = select(RegisterFile.person_id).where(RegisterFile.merged_into_id.in_(own))
    called = select(Person.id).where(Person.name == bindparam("name"), Person.id_key.is_(None))
    holder_id = func.coalesce(file.merged_into_id, person.id)
    is_own = holder_id.in_(own)
    told_apart = select(Distinction.id).where(
        Distinction.person_id == holder_id, Distinction.id_key == bindparam("key")
    )
    return (
        select(Honour.title_name, Honour.batch_year, Honour.unit_name, is_own)
        .join(person, person.id == Honour.person_id)
        .outerjoin(file, file.person_id == person.id)
        .join(holder, holder.id == holder_id)
        .where(Honour.person_id.in_(own.union_all(merged, called)), STANDS)
        .where(or_(is_own, holder.id_key.is_(None) & ~told_apart.exists()))
        .order_by(Honour.batch_year.nulls_first(), Honour.id)
    )


# Built once: every check of a form asks it, and building it costs more than asking.
HELD = _held()


def plain_name(raw: str) -> str:
    """A name in the one spelling the register uses."""
    read = read_name(raw) if raw else raw
    return raw.replace("\x00", "") if isinstance(read, Unreadable) else read


def plain_unit(raw: str) -> str:
    """A unit's name for comparison: brackets, spaces and width make no difference."""
    return APART.sub("", unicodedata.normalize("NFKC", raw)).lower()
