"""What the register of people holds in the demonstration: past honours from a workbook, entries, a merge, a revocation.

Everybody here is invented, and so is every list the honours are said to come from.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from models import vocabulary
from models.honour import Honour, Revocation
from models.nomination import Nomination
from models.people import Person
from models.register import RegisterFile
from models.vocabulary import EntryKind, Stage
from selection import clock
from selection.database import db
from selection.proposals import actions as proposals
from selection.register.actions import entries, intake, regrouping, revoking
from selection.register.workbooks.opening import Sheet
from selection.rules.intake import NEWCOMER
from selection.showcase.ground import Ground
from selection.showcase.names import Names

LIST = "演示用的虚构名单"
DISTRICT = "嘉定工匠"
CLIMBERS = 8
Given = tuple[EntryKind, str, Sequence[tuple[str, str]]]
GIVEN: Sequence[Given] = (
    (EntryKind.BENEFIT, "高技能人才津贴", (("金额", "每月 500 元"),)),
    (EntryKind.BENEFIT, "优秀职工疗休养", (("天数", "7 天"),)),
    (EntryKind.BENEFIT, "居住证积分加分", (("加分", "60 分"),)),
    (EntryKind.TRAINING, "高技能人才国情研修", (("学时", "40 学时"),)),
    (EntryKind.POST, "企业首席技师", (("聘期", "三年"),)),
)


def remember(ground: Ground, names: Names, *, now: datetime, step: Callable[[], None]) -> None:
    """Everything, in the order in which it happens."""
    ago = now - timedelta(days=60)
    _import(ground, now=ago)
    step()
    _leave_one_open(ground, names, now=now - timedelta(days=2))
    step()
    honoured = list(db.session.scalars(select(Honour).where(Honour.decision_id.is_not(None)).order_by(Honour.id)))
    for place, honour in enumerate(honoured[:3]):
        _enter(ground, honour, GIVEN[place : place + 3], now=ago)
    step()
    _merge(ground, honoured[0], now=ago)
    _revoke(ground, honoured[-1], now=ago)
    step()


def _sheet(filename: str, rows: Sequence[Mapping[str, str]]) -> Sheet:
    return Sheet(filename, [(line, row) for line, row in enumerate(rows, start=2)])


def _row(who: Person, **changes: str) -> dict[str, str]:
    return {
        "name": who.name,
        "id_number": who.id_number or "",
        "unit": who.unit_name,
        "occupation": who.occupation,
        "title": DISTRICT,
        "year": "2021",
        "basis": "外部授予",
        "source": LIST,
        **changes,
    }


def _import(ground: Ground, *, now: datetime) -> None:
    """Honours of their districts for some who were nominated and not chosen yet: the rung below the city's."""
    stages = (Stage.SUBMITTED, Stage.RECOMMENDED, Stage.FORWARDED, Stage.QUALIFIED, Stage.ASSIGNED, Stage.UNCHOSEN)
    query = (
        select(Person)
        .join(Nomination, Nomination.person_id == Person.id)
        .where(Nomination.stage.in_(stages))
        .distinct()
        .order_by(Person.id)
        .limit(CLIMBERS)
    )
    rows = [_row(each) for each in db.session.scalars(query)]
    made = intake.check(_sheet("区级工匠名单.xlsx", rows), ground.officer, now=now)
    intake.enter(made, ground.officer, now=now)


def _leave_one_open(ground: Ground, names: Names, *, now: datetime) -> None:
    """A list that waits: one row to correct, one for a human, one of somebody on record, two of newcomers."""
    known = db.session.scalars(
        select(Person).join(Honour, Honour.person_id == Person.id).where(Honour.title_name == DISTRICT).limit(2)
    ).all()
    rows = [
        _row(known[0]),
        _row(known[1], id_number="", unit="上海澄原重工有限公司", year="2019"),
        _row(known[1], id_number="", year="二〇一九"),
        *(
            _row(Person(name=names.next(is_male=bool(each)), unit_name="上海澄原重工有限公司", occupation="钳工"))
            for each in range(2)
        ),
    ]
    intake.check(_sheet("待确认名单.xlsx", rows), ground.officer, now=now)


def _enter(ground: Ground, honour: Honour, given: Sequence[Given], *, now: datetime) -> None:
    file = db.session.get_one(RegisterFile, honour.person_id)
    for kind, title, facts in given:
        entries.enter(
            file,
            ground.officer,
            kind=kind,
            title=title,
            on=date(now.year, 5, 1),
            facts=facts,
            source=LIST,
            now=now,
        )


def _merge(ground: Ground, honour: Honour, *, now: datetime) -> None:
    """An older honour was entered for somebody new who turned out to be the same person."""
    person = db.session.get_one(Person, honour.person_id)
    row = _row(person, id_number="", unit=person.unit_name.removeprefix("上海"), year="2020", person=NEWCOMER)
    made = intake.check(_sheet("补录.xlsx", [row]), ground.officer, now=now)
    intake.enter(made, ground.officer, now=now)
    other = db.session.scalars(
        select(Honour.person_id).where(Honour.title_name == DISTRICT).order_by(Honour.id.desc()).limit(1)
    ).one()
    regrouping.join(
        person.id, other, ground.officer, reason="单位改过名称，经单位核实是同一人", numbers_checked=False, now=now
    )


def _revoke(ground: Ground, honour: Honour, *, now: datetime) -> None:
    """A union asks, the city agrees, the certificate is already back."""
    nomination = db.session.get_one(Nomination, honour.nomination_id)
    proposal = revoking.ask(
        honour,
        ground.unions[nomination.union_id].head,
        ground=vocabulary.Ground.FRAUD,
        reason="申报的技术成果经核实系他人完成。（演示）",
        money_due=Decimal(5000),
        against_the_rules=False,
        now=now,
    )
    proposals.approve(proposal, ground.officer, now=now)
    revocation = db.session.scalars(select(Revocation).where(Revocation.honour_id == honour.id)).one()
    revoking.recover(
        revocation,
        ground.officer,
        certificate_back_on=clock.on(now) + timedelta(days=5),
        medal_back_on=None,
        money_back=Decimal(2000),
        benefits_ended_on=clock.on(now),
        now=now + timedelta(days=6),
    )
