"""Answers: read as they are typed, and everything that is missing told at once."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from selection.rules.answers import FieldProblem, Progress, normalise, problems, progress
from selection.rules.definition import parse
from selection.rules.eligibility import facts_from, verdicts
from selection.rules.identity import id_check
from selection.rules.programme import Condition, Field, Programme
from selection.taxonomies import load

TODAY = date(2026, 11, 21)
TAXONOMIES = load()
DEFINITIONS = Path(__file__).parents[2] / "selection" / "programmes" / "definitions"
ID_NUMBER = (first := "31011519830405002") + id_check(first)


def programme(name: str) -> Programme:
    read, faults = parse((DEFINITIONS / f"{name}.toml").read_text("utf-8"), load())
    assert read is not None, faults
    return read


MASTER = programme("skill-master")
FILES = {"photo": 1, "id_card": 1, "skill_proof": 2}
FULL: dict[str, Any] = {
    "name": "郁青禾",
    "id_number": ID_NUMBER,
    "gender": "female",
    "born_on": "1983-04",
    "ethnic_group": "01",
    "political_status": "01",
    "education": "31",
    "nationality": "chinese",
    "union_member": True,
    "phone": "13800000001",
    "unit_nature": "non_public",
    "industry": "C",
    "position": "班组长",
    "person_type": "industrial_worker",
    "frontline": True,
    "migrant": False,
    "employed": True,
    "trade_name": "药物制剂工",
    "started_on": "2005-07",
    "trade_years": 19,
    "skill_level": "6",
    "skill_certificate": "S000031000001",
    "expertise": "听泵音",
    "mastery": "降温差",
    "leadership": "带徒弟",
    "contribution": "节约电费",
    "brief": "勤" * 300,
    "account": "她把车间当作第二个家。",
    "resume": [{"from": "2005-07", "until": None, "unit": "海棠生物制药（上海）有限公司", "post": "操作工"}],
    "punished": False,
}


def found(**changes: Any) -> list[str]:
    return [str(each) for each in problems(MASTER, FULL | changes, FILES, taxonomies=TAXONOMIES, today=TODAY)]


def read(kind: str, raw: Any, **settings: Any) -> Any:
    return normalise(Field("asked", "所问", kind, **settings), raw, taxonomies=TAXONOMIES, today=TODAY)


def remarks(kind: str, raw: Any, **settings: Any) -> list[str]:
    return [remark.message for remark in read(kind, raw, **settings)[1]]


def test_a_complete_form_has_no_problem_and_leaves_no_article_open() -> None:
    facts = facts_from(FULL, honours=[], already_nominated=False, channel="unit")

    assert found() == []
    assert {verdict.state for verdict in verdicts(MASTER, facts, today=TODAY)} == {"met"}


def test_an_empty_form_is_told_everything_at_once() -> None:
    told = problems(MASTER, {}, {}, taxonomies=TAXONOMIES, today=TODAY)

    required = [field.key for field in MASTER.fields() if field.required]
    assert [each.field for each in told] == [*required, "photo", "id_card", "skill_proof"]
    assert all(each.is_missing for each in told)


@settings(max_examples=60)
@given(st.sets(st.sampled_from(sorted(FULL))), st.sampled_from([None, "", [], "？", {}]))
def test_no_article_stays_open_behind_a_form_without_problems(spoiled: set[str], value: Any) -> None:
    answers = FULL | dict.fromkeys(spoiled, value)
    stored = {
        field.key: normalise(field, answers.get(field.key), taxonomies=TAXONOMIES, today=TODAY)[0]
        for field in MASTER.fields()
    }
    facts = facts_from(stored, honours=[], already_nominated=False, channel="unit")

    is_open = "unknown" in {verdict.state for verdict in verdicts(MASTER, facts, today=TODAY)}

    assert not is_open or problems(MASTER, stored, FILES, taxonomies=TAXONOMIES, today=TODAY)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "姓名：没有填，请补上"),
        ({"name": "郁"}, "姓名：应为 2 至 20 个字，现在是 1 个字。请按身份证填写"),
        ({"education": None}, "学历：没有选，请选择一项"),
        ({"frontline": None}, "是否在一线岗位：没有选，请选“是”或“否”"),
        ({"resume": []}, "工作简历：没有填，请至少填 1 行"),
        ({"mastery": "技" * 522}, "高超技能：已写 522 字，超出 22 字。请精简到 500 字以内"),
        ({"brief": "勤" * 299}, "简要事迹：已写 299 字，还差 1 字。请写到 300 字以上"),
        ({"trade_years": 24}, "从事本工种年限：填了 24 年，多于参加工作以来的 21 年。请核对这里或“参加工作时间”"),
        ({"trade_years": "十九"}, "从事本工种年限：只填整数，单位为年，如 12"),
        ({"born_on": "1983-05"}, "出生年月：与身份证号里的出生年月不一致。请核对这里或“身份证号”"),
        ({"gender": "male"}, "性别：与身份证号不一致。请核对这里或“身份证号”"),
        ({"started_on": "1995-07"}, "参加工作时间：参加工作时不满 14 周岁。请核对这里或“出生年月”"),
        ({"started_on": "2027-07"}, "参加工作时间：晚于今天，请核对"),
        ({"punished": True}, "奖惩情况说明：没有填，请补上"),
        ({"ethnic_group": "99"}, "民族：所选的一项不在列表里，请重新选择"),
        (
            {"apprentices": [{"name": "叶知秋", "began_on": "2021-03", "level_then": "3", "level_now": "5"},
                             {"name": "严守拙", "began_on": "2024-06", "level_then": "2", "level_now": ""}]},
            "带徒传艺第 2 行：“现在等级”没有填，请补上",
        ),
        (
            {"honours": [{"name": "区工匠", "granted_on": "去年", "grantor": "区总工会"}]},
            "曾获荣誉第 1 行：“获得时间”：请按“2026年3月”的样子填写",
        ),
    ],
)  # fmt: skip
def test_one_thing_wrong_is_told_alone(changes: dict[str, Any], message: str) -> None:
    assert found(**changes) == [message]


def test_missing_evidence_and_too_much_of_it_are_told() -> None:
    told = problems(MASTER, FULL, {"photo": 2, "id_card": 1}, taxonomies=TAXONOMIES, today=TODAY)

    assert told == [
        FieldProblem("photo", "2 寸免冠彩色照片", "attachments", None, "已上传 2 份，最多 1 份，请删去多余的"),
        FieldProblem(
            "skill_proof", "技能等级、职称、学历证书", "attachments", None, "已上传 0 份，至少要 1 份，请补充上传",
            is_missing=True,
        ),
    ]  # fmt: skip


def test_white_space_does_not_count_towards_a_limit() -> None:
    assert remarks("long_text", "工 匠\n\u3000" * 5, limit=10) == []
    assert remarks("long_text", "工 匠\n\u3000" * 5 + "人", limit=10) == ["已写 11 字，超出 1 字。请精简到 10 字以内"]


@pytest.mark.parametrize(
    ("kind", "raw", "stored"),
    [
        ("text", "  高级\n技师 ", "高级 技师"),
        ("text", "Ｑ２３５钢，厚１２ｍｍ", "Q235钢，厚12mm"),
        ("text", "e\u0301", "é"),
        ("long_text", "一\r\n二\x00", "一\n二"),
        ("number", "１，２００", 1200),
        ("number", 19, 19),
        ("month", "2026年3月", "2026-03"),
        ("month", "2026-03", "2026-03"),
        ("month", "2026.3", "2026-03"),
        ("month", "２０２６／３", "2026-03"),
        ("month", "202603", "2026-03"),
        ("month", "2026年3月5日", "2026-03"),
        ("date", "2026年3月5日", "2026-03-05"),
        ("date", "20260305", "2026-03-05"),
        ("flag", "是", True),
        ("flag", "false", False),
        ("phone", "138 0000 0001", "13800000001"),
        ("person_name", "阿依古丽 • 买买提", "阿依古丽·买买提"),
        ("text", "   ", None),
        ("number", "", None),
        ("month", " ", None),
        ("flag", None, None),
    ],
)
def test_what_was_typed_is_stored_in_one_form(kind: str, raw: Any, stored: Any) -> None:
    assert read(kind, raw) == (stored, ())


def test_a_number_may_be_typed_with_its_unit() -> None:
    assert read("number", "19 年", unit="年") == (19, ())


@pytest.mark.parametrize("raw", ["2026-02-30", "2026-13", "0000-01", "1899-12", "2026-12"])
def test_a_month_that_cannot_be_is_kept_and_remarked_on(raw: str) -> None:
    kind = "date" if len(raw) == 10 else "month"

    stored, told = read(kind, raw)

    assert stored == raw
    assert len(told) == 1


def test_a_label_chosen_in_a_spreadsheet_is_stored_as_its_code() -> None:
    assert read("choice", "高级技师", taxonomy="skill_levels") == ("6", ())
    assert read("choices", ["元宇宙", "集成电路"], taxonomy="shanghai_industry_system") == (["集成电路", "元宇宙"], ())


def test_more_choices_than_allowed_are_counted() -> None:
    several = ["集成电路", "元宇宙", "汽车"]

    assert remarks("choices", several, taxonomy="shanghai_industry_system", limit=2) == ["选了 3 项，最多选 2 项"]


def test_empty_rows_of_a_table_are_left_out() -> None:
    columns = (Field("name", "名称", "text", required=True), Field("year", "年份", "number"))

    assert read("table", [{"name": "甲"}, {"name": " ", "year": ""}, {}], columns=columns) == (
        [{"name": "甲", "year": None}],
        (),
    )


def test_rows_beyond_the_limit_are_counted() -> None:
    columns = (Field("name", "名称", "text"),)

    assert remarks("table", [{"name": "甲"}] * 4, columns=columns, limit=3) == ["填了 4 行，最多 3 行。请留下最重要的"]


def test_a_hidden_field_is_neither_asked_for_nor_held_against_anybody() -> None:
    asked = Field("why", "原因", "text", required=True, limit=2, shown_when=Condition("union_member", ("false",)))
    section = MASTER.sections[0]
    changed = Programme(**{**vars(MASTER), "sections": (type(section)("a", "甲", (asked,)),)})

    hidden = problems(changed, {"union_member": True, "why": "太长了"}, FILES, taxonomies=TAXONOMIES, today=TODAY)
    shown = problems(changed, {"union_member": False, "why": "太长了"}, FILES, taxonomies=TAXONOMIES, today=TODAY)

    assert hidden == []
    assert [each.field for each in shown] == ["why"]


@pytest.mark.parametrize(
    ("answers", "label"),
    [
        ({}, "未开始"),
        ({"name": "郁青禾"}, "填了一半"),
        ({"name": "郁青禾", "id_number": "1", "phone": "1"}, "2 处要改"),
        (FULL, "已填好"),
    ],
)
def test_a_section_says_how_far_it_is(answers: dict[str, Any], label: str) -> None:
    told = problems(MASTER, answers, FILES, taxonomies=TAXONOMIES, today=TODAY)

    assert progress(MASTER.sections[0], answers, told).label == label


def test_a_cell_missing_in_a_row_somebody_began_is_a_place_to_put_right() -> None:
    answers = FULL | {"apprentices": [{"name": "叶知秋", "began_on": "2021-03", "level_then": "3"}]}
    told = problems(MASTER, answers, FILES, taxonomies=TAXONOMIES, today=TODAY)

    assert progress(MASTER.sections[2], answers, told) == Progress("wrong", 1)


typed = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["2026年3月", "是", "01", "6", "１３８"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "level_now", "granted_on", "number"]), inner)
    ),
    max_leaves=6,
)


@example(MASTER.field_named("honours"), [{"granted_on": False}])
@settings(max_examples=200)
@given(st.sampled_from([*MASTER.fields()]), typed)
def test_whatever_is_typed_is_stored_the_same_when_read_again_and_fits_json(field: Field, raw: Any) -> None:
    stored, told = normalise(field, raw, taxonomies=TAXONOMIES, today=TODAY)
    again, _ = normalise(field, stored, taxonomies=TAXONOMIES, today=TODAY)

    assert again == stored
    assert json.loads(json.dumps(stored, ensure_ascii=False).encode()) == stored
    assert all(remark.message for remark in told)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from([field.key for field in MASTER.fields()]), typed))
def test_no_answer_whatever_stops_the_check(answers: dict[str, Any]) -> None:
    told = problems(MASTER, answers, {}, taxonomies=TAXONOMIES, today=TODAY)

    for section in MASTER.sections:
        assert progress(section, answers, told).label != ""


@given(st.text("0123456789X", min_size=8, max_size=20))
def test_no_message_repeats_an_identity_number(number: str) -> None:
    told = problems(MASTER, FULL | {"id_number": number, "phone": number}, FILES, taxonomies=TAXONOMIES, today=TODAY)

    assert not [each for each in told if number in each.message]
