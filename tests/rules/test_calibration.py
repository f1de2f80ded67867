"""Calibration: known truth is found again, what does not matter changes nothing, what cannot be known is named."""

import time
from decimal import Decimal
from random import Random
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selection.rules.calibration import Calibration, Island, Mark, calibrate
from tests.rules.panels import simulate

SOME = settings(max_examples=6, deadline=None)
MANY = settings(max_examples=40, deadline=None)
points = st.integers(0, 200).map(lambda half: Decimal(half) / 2)


@st.composite
def panels(draw):
    """A few marks of a few judges, linked or not."""
    pairs = st.sets(st.tuples(st.integers(1, 12), st.integers(1, 6)), min_size=1, max_size=40)
    return [Mark(dossier, judge, draw(points)) for dossier, judge in sorted(draw(pairs))]


@given(st.integers(0, 10**6))
@SOME
def test_known_severities_merits_and_spreads_are_found_again(seed):
    truth = simulate(seed, dossiers=400, experts=30)
    found = calibrate(truth.marks)
    assert found.is_connected
    assert found.spread.noise == pytest.approx(4.0, rel=0.15)
    assert found.spread.merit == pytest.approx(8.0, rel=0.2)
    assert 2.0 < found.spread.severity < 6.5
    misses = [
        float(each.adjusted) - truth.merits[each.dossier] - fmean(truth.severities.values()) for each in found.standings
    ]
    deviations = [miss / float(each.error) for miss, each in zip(misses, found.standings, strict=True)]
    assert 0.7 < fmean(each**2 for each in deviations) < 1.6
    middle = fmean(truth.severities.values())
    apart = [abs(float(each.severity) - truth.severities[each.judge] + middle) for each in found.judges]
    assert max(apart) < 3.0


def test_without_noise_the_differences_of_merit_come_out_exactly():
    severities = {1: Decimal(-6), 2: Decimal(0), 3: Decimal(2), 4: Decimal(9)}
    marks = [
        Mark(dossier, judge, Decimal(40 + 3 * dossier) + severities[judge])
        for dossier in range(1, 13)
        for judge in (1 + dossier % 4, 1 + (dossier + 1) % 4)
    ]
    scores = {each.dossier: each.adjusted for each in calibrate(marks).standings}
    assert [scores[each + 1] - scores[each] for each in range(1, 12)] == [Decimal(3)] * 11


@given(panels(), st.randoms())
@MANY
def test_the_order_of_the_marks_changes_nothing(marks, random):
    shuffled = marks[:]
    random.shuffle(shuffled)
    assert calibrate(shuffled, tops=(1, 4), resamples=20) == calibrate(marks, tops=(1, 4), resamples=20)


@given(panels())
@MANY
def test_judges_who_agree_change_nothing(marks):
    merits = {mark.dossier: mark.score for mark in marks}
    agreed = [mark._replace(score=merits[mark.dossier]) for mark in marks]
    found = calibrate(agreed)
    assert all((each.adjusted, each.rank) == (each.raw, each.raw_rank) for each in found.standings)
    assert {each.severity for each in found.judges} == {Decimal(0)}


@given(panels(), st.integers(1, 40))
@MANY
def test_strong_dossiers_make_no_judge_lenient(marks, more):
    stronger = [mark._replace(score=mark.score + more * (mark.dossier % 3)) for mark in marks]
    before, after = calibrate(marks), calibrate(stronger)
    assert [float(each.severity) for each in after.judges] == pytest.approx(
        [float(each.severity) for each in before.judges], abs=0.001
    )


@given(panels())
@MANY
def test_as_many_stand_inside_as_there_is_room_for(marks):
    found = calibrate(marks, tops=(1, 5, 50), resamples=40)
    number = len(found.standings)
    for place, top in enumerate((1, 5, 50)):
        assert sum(each.chances[place] for each in found.standings) >= min(top, number) - 1e-9
    assert all(each.chances[2] == 1 for each in found.standings)
    assert all(0 <= low <= high <= 1 for low, high, _ in (each.chances for each in found.standings))


@given(panels())
@MANY
def test_every_judge_and_dossier_is_on_one_island(marks):
    islands = calibrate(marks).islands
    assert sorted(judge for island in islands for judge in island.judges) == sorted({mark.judge for mark in marks})
    assert sorted(each for island in islands for each in island.dossiers) == sorted({mark.dossier for mark in marks})
    home = {judge: number for number, island in enumerate(islands) for judge in island.judges}
    assert all(mark.dossier in islands[home[mark.judge]].dossiers for mark in marks)


def test_panels_that_share_no_dossier_are_named_and_an_anchor_links_them():
    random = Random(7)
    marks = [
        Mark(dossier, judge, Decimal(random.randint(60, 95)))
        for dossiers, judges in ((range(1, 9), (1, 2, 3)), (range(11, 16), (4, 5)))
        for dossier in dossiers
        for judge in judges
    ]
    apart = calibrate(marks)
    assert not apart.is_connected
    assert apart.islands == (Island((1, 2, 3), tuple(range(1, 9))), Island((4, 5), tuple(range(11, 16))))
    anchored = calibrate([*marks, Mark(1, 4, Decimal(80))])
    assert anchored.is_connected


def test_the_probability_agrees_with_how_often_it_comes_true():
    told: list[tuple[float, bool]] = []
    for seed in range(6):
        truth = simulate(seed, dossiers=300, experts=24)
        best = set(sorted(truth.merits, key=lambda each: -truth.merits[each])[:40])
        found = calibrate(truth.marks, tops=(40,), resamples=400)
        told += [(each.chances[0], each.dossier in best) for each in found.standings]
    for lowest, highest in ((0.1, 0.35), (0.35, 0.65), (0.65, 0.9)):
        group = [(chance, came) for chance, came in told if lowest <= chance < highest]
        assert fmean(came for _, came in group) == pytest.approx(fmean(chance for chance, _ in group), abs=0.15)


def test_nothing_marked_is_nothing_found_and_a_pair_marked_twice_is_refused():
    assert calibrate([]) == Calibration((), (), calibrate([]).spread, ())
    with pytest.raises(ValueError, match="twice"):
        calibrate([Mark(1, 1, Decimal(70)), Mark(1, 1, Decimal(71))])


def test_ten_thousand_dossiers_take_no_second_of_the_processor():
    marks = [
        Mark(dossier, (dossier + step * (1 + dossier % 11)) % 61, Decimal(60 + (dossier * 7 + step) % 40))
        for dossier in range(10_000)
        for step in range(5)
    ]
    began = time.thread_time()
    assert len(calibrate(marks).standings) == 10_000
    assert time.thread_time() - began < 1.0
