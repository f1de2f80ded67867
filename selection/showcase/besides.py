"""The other awards of the small demonstration: projects, a district's own, a list that went upward, a contest.

Everybody here is invented, and so are the documents the results are said to come from.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from models.honour import Honour
from models.nomination import Nomination
from models.people import Organisation, Person
from models.programme import Cycle
from models.sealed import keyring
from models.vocabulary import Basis, ConsentKind, Level, Role, Stage
from selection import clock as watch
from selection.contests import actions as contests
from selection.contests.actions import Winner
from selection.cycles import actions as cycles
from selection.database import db, transaction
from selection.nominations import actions as nominations
from selection.periods import actions as periods
from selection.places import actions as places
from selection.programmes import queries as programmes
from selection.proposals import actions as proposals
from selection.recommendations import actions as recommendations
from selection.register.actions.filing import file
from selection.rules.standing import Actor
from selection.rules.unit_steps import Congress
from selection.showcase import board, checking, filing, honouring, voting
from selection.showcase.fates import Fate
from selection.showcase.filing import RESULT, WHERE, Case
from selection.showcase.ground import Employer, Ground, Union
from selection.showcase.papers import Papers
from selection.showcase.people import Applicant, Inventor
from selection.showcase.timing import Clock
from selection.upward import actions as upward
from selection.workflow import programme_of

PROJECTS = (
    ("深远海风电导管架厚板窄间隙焊接工艺", "process", "一次合格率到 99.2%，每套节约工时 310 小时，已用于三个项目。"),
    ("数控机床主轴在线找正装置", "equipment", "更换主轴由两个班缩短到四十分钟，精度保持在 2 微米以内。"),
    ("老旧小区电梯故障预警操作法", "method", "由维保班组总结，提前三天发现七成故障，困人事件减少一半。"),
)
ORGANISER = "union.organiser"
"""The account of the officer who runs a district's own award, in the city's place."""

OPINION = "成果来自一线，数据可查，已经推广应用，职工群众认可，经集体研究同意推荐，请市总工会审定。"
GREAT = "大国工匠培育对象推荐材料经研究上报"
HELD = "演示用的虚构名单"
DOCUMENT = "演示用的虚构公布文件"


@dataclass
class Besides:
    """Plays them on the ground of the demonstration, with its inventor of people and its papers."""

    ground: Ground
    inventor: Inventor
    papers: Papers
    chance: Random
    now: datetime

    def play(self, step: Callable[[], None]) -> None:
        """All four; each a second or two."""
        for part in (self._projects, self._district, self._upward, self._contest):
            part()
            db.session.remove()
            step()

    def _open(self, key: str, opened_on: date, officer: Actor, *, places_each: int = 0) -> tuple[Cycle, Clock]:
        programme, clock = programmes.named(key), Clock(opened_on)
        if programme is None:
            raise LookupError(f"the definition {key} is not there, or not sound")
        year = watch.on(self.now).year
        house = officer.organisation_name.removeprefix("上海市") if officer.level is Level.UNION else ""
        name, closes = f"{year}年{house}{programme.name}", clock.closes(programme)
        cycle = cycles.open_cycle(programme, officer, name=name, batch_year=year, closes=closes, now=clock.at(0))
        if places_each:
            granted = dict.fromkeys(self.ground.unions, places_each)
            places.grant(cycle, granted, officer, reason="按申报规模分配推荐名额", now=clock.at(0.2))
        return cycle, clock

    def _projects(self) -> None:
        """Of three projects with their teams one is recommended, one before the unit's people, one being written."""
        opened_on = watch.on(self.now) - timedelta(days=34)
        cycle, clock = self._open("innovation-award", opened_on, self.ground.officer, places_each=2)
        first, second, third = self.ground.employers[:3]
        titles = [each.key for each in programme_of(cycle).titles]
        done = self._filled(cycle, first, clock, self._project(first, 0, opened_on), titles[1])
        self._submit(done, first, clock)
        union = self.ground.unions[first.union_id]
        recommendations.recommend(self._again(done), union.officer, opinion=OPINION, now=clock.at(30))
        posted = self._filled(cycle, second, clock, self._project(second, 1, opened_on), titles[2], day=31)
        self._post(posted, second, clock.at(32))
        asked = {each.key for each in programme_of(cycle).fields()} - {"summary"}
        answers = {key: value for key, value in self._project(third, 2, opened_on).items() if key in asked}
        draft = nominations.draft(cycle, third.officer, channel="unit", title=titles[3], now=clock.at(30))
        nominations.save(draft, third.officer, typed=answers, revision=draft.revision, now=clock.at(30))

    def _project(self, employer: Employer, number: int, today: date) -> Mapping[str, Any]:
        name, nature, summary = PROJECTS[number]
        members = [self.inventor.applicant(employer.unit, today=today) for _ in range(3)]
        leader, shares, roles = members[0], (50, 30, 20), ("主持", "设计、试制", "试验、推广")
        return {
            **leader.answers,
            "name": name,
            "leader": leader.name,
            "field_of": "高端装备",
            "finished_on": f"{today.year - 1}-09",
            "nature": nature,
            "team": [
                {"name": each.name, "id_number": each.id_number, "role": role, "share": share}
                for each, role, share in zip(members, roles, shares, strict=True)
            ],
            "summary": f"{summary}成果由班组在生产中提出，经三轮试验定型，编入作业指导书，并对外培训 120 人次。",
            "has_economic": False,
            "economic": 186,
            "social": "减少高处作业和返工，操作强度明显下降；已在两家兄弟单位推广，带出技师四名。",
            "frontline": True,
            "punished": False,
        }

    def _district(self) -> None:
        """A district's own award: its union holds the city's place; two wait for its check, one is being filled in."""
        union = next(iter(self.ground.unions.values()))
        row = db.session.get_one(Organisation, union.id)
        officer = self.ground.cast.open(Role.CITY_OFFICER, row, ORGANISER, now=self.now - timedelta(days=60))
        cycle, clock = self._open("district-craftsman", watch.on(self.now) - timedelta(days=30), officer)
        title = programme_of(cycle).titles[0].key
        ours = [each for each in self.ground.employers if each.union_id == union.id]
        for employer in ours[:2]:
            applicant = self._worker(employer, clock)
            nomination = self._filled(cycle, employer, clock, applicant.answers, title)
            self._submit(nomination, employer, clock)
        applicant = self._worker(ours[0], clock)
        draft = nominations.draft(cycle, ours[0].officer, channel="unit", title=title, now=clock.at(20))
        case = Case(applicant, ours[0], title, Fate.PASSES)
        filing.fill_in(draft, case, now=clock.at(20), sections=1)

    def _upward(self) -> None:
        """A list that went upward: of one the answer has come and his period runs, of the other it is awaited."""
        opened_on = watch.on(self.now) - timedelta(days=140)
        cycle, clock = self._open("great-craftsman", opened_on, self.ground.officer, places_each=1)
        officer, title = self.ground.officer, programme_of(cycle).titles[0].key
        by_union = {each.union_id: each for each in reversed(self.ground.employers)}
        for employer in list(by_union.values())[:2]:
            union = self.ground.unions[employer.union_id]
            applicant = self._worker(employer, clock)
            self._honour_before(applicant, "上海工匠", opened_on.year - 2)
            nomination = self._filled(cycle, employer, clock, applicant.answers, title)
            self._submit(nomination, employer, clock)
            self._recommend(nomination, union, clock)
        checking.ask(cycle.id, officer, now=clock.at(66))
        checking.answer(cycle.id, officer, now=clock.at(70))
        for nomination in self._all(cycle, Stage.FORWARDED):
            checking.tick(nomination.id, officer, now=clock.at(71))
        checking.pass_all(cycle.id, officer, now=clock.at(71.5), step=lambda: None)
        name, jurors = "大国工匠推荐评审会", self.ground.jurors
        voting.hold(cycle.id, officer, jurors, self.chance, name=name, now=clock.at(92), step=lambda: None)
        honouring.publish(cycle.id, officer, now=clock.at(101))
        upward.report(db.session.get_one(Cycle, cycle.id), officer, document=GREAT, now=clock.at(118))
        first, *_ = self._all(cycle, Stage.REPORTED)
        named_on = clock.at(130).date()
        upward.write_down(first, officer, is_honoured=True, named_on=named_on, source=DOCUMENT, now=clock.at(131))
        periods.start(db.session.get_one(Cycle, cycle.id), officer, starts_on=named_on, now=clock.at(132))

    def _contest(self) -> None:
        """Two winners of a contest: one has been granted the title by two officers, the other's awaits the second."""
        today = watch.on(self.now)
        query = select(Cycle).where(Cycle.programme_key == "skill-master", Cycle.batch_year == today.year)
        cycle = db.session.scalars(query).one()
        rule = programme_of(cycle).contests[0]
        made = []
        for place, employer in enumerate(self.ground.employers[6:8], start=1):
            applicant = self.inventor.applicant(employer.unit, today=today)
            winner = Winner(
                name=applicant.name,
                id_number=applicant.id_number,
                unit_name=employer.unit.unit.name,
                occupation=applicant.occupation,
                contest=f"{today.year}年上海市职业技能大赛（演示）",
                level=rule.levels[0],
                placing=min(place, rule.placing),
                document=DOCUMENT,
            )
            reason = "核对过竞赛组委会的成绩公布文件和身份证件。"
            asked = self.now - timedelta(days=4 - place)
            made.append(contests.propose(cycle, self.ground.officer, winner=winner, reason=reason, now=asked))
        proposals.approve(made[0], self.ground.second, now=self.now - timedelta(days=1))

    def _worker(self, employer: Employer, clock: Clock) -> Applicant:
        return self.inventor.applicant(employer.unit, today=clock.opened_on)

    def _honour_before(self, applicant: Applicant, title: str, year: int) -> None:
        """He holds this title since, by a list of somebody else's."""
        with transaction() as session:
            person = Person(
                name=applicant.name,
                id_key=keyring.index(applicant.id_number),
                id_number=applicant.id_number,
                unit_name=applicant.unit.unit.name,
                occupation=applicant.occupation,
            )
            session.add(person)
            session.flush()
            session.add(
                Honour(
                    person_id=person.id,
                    title_name=title,
                    batch_year=year,
                    basis=Basis.OUTSIDE,
                    unit_name=applicant.unit.unit.name,
                    occupation=applicant.occupation,
                    source=HELD,
                )
            )
            session.flush()
            file([person.id], now=self.now)

    def _filled(
        self, cycle: Cycle, employer: Employer, clock: Clock, answers: Mapping[str, Any], title: str, *, day: float = 5
    ) -> Nomination:
        """Opened and filled in completely, with what must be attached and both consents."""
        officer, programme, now = employer.officer, programme_of(cycle), clock.at(day)
        nomination = nominations.draft(cycle, officer, channel="unit", title=title, now=now)
        typed = {each.key: answers[each.key] for each in programme.fields() if each.key in answers}
        nominations.save(nomination, officer, typed=typed, revision=nomination.revision, now=now)
        for kind in programme.attachments:
            for _ in range(kind.at_least):
                taken = self.papers.some(kind.key, self.chance)
                nominations.attach(nomination, officer, kind=kind.key, title="", taken=taken, now=now)
        held = nominations.holder_of(nominations.invite_consent(nomination, officer, now=now))
        if held is None:
            raise filing.NotRefused("a link that was made does not open")
        nominations.answer_link(*held, given=dict.fromkeys(ConsentKind, True), reason="", now=now)
        return nomination

    def _post(self, nomination: Nomination, employer: Employer, now: datetime) -> None:
        people = employer.unit.people
        congress = Congress(now.date(), people, people - 4, people - 6, 1, 1)
        nominations.record_congress(nomination, employer.officer, congress=congress, now=now)
        nominations.post(nomination, employer.officer, where=WHERE[0], now=now)

    def _submit(self, nomination: Nomination, employer: Employer, clock: Clock) -> None:
        """Before the unit's people, signed, submitted on day 24."""
        officer = employer.officer
        self._post(nomination, employer, clock.at(6))
        nominations.record_posting(nomination, officer, objections=0, result=RESULT, now=clock.at(24))
        opinion = "材料属实，经职代会审议和公示，同意申报。"
        nominations.sign(nomination, employer.head, opinion=opinion, now=clock.at(24))
        attempt = f"{nomination.id}-{nomination.revision}"
        nominations.submit(nomination, officer, attempt=attempt, now=clock.at(24))

    def _recommend(self, nomination: Nomination, union: Union, clock: Clock) -> None:
        opinion = board.OPINIONS[0]
        recommendations.recommend(self._again(nomination), union.officer, opinion=opinion, now=clock.at(52))
        board.forward(nomination.cycle_id, union, now=clock.at(54))

    @staticmethod
    def _again(nomination: Nomination) -> Nomination:
        return db.session.get_one(Nomination, nomination.id, populate_existing=True)

    @staticmethod
    def _all(cycle: Cycle, stage: Stage) -> Sequence[Nomination]:
        return db.session.scalars(select(Nomination).filter_by(cycle_id=cycle.id, stage=stage)).all()
