"""By what a project, a studio, a collective is known again; teams as a whole; people and organisations in one box."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import SubjectKind
from selection.rules.programme import Field
from selection.rules.sealing import is_private, shown
from selection.rules.subjects import identity_of, team_of, team_problems
from selection.rules.values import normalise
from tests.world import credit_code, id_number

TODAY = date(2026, 11, 21)
KINDS = [kind for kind in SubjectKind if kind is not SubjectKind.PERSON]


@given(
    st.sampled_from(KINDS),
    st.sampled_from(["激光 焊接（二期）", "激光焊接(二期)。", "　激光焊接【二期】", "激光焊接二期"]),
)
def test_a_name_is_known_again_however_it_is_written(kind: SubjectKind, name: str) -> None:
    first = identity_of(kind, {"name": "激光焊接（二期）"}, unit="A", today=TODAY)

    assert identity_of(kind, {"name": name}, unit="A", today=TODAY) == first
    assert identity_of(kind, {"name": name}, unit="B", today=TODAY) != first
    assert identity_of(kind, {"name": "激光焊接三期"}, unit="A", today=TODAY) != first


def test_kinds_do_not_meet() -> None:
    found = {
        identity_of(kind, {"name": "甲", "id_number": id_number(2)}, unit="A", today=TODAY) for kind in SubjectKind
    }

    assert len(found) == len(SubjectKind)
    assert identity_of(SubjectKind.PROJECT, {"name": "。"}, unit="A", today=TODAY) is None


@given(st.lists(st.integers(0, 100), min_size=1, max_size=6))
def test_shares_are_the_whole_or_are_told(shares: list[int]) -> None:
    rows = [
        {"name": "郁青禾", "id_number": id_number(100 + place), "role": "参加", "share": share}
        for place, share in enumerate(shares)
    ]

    found = team_problems({"team": rows, "id_number": id_number(100)}, today=TODAY)

    assert [mate.share for mate in team_of({"team": rows}, today=TODAY)] == shares
    expected = any(shares) and sum(shares) != 100
    assert found == ([f"各人贡献率相加应为 100%，现为 {sum(shares)}%。请核对"] if expected else [])


def test_doubles_and_a_leader_outside_are_told() -> None:
    row = {"name": "郁青禾", "id_number": id_number(2), "role": "参加", "share": 50}

    assert team_problems({"team": [row, row], "id_number": id_number(4)}, today=TODAY) == [
        "同一人写了两次：郁青禾。请留下一行",
        "负责人不在团队成员里。请把负责人也写成一行",
    ]


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("person", f"郁青禾，{id_number(2)}", f"郁青禾 {id_number(2)}"),
        ("person", f" 郁青禾 {id_number(2)} ", f"郁青禾 {id_number(2)}"),
        ("organisation", f"申浦重型机床有限公司：{credit_code(3).lower()}", f"申浦重型机床有限公司 {credit_code(3)}"),
    ],
)
def test_two_facts_in_one_box_are_stored_in_one_spelling(kind: str, typed: str, stored: str) -> None:
    asked = Field("x", "成员", kind)

    assert normalise(asked, typed, taxonomies={}, today=TODAY) == (stored, ())
    assert normalise(asked, stored, taxonomies={}, today=TODAY) == (stored, ())
    assert is_private(asked) is (kind == "person")
    assert shown(asked, stored, {}) == ("郁青禾" if kind == "person" else stored)


@pytest.mark.parametrize(
    ("kind", "typed", "told"),
    [
        ("person", "郁青禾", "请写姓名和身份证号，中间空一格"),
        ("person", f"A {id_number(2)}", "姓名第 1 个字不是汉字。请按身份证填写，少数民族姓名中间用“·”"),
        ("organisation", "申浦重型机床有限公司", "请写单位全称和统一社会信用代码，中间空一格"),
        ("organisation", f"申浦 {credit_code(3)[:17]}I", "统一社会信用代码第 18 位不会出现在代码里"),
    ],
)
def test_what_cannot_be_read_is_kept_and_told(kind: str, typed: str, told: str) -> None:
    value, (remark,) = normalise(Field("x", "成员", kind), typed, taxonomies={}, today=TODAY)

    assert value == typed
    assert remark.message.startswith(told)
