"""Past honours from a workbook: checked, coloured, settled by a human, entered whole or not at all."""

import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from models.honour import Honour
from models.people import Person
from models.register import Intake, IntakeRow, RegisterFile
from models.sealed import keyring
from models.vocabulary import IntakeState, Match, Role
from selection.database import db
from selection.errors import Refused
from selection.register.actions import intake as actions
from selection.register.queries import intakes
from selection.register.workbooks import writing
from selection.register.workbooks.opening import open_sheet
from tests.browsers import Browser
from tests.honours.ceremony import Statements
from tests.register.arranging import crowd, everything, person, typed, workbook
from tests.world import World, id_number


def check(world: World, *rows: dict[str, Any]) -> Intake:
    sheet = open_sheet(workbook(*rows), "历届荣誉.xlsx")
    return actions.check(sheet, world.actor(Role.CITY_OFFICER), now=world.now)


def matches(intake: Intake) -> list[Match]:
    return [each.match for each in intakes.rows_of(intake)]


def enter(world: World, intake: Intake) -> int:
    return actions.enter(intake, world.actor(Role.CITY_OFFICER), now=world.now)


def test_each_row_is_certain_unsure_new_present_or_to_be_corrected(world: World) -> None:
    known = person(world, "周启明", ("上海工匠", 2019))
    unit = "申浦重型机床有限公司"
    before = everything(without=("event", "chain_head", "register_intake", "register_intake_row"))

    intake = check(
        world,
        typed(name="周启明", unit=unit, title="上海市技术能手", year=2021),
        typed(name="周启明", unit="澜石精密仪器有限公司", occupation="铣工"),
        typed(),
        typed(name="周启明", unit=unit, year="2019年"),
        typed(name="周·", year="二〇一八", source=""),
        typed(),
    )

    rows = intakes.rows_of(intake)
    assert [each.match for each in rows] == [
        Match.CERTAIN,
        Match.UNSURE,
        Match.NEW,
        Match.PRESENT,
        Match.FAULTY,
        Match.FAULTY,
    ]
    assert rows[0].findings == [f"与册上第 {known} 号周启明是同一人（姓名相同、单位相同、职业不同）"]
    assert len(rows[4].findings) == 3
    assert rows[5].findings == ["与第 4 行是同一人、同一称号、同一年度。请只留一行"]
    assert everything(without=("event", "chain_head", "register_intake", "register_intake_row")) == before


def test_nothing_is_entered_while_one_row_is_unclear_then_everything_at_once(world: World) -> None:
    person(world, "周启明", ("上海工匠", 2019))
    intake = check(
        world, typed(), typed(name="周启明", unit="澜石精密仪器有限公司", occupation="铣工"), typed(year=2020)
    )

    with pytest.raises(Refused, match="有 1 行须人工确认：第 3 行"):
        enter(world, intake)
    assert db.session.scalar(select(func.count(Honour.id))) == 1
    unsure = next(each for each in intakes.rows_of(intake) if each.match is Match.UNSURE)
    actions.settle(unsure, world.actor(Role.CITY_OFFICER), person_id=None, now=world.now)

    assert enter(world, intake) == 3
    held = db.session.execute(
        select(Person.name, Honour.batch_year).join(Honour, Honour.person_id == Person.id).order_by(Honour.id)
    )
    assert [tuple(row) for row in held] == [("周启明", 2019), ("郁青禾", 2018), ("周启明", 2018), ("郁青禾", 2020)]
    assert db.session.scalar(select(func.count(Person.id))) == 3
    assert db.session.scalar(select(func.count()).select_from(RegisterFile)) == 3
    assert db.session.get_one(Intake, intake.id, populate_existing=True).state is IntakeState.ENTERED


def test_the_id_number_is_taken_in_where_the_register_had_none_and_then_forgotten_by_the_intake(world: World) -> None:
    known = person(world, "周启明", ("上海工匠", 2019))
    number = id_number(8)
    intake = check(
        world, typed(name="周启明", unit="申浦重型机床有限公司", title="上海市技术能手", year=2021, id_number=number)
    )
    stored = intakes.rows_of(intake)[0]
    assert (stored.id_number, number in str(stored.typed)) == (number, False)

    enter(world, intake)

    assert db.session.get_one(Person, known, populate_existing=True).id_key == keyring.index(number)
    assert list(db.session.scalars(select(IntakeRow.id_number))) == [None]


def test_a_register_that_changed_since_the_check_is_told(world: World) -> None:
    intake = check(world, typed())
    person(world, "郁青禾", ("上海工匠", 2016), unit="海棠生物制药（上海）有限公司")

    with pytest.raises(Refused, match="检查以后登记册有变化，牵涉第 2 行"):
        enter(world, intake)
    actions.check_again(intake, world.actor(Role.CITY_OFFICER), now=world.now)

    assert matches(intake) == [Match.CERTAIN]
    assert enter(world, intake) == 1
    assert db.session.scalar(select(func.count(Person.id))) == 1


