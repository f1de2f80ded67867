"""The decision before it is made: who would be honoured, in which words, and what still stands against it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from models.ballot import Resolution
from models.honour import Decision, Honour
from models.nomination import Dossier, Nomination
from models.people import Organisation, Person
from models.programme import Cycle, Deadline, Series
from models.publicity import Notice
from models.register import RegisterFile
from models.vocabulary import Outcome, Phase, Role, Stage
from selection import clock, name_order
from selection.database import db
from selection.errors import Reason
from selection.objections import queries as objections
from selection.organisations import organ_codes
from selection.publicity.calling_off import not_called_off
from selection.reach import run_by
from selection.rules import decisions as rules
from selection.rules.numbering import CITY_ORGAN, document_number
from selection.rules.programme import Programme, Title
from selection.rules.sealing import canonical, digest
from selection.rules.standing import Actor
from selection.rules.strokes import Unsettled
from selection.taxonomies import load
from selection.todo import Question, Todo
from selection.workflow import programme_of

BEFORE = (Stage.RESOLVED, Stage.PUBLICISED)


@dataclass(frozen=True)
class Candidate:
    """Somebody on the list, with what the register will say of him: the unit and occupation as sealed."""

    nomination_id: int
    person_id: int | None
    name: str
    stage: Stage
    title_key: str | None
    position: int | None
    unit_id: int
    unit_name: str
    union_id: int
    union_name: str
    occupation: str
    opened_by: int | None
    subject_key: str | None = None


@dataclass(frozen=True)
class Draft:
    """The decision as it would be made now. ``digest`` is over everything the officer has read.

    ``rolls``: in the committee's order, by which certificates are numbered; ``shown``: by strokes, as published.
    """

    programme: Programme
    number: str
    title: str
    body: str
    rolls: Sequence[tuple[Title, Sequence[Candidate]]]
    shown: Sequence[tuple[Title, Sequence[Candidate]]]
    unsettled: Sequence[Unsettled]
    obstacles: Sequence[Reason]
    notice: Notice | None
    digest: str

    @property
    def candidates(self) -> list[Candidate]:
        """Everybody on the list, in the order of titles and places."""
        return [each for _, roll in self.rolls for each in roll]


def standing(cycle_id: int) -> tuple[Cycle, Decision | None] | None:
    """One cycle and its decision, if it has been made. One query."""
    query = select(Cycle, Decision).outerjoin(Decision, Decision.cycle_id == Cycle.id).where(Cycle.id == cycle_id)
    row = db.session.execute(query).first()
    return None if row is None else (row[0], row[1])


def decision(decision_id: int) -> tuple[Decision, Cycle] | None:
    """One decision and its cycle. One query."""
    query = select(Decision, Cycle).join(Cycle, Cycle.id == Decision.cycle_id).where(Decision.id == decision_id)
    row = db.session.execute(query).first()
    return None if row is None else (row[0], row[1])


def decision_of(cycle_id: int) -> Decision | None:
    """The decision of a cycle, if it has been made."""
    return db.session.scalars(select(Decision).where(Decision.cycle_id == cycle_id)).one_or_none()


def roll(decision_id: int) -> Sequence[Row[str, str, str, str, int | None]]:
    """The list attached to a decision: title, name, unit, occupation, nomination; titles as numbered, names as frozen.

    One query.
    """
    of_title = func.min(Honour.id).over(partition_by=Honour.title_name)
    return db.session.execute(
        select(Honour.title_name, Nomination.name, Honour.unit_name, Honour.occupation, Honour.nomination_id)
        .join(Nomination, Nomination.id == Honour.nomination_id)
        .where(Honour.decision_id == decision_id)
        .order_by(of_title, Honour.list_place, Honour.id)
    ).all()


def hold(cycle_id: int, *stages: Stage) -> dict[int, Nomination]:
    """The nominations of a cycle at these stages, locked in the order of their ids."""
    query = (
        select(Nomination)
        .where(Nomination.cycle_id == cycle_id, Nomination.stage.in_(stages))
        .order_by(Nomination.id)
        .with_for_update(key_share=True)
    )
    return {each.id: each for each in db.session.scalars(query)}


def draft(of: Cycle, made: Decision | None, *, on: date, today: date) -> Draft:
    """The decision dated ``on`` as it would be made today; ``made``: the one there is already. Five queries."""
    programme, found = programme_of(of), _candidates(of.id)
    publicised = [each for each in found if each.stage == Stage.PUBLICISED]
    rolls = [
        (title, here)
        for title in programme.titles
        if (here := [each for each in publicised if each.title_key == title.key])
    ]
    shown, unsettled = _by_strokes(rolls)
    notice = db.session.scalars(
        select(Notice).where(Notice.cycle_id == of.id, not_called_off()).order_by(Notice.version.desc()).limit(1)
    ).first()
    organ = organ_of(of)
    number = document_number(organ, on.year, _next(series(organ, on.year)))
    title = rules.heading(programme.organiser, of.batch_year, [each.name for each, _ in rolls])
    text = "\n".join(_body(of, programme, shown, notice)) if notice and rolls else ""
    against = rules.obstacles(
        is_decided=made is not None,
        ends_on=notice.ends_on if notice else None,
        publicised=len(publicised),
        unpublicised=[each.name for each in found if each.stage == Stage.RESOLVED],
        untitled=[each.name for each in publicised if programme.title_named(each.title_key or "") is None],
        today=today,
    )
    reasons = [Reason(each.why, each.cure) for each in against] + _held_already(of, programme, publicised)
    reasons += objections.standing_against(of.id)
    listed = [(each.nomination_id, each.title_key, each.position, each.name, each.unit_name) for each in publicised]
    seen = digest(canonical([of.id, title, text, listed]))
    return Draft(programme, number, title, text, rolls, shown, unsettled, reasons, notice, seen)


def organ_of(cycle: Cycle) -> str:
    """发文机关代字 of whoever decides: 沪工总 for the city, 嘉总工 for a district's union (嘉总工〔2022〕15号)."""
    return CITY_ORGAN if cycle.organiser is None else organ_codes.of(cycle.organiser)


