"""Fill our database with the cases, by bulk inserts into the real tables."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

import flask_migrate
from flask import Flask
from sqlalchemy import Connection, insert, text, update

from benchmarks import cases
from benchmarks.accounts import BASE, UNIT_BASE, enter, sign_in
from benchmarks.cases import FILES, SHEETS, Case
from models.event import ChainHead, Event
from models.nomination import Consent, Dossier, Evidence, Nomination, Recommendation, UnitRecord
from models.people import Person
from models.programme import Cycle
from models.review import Assignment, ReviewFile, ScoreSheet
from models.sealed import keyring
from models.vocabulary import Act, ConsentKind, Place, Role, Stage
from selection import clock
from selection.audit.record import GENESIS
from selection.audit.record import digest as event_digest
from selection.database import db
from selection.nominations.actions import fold
from selection.rules.scoring import total
from selection.rules.sealing import canonical, digest
from tests.world import World, id_number, make_world

PORTION = 1000
WAY = (
    (Act.DRAFT, None, Stage.DRAFTED),
    (Act.CONSENT, None, None),
    (Act.POST, Stage.DRAFTED, Stage.POSTED),
    (Act.SIGN, Stage.POSTED, Stage.SIGNED),
    (Act.SUBMIT, Stage.SIGNED, Stage.SUBMITTED),
    (Act.RECOMMEND, Stage.SUBMITTED, Stage.RECOMMENDED),
    (Act.FORWARD, Stage.RECOMMENDED, Stage.FORWARDED),
    (Act.PASS, Stage.FORWARDED, Stage.QUALIFIED),
    (Act.ASSIGN, Stage.QUALIFIED, Stage.ASSIGNED),
)


@dataclass(frozen=True)
class Filled:
    """What the operations need to know: session tokens, nominations to submit, sheets to save."""

    officer: str
    unit_officer: str
    expert: str
    expert_id: int
    signed: tuple[int, ...]
    sheets: tuple[int, ...]


def fill_ours(app: Flask, size: int, signed: int) -> Filled:
    """``size`` nominations before the experts with three sheets each, and ``signed`` more that wait to be submitted."""
    with app.app_context():
        flask_migrate.upgrade()
        world = make_world()
        experts = -(-size // cases.DOSSIERS_OF_AN_EXPERT) * SHEETS
        with db.engine.begin() as connection:
            enter(connection, world, size, experts)
            chain = _Chain(world)
            sealed = canonical({"answers": cases.answers(world.programme)})
            for portion in portions(cases.cases(size)):
                _nominations(connection, world, portion, Stage.ASSIGNED, chain)
                _dossiers(connection, world, portion, sealed)
                _reviews(connection, world, portion)
            ready = [for_submission(case) for case in islice(cases.cases(size + signed), size, None)]
            _nominations(connection, world, ready, Stage.SIGNED, chain)
            # As after the closing, so that the list is exported with scores; the dossiers stay open for more sheets.
            connection.execute(update(Cycle).values(review_closed_at=world.now))
            connection.execute(insert(ChainHead), [{"id": 1, "hash": chain.head, "length": chain.length}])
            tokens = sign_in(connection, world)
        fold()
        _settle()
        expert = UNIT_BASE * 10 + 1
        mine = tuple(3 * case.serial - 2 for case in cases.cases(min(size, cases.DOSSIERS_OF_AN_EXPERT)))
        db.session.remove()
    return Filled(*tokens, expert, tuple(case.serial for case in ready), mine)


def portions(found: Iterable[Case]) -> Iterator[list[Case]]:
    waiting = iter(found)
    while portion := list(islice(waiting, PORTION)):
        yield portion


def for_submission(case: Case) -> Case:
    """In the first unit, for its one officer; the ID number fits the form: a woman born in April 1983."""
    number = id_number(case.serial * 2 % 1000)
    return Case(case.serial, case.name, case.trade, 1, 1, number, ())


class _Chain:
    """The events of the way so far, linked as audit.record links them."""

    def __init__(self, world: World) -> None:
        self.head, self.length = GENESIS, 0
        member = world.members[Role.UNIT_OFFICER]
        self._actor = {
            "actor_id": member.user_id,
            "actor_name": member.user.name,
            "role": member.role,
            "organisation_id": member.organisation_id,
            "organisation_name": member.organisation.name,
        }

    def of(self, case: Case, world: World, until: Stage) -> Iterator[dict[str, Any]]:
        for act, source, target in WAY:
            row: dict[str, Any] = {
                **self._actor,
                "act": act,
                "cycle_id": world.cycle.id,
                "nomination_id": case.serial,
                "subject": case.name,
                "from_stage": source,
                "to_stage": target,
                "why": "",
                "facts": {},
                "at": world.now - timedelta(days=10),
                "previous": self.head,
            }
            row["hash"] = self.head = event_digest(Event(**row))
            self.length += 1
            yield row
            if target == until:
                return


def _nominations(connection: Connection, world: World, portion: list[Case], stage: Stage, chain: _Chain) -> None:
    now, programme = world.now, world.programme
    is_up = stage != Stage.SIGNED
    keys = {case.serial: keyring.index(case.id_number) for case in portion}
    if is_up:
        people = [
            {
                "id": case.serial,
                "name": case.name,
                "id_key": keys[case.serial],
                "id_number": case.id_number,
                "unit_name": cases.unit_name(case.unit),
                "search_text": case.name,
            }
            for case in portion
        ]
        connection.execute(insert(Person), people)
    form = cases.answers(programme)
    rows = [
        {
            "id": case.serial,
            "cycle_id": world.cycle.id,
            "union_id": BASE + case.union,
            "unit_id": UNIT_BASE + case.unit,
            "channel": "unit",
            "applied_title": programme.titles[-1].key,
            "stage": stage,
            "stage_since": now,
            "name": case.name,
            "occupation": case.trade,
            "groups": ["frontline"],
            "search_text": search_text(case),
            "answers": {**form, "name": case.name},
            "private_answers": {"id_number": case.id_number, "phone": "13900000000"},
            "revision": 12,
            "person_key": keys[case.serial],
            "claimed_key": keys[case.serial] if is_up else None,
            "person_id": case.serial if is_up else None,
            "receipt": case.receipt if is_up else None,
            "opened_by": world.members[Role.UNIT_OFFICER].user_id,
            "opened_at": now - timedelta(days=20),
            "saved_at": now - timedelta(days=10),
            "submitted_at": now - timedelta(days=5) if is_up else None,
        }
        for case in portion
    ]
    connection.execute(insert(Nomination), rows)
    connection.execute(insert(Evidence), [file(case, place, now) for case in portion for place in range(len(FILES))])
    connection.execute(insert(UnitRecord), [_unit_record(case, world) for case in portion])
    consents = [
        {
            "nomination_id": case.serial,
            "kind": kind,
            "is_given": True,
            "wording": programme.consent_text[kind],
            "at": now,
        }
        for case in portion
        for kind in ConsentKind
    ]
    connection.execute(insert(Consent), consents)
    connection.execute(insert(Event), [row for case in portion for row in chain.of(case, world, stage)])


def search_text(case: Case) -> str:
    """What a search looks through."""
    return f"{case.name} {cases.unit_name(case.unit)} {case.receipt}".lower()


def file(case: Case, place: int, now: datetime) -> dict[str, Any]:
    return {
        "id": case.serial * 10 + place,
        "nomination_id": case.serial,
        "attachment": FILES[place],
        "title": f"材料{place + 1}",
        "filename": f"{FILES[place]}.pdf",
        "media_type": "application/pdf",
        "size": 100_000 + case.serial,
        "sha256": "0" * 64,
        "key": f"{case.serial}-{place}",
        "uploaded_at": now,
    }


def _unit_record(case: Case, world: World) -> dict[str, Any]:
    return {
        "nomination_id": case.serial,
        "congress_on": date(2026, 10, 20),
        "expected": 86,
        "present": 81,
        "agreed": 80,
        "opposed": 0,
        "abstained": 1,
        "posted_at": world.now - timedelta(days=12),
        "posted_where": "厂区公告栏",
        "posting_ends_on": clock.on(world.now - timedelta(days=4)),
        "objections": 0,
        "posting_result": "公示期间无异议",
        "opinion": "同意申报。",
        "signed_by": world.members[Role.UNIT_HEAD].user_id,
        "signed_at": world.now - timedelta(days=3),
    }


def _dossiers(connection: Connection, world: World, portion: list[Case], sealed: str) -> None:
    form = json.loads(sealed)["answers"]
    dossiers = []
    for case in portion:
        files = [file(case, place, world.now) for place in range(len(FILES))]
        kept = ("id", "attachment", "title", "filename", "media_type", "size", "sha256")
        listed = [{name: each[name] for name in kept} for each in files]
        content = canonical({"version": 1, "answers": {**form, "name": case.name}, "evidence": listed})
        dossiers.append(
            {
                "id": case.serial,
                "nomination_id": case.serial,
                "version": 1,
                "content": content,
                "private_content": {"id_number": case.id_number, "phone": "13900000000"},
                "sha256": digest(content),
                "attempt": f"bench-{case.serial}",
                "sealed_at": world.now - timedelta(days=5),
            }
        )
    connection.execute(insert(Dossier), dossiers)
    recommendations = [
        {
            "nomination_id": case.serial,
            "allocation_id": BASE + case.union,
            "rank": case.serial,
            "opinion": cases.UNION_OPINION,
            "place": Place.COMMIT,
            "prepared_at": world.now,
            "confirmed_by": world.members[Role.UNION_HEAD].user_id,
            "confirmed_at": world.now,
        }
        for case in portion
    ]
    connection.execute(insert(Recommendation), recommendations)


def panel_of(case: Case) -> int:
    return (case.serial - 1) // cases.DOSSIERS_OF_AN_EXPERT + 1


def expert_of(case: Case, sheet: int) -> int:
    return UNIT_BASE * 10 + (panel_of(case) - 1) * SHEETS + sheet + 1


def _reviews(connection: Connection, world: World, portion: list[Case]) -> None:
    files = [
        {
            "nomination_id": case.serial,
            "panel_id": panel_of(case),
            "dossier_id": case.serial,
            "blind_number": (case.serial - 1) % cases.DOSSIERS_OF_AN_EXPERT + 1,
            "sheets": SHEETS,
            "total": cases.total_of(case),
            "rank": case.serial,
        }
        for case in portion
    ]
    connection.execute(insert(ReviewFile), files)
    pairs = [(case, sheet) for case in portion for sheet in range(SHEETS)]
    assignments = [
        {
            "id": SHEETS * (case.serial - 1) + sheet + 1,
            "nomination_id": case.serial,
            "panel_id": panel_of(case),
            "expert_id": expert_of(case, sheet),
            "assigned_at": world.now,
        }
        for case, sheet in pairs
    ]
    connection.execute(insert(Assignment), assignments)
    criteria = world.programme.criteria
    sheets = [
        {
            "assignment_id": SHEETS * (case.serial - 1) + sheet + 1,
            "points": case.points[sheet],
            "comment": cases.COMMENT,
            "total": total(cases.exact(case.points[sheet]), criteria),
            "saved_at": world.now,
            "handed_in_at": world.now,
        }
        for case, sheet in pairs
    ]
    connection.execute(insert(ScoreSheet), sheets)


def _settle() -> None:
    """Let every sequence go on after the rows written with their numbers; give the planner its figures."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        settle(connection, [name for name, table in db.metadata.tables.items() if "id" in table.c])


def settle(connection: Connection, tables: Iterable[str]) -> None:
    for table in tables:
        sequence = connection.scalar(text(f"SELECT pg_get_serial_sequence('{table}', 'id')"))
        if sequence:
            connection.execute(
                text(f"SELECT setval('{sequence}', (SELECT coalesce(max(id), 0) + 1 FROM {table}), false)")
            )
    connection.execute(text("VACUUM ANALYZE"))
