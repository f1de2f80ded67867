"""Any sequence of entries: the balance is what the entries explain, no place is overrun, none stays stuck."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from models.nomination import Nomination, Recommendation
from models.programme import Allocation, Cycle
from models.vocabulary import Place, Stage
from selection.database import db, transaction
from selection.errors import Refused
from selection.places import ledger
from selection.rules.quotas import ceiling
from selection.rules.standing import SYSTEM
from tests.world import World

SIDES = st.sampled_from((0, 1))
NUMBERS = st.integers(1, 6)


class Books(RuleBasedStateMachine):
    """Two unions of a cycle of their own; beside them plain numbers, kept without the ledger."""

    world: World

    @initialize()
    def open(self) -> None:
        self.granted, self.held, self.spent = [0, 0], [0, 0], [0, 0]
        with transaction() as session:
            self.cycle = Cycle(
                programme_key="play",
                name="演练",
                batch_year=1 + (session.query(Cycle).count()),
                definition=self.world.cycle.definition,
                definition_sha256=self.world.cycle.definition_sha256,
                opened_at=self.world.now,
            )
            session.add(self.cycle)
            session.flush()
            self.sides = [
                Allocation(cycle_id=self.cycle.id, union_id=union.id, granted=0, ceiling=0, reserved=0, committed=0)
                for union in (self.world.union, self.world.other_union)
            ]
            session.add_all(self.sides)

    def most(self, side: int) -> int:
        return ceiling(self.granted[side], 120)

    def used(self, side: int) -> int:
        return self.held[side] + self.spent[side]

    def fits(self, side: int, fewer: int) -> bool:
        left = self.granted[side] - fewer
        return left >= 0 and ceiling(left, 120) >= self.used(side)

    @rule(side=SIDES, places=NUMBERS)
    def grant(self, side: int, places: int) -> None:
        ledger.grant(self.sides[side], places, SYSTEM, reason="分配", now=self.world.now)
        self.granted[side] += places

    @rule(side=SIDES, places=NUMBERS)
    def forfeit(self, side: int, places: int) -> None:
        try:
            ledger.forfeit(self.sides[side], places, SYSTEM, reason="核减", now=self.world.now)
        except Refused:
            assert not self.fits(side, places)
        else:
            self.granted[side] -= places

    @rule(side=SIDES, places=NUMBERS)
    def transfer(self, side: int, places: int) -> None:
        source, target = self.sides[side], self.sides[1 - side]
        try:
            ledger.transfer(source, target, places, SYSTEM, reason="调剂", now=self.world.now)
        except Refused:
            assert not self.fits(side, places)
        else:
            self.granted[side] -= places
            self.granted[1 - side] += places

    @rule(side=SIDES)
    def recommend(self, side: int) -> None:
        try:
            with transaction() as session:
                nomination = self._nomination(side)
                session.add(nomination)
                session.flush()
                made = Recommendation(
                    nomination_id=nomination.id,
                    allocation_id=self.sides[side].id,
                    rank=nomination.id,
                    opinion="同意推荐。",
                    prepared_at=self.world.now,
                )
                session.add(made)
                ledger.reserve(made, SYSTEM, now=self.world.now)
        except Refused:
            assert self.used(side) == self.most(side)
        else:
            self.held[side] += 1

    @precondition(lambda self: any(self.held))
    @rule(data=st.data())
    def commit(self, data: st.DataObject) -> None:
        made = data.draw(st.sampled_from(self.holding(Place.RESERVE)))
        ledger.commit(db.session.get_one(Recommendation, made), SYSTEM, now=self.world.now)
        side = self.side_of(made)
        self.held[side] -= 1
        self.spent[side] += 1

    @precondition(lambda self: any(self.held) or any(self.spent))
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        made = data.draw(st.sampled_from(self.holding(Place.RESERVE, Place.COMMIT)))
        recommendation = db.session.get_one(Recommendation, made)
        (self.held if recommendation.place is Place.RESERVE else self.spent)[self.side_of(made)] -= 1
        self._end(recommendation)

    @precondition(lambda self: any(self.held) or any(self.spent))
    @rule(data=st.data())
    def forfeit_for_a_nominee(self, data: st.DataObject) -> None:
        """Somebody is found out: his place comes back and is taken from the union, both or neither."""
        made = data.draw(st.sampled_from(self.holding(Place.RESERVE, Place.COMMIT)))
        recommendation, side = db.session.get_one(Recommendation, made), self.side_of(made)
        kept = self.held if recommendation.place is Place.RESERVE else self.spent
        kept[side] -= 1
        try:
            with transaction() as session:
                nomination = session.get_one(Nomination, made)
                nomination.stage = Stage.DECLINED
                session.flush()
                ledger.forfeit(
                    self.sides[side], 1, SYSTEM, reason="材料不实", now=self.world.now, because_of=nomination
                )
        except Refused:
            assert not self.fits(side, 1)
            kept[side] += 1
        else:
            self.granted[side] -= 1

    @invariant()
    def the_columns_are_what_was_counted(self) -> None:
        for side, allocation in enumerate(self.sides):
            db.session.rollback()
            db.session.refresh(allocation)
            balance = (allocation.granted, allocation.ceiling, allocation.reserved, allocation.committed)
            assert balance == (self.granted[side], self.most(side), self.held[side], self.spent[side])
            assert self.used(side) <= self.most(side)

    @invariant()
    def the_entries_explain_the_balance(self) -> None:
        assert ledger.discrepancies(self.cycle.id) == []

    def teardown(self) -> None:
        """Nothing is stuck: every place can be had back, down to none."""
        if not hasattr(self, "sides"):
            return
        for made in self.holding(Place.RESERVE, Place.COMMIT):
            self._end(db.session.get_one(Recommendation, made))
        for side, allocation in enumerate(self.sides):
            if self.granted[side]:
                ledger.forfeit(allocation, self.granted[side], SYSTEM, reason="清账", now=self.world.now)
            db.session.refresh(allocation)
            assert (allocation.granted, allocation.reserved, allocation.committed) == (0, 0, 0)
        assert ledger.discrepancies(self.cycle.id) == []

    def holding(self, *places: Place) -> list[int]:
        mine = [side.id for side in self.sides]
        return list(
            db.session.scalars(
                select(Recommendation.nomination_id)
                .where(Recommendation.allocation_id.in_(mine), Recommendation.place.in_(places))
                .order_by(Recommendation.nomination_id)
            )
        )

    def side_of(self, nomination_id: int) -> int:
        made = db.session.get_one(Recommendation, nomination_id)
        return [side.id for side in self.sides].index(made.allocation_id)

    def _end(self, recommendation: Recommendation) -> None:
        with transaction() as session:
            ledger.release(recommendation, SYSTEM, now=self.world.now)
            nomination = session.get_one(Nomination, recommendation.nomination_id)
            nomination.stage = Stage.WITHDRAWN

    def _nomination(self, side: int) -> Nomination:
        """Only what the ledger looks at; ended ones claim nobody, so no dossier is needed."""
        world = self.world
        return Nomination(
            cycle_id=self.cycle.id,
            union_id=self.sides[side].union_id,
            unit_id=world.unit.id,
            channel="unit",
            applied_title="master",
            stage=Stage.UNCHOSEN,
            stage_since=world.now,
            submitted_at=world.now,
            receipt=f"P{db.session.query(Nomination).count()}",
            opened_at=world.now,
            saved_at=world.now,
        )


def test_whatever_is_entered_the_books_are_in_balance(world: World) -> None:
    Books.world = world

    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
