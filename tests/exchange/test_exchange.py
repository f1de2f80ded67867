"""Lists to departments: what is on them, how often they open, and who learns the answer."""

import io
from collections.abc import Callable

import pytest
import python_calamine
import xlsxwriter
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from models.document import Document
from models.event import Event
from models.job import Letter
from models.nomination import Nomination
from models.vetting import Inquiry, SealedAnswer, VettingBatch
from models.vocabulary import Act, Answer, PaperKind, Role, Stage
from selection import storage
from selection.database import db, transaction
from selection.documents import actions as documents
from selection.exchange import actions
from selection.rules import exchange as rules
from selection.vetting import actions as vetting
from tests.browsers import Browser
from tests.nominations.steps import document
from tests.world import World

POLICE, HEALTH = "public_security", "health"


def asked(world: World, department: str) -> list[Nomination]:
    made = [world.nomination(Stage.FORWARDED, name=name) for name in ("丁望海", "卫知远")]
    vetting.ask(made, world.actor(Role.CITY_OFFICER), departments=[department], now=world.now)
    return made


def sent(world: World, department: str) -> tuple[str, str]:
    _, token, code = actions.send(world.cycle, world.actor(Role.CITY_OFFICER), department=department, now=world.now)
    return f"/exchange/{token}", code


def rows(content: bytes) -> list[list[object]]:
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return [list(row) for row in sheet.to_python()]


def filled(content: bytes, *answers: str) -> bytes:
    whole, sheet_rows = io.BytesIO(), rows(content)
    with xlsxwriter.Workbook(whole, {"in_memory": True}) as book:
        sheet = book.add_worksheet("征询名单")
        for place, row in enumerate(sheet_rows):
            cells = list(row)
            if place and place <= len(answers):
                cells[-2] = answers[place - 1]
            sheet.write_row(place, 0, cells)
    return whole.getvalue()


def test_only_a_department_that_needs_it_reads_the_id_number(world: World, client: Browser) -> None:
    made = asked(world, HEALTH)
    vetting.ask(made, world.actor(Role.CITY_OFFICER), departments=[POLICE], now=world.now)
    numbers = [str((each.private_answers or {})["id_number"]) for each in made]

    lists = {}
    for department in (HEALTH, POLICE):
        path, code = sent(world, department)
        lists[department] = rows(client.post(f"{path}/list", data={"code": code}).data)

    assert lists[HEALTH][0] == ["序号", "姓名", "单位", "统一社会信用代码", "答复", "说明"]
    assert not any(number in str(lists[HEALTH]) for number in numbers)
    assert [row[4] for row in lists[POLICE][1:]] == numbers
    assert not any("13900000000" in str(each) for each in lists.values())


def test_a_list_is_fetched_once_and_answered_once(world: World, client: Browser) -> None:
    asked(world, HEALTH)
    path, code = sent(world, HEALTH)

    first = client.post(f"{path}/list", data={"code": code.lower()})
    again = client.post(f"{path}/list", data={"code": code})
    answer = {"code": code, "file": (io.BytesIO(filled(first.data, "无异议", "有不良情况")), "名单.xlsx")}
    taken = client.post(f"{path}/answers", data=answer)
    answer["file"] = (io.BytesIO(filled(first.data, "无异议", "无异议")), "名单.xlsx")
    twice = client.post(f"{path}/answers", data=answer)

    assert [each.status_code for each in (first, again, taken, twice)] == [200, 409, 200, 409]
    said = [each.answer for each in db.session.query(Inquiry).order_by(Inquiry.id)]
    assert said == [Answer.CLEAR, Answer.ADVERSE]
    with pytest.raises(DBAPIError, match="written once"), transaction() as session:
        session.execute(delete(SealedAnswer))