def test_the_coloured_workbook_can_be_corrected_and_uploaded_again_with_every_answer_kept(world: World) -> None:
    known = person(world, "周启明", ("上海工匠", 2019))
    intake = check(
        world,
        typed(name="周启明", unit="澜石精密仪器有限公司", occupation="铣工", id_number=id_number(8)),
        typed(year="x"),
    )
    unsure = intakes.rows_of(intake)[0]
    actions.settle(unsure, world.actor(Role.CITY_OFFICER), person_id=known, now=world.now)

    content = writing.findings(intakes.rows_of(intake))
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        cells = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in cells] == ["检查结论", "同一人", "须更正"]
    again = actions.check(open_sheet(io.BytesIO(content), "再次.xlsx"), world.actor(Role.CITY_OFFICER), now=world.now)

    rows = intakes.rows_of(again)
    assert [(each.match, each.person_id) for each in rows] == [(Match.CERTAIN, known), (Match.FAULTY, None)]
    assert rows[0].id_number == id_number(8)


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "a.xlsx", "是空的"),
        (b"PK\x03\x04broken", "a.xlsx", "打不开"),
        (b"name,unit", "a.csv", "不是 .xlsx 文件"),
        (b"\0" * (5 * 1024 * 1024 + 1), "a.xlsx", "超过 5 MB"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_with_a_cure(app: object, content: bytes, name: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        open_sheet(io.BytesIO(content), name)


def test_headings_may_stand_lower_and_a_missing_one_is_named(app: object) -> None:
    assert [line for line, _ in open_sheet(workbook(typed(), above=2), "a.xlsx").rows] == [4]
    with pytest.raises(Refused, match="姓名、工作单位、荣誉称号、年度、依据"):
        open_sheet(workbook(typed(), headings={"name": "姓名", "unit": "住址"}), "a.xlsx")


def test_a_number_that_excel_has_rounded_is_told(world: World) -> None:
    intake = check(world, typed(id_number=float(310115198304120010)))

    assert intakes.rows_of(intake)[0].findings == [
        "身份证号是数字格式，末几位已经丢失。请把这一列设为文本格式，对照证件重新填写"
    ]


def test_an_officer_uploads_decides_and_enters_by_pages(world: World, client: Browser) -> None:
    known = person(world, "周启明", ("上海工匠", 2019))
    client.sign_in(world.members[Role.CITY_OFFICER])
    row = typed(name="周启明", unit="澜石精密仪器有限公司", occupation="铣工", id_number=id_number(8))

    sent = {"workbook": (workbook(row, typed()), "名单.xlsx")}
    findings = client.post("/register/imports/", data=sent, content_type="multipart/form-data").location
    page = client.get(findings).text
    refused = client.post(f"{findings}/entry")
    asked = client.get(f"{findings}/rows/1").text
    unanswered = client.post(f"{findings}/rows/1", data={})
    answered = client.post(f"{findings}/rows/1", data={"who": str(known)})
    entered = client.post(f"{findings}/entry")

    assert [each in page for each in ("须人工确认 1", "新人 1", "还不能登记")] == [True] * 3
    assert (refused.status_code, "有 1 行须人工确认" in refused.text) == (409, True)
    assert [each in asked for each in ("申浦重型机床有限公司", "单位不同", "已填，不显示")] == [True] * 3
    assert id_number(8) not in page + asked
    assert (unanswered.status_code, answered.status_code, answered.location) == (422, 303, findings)
    assert (entered.status_code, "已登记 2 项荣誉" in client.get(findings).text) == (303, True)
    assert client.get(f"{findings}/findings.xlsx").status_code == 200
    assert client.get("/register/imports/template.xlsx").status_code == 200
    assert client.post(f"{findings}/discarding").status_code == 409


def test_a_hundred_rows_are_matched_against_a_thousand_people_by_two_questions(world: World) -> None:
    named = crowd(1_000, 1_500)
    rows = [typed(name=name, unit=unit, title="上海市技术能手", year=2021) for name, unit in named[:50]]
    rows += [typed(name=f"欧阳{name}", unit=unit) for name, unit in named[50:100]]
    sheet = open_sheet(workbook(*rows), "a.xlsx")

    with Statements() as said:
        intake = actions.check(sheet, world.actor(Role.CITY_OFFICER), now=world.now)

    counts = intakes.checked(intake).counts
    assert counts[Match.CERTAIN] + counts[Match.UNSURE] + counts[Match.FAULTY] == 50
    assert counts[Match.NEW] == 50
    assert sum(each.startswith("SELECT") and "person" in each for each in said) == 2
