"""A workbook of past honours: checked row by row, settled by a human where unsure, entered whole or not at all."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from models.honour import Honour
from models.people import Organisation, Person
from models.register import Intake, IntakeRow
from models.sealed import keyring
from models.vocabulary import Act, IntakeState, Level, Match
from selection import clock
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.honours.gazette import OWN
from selection.register.actions.filing import file
from selection.register.judging import CANDIDATES, Told, judge, wanted
from selection.register.queries.files import holders
from selection.register.queries.known import everybody
from selection.register.workbooks.opening import Sheet
from selection.rules.intake import Row, read_row
from selection.rules.matching import Finding, Index, find, plain
from selection.rules.standing import Actor

CANNOT_ENTER = "现在不能登记这份表"
SHOWN = 5


def check(sheet: Sheet, actor: Actor, *, now: datetime) -> Intake:
    """Compare every row with the register and keep the findings; nothing is entered."""
    rows = {line: read_row(cells, today=clock.on(now)) for line, cells in sheet.rows}
    with transaction() as session:
        intake = Intake(filename=sheet.filename, uploaded_by=actor.user_id, uploader_name=actor.name, uploaded_at=now)
        session.add(intake)
        session.flush()
        found = judge(rows, everybody())
        cells = dict(sheet.rows)
        session.execute(
            insert(IntakeRow), [_stored(intake.id, line, cells[line], rows[line], found[line], actor) for line in rows]
        )
        facts = {"intake": intake.id, **_counted(each[0].match for each in found.values())}
        record(Act.CHECK_INTAKE, actor, now=now, subject=sheet.filename[:100], facts=facts)
    return intake


def check_again(intake: Intake, actor: Actor, *, now: datetime) -> None:
    """Compare again with the register as it is now; what a human has settled stays settled."""
    with transaction() as session:
        lock(intake)
        _refuse_unless_open(intake, "现在不能重新检查")
        stored = _rows_of(intake)
        found = judge(_read(stored, clock.on(now)), everybody())
        now_held_by = holders({each.person_id for each in stored if each.person_id is not None})
        for each in stored:
            if each.settled_by is None:
                _write(each, *found[each.line])
            elif each.person_id is not None:
                each.person_id = now_held_by[each.person_id]
        session.flush()
        facts = {"intake": intake.id, **_counted(each.match for each in stored)}
        record(Act.CHECK_INTAKE, actor, now=now, subject=intake.filename[:100], facts=facts)


def settle(row: IntakeRow, actor: Actor, *, person_id: int | None, now: datetime) -> None:
    """Say who a row is about: somebody of the register, or (None) somebody new."""
    with transaction():
        intake = lock(db.session.get_one(Intake, row.intake_id))
        lock(row)
        _refuse_unless_open(intake, "现在不能确认")
        if row.match is Match.FAULTY:
            raise Refused(Reason("这一行还有要更正的内容", "请在表里更正后重新上传。"), title="现在不能确认")
        known = everybody().known
        if person_id is not None and person_id not in known:
            raise Refused(Reason("册上没有这个编号", "请从候选人中选择，或按新人登记。"), title="现在不能确认")
        read = _read([row], clock.on(now))[row.line]
        row.person_id, row.settled_by, row.match = person_id, actor.user_id, Match.NEW
        row.findings = [f"{actor.name}确认是新人"]
        if person_id is not None:
            is_there = (read.title, read.year) in known[person_id].honours
            row.match = Match.PRESENT if is_there else Match.CERTAIN
            row.findings = [f"{actor.name}确认是册上第 {person_id} 号{known[person_id].name}"]
        facts = {"intake": intake.id, "line": row.line, "person": person_id}
        record(Act.SETTLE_MATCH, actor, now=now, subject=read.name, facts=facts)


def enter(intake: Intake, actor: Actor, *, now: datetime) -> int:
    """Enter every row that is not in the register yet; all of them or none. Returns how many honours were entered."""
    with transaction() as session:
        lock(intake)
        _refuse_unless_open(intake, CANNOT_ENTER)
        stored = _rows_of(intake)
        rows, people = _read(stored, clock.on(now)), everybody()
        if reasons := _against_entering(stored, rows, people):
            raise Refused(*reasons, title=CANNOT_ENTER)
        due = [each for each in stored if each.match in (Match.CERTAIN, Match.NEW)]
        persons = _persons(due, rows)
        honours = {each.id: _honour(persons[each.id], rows[each.line]) for each in due}
        session.add_all(honours.values())
        session.flush()
        done = [{"id": row_id, "honour_id": each.id} for row_id, each in honours.items()]
        if done:
            session.execute(update(IntakeRow), done)
        file([each.person_id for each in honours.values()], now=now, units=_units(honours.values()))
        facts = {"intake": intake.id, "honours": len(honours), **_counted(each.match for each in stored)}
        _close(intake, IntakeState.ENTERED, now)
        record(Act.ENTER_INTAKE, actor, now=now, subject=intake.filename[:100], facts=facts)
    return len(honours)


def discard(intake: Intake, actor: Actor, *, now: datetime) -> None:
    """Put a workbook aside; nothing of it was entered."""
    with transaction():
        lock(intake)
        _refuse_unless_open(intake, "现在不能作废这份表")
        _close(intake, IntakeState.DISCARDED, now)
        record(Act.DISCARD_INTAKE, actor, now=now, subject=intake.filename[:100], facts={"intake": intake.id})


def _close(intake: Intake, state: IntakeState, now: datetime) -> None:
    """An intake that is over keeps what it found, but no ID number."""
    intake.state, intake.closed_at = state, now
    db.session.execute(update(IntakeRow).where(IntakeRow.intake_id == intake.id).values(id_number=None))


def _refuse_unless_open(intake: Intake, title: str) -> None:
    if intake.state is not IntakeState.CHECKED:
        raise Refused(Reason(f"这份表{intake.state.label}", "需要更正的，请另外上传一份。"), title=title)


def _rows_of(intake: Intake) -> Sequence[IntakeRow]:
    query = select(IntakeRow).where(IntakeRow.intake_id == intake.id).order_by(IntakeRow.line)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _read(stored: Iterable[IntakeRow], today: date) -> dict[int, Row]:
    return {each.line: read_row({**each.typed, "id_number": each.id_number or ""}, today=today) for each in stored}


def _stored(intake_id: int, line: int, cells: Mapping[str, str], row: Row, told: Told, actor: Actor) -> dict[str, Any]:
    finding, findings, person_id = told
    is_said = row.person is not None and finding.match is not Match.FAULTY
    return {
        "intake_id": intake_id,
        "line": line,
        "typed": {key: value for key, value in cells.items() if key != "id_number"},
        "id_number": cells.get("id_number") or None,
        "match": finding.match,
        "findings": findings,
        "candidates": _candidates(finding),
        "person_id": person_id,
        "settled_by": actor.user_id if is_said else None,
    }


def _write(row: IntakeRow, finding: Finding, findings: list[str], person_id: int | None) -> None:
    row.match, row.findings, row.person_id = finding.match, findings, person_id
    row.candidates = _candidates(finding)


def _candidates(finding: Finding) -> list[list[Any]]:
    return [[each.person_id, each.points, list(each.why)] for each in finding.candidates[:CANDIDATES]]


def _counted(matches: Iterable[Match]) -> dict[str, int]:
    return {str(match): number for match, number in Counter(matches).items()}


def _against_entering(stored: Sequence[IntakeRow], rows: Mapping[int, Row], people: Index) -> list[Reason]:
    reasons = []
    for match, cure in (
        (Match.FAULTY, "请下载标好颜色的表，更正后重新上传。"),
        (Match.UNSURE, "请逐行确认是册上的哪一个人，或是新人。"),
    ):
        lines = [each.line for each in stored if each.match is match]
        if lines:
            reasons.append(Reason(f"有 {len(lines)} 行{match.label}：第 {_listed(lines)} 行", cure))
    moved = [each.line for each in stored if _has_moved(each, rows[each.line], people)]
    if not reasons and moved:
        reasons.append(Reason(f"检查以后登记册有变化，牵涉第 {_listed(moved)} 行", "请重新检查这份表，再登记。"))
    if not reasons and not any(each.match in (Match.CERTAIN, Match.NEW) for each in stored):
        reasons.append(Reason("表中的荣誉都已在册", "不需要登记，可以作废这份表。"))
    return reasons


def _listed(lines: Sequence[int]) -> str:
    return "、".join(map(str, lines[:SHOWN])) + (" 等" if len(lines) > SHOWN else "")


def _has_moved(stored: IntakeRow, row: Row, people: Index) -> bool:
    """Whether the register now says something else of a row than when it was checked or settled."""
    if stored.person_id is not None:
        known = people.known.get(stored.person_id)
        is_there = known is not None and (row.title, row.year) in known.honours
        return known is None or is_there != (stored.match is Match.PRESENT)
    if stored.settled_by is not None:
        return False
    return find(wanted(row), people).match is not stored.match


def _persons(due: Sequence[IntakeRow], rows: Mapping[int, Row]) -> dict[int, Person]:
    """The person of each row (by its id): one of the register, or one made here for all rows about somebody new."""
    ids = {each.person_id for each in due if each.person_id is not None}
    there = {each.id: each for each in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    numbers = {_called(row): row.id_number for row in rows.values() if row.id_number}
    fresh: dict[tuple[str, str], Person] = {}
    found = {}
    for each in due:
        row = rows[each.line]
        if each.person_id is not None:
            found[each.id] = _completed(there[each.person_id], row)
            continue
        number = row.id_number or numbers.get(_called(row), "")
        who = (number, "") if number else _called(row)
        if who not in fresh:
            fresh[who] = Person(name=row.name, unit_name=row.unit, occupation=row.occupation)
        found[each.id] = _completed(fresh[who], row)
    db.session.add_all(fresh.values())
    db.session.flush()
    return found


def _called(row: Row) -> tuple[str, str]:
    return row.name, plain(row.unit)


def _completed(person: Person, row: Row) -> Person:
    """What the register did not know yet is taken from the row."""
    if row.id_number and person.id_key is None:
        person.id_key, person.id_number = keyring.index(row.id_number), row.id_number
    person.sex = person.sex or row.sex or ""
    return person


def _honour(person: Person, row: Row) -> Honour:
    programme_key, title_key = OWN.get(row.title, ("", ""))
    return Honour(
        person_id=person.id,
        programme_key=programme_key,
        title_key=title_key,
        title_name=row.title,
        batch_year=row.year,
        named_on=row.named_on,
        basis=row.basis,
        unit_name=row.unit,
        occupation=row.occupation,
        source=row.source,
    )


def _units(honours: Iterable[Honour]) -> dict[int, int]:
    """The registered unit of each person, where the unit of an imported honour is one."""
    names = {each.unit_name for each in honours}
    rows = db.session.execute(
        select(Organisation.name, Organisation.id).where(Organisation.level == Level.UNIT, Organisation.name.in_(names))
    )
    ids = {each.name: each.id for each in rows}
    newest: dict[int, Honour] = {}
    for each in honours:
        if each.unit_name in ids and (each.batch_year or 0) >= (newest.get(each.person_id, each).batch_year or 0):
            newest[each.person_id] = each
    return {person_id: ids[each.unit_name] for person_id, each in newest.items()}
