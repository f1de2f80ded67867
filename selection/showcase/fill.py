"""A small demonstration for a fresh installation: five cycles at different stages, so that everybody has work to do.

Deadlines lie around the present day, so that every window that should be open is open.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from flask import Flask
from sqlalchemy import exists, select

from models.job import Job
from models.nomination import Nomination
from models.people import Organisation
from models.programme import Cycle
from models.vocabulary import JobState, Level, Role, Stage
from selection import jobs
from selection.certificates.queries import KIND
from selection.clock import on
from selection.cycles import actions as cycles
from selection.database import db
from selection.errors import Reason, Refused
from selection.nominations import actions as nominations
from selection.people import actions as people
from selection.people.actions import Invitee
from selection.places import actions as places
from selection.programmes import queries as programmes
from selection.showcase import (
    board,
    certifying,
    checking,
    consulting,
    filing,
    ground,
    hearing,
    honouring,
    judging,
    objecting,
    papers,
    paperwork,
    pooling,
    recomputing,
    remembering,
    sealing,
    voting,
    writing,
)
from selection.showcase.besides import Besides
from selection.showcase.cast import DOMAIN
from selection.showcase.fates import Fate
from selection.showcase.filing import Case
from selection.showcase.ground import Employer
from selection.showcase.judging import Expert
from selection.showcase.people import Inventor
from selection.showcase.progress import Progress
from selection.showcase.timing import Clock

CRAFTSMAN, MASTER = "shanghai-craftsman", "skill-master"
UNIONS, UNITS, JURORS, PHOTOS = 6, 12, 7, 4
SEED = 2026
FILED, POSTED, SUBMITTED, AT_UNION = 5, 6, 24, 27
"""Days after the opening by which a unit has filled in, posted, submitted; and on which the union takes it up."""


@dataclass(frozen=True)
class Round:
    """One cycle of the demonstration."""

    id: int
    clock: Clock
    titles: Sequence[str]


class Filling:
    """Fills an empty database: call ``play`` once, inside an application context."""

    def __init__(self, app: Flask, *, now: datetime, progress: Progress) -> None:
        self._app = app
        self._now = now
        self._chance = Random(SEED)  # noqa: S311 - what is invented is invented again from the same seed
        self._progress = progress
        self._cases: dict[int, Case] = {}

    def play(self) -> int:
        """Everything; returns how many nominations there are. Refuses a database that somebody uses already."""
        if db.session.scalar(select(exists(select(Organisation.id)))):
            raise Refused(
                Reason("这个数据库里已经有单位", "演示数据只能填入空的数据库。"), title="现在不能填入演示数据"
            )
        with self._progress.part("单位账号", UNIONS + UNITS) as step:
            self._papers = papers.prepare(self._app, photos=PHOTOS)
            began = self._now - timedelta(days=900)
            self._ground = ground.lay(
                self._chance, unions=UNIONS, units_wanted=UNITS, now=began, step=step, jurors=JURORS
            )
            experts = ground.experts(self._ground, judging.SEATS + pooling.SPARE, now=began)
            pooling.enter(experts, self._chance, now=began)
            self._sitting = [Expert(each, self._chance.gauss(0, 0.02)) for each in experts]
            self._inventor = Inventor(self._chance, self._ground.names)
            self._leave_an_invitation_open()
        today = on(self._now)
        for label, part, opened_on in (
            ("往届结束", self._finished, date(today.year - 2, 3, 4)),
            ("社会公示", self._in_publicity, today - timedelta(days=138)),
            ("评委票决", self._before_the_committee, today - timedelta(days=122)),
            ("审查评审", self._under_check, today - timedelta(days=80)),
            ("填报推荐", self._being_filled_in, today - timedelta(days=30)),
        ):
            with self._progress.part(label, 20) as step:
                part(opened_on, step)
            db.session.remove()
        with self._progress.part("其他评选", 4) as step:
            Besides(self._ground, self._inventor, self._papers, self._chance, self._now).play(step)
        with self._progress.part("评选规则", 2) as step:
            writing.write(self._ground.officer, now=self._now, step=step)
        with self._progress.part("人才档案", 4) as step:
            remembering.remember(self._ground, self._ground.names, now=self._now, step=step)
        return len(self._cases) + 1

    def _finished(self, opened_on: date, step: Callable[[], None]) -> None:
        """The skill masters of two years ago: honoured, certificates printed, cycle closed."""
        this = self._open(MASTER, opened_on, opened_on.year)
        officer, clock = self._ground.officer, this.clock
        self._bring_to_publicity(this, range(10), step)
        honouring.decide(this.id, officer, now=clock.at(160))
        certifying.open_authority(now=self._now)
        heads = {each.id: each.head for each in self._ground.employers}
        certifying.prove(this.id, officer, heads, now=clock.at(160.5))
        honouring.issue(this.id, officer, now=clock.at(161))
        ready = select(Job.id).where(Job.kind == KIND, Job.state == JobState.READY).order_by(Job.id)
        for job_id in list(db.session.scalars(ready)):
            jobs.perform(job_id, clock.at(161))
        certifying.hand_over(this.id, officer, 6, now=clock.at(170))
        cycles.close(db.session.get_one(Cycle, this.id), officer, now=clock.at(201))

    def _in_publicity(self, opened_on: date, step: Callable[[], None]) -> None:
        """The craftsmen of two years ago, named late: before the public these days."""
        this = self._open(CRAFTSMAN, opened_on, self._now.year - 2)
        officer, clock = self._ground.officer, this.clock
        self._bring_to_publicity(this, range(6), step, meets_again=True)
        said = objecting.object_twice(this.id, officer, now=clock.at(136.5))
        objecting.take_up(said, officer, now=clock.at(136.8))
        objecting.settle(said, officer, now=clock.at(137))
        objecting.publish_again(this.id, officer, now=clock.at(137.2))
        objecting.object_to_all(this.id, officer, now=clock.at(137.4))
        objecting.prove(this.id, now=clock.at(137.5))
        recomputing.ask(this.id, officer, now=clock.at(137.6))

    def _bring_to_publicity(
        self, this: Round, numbers: range, step: Callable[[], None], *, meets_again: bool = False
    ) -> None:
        """So many go all the way to the published notice; the committee may be opened again once it was closed."""
        officer, clock, jurors = self._ground.officer, this.clock, self._ground.jurors
        self._bring_to_the_city(this, numbers, step)
        self._pass(this, 70)
        self._score(this, 91, 119)
        voting.hold(this.id, officer, jurors, self._chance, name="评审委员会会议", now=clock.at(130), step=step)
        if meets_again:
            voting.hold_again(this.id, officer, self._ground.second, now=clock.at(133))
        honouring.publish(this.id, officer, now=clock.at(136))

    def _before_the_committee(self, opened_on: date, step: Callable[[], None]) -> None:
        """Last year's craftsmen: the committee has met, some have voted, the first juror not yet."""
        this = self._open(CRAFTSMAN, opened_on, self._now.year - 1)
        self._bring_to_the_city(this, range(10), step)
        self._pass(this, 70)
        self._score(this, 91, 114)
        name, clock = f"{self._now.year - 1}年上海工匠评审会", this.clock
        present = self._ground.jurors
        meeting_id, _ = voting.summon(this.id, self._ground.officer, present, name=name, now=clock.at(121))
        round_id = voting.open_round(meeting_id, self._ground.officer, now=clock.at(121.2))
        voting.vote(round_id, present[1:4], self._chance, now=clock.at(121.4), step=step)

    def _under_check(self, opened_on: date, step: Callable[[], None]) -> None:
        """This year's skill masters: some wait for the check, one is returned, some wait for experts or have them."""
        this = self._open(MASTER, opened_on, self._now.year)
        officer, clock = self._ground.officer, this.clock
        forwarded = self._bring_to_the_city(this, range(16), step)
        self._put_on_paper(this)
        checking.ask(this.id, officer, now=clock.at(66))
        paperwork.write_to_departments(this.id, officer, now=clock.at(66.2))
        consulting.answer(this.id, adverse=forwarded[-1:], now=clock.at(72))
        consulting.ask_further(this.id, forwarded[11:], officer, now=clock.at(74))
        self._tick(this, forwarded[:7], 73)
        self._seat(this, 75, settles=False)
        merit = {nomination_id: case.applicant.merit for nomination_id, case in self._cases.items()}
        hasty = max(self._sitting[1:], key=lambda expert: len(judging.waiting(expert)))
        judging.hurry(hasty, now=clock.at(77))
        for place, expert in enumerate(self._sitting[1:], start=1):
            for assignment_id in judging.waiting(expert)[: 3 if place == 1 else None]:
                judging.score(expert, assignment_id, merit, self._chance, now=clock.at(78))
        idle = max(self._sitting, key=lambda expert: len(judging.waiting(expert)))
        judging.recuse(idle, judging.waiting(idle)[-1], now=clock.at(78.5))
        self._tick(this, forwarded[7:10], 79)
        checking.send_back(forwarded[10], officer, due_at=clock.at(88), now=clock.at(79.2))

    def _put_on_paper(self, this: Round) -> None:
        """The notice of the cycle, each union's list; one form comes back with the seals of unit and union."""
        paperwork.make_all(this.id, self._ground.officer, now=this.clock.at(1))
        unions = [each for each in self._ground.unions.values() if paperwork.first_of(this.id, each.officer)]
        for union in unions:
            paperwork.make_all(this.id, union.officer, now=this.clock.at(55))
        first = paperwork.first_of(this.id, unions[0].officer)
        if first is not None:
            employer = self._cases[first.id].employer
            sealing.print_now(first, employer.officer, now=this.clock.at(55.2))
            sealing.seal_and_return(first, employer.officer, Level.UNIT, now=this.clock.at(55.4))
            sealing.seal_and_return(first, unions[0].officer, Level.UNION, now=this.clock.at(55.6))

    def _being_filled_in(self, opened_on: date, step: Callable[[], None]) -> None:
        """This year's craftsmen: forms at every step of the unit, candidates and lists before the unions."""
        this = self._open(CRAFTSMAN, opened_on, self._now.year)
        first, second = self._employers_of_the_first_union()
        for sections in (1, 2, 4):
            self._draft(this, first, sections)
            step()
        self._stand_at_the_unit(this, first, step)
        self._nominate_oneself(this, first)
        self._submit_and_recommend(this, [second, *self._ground.employers[1:6]], step)

    def _stand_at_the_unit(self, this: Round, employer: Employer, step: Callable[[], None]) -> None:
        """One is before the public, of one the result is awaited, one waits for the signature, one for submission."""
        clock = this.clock
        self._posted(this, employer, 28.5)
        for steps in range(3):
            nomination, case = self._posted(this, employer, POSTED)
            if steps:
                now = clock.at(SUBMITTED)
                nominations.record_posting(nomination, employer.officer, objections=0, result=filing.RESULT, now=now)
            if steps == 2:
                filing.sign(nomination, case, now=clock.at(SUBMITTED))
            step()
        for _ in range(2):
            self._submitted(this, employer)
            step()
        nomination_id, _ = self._submitted(this, employer)
        union = self._ground.unions[employer.union_id]
        board.send_back(nomination_id, union, due_at=clock.at(34), now=clock.at(AT_UNION))
        objecting.publish_locally(this.id, employer.officer, now=clock.at(29))

    def _nominate_oneself(self, this: Round, employer: Employer) -> None:
        """A worker with an account of his own has begun his form."""
        clock = this.clock
        applicant = self._inventor.applicant(employer.unit, today=this.clock.opened_on)
        unit = db.session.get_one(Organisation, employer.id)
        opened = self._now - timedelta(days=40)
        actor = self._ground.cast.open(Role.NOMINEE, unit, "nominee", now=opened, name=applicant.name)
        cycle = db.session.get_one(Cycle, this.id)
        nomination = nominations.draft(cycle, actor, channel="self", title=this.titles[0], now=clock.at(20))
        typed = {key: applicant.answers[key] for key in ("name", "gender", "born_on", "nationality", "education")}
        nominations.save(nomination, actor, typed=typed, revision=nomination.revision, now=clock.at(20))

    def _submit_and_recommend(self, this: Round, employers: Sequence[Employer], step: Callable[[], None]) -> None:
        """Each of these units has two candidates; one is recommended, the other still waits."""
        for employer in employers:
            union = self._ground.unions[employer.union_id]
            self._submitted(this, employer)
            nomination_id, case = self._submitted(this, employer)
            board.recommend([(nomination_id, case)], union, self._chance, now=this.clock.at(AT_UNION + 0.5))
            step()
        first = self._ground.unions[employers[0].union_id]
        objecting.publish_locally(this.id, first.officer, now=this.clock.at(AT_UNION + 1))

    def _leave_an_invitation_open(self) -> None:
        """Somebody was invited and let his link run out: the administrator may invite him again."""
        place, union = "union.new", next(iter(self._ground.unions.values()))
        row = db.session.get_one(Organisation, union.id)
        invitee = Invitee(self._ground.names.next(is_male=True), f"{place}@{DOMAIN}")
        people.invite(invitee, row, Role.UNION_OFFICER, self._ground.cast.admin, now=self._now - timedelta(days=12))

    def _open(self, key: str, opened_on: date, batch_year: int) -> Round:
        """A cycle with the timetable its definition proposes, and places for every union."""
        programme, clock = programmes.named(key), Clock(opened_on)
        if programme is None:
            raise LookupError(f"the definition {key} is not there, or not sound")
        cycle = cycles.open_cycle(
            programme,
            self._ground.officer,
            name=f"{batch_year}年{programme.name}",
            batch_year=batch_year,
            closes=clock.closes(programme),
            now=clock.at(0),
        )
        granted = dict.fromkeys(self._ground.unions, 4)
        places.grant(cycle, granted, self._ground.officer, reason="按申报规模分配推荐名额", now=clock.at(0.2))
        return Round(cycle.id, clock, [title.key for title in programme.titles])

    def _case(self, this: Round, employer: Employer) -> Case:
        applicant = self._inventor.applicant(employer.unit, today=this.clock.opened_on)
        title = this.titles[0] if applicant.merit > 0 else this.titles[-1]
        return Case(applicant, employer, title, Fate.PASSES)

    def _draft(self, this: Round, employer: Employer, sections: int) -> None:
        """A form with the first pages filled in."""
        case, now = self._case(this, employer), this.clock.at(FILED)
        cycle = db.session.get_one(Cycle, this.id)
        nomination = nominations.draft(cycle, employer.officer, channel="unit", title=case.title, now=now)
        filing.fill_in(nomination, case, now=now, sections=sections)
        self._cases[nomination.id] = case

    def _posted(self, this: Round, employer: Employer, day: float) -> tuple[Nomination, Case]:
        case, now = self._case(this, employer), this.clock.at(day - 1)
        nomination = filing.open_form(case, this.id, self._papers, self._chance, now=now)
        filing.ask_the_worker(nomination, case, now=now)
        filing.post(nomination, case, self._chance, now=this.clock.at(day))
        self._cases[nomination.id] = case
        return nomination, case

    def _submitted(self, this: Round, employer: Employer) -> tuple[int, Case]:
        nomination, case = self._posted(this, employer, POSTED)
        filing.finish(nomination, case, self._papers, self._chance, now=this.clock.at(SUBMITTED))
        return nomination.id, case

    def _bring_to_the_city(self, this: Round, numbers: range, step: Callable[[], None]) -> list[int]:
        """So many are submitted, recommended and forwarded; returns those that were forwarded, in their order."""
        by_union: dict[int, list[tuple[int, Case]]] = {}
        for number in numbers:
            employer = self._ground.employers[number % len(self._ground.employers)]
            by_union.setdefault(employer.union_id, []).append(self._submitted(this, employer))
            step()
        for union_id, reached in by_union.items():
            union = self._ground.unions[union_id]
            board.recommend(reached, union, self._chance, now=this.clock.at(52))
            board.forward(this.id, union, now=this.clock.at(54))
        query = select(Nomination.id).filter_by(cycle_id=this.id, stage=Stage.FORWARDED).order_by(Nomination.id)
        return list(db.session.scalars(query))

    def _pass(self, this: Round, day: float) -> None:
        """Everybody forwarded passes the check."""
        officer = self._ground.officer
        checking.ask(this.id, officer, now=this.clock.at(day))
        checking.answer(this.id, officer, now=this.clock.at(day + 5))
        query = select(Nomination.id).filter_by(cycle_id=this.id, stage=Stage.FORWARDED).order_by(Nomination.id)
        self._tick(this, list(db.session.scalars(query)), day + 6)

    def _tick(self, this: Round, ids: Sequence[int], day: float) -> None:
        for nomination_id in ids:
            checking.tick(nomination_id, self._ground.officer, now=this.clock.at(day))
        checking.pass_all(this.id, self._ground.officer, now=this.clock.at(day + 0.5), step=lambda: None)

    def _seat(self, this: Round, day: float, *, settles: bool = True) -> None:
        """Whoever has to be heard first is let through; then the dossiers go to the experts."""
        merit = {nomination_id: case.applicant.merit for nomination_id, case in self._cases.items()}
        heard_at = this.clock.at(day - 5)
        hearing.hear(this.id, self._ground.officer, self._sitting, merit, self._chance, now=heard_at)
        pool, asked = [each.actor for each in self._sitting], this.clock.at(day - 2)
        seated = pooling.ask(this.id, self._ground.officer, pool, self._chance, seats=judging.SEATS, now=asked)
        judging.seat(this.id, self._ground.officer, seated, now=this.clock.at(day), settles=settles)

    def _score(self, this: Round, seated: float, closed: float) -> None:
        """Every sheet is handed in and the review closed."""
        self._seat(this, seated)
        merit = {nomination_id: case.applicant.merit for nomination_id, case in self._cases.items()}
        for expert in self._sitting:
            for assignment_id in judging.waiting(expert):
                judging.score(expert, assignment_id, merit, self._chance, now=this.clock.at(seated + 10))
        judging.close(this.id, self._ground.officer, now=this.clock.at(closed))

    def _employers_of_the_first_union(self) -> tuple[Employer, Employer]:
        first = self._ground.employers[0]
        second = next(each for each in self._ground.employers[1:] if each.union_id == first.union_id)
        return first, second
