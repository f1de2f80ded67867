"""The ledger keeps its own books: no place is spent twice, none is lost, every balance is explained."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from models.nomination import Nomination, Recommendation
from models.people import Organisation
from models.programme import Allocation, LedgerEntry
from models.vocabulary import Level, Place, Stage, UnionKind
from selection.database import db, transaction
from selection.errors import Refused
from selection.places import ledger
from selection.places.queries import allocation_of
from selection.rules.standing import SYSTEM
from tests.world import World


def other(world: World) -> Allocation:
    found = allocation_of(world.cycle.id, world.other_union.id)
    assert found is not None
    return found


def balance(allocation: Allocation) -> tuple[int, int, int, int]:
    db.session.rollback()
    db.session.refresh(allocation)
    return allocation.granted, allocation.ceiling, allocation.reserved, allocation.committed


def recommended(world: World, nomination: Nomination, rank: int = 1) -> Recommendation:
    """A recommendation that holds nothing yet."""
    with transaction() as session:
        made = Recommendation(
            nomination_id=nomination.id,
            allocation_id=world.allocation.id,
            rank=rank,
            opinion="同意推荐。",
            prepared_at=world.now,
        )
        session.add(made)
    return made


def test_a_grant_raises_what_may_be_recommended_by_the_percentage(world: World) -> None:
    ledger.grant(world.allocation, 5, SYSTEM, reason="按职工人数分配", now=world.now)

    assert balance(world.allocation) == (15, 18, 0, 0)
    entry = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc())).first()
    assert entry is not None
    assert (entry.kind, entry.places, entry.reason) == (Place.GRANT, 5, "按职工人数分配")


def test_a_place_is_held_then_spent(world: World) -> None:
    recommendation = recommended(world, world.nomination(Stage.SUBMITTED))

    ledger.reserve(recommendation, SYSTEM, now=world.now)
    assert balance(world.allocation) == (10, 12, 1, 0)

    ledger.commit(recommendation, SYSTEM, now=world.now)
    assert balance(world.allocation) == (10, 12, 0, 1)


def test_the_place_after_the_last_is_refused(world: World) -> None:
    for number in range(12):
        ledger.reserve(recommended(world, world.nomination(Stage.SUBMITTED), number + 1), SYSTEM, now=world.now)
    last = recommended(world, world.nomination(Stage.SUBMITTED), 13)

    with pytest.raises(Refused) as refused:
        ledger.reserve(last, SYSTEM, now=world.now)

    assert [reason.why for reason in refused.value.reasons] == [
        "可推荐 12 人（分配 10 个名额，按 120% 推荐），已占用 12 个，剩余 0 个。"
    ]
    assert balance(world.allocation) == (10, 12, 12, 0)


def test_a_recommendation_never_holds_two_places(world: World) -> None:
    recommendation = recommended(world, world.nomination(Stage.SUBMITTED))
    ledger.reserve(recommendation, SYSTEM, now=world.now)

    with pytest.raises(Refused, match="已经占用一个名额"):
        ledger.reserve(recommendation, SYSTEM, now=world.now)

    assert balance(world.allocation) == (10, 12, 1, 0)


@pytest.mark.parametrize("stage", [Stage.FORWARDED, Stage.QUALIFIED])
def test_a_place_comes_back_whether_held_or_spent(world: World, stage: Stage) -> None:
    nomination = world.nomination(stage)

    ledger.release_for(nomination, SYSTEM, now=world.now)

    assert balance(world.allocation) == (10, 12, 0, 0)
    with transaction() as session:
        session.execute(update(Nomination).values(stage=Stage.DECLINED, claimed_key=None))
    assert ledger.discrepancies() == []


def test_releasing_twice_gives_one_place_back(world: World) -> None:
    nomination = world.nomination(Stage.FORWARDED)
    world.nomination(Stage.FORWARDED)

    ledger.release_for(nomination, SYSTEM, now=world.now)
    ledger.release_for(nomination, SYSTEM, now=world.now)

    assert balance(world.allocation) == (10, 12, 1, 0)


def test_a_nomination_without_a_place_has_none_to_give_back(world: World) -> None:
    ledger.release_for(world.nomination(Stage.SUBMITTED), SYSTEM, now=world.now)
    ledger.commit_for(world.nomination(Stage.SUBMITTED), SYSTEM, now=world.now)

    assert balance(world.allocation) == (10, 12, 0, 0)


def test_a_transfer_moves_places_and_both_sides_say_so(world: World) -> None:
    ledger.transfer(world.allocation, other(world), 4, SYSTEM, reason="东浦报名不足", now=world.now)

    assert balance(world.allocation) == (6, 7, 0, 0)
    assert balance(other(world)) == (14, 16, 0, 0)
    entries = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc()).limit(2)).all()
    assert {(each.kind, each.allocation_id, each.other_allocation_id) for each in entries} == {
        (Place.TRANSFER_OUT, world.allocation.id, other(world).id),
        (Place.TRANSFER_IN, other(world).id, world.allocation.id),
    }


def test_places_in_use_can_be_neither_moved_nor_taken_back(world: World) -> None:
    for _ in range(11):
        world.nomination(Stage.RECOMMENDED)

    with pytest.raises(Refused, match="已占用 11 个名额"):
        ledger.transfer(world.allocation, other(world), 1, SYSTEM, reason="调剂给西塘", now=world.now)
    with pytest.raises(Refused, match="已占用 11 个名额"):
        ledger.forfeit(world.allocation, 1, SYSTEM, reason="逾期未用", now=world.now)

    assert balance(world.allocation) == (10, 12, 11, 0)
    assert balance(other(world)) == (10, 12, 0, 0)


def test_a_union_cannot_give_to_itself(world: World) -> None:
    with pytest.raises(Refused, match="同一个工会"):
        ledger.transfer(world.allocation, world.allocation, 1, SYSTEM, reason="调剂", now=world.now)


def test_granting_to_all_is_whole_or_nothing(world: World) -> None:
    for _ in range(11):
        world.nomination(Stage.RECOMMENDED)

    with pytest.raises(Refused) as refused:
        ledger.settle(
            world.cycle, {world.other_union.id: 20, world.union.id: 3}, SYSTEM, reason="重新分配", now=world.now
        )

    assert [reason.why for reason in refused.value.reasons] == [
        "东浦区总工会：核减 7 个后只可推荐 3 人，而已占用 11 个名额。请先撤回推荐，再核减。"
    ]
    assert balance(world.allocation) == (10, 12, 11, 0)
    assert balance(other(world)) == (10, 12, 0, 0)


def test_a_union_without_an_account_gets_one_with_its_first_places(world: World) -> None:
    with transaction() as session:
        newcomer = Organisation(
            level=Level.UNION,
            name="上海市航运工会",
            short_name="市航运工会",
            union_kind=UnionKind.INDUSTRY,
            founded_at=world.now,
        )
        session.add(newcomer)

    changes = ledger.settle(world.cycle, {newcomer.id: 5, world.union.id: 10}, SYSTEM, reason="补充分配", now=world.now)

    assert changes == {newcomer.id: 5}
    made = allocation_of(world.cycle.id, newcomer.id)
    assert made is not None
    assert balance(made) == (5, 6, 0, 0)


def test_a_sound_ledger_has_no_discrepancies(world: World) -> None:
    for stage in (Stage.SUBMITTED, Stage.RECOMMENDED, Stage.FORWARDED, Stage.QUALIFIED, Stage.HONOURED):
        world.nomination(stage)

    assert ledger.discrepancies() == []


def test_a_balance_changed_behind_the_ledger_is_found(world: World) -> None:
    world.nomination(Stage.RECOMMENDED)
    with transaction() as session:
        session.execute(update(Allocation).where(Allocation.id == world.allocation.id).values(reserved=0))

    assert ledger.discrepancies() == [f"{world.cycle.name}，东浦区总工会：占用记为 0 个，账目合计 1 个"]


def test_a_place_kept_by_somebody_who_is_out_is_found(world: World) -> None:
    nomination = world.nomination(Stage.FORWARDED)
    with transaction() as session:
        session.execute(
            update(Nomination).where(Nomination.id == nomination.id).values(stage=Stage.WITHDRAWN, claimed_key=None)
        )

    assert ledger.discrepancies() == [
        f"{world.cycle.name}，东浦区总工会：申报 {nomination.id} 是“已撤回”，仍占着一个名额"
    ]


def test_entries_are_written_once(world: World) -> None:
    with pytest.raises(DBAPIError, match="written once"), transaction() as session:
        session.execute(update(LedgerEntry).values(places=99))
