"""Fill the floor's own tables with the same cases."""

from datetime import datetime
from itertools import islice
from typing import Any

from flask import Flask
from sqlalchemy import Connection, insert

from benchmarks import cases, floor
from benchmarks.accounts import BASE, UNIT_BASE
from benchmarks.cases import FILES, SHEETS, Case
from benchmarks.filling import WAY, expert_of, file, for_submission, portions, search_text, settle
from selection.rules.sealing import canonical, digest


def fill_floor(app: Flask, size: int, signed: int, form: dict[str, Any], now: datetime) -> None:
    """The same cases in the floor's own tables."""
    engine = app.extensions["engine"]
    floor.Base.metadata.create_all(engine)
    experts = -(-size // cases.DOSSIERS_OF_AN_EXPERT) * SHEETS
    with engine.begin() as connection:
        names = [
            (1, "城市"),
            (2, "单位"),
            *((UNIT_BASE * 10 + each, cases.name_of(each)) for each in range(1, experts + 1)),
        ]
        connection.execute(insert(floor.Account), [{"id": key, "name": name} for key, name in names])
        houses = [(BASE + each, cases.union_name(each)) for each in range(1, cases.UNIONS + 1)]
        houses += [(UNIT_BASE + each, cases.unit_name(each)) for each in range(1, -(-size // cases.UNIT_SIZE) + 1)]
        rows = [{"id": key, "name": name, "short_name": name[:6]} for key, name in houses]
        connection.execute(insert(floor.Organisation), rows)
        connection.execute(insert(floor.Series), [{"key": "receipt", "next": 1}])
        for portion in portions(cases.cases(size)):
            _floor_rows(connection, portion, form, now, is_up=True)
        ready = [for_submission(case) for case in islice(cases.cases(size + signed), size, None)]
        _floor_rows(connection, ready, form, now, is_up=False)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        settle(connection, [name for name, table in floor.Base.metadata.tables.items() if "id" in table.c])


def _floor_rows(
    connection: Connection, portion: list[Case], form: dict[str, Any], now: datetime, *, is_up: bool
) -> None:
    people = [{"id": case.serial, "name": case.name, "id_number": case.id_number} for case in portion]
    if is_up:
        connection.execute(insert(floor.Person), people)
    nominations = [
        {
            "id": case.serial,
            "unit_id": UNIT_BASE + case.unit,
            "union_id": BASE + case.union,
            "person_id": case.serial if is_up else None,
            "name": case.name,
            "occupation": case.trade,
            "stage": "assigned" if is_up else "signed",
            "receipt": case.receipt if is_up else None,
            "search_text": search_text(case),
            "id_number": case.id_number,
            "submitted_at": now if is_up else None,
            "answers": {**form, "name": case.name},
            "total": float(cases.total_of(case)) if is_up else None,
            "rank": case.serial if is_up else None,
            "unit_opinion": "同意申报。",
            "union_opinion": cases.UNION_OPINION,
        }
        for case in portion
    ]
    connection.execute(insert(floor.Nomination), nominations)
    keep = ("id", "nomination_id", "title", "size", "uploaded_at")
    files = [file(case, place, now) for case in portion for place in range(len(FILES))]
    connection.execute(insert(floor.Evidence), [{name: each[name] for name in keep} for each in files])
    steps = WAY if is_up else WAY[:4]
    events = [
        {"nomination_id": case.serial, "account_id": 2, "text": f"{cases.unit_name(case.unit)}{act.label}", "at": now}
        for case in portion
        for act, _, _ in steps
    ]
    connection.execute(insert(floor.Event), events)
    if not is_up:
        return
    dossiers = []
    for case in portion:
        content = canonical({"answers": {**form, "name": case.name}})
        dossiers.append({"nomination_id": case.serial, "content": content, "sha256": digest(content), "sealed_at": now})
    connection.execute(insert(floor.Dossier), dossiers)
    sheets = [
        {
            "id": SHEETS * (case.serial - 1) + sheet + 1,
            "nomination_id": case.serial,
            "expert_id": expert_of(case, sheet),
            "points": case.points[sheet],
            "comment": cases.COMMENT,
            "total": sum(int(value) for value in case.points[sheet].values()),
            "saved_at": now,
        }
        for case in portion
        for sheet in range(SHEETS)
    ]
    connection.execute(insert(floor.Sheet), sheets)
