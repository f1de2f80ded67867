"""Granting a title for a contest: asked for by one officer, done when another agrees."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from models.honour import Honour
from models.people import Person
from models.programme import Cycle
from models.proposal import Proposal
from models.sealed import keyring
from models.vocabulary import Act, Basis, Role
from selection import clock, workflow
from selection.audit.record import record
from selection.certificates import actions as certificates
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.pinyin import initials
from selection.proposals import actions as proposals
from selection.proposals.carriers import carries_out
from selection.rules.identity import IdNumber, Unreadable, read_id_number, read_name
from selection.rules.programme import Contest, Programme
from selection.rules.standing import Actor
from selection.taxonomies import load

KIND = "contest_grant"
TITLE = "现在不能授予"


@dataclass(frozen=True)
class Winner:
    """Who won, where and how, as the contest's document says; ``level`` is a code of contest_levels."""

    name: str
    id_number: str
    unit_name: str
    occupation: str
    contest: str
    level: str
    placing: int
    document: str


def propose(cycle: Cycle, actor: Actor, *, winner: Winner, reason: str, now: datetime) -> Proposal:
    """Ask for the title the definition gives the winner of such a contest. Raises ``Refused`` with every problem."""
    programme = workflow.programme_of(cycle)
    rule = fitting(programme, winner)
    name, number = read_name(winner.name), read_id_number(winner.id_number, today=clock.on(now))
    found = [each.message for each in (name, number) if isinstance(each, Unreadable)]
    if rule is None:
        found += _unfit(programme)
    if found or rule is None or not isinstance(number, IdNumber) or isinstance(name, Unreadable):
        raise Refused(*found, title=TITLE)
    title = programme.title_named(rule.title)
    if title is None:
        raise LookupError(f"{programme.key} gives {rule.title} for a contest and has no such title")
    with transaction():
        person = _person(name, number.number, winner)
        if _holds(person.id, title.name, cycle.batch_year):
            raise Refused(
                Reason(f"{name}已有{cycle.batch_year}年{title.name}称号", "同一称号一年只授予一次。"), title=TITLE
            )
        source = f"{winner.contest}第 {winner.placing} 名，{winner.document}"
        payload = {
            "cycle_id": cycle.id,
            "person_id": person.id,
            "title": title.key,
            "unit_name": winner.unit_name,
            "occupation": winner.occupation,
            "source": source,
        }
        return proposals.propose(
            KIND,
            actor,
            payload=payload,
            title=f"以竞赛成绩授予{name}{title.name}",
            lines=[("单位", winner.unit_name), ("竞赛", source), ("依据", rule.article)],
            reason=reason,
            key=f"{cycle.id}:{person.id}",
            cycle_id=cycle.id,
            now=now,
        )


def fitting(programme: Programme, winner: Winner) -> Contest | None:
    """The first of the definition's rules that gives a title for this level and place, the best title first."""
    fits = (each for each in programme.contests if winner.level in each.levels and 1 <= winner.placing <= each.placing)
    return next(fits, None)


def _unfit(programme: Programme) -> list[str]:
    """What the definition asks for, where nothing of it is met."""
    if not programme.contests:
        return ["本次评选没有竞赛授予"]
    levels = load()["contest_levels"]
    return [
        f"须在{'、'.join(levels[each] for each in rule.levels)}中获得前 {rule.placing} 名（{rule.article}）"
        for rule in programme.contests
    ]


def _person(name: str, number: str, winner: Winner) -> Person:
    """The winner in the register, entered unless he is there."""
    key = keyring.index(number)
    person = db.session.scalars(select(Person).where(Person.id_key == key)).one_or_none()
    if person is None:
        words = f"{name} {initials(name)} {winner.unit_name}".lower()[:400]
        person = Person(
            name=name,
            id_key=key,
            id_number=number,
            unit_name=winner.unit_name,
            occupation=winner.occupation,
            search_text=words,
        )
        db.session.add(person)
        db.session.flush()
    return person


def _holds(person_id: int, title: str, year: int) -> bool:
    query = select(Honour.id).filter_by(person_id=person_id, title_name=title, batch_year=year)
    return db.session.scalar(query.limit(1)) is not None


@carries_out(KIND, label="竞赛授予", proposers=(Role.CITY_OFFICER,), approvers=(Role.CITY_OFFICER,))
def carry_out(payload: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Enter the honour and draw up its certificate; no place is used and nobody is nominated."""
    with transaction() as session:
        cycle = lock(session.get_one(Cycle, payload["cycle_id"]))
        person = session.get_one(Person, payload["person_id"])
        programme = workflow.programme_of(cycle)
        title = programme.title_named(payload["title"])
        if title is None:
            raise LookupError(f"{programme.key} has no title for a contest")
        honour = Honour(
            person_id=person.id,
            programme_key=programme.key,
            title_key=title.key,
            title_name=title.name,
            batch_year=cycle.batch_year,
            named_on=clock.on(now),
            basis=Basis.CONTEST,
            unit_name=payload["unit_name"],
            occupation=payload["occupation"],
            source=payload["source"],
        )
        (certificate,) = certificates.draw_up(cycle, [(honour, person.name)])
        facts = {"title": title.name, "certificate": certificate.number, "source": payload["source"]}
        record(Act.GRANT_BY_CONTEST, actor, now=now, cycle_id=cycle.id, subject=person.name, facts=facts)
