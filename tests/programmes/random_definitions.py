"""Definitions at random, and a walk at random through each: whoever is nominated comes to an end, no place is lost."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from models.nomination import Nomination
from models.programme import Allocation
from models.vocabulary import ENDED, Level, Phase, Role, Stage
from selection.committee import actions as committee
from selection.committee import queries as room
from selection.database import db
from selection.errors import Refused
from selection.nominations import actions
from selection.places.soundness import discrepancies
from selection.publicity import actions as publicity
from selection.recommendations import actions as recommendations
from selection.rules.programme import NO_SCORING, CertificateWording, Channel, Committee, Limit, Programme, Title
from selection.rules.standing import Actor
from tests.programmes.playing import OPINION, Play
from tests.world import World

CHANCE = (Phase.UNION, Phase.CHECK, Phase.INTERVIEW, Phase.REVIEW, Phase.COMMITTEE, Phase.CERTIFICATE)
BY = "单位推荐"
MOST_TITLES = 3


def definitions(base: Programme) -> st.SearchStrategy[Programme]:
    """Definitions around ``base``: other phases, titles, channels, organisers, ways of choosing; many contradict
    themselves, as those that people write do."""
    return st.builds(
        lambda chosen, end, titles, skips, unions, way, limited: _built(
            base, chosen, end, titles, skips, Level.UNION if unions else Level.CITY, way, limited
        ),
        st.sets(st.sampled_from(CHANCE)).map(_without),
        st.sampled_from(
            [(Phase.DECISION,), (Phase.REPORT,), (Phase.DECISION,), (Phase.REPORT,), (Phase.DECISION,), ()]
        ),
        st.lists(st.sampled_from([1, 2, 1, 3, 1, 2, 1, 1, 2, 0]), min_size=1, max_size=3),
        st.booleans(),
        st.booleans(),
        st.builds(
            Committee,
            quorum=st.sampled_from([Fraction(1, 2), Fraction(2, 3)]),
            threshold=st.sampled_from([Fraction(1, 2), Fraction(2, 3)]),
            reserve=st.integers(0, 2),
            method=st.sampled_from(["vote", "vote", "order", "vote", "order", "lots"]),
            by_title=st.booleans(),
            rounds=st.integers(1, 2),
        ),
        st.booleans(),
    )


def _without(left: set[Phase]) -> frozenset[Phase]:
    """All phases of chance but a few; the needed two are seldom among these."""
    few = set(sorted(left)[:2])
    return frozenset(CHANCE) - (few if len(left) > len(CHANCE) - 2 else few - {Phase.CHECK, Phase.COMMITTEE})


def _built(
    base: Programme,
    chosen: frozenset[Phase],
    end: tuple[Phase, ...],
    places: list[int],
    skips: bool,
    house: Level,
    way: Committee,
    limited: bool,
) -> Programme:
    wanted = {Phase.FILL, Phase.UNIT, Phase.PUBLICITY, *chosen, *end}
    if len(places) < MOST_TITLES:
        # What people would hardly write so is not tried every time.
        wanted -= {Phase.CERTIFICATE} if Phase.REPORT in wanted else set()
        wanted -= {Phase.UNION} if house is Level.UNION else set()
    phases = tuple(phase for phase in Phase if phase in wanted)
    keys = [f"t{number}" for number in range(len(places))]
    titles = tuple(
        Title(
            key,
            f"第{number}等",
            f"Grade {number}",
            places[number],
            keys[number + 1] if number + 1 < len(keys) else None,
        )
        for number, key in enumerate(keys)
    )
    has_places = Phase.UNION in wanted
    spared = tuple(phase for phase in (Phase.INTERVIEW, Phase.REVIEW) if phase in wanted)
    channels = [Channel("unit", BY, Role.UNIT_OFFICER, has_places)]
    if skips:
        channels.append(Channel("quick", "直通", Role.UNIT_OFFICER, uses_place=False, skips=spared))
    is_reviewed = Phase.REVIEW in wanted
    limit = Limit("unit", "union", "<=", None, 2, "构成要求第一项", True)
    return replace(
        base,
        phases=phases,
        days={phase: 40 * (number + 1) for number, phase in enumerate(phases)},
        titles=titles,
        channels=tuple(channels),
        organised_by=house,
        committee=way,
        limits=(limit,) if limited and has_places else (),
        contests=(),
        criteria=base.criteria if is_reviewed else (),
        scoring=replace(base.scoring, sheets=1, trim=0) if is_reviewed else NO_SCORING,
        certificate=replace(base.certificate, code={key: f"T{chr(65 + n)}" for n, key in enumerate(keys)})
        if Phase.DECISION in wanted
        else CertificateWording(),
    )


@dataclass
class Walk:
    """Some nominations on their way through one cycle, moved at random for a while and then to their end."""

    world: World
    programme: Programme
    chance: Random
    cast: dict[str, list[Actor]]
    people: int = 3
    steps: int = 0
    play: Play = field(init=False)
    ids: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.play = Play(self.world, self.programme, year=self._year(), serial=self.chance.randrange(100, 450) * 2)
        self.ids = []

    def _year(self) -> int:
        self.world.made += 1
        return 2100 + self.world.made

    def nominations(self) -> list[Nomination]:
        """All of them as they stand now."""
        return [db.session.get_one(Nomination, each, populate_existing=True) for each in self.ids]

    def go(self) -> None:
        """From the first draft to the last end."""
        for _ in range(self.people):
            channel = self.chance.choice(self.programme.channels).key
            self.ids.append(self.play.draft(channel=channel, title=self.chance.choice(self.programme.titles).key).id)
            self.steps += 3
        for _ in range(4):
            self.wander()
        self.play.pass_days(16)
        self.drive()

    def wander(self) -> None:
        """One act of a unit or a union at random, whatever comes of it."""
        acts: list[Callable[[Nomination], object]] = [self._post, self._recall, self._withdraw, self._post, self._sign]
        self._tried(self.chance.choice(acts), self.chance.choice(self.nominations()))

    def _tried(self, act: Callable[[Nomination], object], nomination: Nomination) -> bool:
        self.steps += 1
        try:
            act(nomination)
        except Refused as refusal:
            return not refusal.reasons  # a refusal without a reason would count as done, and show as a fault
        return True

    def _post(self, nomination: Nomination) -> None:
        self.play.post(nomination)

    def _recall(self, nomination: Nomination) -> None:
        actions.recall(nomination, self.world.actor(Role.UNIT_OFFICER), now=self.play.now)

    def _sign(self, nomination: Nomination) -> None:
        actions.sign(nomination, self.world.actor(Role.UNIT_HEAD), opinion="同意申报。", now=self.play.now)

    def _withdraw(self, nomination: Nomination) -> None:
        if self.chance.random() < 0.3:
            actions.withdraw(nomination, self.world.actor(Role.UNIT_OFFICER), reason="不再申报", now=self.play.now)

    def _recommend(self, nomination: Nomination) -> None:
        officer = self.world.actor(Role.UNION_OFFICER)
        recommendations.recommend(nomination, officer, opinion=OPINION, now=self.play.now)
        if self.chance.random() < 0.2:
            recommendations.unrecommend(nomination, officer, reason="再议", now=self.play.now)

    def _decline(self, nomination: Nomination) -> None:
        by = self.world.actor(Role.UNION_OFFICER) if nomination.stage is Stage.SUBMITTED else self.play.officer
        actions.decline(nomination, by, reason="不符合要求", now=self.play.now)

    def _drop(self, nomination: Nomination) -> None:
        publicity.drop_out(nomination, self.play.officer, reason="本人申请", now=self.play.now)

    def at(self, stage: Stage) -> list[Nomination]:
        """Those who stand here."""
        return [each for each in self.nominations() if each.stage is stage]

    def drive(self) -> None:
        """Everybody to his end, some of them out of the way."""
        play, phases = self.play, self.programme.phases
        self._submit()
        if Phase.UNION in phases:
            self._hand_on()
        if self.at(Stage.FORWARDED):
            play.check(*self.at(Stage.FORWARDED))
            self.steps += 4 * self.people
        for nomination in self.at(Stage.INTERVIEWING):
            self._tried(self._decline if self.chance.random() < 0.2 else play.interview, nomination)
        if Phase.REVIEW in phases:
            self._score()
        if self.at(Stage.SCORED):
            self._choose()
        if self.at(Stage.RESOLVED):
            self._announce()
        play.to(phases[-1])
        self._expire()

    def _submit(self) -> None:
        for nomination in self.at(Stage.DRAFTED):
            self._tried(self._post, nomination)
        self.play.pass_days(16)
        for nomination in self.at(Stage.POSTED):
            self._tried(self.play.submit, nomination)

    def _hand_on(self) -> None:
        """The union recommends whom it can, and says no to the others."""
        self.play.to(Phase.UNION)
        for nomination in self.at(Stage.SUBMITTED):
            self._tried(self._recommend, nomination)
        if listed := self.at(Stage.RECOMMENDED):
            self._tried(lambda _: self.play.recommend(), listed[0])
        for nomination in self.at(Stage.SUBMITTED):
            self._tried(self._decline, nomination)

    def _score(self) -> None:
        if self.at(Stage.QUALIFIED):
            self.play.review()
            self.steps += 2 * self.people + 3
        elif self.at(Stage.SCORED):
            self.play.close_review()

    def _choose(self) -> None:
        """The committee, of whom some vote for nobody."""
        play = self.play
        if self.programme.committee.method == "order":
            committee.settle_by_order(play.cycle, play.officer, now=play.now)
            self.steps += 1
            return
        play.to(Phase.COMMITTEE)
        jurors = self._jurors()
        meeting = committee.convene(play.cycle, play.officer, name="评审会", now=play.now)
        for juror in jurors:
            committee.attend(meeting, juror, now=play.now)
            self.steps += 1
        while room.question(meeting, room.rounds(meeting.id), present=room.turnout(meeting.id).present) is not None:
            round_ = committee.open_round(meeting, play.officer, now=play.now)
            for juror in jurors:
                listed = [each for each in round_.listed if self.chance.random() < 0.7][: round_.places]
                committee.cast(meeting, juror, in_favour=listed, now=play.now)
                self.steps += 1
            committee.close_round(meeting, play.officer, now=play.now)
        committee.close(meeting, play.officer, now=play.now)
        self.steps += 3

    def _jurors(self) -> list[Actor]:
        """The committee of the house, the same in every cycle."""
        key = f"jurors of {self.play.house.id}"
        if key not in self.cast:
            members = [self.world.member(Role.JUROR, self.play.house) for _ in range(3)]
            members += [self.world.members[Role.JUROR]] if self.play.house is self.world.city else []
            self.cast[key] = [self.world.acting(each) for each in members]
        return self.cast[key]

    def _announce(self) -> None:
        play = self.play
        self._tried(lambda _: publicity.publish(play.cycle, play.officer, now=play.now), self.nominations()[0])
        for nomination in self.at(Stage.PUBLICISED):
            if self.chance.random() < 0.3:
                self._tried(self._drop, nomination)
        for title in self.programme.titles:
            for place in range(1, title.places + 1):
                self._tried(lambda _, t=title, p=place: self._move_up(t.key, p), self.nominations()[0])  # type: ignore[misc]
        if self.at(Stage.RESOLVED):
            self._tried(lambda _: publicity.publish(play.cycle, play.officer, now=play.now), self.nominations()[0])
        play.pass_days(16)
        if self.at(Stage.PUBLICISED):
            play.decide()
        elif self.at(Stage.RESOLVED) or self.at(Stage.RESERVED):
            publicity.conclude(play.cycle, play.officer, now=play.now)
        self.steps += 2

    def _move_up(self, title: str, place: int) -> None:
        publicity.move_up(self.play.cycle, self.play.officer, title_key=title, position=place, now=self.play.now)

    def _expire(self) -> None:
        """Long after everything has closed, what was never finished runs out."""
        actions.expire_due(self.world.now + timedelta(days=4000))
        self.steps += 1

    def faults(self) -> list[str]:
        """Nominations that came to no end, and places that are held by nobody."""
        found = [f"{each.id} 停在 {each.stage}" for each in self.nominations() if each.stage not in ENDED]
        found += discrepancies(self.play.cycle.id)
        for row in db.session.query(Allocation).filter_by(cycle_id=self.play.cycle.id).populate_existing():
            found += [f"名额占用 {row.reserved} 个没有落实或释放"] if row.reserved else []
        return found