def series(organ: str, year: int) -> str:
    """The series of document numbers of one body and year."""
    return f"document:{organ}:{year}"


def todos(actor: Actor, now: datetime) -> list[Question]:
    """Decisions to be made: the notice has run and nobody has decided yet. For the city only."""
    if actor.role != Role.CITY_OFFICER:
        return []
    last = (
        select(func.max(Notice.version))
        .where(Notice.cycle_id == Cycle.id, not_called_off())
        .correlate(Cycle)
        .scalar_subquery()
    )
    undecided = (
        select(Cycle.id, Cycle.name, func.count(Nomination.id), func.max(Deadline.closes_at))
        .join(Nomination, (Nomination.cycle_id == Cycle.id) & (Nomination.stage == Stage.PUBLICISED))
        .join(Notice, (Notice.cycle_id == Cycle.id) & (Notice.version == last))
        .outerjoin(Deadline, (Deadline.cycle_id == Cycle.id) & (Deadline.phase == Phase.DECISION))
        .outerjoin(Decision, Decision.cycle_id == Cycle.id)
        .where(Notice.ends_on < clock.on(now), Decision.id.is_(None), run_by(actor))
        .group_by(Cycle.id, Cycle.name)
        .order_by(Cycle.id)
    )
    return [Question(undecided, _to_decide)]


def _to_decide(cycle_id: int, name: str, number: int, due_at: datetime | None) -> Todo:
    note = f"{name}，公示已经结束"
    return Todo(f"作出表彰决定，共 {number} 人", note, "honours.deciding", {"cycle_id": cycle_id}, due_at)


def _next(key: str) -> int:
    return db.session.scalar(select(Series.next).where(Series.key == key)) or 1