def test_the_letter_that_goes_with_the_list_is_handed_out_once_to_whoever_knows_the_code(
    world: World, client: Browser
) -> None:
    asked(world, HEALTH)
    batch, token, code = actions.send(world.cycle, world.actor(Role.CITY_OFFICER), department=HEALTH, now=world.now)
    path, typed = f"/exchange/{token}", {"letter-code": code}
    without = client.post(f"{path}/letter", data=typed)
    letter = documents.make(
        world.cycle, PaperKind.CONSULTATION, batch.id, world.actor(Role.CITY_OFFICER), now=world.now
    )
    unset = client.get(path).text
    kept = storage.keep(io.BytesIO(document()))
    with transaction() as session:
        session.get_one(Document, letter.id).pdf_key = kept.key
        session.get_one(Document, letter.id).pdf_sha256 = kept.sha256

    ready = client.get(path).text
    wrong = client.post(f"{path}/letter", data={"letter-code": "AAAAAAAAAA"})
    first = client.post(f"{path}/letter", data=typed)
    again = client.post(f"{path}/letter", data=typed)

    offered = ["领取征求意见函" in each for each in (unset, ready, wrong.text, client.get(path).text)]
    assert offered == [False, True, True, False]
    assert not any(told in ready for told in (str(letter.number), "丁望海", "卫知远"))
    assert [each.status_code for each in (without, wrong, first, again)] == [409, 422, 200, 409]
    assert (first.data, first.mimetype) == (document(), "application/pdf")
    assert db.session.get_one(VettingBatch, batch.id, populate_existing=True).wrong == 1
    event = db.session.query(Event).filter_by(act=Act.FETCH_LETTER).one()
    assert (event.facts["number"], event.facts["sha256"]) == (letter.number, kept.sha256)
    assert client.post(f"{path}/list", data={"code": code}).status_code == 200


def test_five_wrong_codes_close_the_link(world: World, client: Browser) -> None:
    asked(world, HEALTH)
    path, code = sent(world, HEALTH)

    wrong = [client.post(f"{path}/list", data={"code": "AAAAAAAAAA"}).status_code for _ in range(5)]

    assert wrong == [422] * 5
    assert client.post(f"{path}/list", data={"code": code}).status_code == 404
    assert client.get("/exchange/unknown").status_code == 404


def test_nobody_below_the_city_learns_which_department_objected(
    world: World, client: Browser, new_client: Callable[[], Browser]
) -> None:
    made = asked(world, HEALTH)
    path, code = sent(world, HEALTH)
    content = client.post(f"{path}/list", data={"code": code}).data
    client.post(
        f"{path}/answers", data={"code": code, "file": (io.BytesIO(filled(content, "有不良情况", "无异议")), "a.xlsx")}
    )
    city = new_client().sign_in(world.members[Role.CITY_OFFICER])

    done = city.post(f"/vetting/nominations/{made[0].id}/refusal", data={"reason": "市卫生健康委答复有处罚"})

    assert done.status_code == 303
    told = [each.body for each in db.session.query(Letter)] + [
        new_client().sign_in(world.members[role]).get(f"/nominations/{made[0].id}").text
        for role in (Role.UNION_HEAD, Role.UNIT_HEAD)
    ]
    assert any("资格审查未通过" in each for each in told)
    assert not any("卫生健康委" in each or "不良情况" in each for each in told)
    events = db.session.query(Event).filter_by(nomination_id=made[0].id).all()
    assert not any("adverse" in str(each.facts) for each in events)


@pytest.mark.parametrize(
    ("sheet", "problem"),
    [
        ([["甲"]], "表头不见了，请在原表上填写答复，不要改动表头"),
        ([["序号", "姓名", "答复"], ["1", "丁", "好"]], "序号 1 的答复没有填，或不是“无异议”“有不良情况”"),
        ([["序号", "姓名", "答复"], ["1", "卫", "无异议"]], "序号 1 与发出的名单不一致"),
        ([["序号", "姓名", "答复"]], "名单里少了序号 1"),
        ([["序号", "姓名", "答复"], ["1", "丁", "无异议"], ["1", "丁", "有不良情况"]], "序号 1 出现两次"),
    ],
)
def test_an_answer_that_does_not_fit_the_list_is_told(sheet: list[list[str]], problem: str) -> None:
    assert rules.read(sheet, wanted={1: "丁"})[1] == [problem]
