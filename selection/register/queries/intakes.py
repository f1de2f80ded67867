"""Workbooks that were uploaded: what was found in each, and who may be meant by a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from models.honour import Honour
from models.people import Person
from models.register import Intake, IntakeRow, RegisterEntry, RegisterFile
from models.vocabulary import IntakeState, Match
from selection.database import db
from selection.paging import Page, pages, part, within
from selection.register.queries.files import HOLDER

LISTED = 50


@dataclass(frozen=True)
class Checked(Page[IntakeRow]):
    """One page of the findings, with how many rows each verdict has."""

    counts: Mapping[Match, int]

    @property
    def is_ready(self) -> bool:
        """Whether nothing is left to correct or to settle, and something to enter."""
        return not (self.counts[Match.FAULTY] or self.counts[Match.UNSURE]) and bool(
            self.counts[Match.CERTAIN] or self.counts[Match.NEW]
        )


@dataclass(frozen=True)
class Candidate:
    """Somebody of the register who may be meant: facts to compare, and how well they fit."""

    person_id: int
    name: str
    sex: str
    has_number: bool
    unit_name: str
    occupation: str
    points: int
    why: Sequence[str]
    honours: Sequence[Any]
    entries: int


def listed() -> Sequence[Any]:
    """The last workbooks: id, filename, state, uploader_name, uploaded_at, rows. One query."""
    rows = select(func.count(IntakeRow.id)).where(IntakeRow.intake_id == Intake.id).correlate(Intake).scalar_subquery()
    query = select(
        Intake.id, Intake.filename, Intake.state, Intake.uploader_name, Intake.uploaded_at, rows.label("rows")
    )
    return db.session.execute(query.order_by(Intake.id.desc()).limit(LISTED)).all()


def get(intake_id: int) -> Intake | None:
    """One workbook."""
    return db.session.get(Intake, intake_id)


def checked(intake: Intake, *, match: Match | None = None, page: int = 1) -> Checked:
    """A page of the findings, in the order of the workbook. Two queries."""
    told = select(IntakeRow.match, func.count()).where(IntakeRow.intake_id == intake.id).group_by(IntakeRow.match)
    found = {row[0]: row[1] for row in db.session.execute(told)}
    counts = {each: found.get(each, 0) for each in Match}
    total = counts[match] if match else sum(counts.values())
    page = within(page, pages(total))
    query = select(IntakeRow).where(IntakeRow.intake_id == intake.id)
    if match is not None:
        query = query.where(IntakeRow.match == match)
    rows = db.session.scalars(part(query.order_by(IntakeRow.line), page)).all()
    return Checked(rows, total, page, counts)


def rows_of(intake: Intake) -> Sequence[IntakeRow]:
    """Every row, in the order of the workbook. One query."""
    return db.session.scalars(select(IntakeRow).where(IntakeRow.intake_id == intake.id).order_by(IntakeRow.line)).all()


def row(intake_id: int, row_id: int) -> IntakeRow | None:
    """One row of a workbook."""
    query = select(IntakeRow).where(IntakeRow.id == row_id, IntakeRow.intake_id == intake_id)
    return db.session.scalars(query).one_or_none()


def next_unsure(row: IntakeRow) -> int | None:
    """The next row that waits for a human, after this one or from the top again. One query."""
    query = select(IntakeRow.id).where(IntakeRow.intake_id == row.intake_id, IntakeRow.match == Match.UNSURE)
    return db.session.scalars(query.order_by(IntakeRow.line <= row.line, IntakeRow.line).limit(1)).first()


def candidates(row: IntakeRow) -> Sequence[Candidate]:
    """Those who may be meant, best first, with what can be compared. Three queries."""
    points = {person_id: (number, why) for person_id, number, why in row.candidates}
    people = db.session.execute(
        select(Person.id, Person.name, Person.sex, Person.id_key, Person.unit_name, Person.occupation).where(
            Person.id.in_(points)
        )
    ).all()
    files = select(RegisterFile.person_id).where(HOLDER.in_(points))
    held: dict[int, list[Any]] = {}
    honours = db.session.execute(
        select(func.coalesce(RegisterFile.merged_into_id, Honour.person_id), Honour)
        .outerjoin(RegisterFile, RegisterFile.person_id == Honour.person_id)
        .where(Honour.person_id.in_(points) | Honour.person_id.in_(files))
        .order_by(Honour.batch_year.desc().nulls_last(), Honour.id)
    )
    for holder, honour in honours:
        held.setdefault(holder, []).append(honour)
    kept = db.session.execute(
        select(RegisterEntry.person_id, func.count())
        .where(RegisterEntry.person_id.in_(points), RegisterEntry.struck_at.is_(None))
        .group_by(RegisterEntry.person_id)
    )
    entries = {row[0]: row[1] for row in kept}
    found = [
        Candidate(
            each.id,
            each.name,
            each.sex,
            each.id_key is not None,
            each.unit_name,
            each.occupation,
            points[each.id][0],
            points[each.id][1],
            held.get(each.id, []),
            entries.get(each.id, 0),
        )
        for each in people
    ]
    return sorted(found, key=lambda each: (-each.points, each.person_id))


def open_number() -> int:
    """How many workbooks wait to be entered. One query."""
    return db.session.scalar(select(func.count(Intake.id)).where(Intake.state == IntakeState.CHECKED)) or 0
