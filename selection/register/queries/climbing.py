"""Who stands ready for a cycle: the people of the register against its articles, with what is missing for the others.

The same rules decide as in the form; they are told what the newest sealed dossier says and what the register holds.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from models.honour import Honour, Revocation
from models.nomination import Dossier, Nomination
from models.people import Person
from models.programme import Cycle
from models.register import RegisterFile
from models.vocabulary import SubjectKind
from selection import clock
from selection.database import db
from selection.honours.queries import STANDS
from selection.register.queries.files import HOLDER, reach
from selection.register.rungs import ladder
from selection.rules import eligibility
from selection.rules.eligibility import PastHonour
from selection.rules.ladder import Honoured, missing
from selection.rules.programme import Programme
from selection.rules.standing import Actor
from selection.workflow import programme_of

MOST = 3_000
ON_RECORD = "在册"
"""Stands for an ID number that is on record; the number itself is not read for a list."""


@dataclass(frozen=True)
class Climber:
    """One person below the cycle's title. ``lacking``: articles not met; ``unknown``: what the register cannot tell.

    ``because``: the honours by which he is on a list of priority.
    """

    person_id: int
    name: str
    unit_name: str
    occupation: str
    rung: int
    lacking: Sequence[str]
    unknown: Sequence[str]
    told_on: date | None
    because: Sequence[str] = ()

    @property
    def is_ready(self) -> bool:
        return not self.lacking and not self.unknown


@dataclass(frozen=True)
class Climb:
    """The list for one cycle: those who are ready first; ``silent``: how many have no dossier to judge by."""

    cycle: Cycle
    title: str
    wanted: Honoured | None
    below: int
    people: Sequence[Climber]
    silent: int
    is_cut: bool

    @property
    def ready(self) -> int:
        return sum(each.is_ready for each in self.people)


def cycles() -> Sequence[Any]:
    """The cycles there are, newest first: id, name, batch_year. One query."""
    query = select(Cycle.id, Cycle.name, Cycle.batch_year).order_by(Cycle.batch_year.desc(), Cycle.id.desc())
    return db.session.execute(query.limit(100)).all()


def climb(actor: Actor, cycle: Cycle, *, today: date) -> Climb:
    """Everybody within reach on the rung below the cycle's lowest title, judged by the cycle's articles. Four queries.

    Who has no dossier of the last cycles cannot be judged and is only counted. ``today``: the day ages count from.
    """
    programme, rungs = programme_of(cycle), ladder()
    title = programme.titles[-1].name
    wanted, rung = rungs.named(title), rungs.rung_of(title)
    below = max((each.order for each in rungs.honours if each.order < rung), default=0)
    here: list[ColumnElement[bool]] = [RegisterFile.merged_into_id.is_(None), reach(actor)]
    here.append((RegisterFile.rung < rung) if rung else (RegisterFile.rung > 0))
    rows = db.session.execute(_newest(cycle.id, here).limit(MOST + 1)).all()
    total = db.session.scalar(select(func.count()).select_from(RegisterFile).where(*here)) or 0
    held = _held([row.person_id for row in rows[:MOST]])
    people = [_judged(programme, wanted, row, held.get(row.person_id, []), today) for row in rows[:MOST]]
    people.sort(key=lambda each: (not each.is_ready, len(each.lacking), len(each.unknown), -each.rung, each.person_id))
    return Climb(cycle, title, wanted, below, people, max(0, total - len(rows)), len(rows) > MOST)


def shortlist(actor: Actor, cycle: Cycle, *, today: date) -> Climb | None:
    """Those whom the register proposes for this cycle (优先推荐), by the criteria of its definition; three queries.

    They hold one of the honours it names, granted within so many years before the cycle's own, and are judged by its
    articles as far as there is a dossier. None where the definition states no criteria.
    """
    programme = programme_of(cycle)
    if (wanted := programme.shortlist) is None:
        return None
    since = cycle.batch_year - wanted.within_years
    holders = (
        select(HOLDER)
        .select_from(Honour)
        .join(RegisterFile, RegisterFile.person_id == Honour.person_id)
        .where(
            Honour.title_name.in_(wanted.honours),
            Honour.batch_year >= since,
            STANDS,
            Honour.subject_kind == SubjectKind.PERSON,
        )
    )
    here = [RegisterFile.merged_into_id.is_(None), reach(actor), RegisterFile.person_id.in_(holders)]
    rows = db.session.execute(_newest(cycle.id, here, with_silent=True).limit(MOST + 1)).all()
    held = _held([row.person_id for row in rows[:MOST]])
    people = []
    for row in rows[:MOST]:
        honours = held.get(row.person_id, [])
        judged = _judged(programme, None, row, honours, today) if row.content else _silent(row)
        named = (each for each in honours if each.name in wanted.honours and (each.year or 0) >= since)
        people.append(replace(judged, because=[f"{each.year}年{each.name}" for each in named]))
    people.sort(key=lambda each: (not each.is_ready, len(each.lacking), len(each.unknown), -each.rung, each.person_id))
    silent = sum(each.told_on is None for each in people)
    return Climb(cycle, programme.titles[-1].name, None, 0, people, silent, len(rows) > MOST)


def _silent(row: Any) -> Climber:
    unknown = ["登记册里没有他的申报材料，岗位、等级和年限待核实"]
    return Climber(row.person_id, row.name, row.unit_name, row.occupation, row.rung, [], unknown, None)


def _newest(cycle_id: int, here: Sequence[ColumnElement[bool]], *, with_silent: bool = False) -> Any:
    """Each person with the newest dossier of his files, and whether he stands in this cycle already.

    ``with_silent``: those without a dossier as well.
    """
    last = (
        select(HOLDER.label("holder"), func.max(Dossier.id).label("dossier_id"))
        .select_from(RegisterFile)
        .join(Nomination, Nomination.person_id == RegisterFile.person_id)
        .join(Dossier, Dossier.nomination_id == Nomination.id)
        .group_by(HOLDER)
        .subquery()
    )
    file = RegisterFile.__table__.alias("claimed_file")
    claimed = (
        select(Nomination.id)
        .join(file, file.c.person_id == Nomination.person_id)
        .where(func.coalesce(file.c.merged_into_id, file.c.person_id) == RegisterFile.person_id)
        .where(Nomination.cycle_id == cycle_id, Nomination.claimed_key.is_not(None))
        .exists()
    )
    other = RegisterFile.__table__.alias("revoked_file")
    revoked = (
        select(Revocation.id)
        .join(Honour, Honour.id == Revocation.honour_id)
        .join(other, other.c.person_id == Honour.person_id)
        .where(func.coalesce(other.c.merged_into_id, other.c.person_id) == RegisterFile.person_id)
        .exists()
    )
    return (
        select(
            RegisterFile.person_id,
            RegisterFile.rung,
            Person.name,
            Person.unit_name,
            Person.occupation,
            Person.id_key,
            Dossier.content,
            Dossier.sealed_at,
            claimed.label("is_claimed"),
            revoked.label("was_revoked"),
        )
        .join(Person, Person.id == RegisterFile.person_id)
        .join(last, last.c.holder == RegisterFile.person_id, isouter=with_silent)
        .join(Dossier, Dossier.id == last.c.dossier_id, isouter=with_silent)
        .where(*here)
        .order_by(RegisterFile.rung.desc(), RegisterFile.person_id)
    )


def _held(person_ids: Sequence[int]) -> Mapping[int, list[PastHonour]]:
    """The honours that stand, by who answers for them."""
    rows = db.session.execute(
        select(HOLDER, Honour.title_name, Honour.batch_year)
        .select_from(Honour)
        .join(RegisterFile, RegisterFile.person_id == Honour.person_id)
        .where(HOLDER.in_(person_ids), STANDS)
        .order_by(Honour.batch_year.nulls_first(), Honour.id)
    )
    found: dict[int, list[PastHonour]] = {}
    for holder, title, year in rows:
        found.setdefault(holder, []).append(PastHonour(title, year))
    return found


def _judged(
    programme: Programme, wanted: Honoured | None, row: Any, honours: Sequence[PastHonour], today: date
) -> Climber:
    answers = json.loads(row.content).get("answers", {})
    facts = eligibility.facts_from(
        {**answers, "id_number": ON_RECORD if row.id_key else None},
        honours=honours,
        already_nominated=bool(row.is_claimed),
        channel=programme.channels[0].key,
    )
    lacking: list[str] = []
    unknown = ["曾有荣誉被撤销，能否再推荐须先由市总工会认定"] if row.was_revoked else []
    if told := missing(wanted, [each.plain_name for each in facts.honours]):
        lacking.append(told)
    for verdict in eligibility.verdicts(programme, facts, today=today):
        if verdict.state == "unknown":
            unknown.append(f"{verdict.label}（{verdict.article}）")
        lacking += [f"{each.message}（{each.article}）" for each in verdict.problems]
    return Climber(
        row.person_id, row.name, row.unit_name, row.occupation, row.rung, lacking, unknown, clock.on(row.sealed_at)
    )
