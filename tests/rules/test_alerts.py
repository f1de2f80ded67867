"""Alerts: what is seen, what is not taken for anything, and that chance alone seldom raises one."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selection.rules.alerts import Alert, Duty, Kind, Mark, alerts, chance_of, differences

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
HOME, AWAY = 1, 2


def mark(judge: int, dossier: int, total: str | int, union: int = AWAY) -> Mark:
    points = {"skill": Decimal(total) / 2, "merit": Decimal(total) / 2}
    return Mark(judge, dossier, union, points, Decimal(total))


def found(marks: list[Mark], homes: dict[int, frozenset[int]] | None = None, **further: object) -> list[Alert]:
    given = {"homes": homes or {}, "seed": 7, "closes_at": None, "now": NOW, **further}
    return alerts(marks, (), **given)  # type: ignore[arg-type]


def kinds(told: list[Alert]) -> set[tuple[str, int]]:
    return {(each.kind, each.judge) for each in told}


def panel(chance: Random, *, judges: int = 6, dossiers: int = 24, unions: int = 6) -> list[Mark]:
    """Everybody reads everything; the judges differ by chance alone."""
    merits = [chance.gauss(74, 7) for _ in range(dossiers)]
    return [
        mark(judge, dossier, round(2 * (merit + chance.gauss(0, 4))), 10 + dossier % unions)
        for judge in range(judges)
        for dossier, merit in enumerate(merits)
    ]


def halved(marks: list[Mark]) -> list[Mark]:
    """Points of 100, in halves."""
    return [mark(each.judge, each.dossier, str(each.total / 2), each.union) for each in marks]


def test_who_gives_far_less_than_the_others_on_the_same_dossiers_is_named() -> None:
    marks = [mark(judge, dossier, 80 + judge + dossier) for judge in range(5) for dossier in range(8)]
    marks += [mark(5, dossier, 62 + dossier) for dossier in range(8)]

    told = found(marks)

    assert kinds(told) == {(Kind.FAR, 5)}
    assert told[0].says == "在 8 份共同评审的材料上，给分比居中的专家低 23.4 分，标准误 0.0 分。"


def test_who_was_dealt_better_dossiers_is_not_far() -> None:
    marks = [mark(judge, dossier, 60 + 30 * (judge > 2)) for judge in range(6) for dossier in range(8) if
             (judge > 2) == (dossier > 3)]  # fmt: skip

    assert kinds(found(marks)) <= {(Kind.ALIKE, judge) for judge in range(6)}


def test_more_for_ones_own_union_is_told_with_its_chance() -> None:
    marks = [mark(judge, dossier, 75 + (dossier + judge) % 3, HOME if dossier < 4 else AWAY) for judge in range(1, 5)
             for dossier in range(20)]  # fmt: skip
    marks += [mark(9, dossier, 75 + dossier % 3 + (6 if dossier < 4 else 0), HOME if dossier < 4 else AWAY)
              for dossier in range(20)]  # fmt: skip

    told = found(marks, {9: frozenset({HOME}), 1: frozenset({HOME})})

    assert kinds(told) == {(Kind.HOME, 9)}
    assert told[0].chance == pytest.approx(1 / 4845)
    assert (
        "所属工会推荐的 4 份，与同评专家相比，比其余 16 份多给 5.8 分；置换检验，纯属偶然的可能性不到 0.1%。"
        in told[0].says
    )


def test_a_strict_judge_is_not_taken_for_one_who_favours_his_own() -> None:
    marks = [mark(judge, dossier, 70 + dossier % 5 + 12 * judge, HOME if dossier < 6 else AWAY) for judge in (0, 1, 2)
             for dossier in range(20)]  # fmt: skip

    homes = {judge: frozenset({HOME}) for judge in (0, 1, 2)}
    assert {each.kind for each in found(marks, homes)} <= {Kind.FAR}


def test_the_same_points_again_and_again_are_told() -> None:
    sheets = [mark(1, dossier, 80) for dossier in range(6)] + [mark(1, dossier, 60 + dossier) for dossier in (6, 7)]

    assert [each.says for each in found(sheets)] == ["已交 8 份，其中 6 份每一项的分数都相同。"]
    assert found(sheets[2:]) == []


@pytest.mark.parametrize(
    ("done", "left", "says"),
    [
        (0, timedelta(days=9), "应评 4 份，已交 0 份，还有 4 份，评审时间已经过半。"),
        (0, timedelta(days=11), None),
        (1, timedelta(days=9), None),
        (3, timedelta(days=3), "应评 4 份，已交 3 份，还有 1 份，离截止不到 3 天。"),
        (3, timedelta(microseconds=-1), "应评 4 份，已交 3 份，还有 1 份，评审已经截止。"),
        (4, timedelta(hours=1), None),
    ],
)
def test_owed_sheets_are_told_when_time_runs_out(done: int, left: timedelta, says: str | None) -> None:
    duty = Duty(3, dealt=4, done=done, since=NOW - timedelta(days=10))

    told = alerts((), (duty,), homes={}, seed=1, closes_at=NOW + left, now=NOW)

    assert [each.says for each in told] == ([says] if says else [])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(-20, 20))
def test_neither_the_order_nor_how_good_a_dossier_is_changes_anything(seed: int, better: int) -> None:
    chance = Random(seed)
    marks = halved(panel(chance, judges=4, dossiers=10))
    homes = {judge: frozenset({10 + judge}) for judge in range(4)}
    shifted = [
        Mark(each.judge, each.dossier, each.union, each.points, each.total + (better if each.dossier == 3 else 0))
        for each in marks
    ]

    assert found(chance.sample(marks, len(marks)), homes) == found(marks, homes)
    assert found(shifted, homes) == found(marks, homes)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-20, 20), min_size=1, max_size=5), st.lists(st.integers(-20, 20), min_size=1, max_size=30))
def test_chances_are_the_same_drawn_again_and_trying_all_ways_agrees_with_drawing(
    mine: list[int], rest: list[int]
) -> None:
    tried = chance_of(mine, rest, Random(1))

    assert tried == chance_of(mine, rest, Random(1))
    assert 0 < tried <= 1
    assert chance_of([each - 1 for each in mine], rest, Random(1)) >= tried


def test_chance_alone_seldom_raises_an_alert() -> None:
    """300 judges without any fault: of home at most as many as the test allows, of far and alike hardly any."""
    chance = Random(20261121)
    told = [
        each
        for _ in range(50)
        for each in found(halved(panel(chance)), {judge: frozenset({10 + judge}) for judge in range(6)})
    ]

    assert sum(each.kind is Kind.HOME for each in told) <= 0.05 * 300
    assert sum(each.kind is not Kind.HOME for each in told) <= 3


def test_a_dossier_read_by_one_judge_compares_nobody() -> None:
    assert differences([mark(1, 1, 80), mark(1, 2, 70), mark(2, 2, 60)]) == {1: {2: 10.0}, 2: {2: -10.0}}
