"""Entering published past honours in the register; doing it again enters nothing twice."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from models.honour import Honour
from models.people import Person
from models.vocabulary import Act
from selection.audit.record import record
from selection.database import transaction
from selection.honours.gazette import Published
from selection.honours.queries.past import plain_name, plain_unit
from selection.organisations.naming import search_text
from selection.register.actions.filing import file
from selection.rules.standing import Actor

Entry = tuple[str, str, int | None, str, str]


def load(lines: Sequence[Published], actor: Actor, *, now: datetime) -> int:
    """Enter the honours that are not in the register yet. Returns how many were new.

    Nobody in a published list has an ID number: one person is one name at one unit, and a line without a unit is a
    person of its own, since a namesake may be meant.
    """
    with transaction() as session:
        rows = session.execute(
            select(Honour, Person).join(Person).where(Person.id_key.is_(None), Honour.source != "").order_by(Honour.id)
        )
        known, people = set[Entry](), dict[tuple[str, str], Person]()
        for honour, person in rows:
            known.add((person.name, honour.title_name, honour.batch_year, honour.unit_name, honour.source))
            people.setdefault((person.name, plain_unit(honour.unit_name)), person)
        entered: list[Honour] = []
        for line in lines:
            name = plain_name(line.name)
            if (entry := (name, line.title, line.year, line.unit, line.source)) in known:
                continue
            known.add(entry)
            if not line.unit or (name, plain_unit(line.unit)) not in people:
                people[name, plain_unit(line.unit)] = _person(name, line)
            honour = _honour(people[name, plain_unit(line.unit)], line)
            session.add(honour)
            entered.append(honour)
        if entered:
            session.flush()
            file([each.person_id for each in entered], now=now)
            record(Act.REGISTER, actor, now=now, subject="历届荣誉", facts={"honours": len(entered)})
    return len(entered)


def _person(name: str, line: Published) -> Person:
    return Person(name=name, unit_name=line.unit, occupation=line.occupation, search_text=search_text(name, line.unit))


def _honour(person: Person, line: Published) -> Honour:
    programme_key, title_key = line.keys
    return Honour(
        person=person,
        programme_key=programme_key,
        title_key=title_key,
        title_name=line.title,
        batch_year=line.year,
        basis=line.basis,
        unit_name=line.unit,
        occupation=line.occupation,
        source=line.source,
    )
