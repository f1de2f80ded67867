"""A whole cycle of 上海市（杰出）技术能手, from hundreds of empty forms to certificates read off the printed page.

Everything is done by the actions behind the pages; only the clock is simulated, so that working days really pass.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from flask import Flask
from sqlalchemy import func, select

from models.honour import Certificate, Honour
from models.nomination import Nomination
from models.vocabulary import Stage
from selection import jobs
from selection.cycles import actions as cycles
from selection.database import db
from selection.errors import Refused
from selection.nominations import actions as nominations
from selection.places import actions as places
from selection.programmes import queries as programmes
from selection.rules.apportionment import shares
from selection.rules.programme import Programme
from selection.showcase import (
    board,
    certifying,
    checking,
    consulting,
    filing,
    ground,
    honouring,
    intake,
    judging,
    objecting,
    papers,
    paperwork,
    pooling,
    recomputing,
    voting,
)
from selection.showcase.fates import Fate
from selection.showcase.filing import Case
from selection.showcase.ground import Ground
from selection.showcase.judging import Expert
from selection.showcase.papers import Papers
from selection.showcase.progress import Progress
from selection.showcase.summary import Summary
from selection.showcase.timing import Clock

PROGRAMME = "skill-master"
OPENED_ON = date(2026, 3, 2)
PHOTOS = 12
PER_UNIT, PER_UNION = 3.6, 9.4
PLACES_PER_APPLICANT = 0.37
JURORS = 23


class Demonstration:
    """One run: call ``play`` once, on an empty database, inside an application context."""

    def __init__(self, app: Flask, *, applicants: int, seed: int, progress: Progress) -> None:
        self._app = app
        self._chance = Random(seed)  # noqa: S311 - what is invented is invented again from the same seed
        self._clock = Clock(OPENED_ON)
        self._progress = progress
        self._cases: dict[int, Case] = {}
        self._cycle_id = 0
        self.summary = Summary(applicants, seed)

    def play(self) -> Summary:
        """Every part in turn."""
        self.come_to_a_decision()
        self._print()
        self.summary.seconds = self._progress.seconds
        return self.summary

    def come_to_a_decision(self) -> Summary:
        """Everything before the papers: from the first form to honours with their numbers and codes."""
        self._prepare()
        self._open()
        self._file()
        self._submit()
        self._recommend()
        self._check()
        self._review()
        self._decide_by_vote()
        self._publicise()
        return self.summary

    def _prepare(self) -> None:
        """The unions, the register, the units, the accounts; meanwhile the papers are drawn and looked into."""
        wanted = self.summary.applicants
        unions, units = max(4, min(96, round(wanted / PER_UNION))), max(8, round(wanted / PER_UNIT))
        now = self._clock.at(-20)
        with self._progress.part("单位账号", unions + units) as step, ThreadPoolExecutor(1) as aside:
            coming = aside.submit(papers.prepare, self._app, photos=PHOTOS)
            self._ground: Ground = ground.lay(
                self._chance, unions=unions, units_wanted=units, now=now, step=step, jurors=JURORS
            )
            self._papers: Papers = coming.result()

    def _open(self) -> None:
        """The cycle, the applicants, and places for the unions by how many applicants they have."""
        programme = _programme()
        with self._progress.part("开启评选", 1):
            now, officer = self._clock.at(0), self._ground.officer
            cycle = cycles.open_cycle(
                programme,
                officer,
                name=f"{OPENED_ON.year}年{programme.name}",
                batch_year=OPENED_ON.year,
                closes=self._clock.closes(programme),
                now=now,
            )
            self._cycle_id = cycle.id
            self._waiting = intake.invent(
                self._ground,
                self._chance,
                applicants=self.summary.applicants,
                today=OPENED_ON,
                now=self._clock.at(-10),
            )
            weights = Counter(case.employer.union_id for case in self._waiting)
            given = shares(round(PLACES_PER_APPLICANT * len(self._waiting)), list(weights.values()))
            granted = dict(zip(weights, given, strict=True))
            places.grant(cycle, granted, officer, reason="按申报规模分配推荐名额", now=now)
            paperwork.make_all(cycle.id, officer, now=now)

    def _file(self) -> None:
        """Units fill in the forms, ask the worker, hold their congress and begin their publicity."""
        cases = self._waiting
        with self._progress.part("填报公示", len(cases)) as step:
            for place, case in enumerate(cases):
                now = self._clock.between(1, 24, place, len(cases))
                nomination = filing.open_form(case, self._cycle_id, self._papers, self._chance, now=now)
                filing.ask_the_worker(nomination, case, now=now)
                self._cases[nomination.id] = case
                try:
                    filing.post(nomination, case, self._chance, now=now)
                except Refused as refusal:
                    self._refused(case, nomination, refusal, now)
                step()
                _forget(place)

    def _submit(self) -> None:
        """Once their publicity is over, units sign and submit; whoever was submitted elsewhere is kept out."""
        posted = self._at(Stage.POSTED)
        posted.sort(key=lambda each: self._cases[each].fate is Fate.TWICE)
        with self._progress.part("签章申报", len(posted)) as step:
            for place, nomination_id in enumerate(posted):
                case, now = self._cases[nomination_id], self._clock.between(36, 49, place, len(posted))
                nomination = db.session.get_one(Nomination, nomination_id)
                if case.fate is not Fate.TOO_LATE:
                    try:
                        filing.finish(nomination, case, self._papers, self._chance, now=now)
                    except Refused as refusal:
                        self._refused(case, nomination, refusal, now)
                step()
                _forget(place)
            nominations.expire_due(self._clock.at(50.99) + timedelta(hours=1))
        late = sum(self._cases[each].fate is Fate.TOO_LATE for each in self._at(Stage.EXPIRED))
        self._count(Fate.TOO_LATE.label, late)

    def _recommend(self) -> None:
        """Union after union: a few returned and corrected, the best recommended, the rest declined."""
        by_union: dict[int, list[int]] = {}
        for nomination_id in self._at(Stage.SUBMITTED):
            by_union.setdefault(self._cases[nomination_id].employer.union_id, []).append(nomination_id)
        with self._progress.part("推荐上报", len(by_union)) as step:
            for place, (union_id, reached) in enumerate(by_union.items()):
                union, now = self._ground.unions[union_id], self._clock.between(51, 62, place, len(by_union))
                for nomination_id in reached:
                    if self._chance.random() < 0.05:
                        board.send_back(nomination_id, union, due_at=now + timedelta(days=2), now=now)
                        self._correct(nomination_id, board.REOPENED, now + timedelta(hours=20))
                later = now + timedelta(days=1)
                pairs = [(each, self._cases[each]) for each in reached]
                for why in board.recommend(pairs, union, self._chance, now=later).values():
                    self._count(why)
                self.summary.recommended += board.forward(self._cycle_id, union, now=later)
                if place < paperwork.SAMPLE:
                    paperwork.print_for_seals(self._cycle_id, union.officer, now=later)
                step()
                db.session.remove()

    def _check(self) -> None:
        """Departments are asked and answer; a few are returned, a few fall for an answer; the rest pass."""
        forwarded, officer = self._at(Stage.FORWARDED), self._ground.officer
        adverse = {each for each in forwarded if self._chance.random() < 0.01} or set(forwarded[-1:])
        with self._progress.part("资格审查", 2 * len(forwarded)) as step:
            checking.ask(self._cycle_id, officer, now=self._clock.at(66))
            paperwork.write_to_departments(self._cycle_id, officer, now=self._clock.at(66.1))
            consulting.answer(self._cycle_id, adverse=adverse, now=self._clock.at(76))
            for place, nomination_id in enumerate(forwarded):
                now = self._clock.between(77, 85, place, len(forwarded))
                if self._chance.random() < 0.02 and nomination_id not in adverse:
                    checking.send_back(nomination_id, officer, due_at=now + timedelta(days=3), now=now)
                    self._correct(nomination_id, checking.REOPENED, now + timedelta(hours=20))
                checking.tick(nomination_id, officer, now=now)
                step()
                _forget(place)
            for nomination_id in adverse:
                checking.decline(nomination_id, officer, now=self._clock.at(87))
            self._count(checking.OBJECTED, len(adverse))
            now = self._clock.at(88)
            self.summary.qualified = checking.pass_all(self._cycle_id, officer, now=now, step=step)

    def _review(self) -> None:
        """Panels are formed, sheets handed in; hardly anybody steps back from a dossier."""
        chance, officer = self._chance, self._ground.officer
        merit = {nomination_id: case.applicant.merit for nomination_id, case in self._cases.items()}
        number = judging.experts_needed(self.summary.qualified)
        with self._progress.part("专家评审", 5 * self.summary.qualified) as step:
            pool = ground.experts(self._ground, number + pooling.SPARE, now=self._clock.at(86))
            pooling.enter(pool, chance, now=self._clock.at(87))
            seated = pooling.ask(self._cycle_id, officer, pool, chance, seats=number, now=self._clock.at(89))
            sitting = [Expert(each, chance.gauss(0, 0.02)) for each in pool]
            judging.seat(self._cycle_id, officer, seated, now=self._clock.at(91))
            for place, expert in enumerate(sitting):
                for turn, assignment_id in enumerate(judging.waiting(expert)):
                    now = self._clock.between(92, 118, place, len(sitting)) + timedelta(minutes=turn)
                    if chance.random() < 0.004:
                        judging.recuse(expert, assignment_id, now=now)
                    else:
                        judging.score(expert, assignment_id, merit, chance, now=now)
                    step()
                db.session.remove()
            self.summary.scored = judging.close(self._cycle_id, officer, now=self._clock.at(119))

    def _decide_by_vote(self) -> None:
        """The committee meets, nine in ten members come, and votes."""
        jurors, officer, now = self._ground.jurors, self._ground.officer, self._clock.at(130)
        present = jurors[: -(-9 * len(jurors) // 10)]
        with self._progress.part("评委票决", len(present)) as step:
            name = f"{OPENED_ON.year}年技术能手评审委员会会议"
            voting.hold(self._cycle_id, officer, present, self._chance, name=name, now=now, step=step)
            paperwork.make_all(self._cycle_id, officer, now=now + timedelta(days=1))

    def _publicise(self) -> None:
        """The notice runs; somebody leaves and somebody moves up, for whom a notice runs as well; then the decision."""
        officer = self._ground.officer
        with self._progress.part("公示表彰", 1):
            honouring.publish(self._cycle_id, officer, now=self._clock.at(136))
            said = objecting.object_twice(self._cycle_id, officer, now=self._clock.at(137))
            objecting.take_up(said, officer, now=self._clock.at(138))
            objecting.settle(said, officer, now=self._clock.at(138.5))
            self.summary.dropped = honouring.drop_one(self._cycle_id, officer, now=self._clock.at(139)) + len(said) // 2
            honouring.move_up(self._cycle_id, officer, now=self._clock.at(140))
            objecting.publish_again(self._cycle_id, officer, now=self._clock.at(140.2))
            honouring.decide(self._cycle_id, officer, now=self._clock.at(151), draw=self._chance.randbytes)
        self.summary.certificates = honouring.codes(self._cycle_id)
        self.summary.chosen = dict(self._honoured())

    def _print(self) -> None:
        """Letters go out, certificates are printed by the jobs, and each is read off its page."""
        now = self._clock.at(152)
        with self._progress.part("投递函件", self._jobs_due(now)) as step:
            honouring.work_off(now, step)
        with self._progress.part("制发证书", 1) as step:
            certifying.open_authority(now=now)
            heads = {each.id: each.head for each in self._ground.employers}
            certifying.prove(self._cycle_id, self._ground.officer, heads, now=now)
            honouring.issue(self._cycle_id, self._ground.officer, now=now)
            paperwork.make_all(self._cycle_id, self._ground.officer, now=now)
            recomputing.ask(self._cycle_id, self._ground.officer, now=now)
            honouring.work_off(now, step)
        folder = Path(self._app.config["VAR"]) / "papers"
        paperwork.lay_out(self._cycle_id, self._ground.officer, folder)
        printed = certifying.lay_out(self._cycle_id, folder)
        self.summary.certificates_issued = len(printed)
        with self._progress.part("核验证书", len(printed)) as step:
            self.summary.certificates_verified = certifying.verified(printed, step)
        with self._progress.part("重算结果", 1):
            self.summary.pack_verified = recomputing.verified(self._cycle_id, folder)

    def _correct(self, nomination_id: int, fields: Sequence[str], now: datetime) -> None:
        filing.correct(db.session.get_one(Nomination, nomination_id), self._cases[nomination_id], fields, now=now)

    def _refused(self, case: Case, nomination: Nomination, refusal: Refused, now: datetime) -> None:
        filing.refused(case, nomination, refusal, now=now, withdraws=self._chance.random() < 0.6)
        self._count(case.fate.label)

    def _count(self, why: str, number: int = 1) -> None:
        if number:
            self.summary.refused[why] += number

    def _at(self, stage: Stage) -> list[int]:
        """The nominations of the cycle at this stage, in the order they were opened."""
        query = select(Nomination.id).filter_by(cycle_id=self._cycle_id, stage=stage).order_by(Nomination.id)
        return list(db.session.scalars(query))

    def _honoured(self) -> Mapping[str, int]:
        """How many hold each title by this cycle, best title first."""
        query = (
            select(Honour.title_name, func.count())
            .join(Certificate, Certificate.honour_id == Honour.id)
            .where(Certificate.cycle_id == self._cycle_id)
            .group_by(Honour.title_name)
        )
        found = {row[0]: row[1] for row in db.session.execute(query)}
        titles = _programme().titles
        return {title.name: found.get(title.name, 0) for title in titles}

    def _jobs_due(self, now: datetime) -> int:
        return len(jobs.due(now))


def _programme() -> Programme:
    found = programmes.named(PROGRAMME)
    if found is None:
        raise LookupError(f"the definition {PROGRAMME} is not there, or not sound")
    return found


def _forget(place: int) -> None:
    """Let go of what was read: a session that remembers thousands of rows expires them all at every step."""
    if place % 10 == 0:
        db.session.remove()
