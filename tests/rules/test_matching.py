"""Who an imported row is about: certain, asked, or new; and what never decides alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Match
from selection.rules.matching import Known, Wanted, find, index, plain, repeated, score

UNIT, ELSEWHERE = plain("申浦重型机床（集团）有限公司"), plain("澜石精密仪器有限公司")
KNOWN = Known(7, "周启明", units=frozenset({UNIT}), trades=frozenset({"铣工"}), honours=frozenset({("上海工匠", 2019)}))
ROW = Wanted("周启明", unit=UNIT, trade="铣工", title="上海市技术能手", year=2021)


@pytest.mark.parametrize(
    ("row", "match"),
    [
        (ROW, Match.CERTAIN),
        (replace(ROW, trade="焊工"), Match.CERTAIN),
        (replace(ROW, unit=plain("申浦重型机床有限公司")), Match.UNSURE),
        (replace(ROW, unit=ELSEWHERE), Match.UNSURE),
        (replace(ROW, unit=ELSEWHERE, trade="焊工"), Match.NEW),
        (replace(ROW, unit="", trade=""), Match.UNSURE),
        (replace(ROW, name="周启铭"), Match.UNSURE),
        (replace(ROW, name="周启铭", unit=ELSEWHERE), Match.NEW),
        (replace(ROW, name="周小明明"), Match.NEW),
        (replace(ROW, year=1960), Match.UNSURE),
    ],
)
def test_a_name_alone_never_decides(row: Wanted, match: Match) -> None:
    assert find(row, index([KNOWN])).match == match


def test_two_at_one_unit_are_for_a_human_to_tell_apart() -> None:
    twin = replace(KNOWN, person_id=8, trades=frozenset({"焊工"}))

    found = find(ROW, index([KNOWN, twin]))

    assert (found.match, [each.person_id for each in found.candidates]) == (Match.UNSURE, [7, 8])


def test_the_id_number_decides_and_another_number_excludes() -> None:
    numbered = replace(KNOWN, id_keys=frozenset({"a"}), units=frozenset({ELSEWHERE}))

    assert find(replace(ROW, id_key="a"), index([numbered])).match == Match.CERTAIN
    assert find(replace(ROW, id_key="a", name="周启民"), index([numbered])).match == Match.UNSURE
    assert find(replace(ROW, id_key="b", unit=ELSEWHERE), index([numbered])).match == Match.NEW


def test_a_namesake_left_aside_is_told() -> None:
    note = find(replace(ROW, unit=ELSEWHERE, trade="焊工"), index([KNOWN])).note

    assert note == "册上另有 1 名同名的人，单位、职业都对不上，按新人登记"


def test_a_row_that_repeats_an_earlier_one_is_found() -> None:
    rows = {2: ROW, 3: replace(ROW, year=2020), 4: replace(ROW, trade="焊工"), 5: replace(ROW, unit=ELSEWHERE)}

    assert repeated(rows) == {4: 2}


NAMES = st.text("周启明郁青禾铭", min_size=2, max_size=3)
UNITS = st.sampled_from(["", UNIT, ELSEWHERE, "申浦重型机床"])
ROWS = st.builds(
    Wanted,
    NAMES,
    st.sampled_from(["", "a", "b"]),
    UNITS,
    st.sampled_from(["", "铣工", "焊工"]),
    st.sampled_from("男女"),
)
PEOPLE = st.lists(
    st.builds(
        Known,
        st.integers(1, 9),
        NAMES,
        st.frozensets(st.sampled_from("ab"), max_size=1),
        st.frozensets(UNITS, max_size=2),
    ),
    max_size=6,
    unique_by=lambda each: each.person_id,
)


@given(ROWS, PEOPLE)
def test_certain_is_somebody_whom_the_row_does_not_contradict_and_points_stay_in_bounds(
    row: Wanted, people: list[Known]
) -> None:
    found = find(row, index(people))

    assert all(0 <= score(row, each).points <= 100 for each in people)
    if found.match == Match.CERTAIN:
        chosen = next(each for each in people if each.person_id == found.candidates[0].person_id)
        assert chosen.name == row.name
        assert not (row.id_key and chosen.id_keys and row.id_key not in chosen.id_keys)
