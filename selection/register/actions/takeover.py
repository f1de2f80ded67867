"""Taking over from sealed dossiers, when somebody is honoured: his profile for the statistics, entries for his file."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select

from models.honour import Honour
from models.nomination import Dossier, Nomination
from models.programme import Cycle
from models.register import HonourProfile, RegisterEntry
from selection import clock
from selection.database import db, transaction
from selection.register.actions.filing import file
from selection.rules.profile import entries, profile
from selection.taxonomies import load
from selection.workflow import programme_of

AT_ONCE = 200


def take_over(honours: Sequence[Honour], *, now: datetime) -> int:
    """Take over what the dossiers behind these honours say; done again it changes nothing. Returns how many entries.

    Honours without a nomination only get a file. Inside the transaction that gave them, or one of its own.
    """
    made = 0
    with transaction() as session:
        session.flush()
        for start in range(0, len(honours), AT_ONCE):
            made += _take(honours[start : start + AT_ONCE], now)
    return made


def waiting() -> Sequence[Honour]:
    """Honours of this system whose dossier has not been taken over yet, and honours whose holder has no file."""
    done = select(HonourProfile.honour_id)
    query = select(Honour).where(Honour.nomination_id.is_not(None), Honour.id.not_in(done)).order_by(Honour.id)
    return db.session.scalars(query).all()


def _take(honours: Sequence[Honour], now: datetime) -> int:
    by_nomination = {each.nomination_id: each for each in honours if each.nomination_id is not None}
    known = _known(each.person_id for each in honours)
    profiled = set(
        db.session.scalars(
            select(HonourProfile.honour_id).where(HonourProfile.honour_id.in_([each.id for each in honours]))
        )
    )
    newest = select(func.max(Dossier.version)).where(Dossier.nomination_id == Nomination.id).correlate(Nomination)
    rows = db.session.execute(
        select(Nomination.id, Nomination.unit_id, Cycle, Dossier.id.label("dossier_id"), Dossier.content)
        .join(Cycle, Cycle.id == Nomination.cycle_id)
        .join(Dossier, (Dossier.nomination_id == Nomination.id) & (Dossier.version == newest.scalar_subquery()))
        .where(Nomination.id.in_(by_nomination))
        .order_by(Nomination.id)
    ).all()
    units, made, taxonomies = {}, 0, load()
    for row in rows:
        honour, programme = by_nomination[row.id], programme_of(row.Cycle)
        answers = json.loads(row.content).get("answers", {})
        units[honour.person_id] = row.unit_id
        if honour.id not in profiled:
            told = profile(programme, answers, on=honour.named_on or clock.on(now), taxonomies=taxonomies)
            db.session.add(HonourProfile(honour_id=honour.id, **asdict(told)))
        for each in entries(programme, answers, taxonomies=taxonomies):
            if (mark := (honour.person_id, str(each.kind), each.title)) in known:
                continue
            known.add(mark)
            made += 1
            db.session.add(
                RegisterEntry(
                    person_id=honour.person_id,
                    kind=each.kind,
                    title=each.title,
                    on=each.on,
                    facts=[list(pair) for pair in each.facts],
                    source=f"{row.Cycle.name}申报材料",
                    dossier_id=row.dossier_id,
                    entered_at=now,
                )
            )
    file([each.person_id for each in honours], now=now, units=units)
    return made


def _known(person_ids: Iterable[int]) -> set[tuple[int, str, str]]:
    """What stands in these files already, struck entries included: those stay struck."""
    query = select(RegisterEntry.person_id, RegisterEntry.kind, RegisterEntry.title)
    rows = db.session.execute(query.where(RegisterEntry.person_id.in_(set(person_ids))))
    return {(person_id, str(kind), title) for person_id, kind, title in rows}
