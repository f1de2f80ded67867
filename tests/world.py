"""A small world for tests: organisations, one account per role, an open cycle, and nominations at any stage.

Rows are written as they would stand after the real steps, so that a test of one step need not walk all those before it.
Everybody here is invented.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from config import ROOT
from models.honour import Honour
from models.nomination import Consent, Dossier, Nomination, Recommendation, UnitRecord
from models.people import Affiliation, Membership, Organisation, Person, User
from models.programme import Allocation, Cycle, Deadline, LedgerEntry
from models.review import Assignment, Panel, PanelMember, ReviewFile
from models.sealed import keyring
from models.vocabulary import ENDED, ConsentKind, Level, Ownership, Place, Role, Stage, UnionKind
from selection import clock
from selection.database import db, transaction
from selection.nominations.files import Taken
from selection.rules.definition import canonical, digest, parse
from selection.rules.programme import Programme
from selection.rules.standing import Actor
from selection.taxonomies import load
from selection.workflow import programme_of
from tests.answers import complete

DEFINITIONS = ROOT / "selection" / "programmes" / "definitions"
LADDER = (
    Stage.DRAFTED,
    Stage.POSTED,
    Stage.SIGNED,
    Stage.SUBMITTED,
    Stage.RECOMMENDED,
    Stage.FORWARDED,
    Stage.INTERVIEWING,
    Stage.QUALIFIED,
    Stage.ASSIGNED,
    Stage.SCORED,
    Stage.RESOLVED,
    Stage.PUBLICISED,
    Stage.REPORTED,
    Stage.HONOURED,
)
"""The way up; a stage beside the way stands on the rung it branches off from."""

RUNG = {
    Stage.RETURNED_BY_UNION: Stage.SUBMITTED,
    Stage.RETURNED_BY_CITY: Stage.FORWARDED,
    Stage.DECLINED: Stage.SUBMITTED,
    Stage.WITHDRAWN: Stage.SUBMITTED,
    Stage.EXPIRED: Stage.SUBMITTED,
    Stage.RESERVED: Stage.SCORED,
    Stage.UNCHOSEN: Stage.SCORED,
    Stage.DROPPED: Stage.RESOLVED,
    Stage.MERGED: Stage.SUBMITTED,
}

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(serial: int, born: str = "19830412", region: str = "310115") -> str:
    """An invented ID number with a true check digit; the region code is real, the person is not."""
    body = f"{region}{born}{serial % 1000:03d}"
    remainder = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[remainder]


def credit_code(serial: int) -> str:
    """An invented unified social credit code with a true check character."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91310115{serial:08d}X"
    total = sum(alphabet.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + alphabet[(31 - total % 31) % 31]


@cache
def programme(name: str = "skill-master") -> Programme:
    """One of the definitions that ship."""
    found, faults = parse((DEFINITIONS / f"{name}.toml").read_text(encoding="utf-8"), load())
    assert found is not None, faults
    return found


@cache
def frozen(name: str) -> tuple[str, str]:
    """The same as a cycle keeps it, and its hash."""
    text = canonical(programme(name))
    return text, digest(text)


@dataclass
class World:
    """The cast. ``now`` is a fixed working morning; ``members`` has one membership per role."""

    now: datetime
    city: Organisation
    union: Organisation
    other_union: Organisation
    unit: Organisation
    other_unit: Organisation
    cycle: Cycle
    programme: Programme
    allocation: Allocation
    members: dict[Role, Membership] = field(default_factory=dict)
    made: int = 0
    taken: dict[tuple[bytes, str], Taken] = field(default_factory=dict)
    """Files that were looked into: a process each, and most tests upload the same."""

    def actor(self, role: Role) -> Actor:
        """The one account of this role, as actions know it."""
        return self.acting(self.members[role])

    @staticmethod
    def acting(member: Membership) -> Actor:
        return Actor(
            member.user_id,
            member.user.name,
            member.role,
            member.organisation_id,
            member.organisation.name,
            member.organisation.level,
            member.id,
        )

    def member(self, role: Role, organisation: Organisation, name: str = "") -> Membership:
        """A further account with this role somewhere."""
        self.made += 1
        membership = _member(role, organisation, name or f"{role.label}{self.made}", self.now, self.made)
        with transaction() as session:
            session.add(membership)
            session.flush()  # its ids are wanted inside the caller's transaction as well
        return membership

    def answers(self, **changes: Any) -> dict[str, Any]:
        """A complete, eligible form, without its private answers."""
        return {**complete(self.programme), **changes}

    def nomination(
        self,
        stage: Stage = Stage.DRAFTED,
        *,
        name: str = "郁青禾",
        unit: Organisation | None = None,
        union: Organisation | None = None,
        title: str = "",
        number: str = "",
        answers: dict[str, Any] | None = None,
        groups: list[str] | None = None,
    ) -> Nomination:
        """A nomination that stands at this stage, with the rows that belong to it."""
        first = self.nomination(Stage.SUBMITTED).id if stage is Stage.MERGED else None
        self.made += 1
        rung = LADDER.index(RUNG.get(stage, stage))
        is_sealed = rung >= LADDER.index(Stage.SUBMITTED)
        number = number or id_number(self.made)
        unit, union = unit or self.unit, union or self.union
        with transaction() as session:
            nomination = Nomination(
                cycle_id=self.cycle.id,
                union_id=union.id,
                unit_id=unit.id,
                channel="unit",
                applied_title=title or self.programme.titles[-1].key,
                stage=stage,
                stage_since=self.now,
                name=name,
                occupation="药物制剂工",
                groups=["frontline"] if groups is None else groups,
                search_text=f"{name} {unit.name}".lower(),
                answers=self.answers(name=name) if answers is None else answers,
                private_answers={"id_number": number, "phone": "13900000000"},
                revision=1,
                person_key=keyring.index(number),
                subject_key=keyring.index(number),
                merged_into=first,
                opened_by=self.members[Role.UNIT_OFFICER].user_id,
                opened_at=self.now - timedelta(days=20),
                saved_at=self.now - timedelta(days=10),
            )
            if is_sealed:
                nomination.receipt = f"JN2026-{self.made:04d}"
                nomination.submitted_at = self.now - timedelta(days=5)
                nomination.claimed_key = None if stage in ENDED else nomination.person_key
                nomination.person_id = _person(name, number, unit).id
            session.add(nomination)
            session.flush()
            if rung >= LADDER.index(Stage.POSTED):
                self._stand_at_the_unit(nomination, rung)
            if is_sealed:
                self._seal(nomination)
            if rung >= LADDER.index(Stage.RECOMMENDED):
                self._recommend(nomination, rung)
        return nomination

    def _stand_at_the_unit(self, nomination: Nomination, rung: int) -> None:
        record = UnitRecord(
            nomination_id=nomination.id,
            congress_on=date(2026, 10, 20),
            expected=86,
            present=81,
            agreed=80,
            opposed=0,
            abstained=1,
            posted_at=self.now - timedelta(days=12),
            posted_where="厂区公告栏",
            posting_ends_on=clock.on(self.now - timedelta(days=4)),
        )
        if rung >= LADDER.index(Stage.SIGNED):
            record.objections, record.posting_result = 0, "公示期间无异议"
            record.opinion = "同意申报。"
            record.signed_by, record.signed_at = self.members[Role.UNIT_HEAD].user_id, self.now - timedelta(days=3)
        wording = self.programme.consent_text
        consents = [
            Consent(nomination_id=nomination.id, kind=kind, is_given=True, wording=wording[kind], at=self.now)
            for kind in ConsentKind
        ]
        db.session.add_all([record, *consents])

    def _seal(self, nomination: Nomination) -> None:
        content = json.dumps({"answers": nomination.answers}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        db.session.add(
            Dossier(
                nomination_id=nomination.id,
                version=1,
                content=content,
                private_content=nomination.private_answers,
                sha256=hashlib.sha256(content.encode()).hexdigest(),
                attempt=f"attempt-{nomination.id}",
                sealed_by=self.members[Role.UNIT_OFFICER].user_id,
                sealed_at=self.now - timedelta(days=5),
            )
        )

    def _recommend(self, nomination: Nomination, rung: int) -> None:
        allocation = db.session.query(Allocation).filter_by(cycle_id=self.cycle.id, union_id=nomination.union_id).one()
        is_committed = rung >= LADDER.index(Stage.INTERVIEWING)
        # Whoever comes when every place is taken came by a channel that needs none.
        has_room = allocation.reserved + allocation.committed < allocation.ceiling
        place = (Place.COMMIT if is_committed else Place.RESERVE) if has_room else None
        taken = db.session.query(Recommendation).filter_by(allocation_id=allocation.id).count()
        if place is Place.COMMIT:
            allocation.committed += 1
        elif place is Place.RESERVE:
            allocation.reserved += 1
        entries = {Place.COMMIT: (Place.RESERVE, Place.COMMIT), Place.RESERVE: (Place.RESERVE,)}
        for kind in entries[place] if place else ():
            db.session.add(
                LedgerEntry(allocation_id=allocation.id, kind=kind, places=1, nomination_id=nomination.id, at=self.now)
            )
        head = self.members[Role.UNION_HEAD].user_id if rung >= LADDER.index(Stage.FORWARDED) else None
        db.session.add(
            Recommendation(
                nomination_id=nomination.id,
                allocation_id=allocation.id,
                rank=taken + 1,
                opinion="技艺精湛，带徒有方，同意推荐，请市总工会审定并给予表彰。",
                place=place,
                prepared_by=self.members[Role.UNION_OFFICER].user_id,
                prepared_at=self.now,
                confirmed_by=head,
                confirmed_at=self.now if head else None,
            )
        )

    def assigned(self, *nominations: Nomination, experts: int = 3) -> list[Assignment]:
        """Put nominations at ASSIGNED before a panel of so many experts; the first is the account of the role."""
        with transaction() as session:
            panel = Panel(cycle_id=self.cycle.id, name=f"第{self.made}组")
            session.add(panel)
            session.flush()
            people = [self.members[Role.EXPERT]]
            people += [self.member(Role.EXPERT, self.city) for _ in range(experts - 1)]
            session.add_all(PanelMember(panel_id=panel.id, expert_id=person.user_id) for person in people)
            made = []
            for place, nomination in enumerate(nominations, start=1):
                dossier = session.query(Dossier).filter_by(nomination_id=nomination.id).one()
                session.add(
                    ReviewFile(
                        nomination_id=nomination.id, panel_id=panel.id, dossier_id=dossier.id, blind_number=place
                    )
                )
                for person in people:
                    made.append(
                        Assignment(
                            nomination_id=nomination.id,
                            panel_id=panel.id,
                            expert_id=person.user_id,
                            assigned_at=self.now,
                        )
                    )
            session.add_all(made)
        return made

    def honour(
        self, *, name: str = "周启明", number: str = "", title: str = "上海市技术能手", year: int = 2024
    ) -> Honour:
        """A past honour in the register."""
        self.made += 1
        with transaction() as session:
            person = _person(name, number or id_number(self.made), self.unit)
            honour = Honour(
                person_id=person.id,
                title_name=title,
                batch_year=year,
                basis="selection",
                unit_name=self.unit.name,
                occupation="焊工",
            )
            session.add(honour)
        return honour


def _person(name: str, number: str, unit: Organisation) -> Person:
    key = keyring.index(number)
    person = db.session.query(Person).filter_by(id_key=key).one_or_none()
    if person is None:
        person = Person(name=name, id_key=key, id_number=number, unit_name=unit.name, search_text=name)
        db.session.add(person)
        db.session.flush()
    return person


def _member(role: Role, organisation: Organisation, name: str, now: datetime, serial: int) -> Membership:
    user = User(
        account=f"{role}{serial}@example.org",
        name=name,
        invited_at=now,
        activated_at=now,
        password_hash="unusable",
        mails_to=f"{role}{serial}@example.org",
    )
    return Membership(user=user, organisation=organisation, role=role, since_at=now)


def _members(city: Organisation, union: Organisation, unit: Organisation, now: datetime) -> list[Membership]:
    """One account for each role, in the order of the roles."""
    homes = dict.fromkeys((Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.NOMINEE), unit)
    homes |= dict.fromkeys((Role.UNION_OFFICER, Role.UNION_HEAD), union)
    names = ("田禾", "徐亦凡", "郁青禾", "林晓舟", "沈若谷", "吴念慈", "何敬之", "顾海生", "严守拙", "方卓")
    return [
        _member(role, homes.get(role, city), name, now, serial)
        for serial, (role, name) in enumerate(zip(Role, names, strict=True), start=900)
    ]


def make_world(now: datetime | None = None, definition: str = "skill-master") -> World:
    """Make the cast in the present database."""
    now = now or clock.now().replace(microsecond=0)
    rules, (text, digested) = programme(definition), frozen(definition)
    with transaction() as session:
        city = Organisation(level=Level.CITY, name="上海市总工会", short_name="市总工会", founded_at=now)
        unions = [
            Organisation(level=Level.UNION, name=name, short_name=name, union_kind=UnionKind.DISTRICT, founded_at=now)
            for name in ("东浦区总工会", "西塘区总工会")
        ]
        units = [
            Organisation(
                level=Level.UNIT,
                name=name,
                short_name=name[:6],
                credit_code=credit_code(place),
                ownership=Ownership.NON_PUBLIC,
                founded_at=now,
            )
            for place, name in enumerate(("海棠生物制药（上海）有限公司", "申浦重型机床有限公司"), start=1)
        ]
        session.add_all([city, *unions, *units])
        session.flush()
        for unit, union in zip(units, unions, strict=True):
            session.add(Affiliation(unit_id=unit.id, union_id=union.id, since=date(2020, 1, 1)))
        cycle = Cycle(
            programme_key=rules.key,
            name=f"2026年{rules.name}",
            batch_year=2026,
            definition=text,
            definition_sha256=digested,
            opened_at=now - timedelta(days=30),
        )
        session.add(cycle)
        session.flush()
        for place, phase in enumerate(rules.phases, start=1):
            session.add(Deadline(cycle_id=cycle.id, phase=phase, closes_at=now + timedelta(days=10 * place)))
        ceiling = 10 * rules.recommend_percent // 100
        allocations = [
            Allocation(cycle_id=cycle.id, union_id=union.id, granted=10, ceiling=ceiling) for union in unions
        ]
        members = _members(city, unions[0], units[0], now)
        session.add_all([*allocations, *members])
        session.flush()
        for allocation in allocations:
            session.add(LedgerEntry(allocation_id=allocation.id, kind=Place.GRANT, places=10, at=now))
    programme_of(cycle)  # thawed once per process: no test should count the statement that does it
    world = World(now, city, unions[0], unions[1], units[0], units[1], cycle, rules, allocations[0])
    world.members |= {member.role: member for member in members}
    return world
