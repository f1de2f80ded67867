"""Registering units, moving them between unions, and loading the tree."""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from models.people import Affiliation, Organisation
from models.vocabulary import Act, Level, Ownership, UnionKind
from selection.audit.record import record
from selection.clock import on
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.organisations import queries
from selection.organisations.naming import CITY, search_text, short_name
from selection.rules.standing import UNION, Actor

ROLL = Path(__file__).with_name("roll")
UNVERIFIED = {
    "own_knowledge": "名称待核实",
    "pattern": "名称按惯例推定，待核实",
}
"""What is said of a name that no published page shows."""


@dataclass(frozen=True)
class Unit:
    """What is registered of a unit; ``credit_code`` has been checked by ``rules.identity``."""

    name: str
    credit_code: str
    ownership: Ownership
    district_code: str | None = None
    contact: str = ""


def found(unit: Unit, union: Organisation, actor: Actor, *, now: datetime) -> Organisation:
    """Register a unit under a union; a union only under itself."""
    with transaction() as session:
        if union.level != Level.UNION or (actor.role in UNION and union.id != actor.organisation_id):
            raise Refused(
                Reason(f"{union.name}不是您所在的工会", "请在自己的工会下登记。"), title="现在不能登记这个单位"
            )
        already = session.scalars(
            select(Organisation).where(Organisation.credit_code == unit.credit_code)
        ).one_or_none()
        if already is not None:
            present = queries.union_of(already.id)
            at = f"，现在隶属{present.name}" if present else ""
            why = Reason(f"这个统一社会信用代码已经登记为{already.name}{at}", "如需调整隶属，请联系市总工会。")
            raise Refused(why, title="现在不能登记这个单位")
        row = Organisation(
            level=Level.UNIT,
            name=unit.name,
            short_name=short_name(unit.name),
            credit_code=unit.credit_code,
            ownership=unit.ownership,
            district_code=unit.district_code,
            contact=unit.contact,
            search_text=search_text(unit.name, short_name(unit.name)),
            founded_at=now,
        )
        session.add(row)
        session.flush()
        session.add(Affiliation(unit_id=row.id, union_id=union.id, since=on(now), why="登记"))
        record(Act.FOUND, actor, now=now, subject=row.name, why=f"隶属{union.name}", facts={"organisation": row.id})
    return row


def move(unit: Organisation, union: Organisation, actor: Actor, *, why: str, now: datetime) -> None:
    """Let a unit recommend through another union from today on; nominations on their way stay where they began."""
    with transaction() as session:
        lock(unit)
        present = queries.open_affiliation(unit.id)
        if unit.level != Level.UNIT or union.level != Level.UNION:
            raise Refused(Reason("只有用人单位可以调整，而且只能调到一个工会"), title="现在不能调整隶属")
        if present is not None and present.union_id == union.id:
            raise Refused(Reason(f"{unit.name}已经隶属{union.name}", "请选择另一个工会。"), title="现在不能调整隶属")
        today: date = on(now)
        before = ""
        if present is not None:
            present.until = max(today, present.since)
            before = session.get_one(Organisation, present.union_id).name
            session.flush()
        session.add(Affiliation(unit_id=unit.id, union_id=union.id, since=today, why=why))
        told = f"由{before}调整到{union.name}：{why}" if before else f"隶属{union.name}：{why}"
        record(Act.MOVE, actor, now=now, subject=unit.name, why=told, facts={"organisation": unit.id})


def set_contact(organisation: Organisation, contact: str, actor: Actor, *, now: datetime) -> None:
    """Say how an organisation can be reached; for unions everybody may read it."""
    with transaction():
        lock(organisation)
        if organisation.contact == contact:
            return
        organisation.contact = contact
        record(
            Act.SET,
            actor,
            now=now,
            subject=organisation.name,
            why="更新联系方式",
            facts={"organisation": organisation.id},
        )


def load_tree(actor: Actor, *, now: datetime) -> int:
    """Enter the city, the districts' federations and the industry unions that are not there yet; returns how many."""
    with transaction() as session:
        known = set(session.scalars(select(Organisation.name).where(Organisation.level != Level.UNIT)))
        rows = [row for row in _roll(now) if row.name not in known]
        session.add_all(rows)
        session.flush()
        if rows:
            record(Act.FOUND, actor, now=now, subject="工会名册", why=f"登记 {len(rows)} 个组织")
    db.session.expire_all()
    return len(rows)


def _roll(now: datetime) -> list[Organisation]:
    """The city and every union of the roll, as rows not yet stored."""
    rows = [
        Organisation(level=Level.CITY, name=CITY, short_name="市总工会", search_text=search_text(CITY), founded_at=now)
    ]
    for line in _read("districts.csv"):
        rows.append(_union(line["union_name"], UnionKind.DISTRICT, line["confidence"], now, line["code"]))
    for line in _read("industry_unions.csv"):
        rows.append(_union(line["name"], UnionKind(line["kind"]), line["confidence"], now))
    return rows


def _union(
    name: str, kind: UnionKind, confidence: str, now: datetime, district_code: str | None = None
) -> Organisation:
    short = short_name(name)
    return Organisation(
        level=Level.UNION,
        name=name,
        short_name=short,
        union_kind=kind,
        district_code=district_code,
        note=UNVERIFIED.get(confidence, ""),
        search_text=search_text(name, short),
        founded_at=now,
    )


def _read(name: str) -> list[dict[str, str]]:
    with (ROLL / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
