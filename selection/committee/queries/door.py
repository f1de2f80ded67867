"""At the door: with which candidates a member is connected, by what the system knows of both (会上回避)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from models.nomination import Nomination
from models.people import User
from models.vocabulary import Stage
from selection.committee.queries.meetings import own_units
from selection.database import db
from selection.rules.conflicts import DossierFacts, ExpertFacts, conflicts, name_key


def connections(cycle_id: int, juror_id: int) -> dict[int, str]:
    """On whom this member must not vote, with every reason in one text: nomination -> reasons. Three queries."""
    name = db.session.scalars(select(User.name).where(User.id == juror_id)).one()
    units: list[int | None] = [*sorted(own_units(juror_id))] or [None]
    selves = [ExpertFacts(juror_id, name, name_key(name), unit_id=unit) for unit in units]
    rows = db.session.execute(
        select(Nomination.id, Nomination.name, Nomination.unit_id, Nomination.answers)
        .where(Nomination.cycle_id == cycle_id, Nomination.stage == Stage.SCORED)
        .order_by(Nomination.id)
    )
    found = {}
    for row in rows:
        dossier = DossierFacts(row.id, row.name, name_key(row.name), row.unit_id, kin_keys=kin(row.answers))
        told = dict.fromkeys(reason for each in selves for reason in conflicts(each, dossier))
        if told:
            found[row.id] = "".join(told).replace("专家", "评委")  # the rule speaks of whoever judges as an expert
    return found


def kin(answers: Mapping[str, Any]) -> frozenset[str]:
    """The names written in a form's tables: masters, apprentices, team members."""
    tables = [value for value in answers.values() if isinstance(value, list)]
    rows = [row for table in tables for row in table if isinstance(row, dict)]
    return frozenset(name_key(str(row["name"])) for row in rows if row.get("name"))