def _candidates(cycle_id: int) -> list[Candidate]:
    """Everybody chosen in this cycle and not dropped, in the order of the committee."""
    newest = select(func.max(Dossier.version)).where(Dossier.nomination_id == Nomination.id).correlate(Nomination)
    unit, union = Organisation.__table__.alias("unit"), Organisation.__table__.alias("union_")
    rows = db.session.execute(
        select(
            *(getattr(Nomination, name) for name in ("id", "person_id", "name", "stage", "occupation", "opened_by")),
            Nomination.subject_key,
            *(Nomination.unit_id, Nomination.union_id, Resolution.title_key, Resolution.position, Dossier.content),
            unit.c.name.label("unit_name"),
            union.c.name.label("union_name"),
        )
        .join(unit, unit.c.id == Nomination.unit_id)
        .join(union, union.c.id == Nomination.union_id)
        .outerjoin(Resolution, Resolution.nomination_id == Nomination.id)
        .outerjoin(Dossier, (Dossier.nomination_id == Nomination.id) & (Dossier.version == newest.scalar_subquery()))
        .where(Nomination.cycle_id == cycle_id, Nomination.stage.in_(BEFORE))
        .where((Nomination.stage == Stage.PUBLICISED) | (Resolution.outcome == Outcome.CHOSEN))
        .order_by(Resolution.position.nulls_last(), Nomination.id)
    ).all()
    return [_candidate(row) for row in rows]


def _candidate(row: Any) -> Candidate:
    sealed = json.loads(row.content) if row.content else {}
    code = str(sealed.get("answers", {}).get("occupation") or "")
    return Candidate(
        row.id,
        row.person_id,
        row.name,
        row.stage,
        row.title_key,
        row.position,
        row.unit_id,
        sealed.get("unit", {}).get("name") or row.unit_name,
        row.union_id,
        row.union_name,
        load()["occupations"].get(code) or row.occupation,
        row.opened_by,
        row.subject_key,
    )


def _by_strokes(
    rolls: Sequence[tuple[Title, Sequence[Candidate]]],
) -> tuple[list[tuple[Title, Sequence[Candidate]]], list[Unsettled]]:
    shown: list[tuple[Title, Sequence[Candidate]]] = []
    unsettled: list[Unsettled] = []
    for title, roll in rolls:
        here, open_still = name_order.by_strokes(
            roll, name=lambda each: each.name, number=lambda each: each.nomination_id
        )
        shown.append((title, here))
        unsettled += open_still
    return shown, unsettled


def _body(
    of: Cycle, programme: Programme, rolls: Sequence[tuple[Title, Sequence[Candidate]]], notice: Notice
) -> list[str]:
    what = programme.subject, programme.subject_word
    named = [rules.Named(title.name, here[0].name, len(here), *what) for title, here in rolls]
    publicity = (clock.on(notice.published_at), notice.ends_on)
    return rules.body(programme.organiser, programme.basis, of.batch_year, named, publicity, phases=programme.phases)


def _held_already(of: Cycle, programme: Programme, publicised: Sequence[Candidate]) -> list[Reason]:
    """Those whose title of this very year stands in the register already, for example by a contest."""
    file, other = aliased(RegisterFile), aliased(RegisterFile)
    same = func.coalesce(other.merged_into_id, Honour.person_id) == func.coalesce(file.merged_into_id, Person.id)
    query = (
        select(Person.id, Honour.title_name)
        .select_from(Person)
        .outerjoin(file, file.person_id == Person.id)
        .join(Honour, Honour.batch_year == of.batch_year)
        .outerjoin(other, other.person_id == Honour.person_id)
        .where(Person.id.in_({each.person_id for each in publicised}), same)
    )
    held = {(person_id, title) for person_id, title in db.session.execute(query)}
    names = {title.key: title.name for title in programme.titles}
    return [
        Reason(f"{each.name}已有{of.batch_year}年{title}称号", "同一称号一年只授予一次，请先办理退出。")
        for each in publicised
        if (title := names.get(each.title_key or "")) and (each.person_id, title) in held
    ]
