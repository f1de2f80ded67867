"""Everybody there is, as far as an imported row can be compared with it."""

from collections import defaultdict
from functools import lru_cache

from sqlalchemy import func, select

from models.honour import Honour
from models.people import Person
from models.register import RegisterFile
from selection.database import db
from selection.rules.matching import Index, Known, index, plain


def everybody() -> Index:
    """All persons, merged files under the one that answers for them, ready to be compared. Two queries."""
    holder = func.coalesce(RegisterFile.merged_into_id, Person.id)
    people = db.session.execute(
        select(holder, Person.id, Person.name, Person.sex, Person.id_key, Person.unit_name, Person.occupation)
        .outerjoin(RegisterFile, RegisterFile.person_id == Person.id)
        .order_by(Person.id)
    ).all()
    honours = db.session.execute(
        select(Honour.person_id, Honour.title_name, Honour.batch_year, Honour.unit_name, Honour.occupation)
    ).all()
    owner = {person_id: holder_id for holder_id, person_id, *_ in people}
    keys, units, trades = (
        defaultdict[int, set[str]](set),
        defaultdict[int, set[str]](set),
        defaultdict[int, set[str]](set),
    )
    held = defaultdict[int, set[tuple[str, int | None]]](set)
    names, sexes = {}, {}
    for holder_id, person_id, name, sex, key, unit, trade in people:
        if key:
            keys[holder_id].add(key)
        units[holder_id].add(_plain(unit))
        trades[holder_id].add(_plain(trade))
        if holder_id == person_id or holder_id not in names:
            names[holder_id], sexes[holder_id] = name, sex
    for person_id, title, year, unit, trade in honours:
        holder_id = owner[person_id]
        units[holder_id].add(_plain(unit))
        trades[holder_id].add(_plain(trade))
        held[holder_id].add((title, year))
    return index(
        Known(
            each,
            name,
            frozenset(keys[each]),
            frozenset(units[each] - {""}),
            frozenset(trades[each] - {""}),
            sexes[each],
            frozenset(held[each]),
        )
        for each, name in names.items()
    )


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    """As ``plain``, worked out once for a unit that many worked at."""
    return plain(text)
