"""Titles granted for the result of a contest."""

from collections.abc import Sequence

from sqlalchemy import Row, select

from models.honour import Certificate, Honour
from models.people import Person
from models.programme import Cycle
from models.vocabulary import Basis
from selection.database import db
from selection.honours.queries.revoked import STANDS

MOST = 100


def granted(cycle: Cycle) -> Sequence[Row[str, str, str, str]]:
    """Who holds a title of this cycle by a contest, latest first: name, unit_name, title_name, source. One query."""
    certified = select(Certificate.honour_id).where(Certificate.cycle_id == cycle.id)
    query = (
        select(Person.name, Honour.unit_name, Honour.title_name, Honour.source)
        .join(Person, Person.id == Honour.person_id)
        .where(Honour.id.in_(certified), Honour.basis == Basis.CONTEST, STANDS)
        .order_by(Honour.id.desc())
        .limit(MOST)
    )
    return db.session.execute(query).all()
