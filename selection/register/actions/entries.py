"""Entries of a file by hand, each with its source; and the plain facts of a person put right."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from models.people import Organisation, Person
from models.register import RegisterEntry, RegisterFile
from models.vocabulary import Act, EntryKind, Level
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.register.actions.filing import held, refresh
from selection.rules.standing import Actor


def enter(
    file: RegisterFile,
    actor: Actor,
    *,
    kind: EntryKind,
    title: str,
    on: date | None,
    facts: Sequence[tuple[str, str]],
    source: str,
    now: datetime,
) -> RegisterEntry:
    """Enter something about a person that is not an honour, with where it is known from."""
    with transaction() as session:
        file = held(file.person_id)
        twin = select(RegisterEntry.id).where(
            RegisterEntry.person_id == file.person_id,
            RegisterEntry.kind == kind,
            RegisterEntry.title == title,
            RegisterEntry.on.is_(None) if on is None else RegisterEntry.on == on,
            RegisterEntry.struck_at.is_(None),
        )
        if session.scalar(twin.limit(1)) is not None:
            why = Reason(f"{kind.label}“{title}”已经登记过", "请在档案中查看；内容有误的，先撤下再登记。")
            raise Refused(why, title="现在不能登记")
        entry = RegisterEntry(
            person_id=file.person_id,
            kind=kind,
            title=title,
            on=on,
            facts=[list(pair) for pair in facts],
            source=source,
            entered_by=actor.user_id,
            entered_at=now,
        )
        session.add(entry)
        told = {"person": file.person_id, "kind": str(kind)}
        record(Act.ENTER, actor, now=now, subject=file.person.name, why=kind.label, facts=told)
    return entry


def strike(entry: RegisterEntry, actor: Actor, *, why: str, now: datetime) -> None:
    """Take an entry out of a file. It stays stored, with the reason."""
    with transaction():
        lock(entry)
        if entry.struck_at is not None:
            raise Refused(Reason("这一条已经撤下", "请刷新页面。"), title="现在不能撤下")
        entry.struck_at, entry.struck_because = now, why
        name = db.session.get_one(Person, entry.person_id).name
        facts = {"person": entry.person_id, "entry": entry.id}
        record(Act.STRIKE, actor, now=now, subject=name, why=why, facts=facts)


def amend(
    file: RegisterFile, actor: Actor, *, unit_name: str, occupation: str, sex: str, why: str, now: datetime
) -> None:
    """Put right where somebody works and as what. A unit that is registered under this name is tied to the file."""
    with transaction() as session:
        file = held(file.person_id)
        person = session.get_one(Person, file.person_id)
        before = [person.unit_name, person.occupation, person.sex]
        if before == [unit_name, occupation, sex]:
            raise Refused(Reason("没有改动", "请改动后再保存。"), title="现在不能更正")
        person.unit_name, person.occupation, person.sex = unit_name, occupation, sex
        file.unit_id = session.scalar(
            select(Organisation.id).where(Organisation.level == Level.UNIT, Organisation.name == unit_name)
        )
        session.flush()
        refresh([file.person_id])
        facts = {"person": person.id, "before": before, "after": [unit_name, occupation, sex]}
        record(Act.AMEND, actor, now=now, subject=person.name, why=why, facts=facts)
