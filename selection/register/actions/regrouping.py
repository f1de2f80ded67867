"""Two files that are one person, one file that is two: joined, parted, and both taken back exactly."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from models.honour import Honour
from models.people import Person
from models.register import Distinction, RegisterEntry, RegisterFile, Regrouping
from models.sealed import keyring
from models.vocabulary import Act, RegroupingKind
from selection import clock
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.register.actions.filing import file, held, refresh
from selection.register.queries.files import families
from selection.rules.identity import Unreadable, read_id_number
from selection.rules.standing import Actor

CANNOT_JOIN = "现在不能合并这两个人"
CANNOT_PART = "现在不能拆分这份档案"
CANNOT_UNDO = "现在不能撤销这次并档、拆档"


def join(kept_id: int, other_id: int, actor: Actor, *, reason: str, numbers_checked: bool, now: datetime) -> Regrouping:
    """Say that two files are one person: the one points to the other, nothing is moved.

    Whoever has an ID number is kept. ``numbers_checked``: the officer has seen that one of two different numbers is a
    mistake; without that, two numbers are two persons.
    """
    with transaction() as session:
        kept, other = _both(kept_id, other_id, now)
        if other.person.id_key and not kept.person.id_key:
            kept, other = other, kept
        if reasons := _against_joining(kept, other, numbers_checked):
            raise Refused(*reasons, title=CANNOT_JOIN)
        moved: list[list[Any]] = []
        for person_id in families([other.person_id])[other.person_id]:
            file_ = session.get_one(RegisterFile, person_id)
            moved.append([RegisterFile.__tablename__, person_id, file_.merged_into_id])
            file_.merged_into_id = kept.person_id
        made = _note(RegroupingKind.JOIN, kept.person_id, other.person_id, moved, reason, actor, now)
        session.flush()
        refresh([kept.person_id])
        _record(Act.JOIN, made, kept.person.name, actor, now)
    return made


def part(
    person_id: int, actor: Actor, *, honours: Sequence[int], entries: Sequence[int], reason: str, now: datetime
) -> Regrouping:
    """Give these honours and entries (by id) of a file to a person of their own, who has the same name."""
    with transaction() as session:
        kept = held(person_id)
        chosen = _chosen(kept, honours, entries)
        if reasons := _against_parting(kept, chosen, len(honours) + len(entries)):
            raise Refused(*reasons, title=CANNOT_PART)
        first = next((each for each in chosen if isinstance(each, Honour)), None)
        other = Person(
            name=kept.person.name,
            sex=kept.person.sex,
            unit_name=first.unit_name if first else "",
            occupation=first.occupation if first else "",
        )
        session.add(other)
        session.flush()
        moved = [[each.__tablename__, each.id, each.person_id] for each in chosen]
        for each in chosen:
            each.person_id = other.id
        file([other.id], now=now)
        made = _note(RegroupingKind.PART, kept.person_id, other.id, moved, reason, actor, now)
        session.flush()
        refresh([kept.person_id])
        _record(Act.PART, made, kept.person.name, actor, now)
    return made


def undo(regrouping: Regrouping, actor: Actor, *, now: datetime) -> None:
    """Take a joining or a parting back: every row it changed is again what it was.

    Refused where one of these rows has been changed since by a later regrouping, which has to be undone first.
    """
    with transaction() as session:
        lock(regrouping)
        _refuse_unless_last(regrouping)
        kept = session.get_one(RegisterFile, regrouping.kept_id)
        for table, row_id, former in regrouping.moved:
            _put_back(table, row_id, former)
        if regrouping.kind is RegroupingKind.PART:
            # Whoever was split off has nothing left; what he may have got since belongs to the one he was split from.
            session.get_one(RegisterFile, regrouping.other_id).merged_into_id = regrouping.kept_id
        regrouping.undone_by, regrouping.undone_at = actor.user_id, now
        session.flush()
        refresh([regrouping.kept_id, *([regrouping.other_id] if regrouping.kind is RegroupingKind.JOIN else [])])
        _record(Act.UNDO_REGROUPING, regrouping, kept.person.name, actor, now)


def tell_apart(person_id: int, actor: Actor, *, id_number: str, reason: str, now: datetime) -> None:
    """Say that the person of this file is not the one with this ID number: his honours no longer stand in the way."""
    read = read_id_number(id_number, today=clock.on(now))
    if isinstance(read, Unreadable):
        raise Refused(Reason(read.message), title="现在不能登记同名不同人")
    with transaction() as session:
        kept = held(person_id)
        key = keyring.index(read.number)
        members = families([person_id])[person_id]
        own = session.scalars(select(Person.id).where(Person.id.in_(members), Person.id_key == key)).first()
        if own is not None:
            why = Reason("这份档案登记的就是这个身份证号", "是同一个人，不能登记为同名不同人。")
            raise Refused(why, title="现在不能登记同名不同人")
        told = select(Distinction.id).where(Distinction.person_id == person_id, Distinction.id_key == key)
        if session.scalar(told) is not None:
            return
        session.add(
            Distinction(person_id=person_id, id_key=key, reason=reason, told_by=actor.user_id or 0, told_at=now)
        )
        facts = {"person": person_id}
        record(Act.TELL_APART, actor, now=now, subject=kept.person.name, why=reason, facts=facts)


def _both(kept_id: int, other_id: int, now: datetime) -> tuple[RegisterFile, RegisterFile]:
    """Both files, locked in the order of their ids; whoever was only nominated so far gets one."""
    ids = [kept_id, other_id]
    if kept_id == other_id or len(db.session.scalars(select(Person.id).where(Person.id.in_(ids))).all()) < 2:
        raise Refused(Reason("两份档案是同一份，或有一份不在册", "请返回名册重新选择两个人。"), title=CANNOT_JOIN)
    file(ids, now=now)
    rows = db.session.scalars(
        select(RegisterFile)
        .where(RegisterFile.person_id.in_(ids))
        .order_by(RegisterFile.person_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    found = {each.person_id: each for each in rows}
    return found[kept_id], found[other_id]


def _against_joining(kept: RegisterFile, other: RegisterFile, numbers_checked: bool) -> list[Reason]:
    found = []
    for each in (kept, other):
        if each.merged_into_id is not None:
            found.append(Reason(f"{each.person.name}的一份档案已经并入别的档案", "请打开它并入的档案再办。"))
    if kept.person.id_key and other.person.id_key and not numbers_checked:
        cure = "核对证件，确认其中一个号码录错的，请勾选“已核对证件”后再合并。"
        found.append(Reason("两份档案登记的身份证号不同", cure))
    return found


def _chosen(kept: RegisterFile, honours: Sequence[int], entries: Sequence[int]) -> list[Honour | RegisterEntry]:
    members = families([kept.person_id])[kept.person_id]
    chosen: list[Honour | RegisterEntry] = []
    chosen += db.session.scalars(
        select(Honour).where(Honour.id.in_(honours), Honour.person_id.in_(members)).order_by(Honour.id)
    )
    chosen += db.session.scalars(
        select(RegisterEntry)
        .where(RegisterEntry.id.in_(entries), RegisterEntry.person_id.in_(members))
        .order_by(RegisterEntry.id)
    )
    return chosen


def _against_parting(kept: RegisterFile, chosen: Sequence[Honour | RegisterEntry], asked: int) -> list[Reason]:
    if kept.merged_into_id is not None:
        return [Reason(f"{kept.person.name}的这份档案已经并入别的档案", "请打开它并入的档案再办。")]
    if not chosen or len(chosen) != len(set(chosen)) or len(chosen) != asked:
        return [Reason("没有选要拆出的荣誉或条目，或选的已有变化", "请刷新页面，至少勾选一项。")]
    sealed = [each.title_name for each in chosen if isinstance(each, Honour) and each.nomination_id is not None]
    return [
        Reason(f"{title}由本系统评选授予，身份证号已经核对", "身份证号确定了是谁，这一项不能拆给别人。")
        for title in sealed
    ]


def _refuse_unless_last(regrouping: Regrouping) -> None:
    if regrouping.undone_at is not None:
        raise Refused(Reason("这次并档、拆档已经撤销", "请刷新页面。"), title=CANNOT_UNDO)
    persons = (regrouping.kept_id, regrouping.other_id)
    later = db.session.scalars(
        select(Regrouping)
        .where(Regrouping.id > regrouping.id, Regrouping.undone_at.is_(None))
        .where(Regrouping.kept_id.in_(persons) | Regrouping.other_id.in_(persons))
        .order_by(Regrouping.id.desc())
    ).first()
    if later is not None:
        why = f"后来又有一次{later.kind.label}牵涉同一个人（第 {later.id} 号）"
        raise Refused(Reason(why, "请先撤销后来的那一次，再撤销这一次。"), title=CANNOT_UNDO)


TABLES = {each.__tablename__: each for each in (Honour, RegisterEntry)}


def _put_back(table: str, row_id: int, former: int | None) -> None:
    if table == RegisterFile.__tablename__:
        db.session.execute(update(RegisterFile).where(RegisterFile.person_id == row_id).values(merged_into_id=former))
        return
    model: Any = TABLES[table]
    db.session.execute(update(model).where(model.id == row_id).values(person_id=former))


def _note(
    kind: RegroupingKind, kept_id: int, other_id: int, moved: list[list[Any]], reason: str, actor: Actor, now: datetime
) -> Regrouping:
    made = Regrouping(
        kind=kind,
        kept_id=kept_id,
        other_id=other_id,
        moved=moved,
        reason=reason,
        done_by=actor.user_id,
        done_at=now,
    )
    db.session.add(made)
    return made


def _record(act: Act, made: Regrouping, name: str, actor: Actor, now: datetime) -> None:
    facts = {"regrouping": made.id, "kept": made.kept_id, "other": made.other_id}
    record(act, actor, now=now, subject=name, why=made.reason, facts=facts)
