"""The list, the dossier, evidence, consent and submission as pages, and how many statements they take."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pikepdf
import pytest
from flask import Flask
from PIL import Image
from python_calamine import CalamineWorkbook
from sqlalchemy import event

from models.job import Letter
from models.nomination import Evidence, Nomination
from models.vocabulary import ConsentKind, Level, Role, Stage
from selection import clock
from selection.database import db
from selection.nominations import actions, queries
from selection.todo import told
from tests.browsers import Browser
from tests.nominations import steps
from tests.world import World, id_number, make_world


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement sent to the database inside."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


READERS = [Role.UNIT_OFFICER, Role.UNION_OFFICER, Role.UNION_HEAD, Role.CITY_OFFICER, Role.SUPERVISOR]


@pytest.mark.parametrize("role", READERS)
def test_the_list_takes_four_statements_with_one_row_and_with_three(world: World, client: Browser, role: Role) -> None:
    client.sign_in(world.members[role])
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            world.nomination(Stage.SUBMITTED)
        with statements() as sent:
            page = client.get("/nominations/")
        assert page.status_code == 200
        assert page.text.count("<td><a href=") == (1 if rows == 1 else 3)
        counts.append(len(sent))

    assert counts == [4, 4]


@pytest.mark.parametrize("role", READERS)
def test_the_dossier_page_stands_at_every_stage_for_every_reader(world: World, client: Browser, role: Role) -> None:
    made = {stage: world.nomination(stage).id for stage in Stage}
    submitted = frozenset(Stage) - {Stage.DRAFTED, Stage.POSTED, Stage.SIGNED}
    client.sign_in(world.members[role])

    for stage, nomination_id in made.items():
        with statements() as sent:
            page = client.get(f"/nominations/{nomination_id}")

        is_seen = stage in submitted or role in (Role.UNIT_OFFICER, Role.SUPERVISOR)
        assert (stage, page.status_code) == (stage, 200 if is_seen else 404)
        if is_seen:
            assert len(sent) <= 6
            assert not [number for number in range(1, 41) if id_number(number) in page.text]
            assert ("13900000000" in page.text) is (role == Role.UNIT_OFFICER)


def test_search_finds_by_name_initials_and_unit_and_takes_wildcards_literally(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.CITY_OFFICER])
    nomination, now = steps.signed(world)
    actions.submit(nomination, world.actor(Role.UNIT_OFFICER), attempt="press-1", now=now)
    world.nomination(Stage.SUBMITTED, name="朱怀瑾", unit=world.other_unit)

    def names(q: str) -> list[str]:
        text = client.get("/nominations/", query_string={"q": q}).text
        return [name for name in ("郁青禾", "朱怀瑾") if f">{name}</a>" in text]

    assert names("郁青") == ["郁青禾"]
    assert names("yqh") == ["郁青禾"]
    assert names("重型机床") == ["朱怀瑾"]
    assert names(str(nomination.receipt).lower()) == ["郁青禾"]
    assert names("%") == []
    assert names("_") == []


def test_the_list_keeps_to_reach(world: World, client: Browser) -> None:
    world.nomination(Stage.SUBMITTED, name="郁青禾")
    world.nomination(Stage.DRAFTED, name="草稿人")
    world.nomination(Stage.SUBMITTED, name="外区人", unit=world.other_unit, union=world.other_union)
    seen = {}
    for role in READERS:
        client.sign_in(world.members[role])
        text = client.get("/nominations/").text
        seen[role] = [name for name in ("郁青禾", "草稿人", "外区人") if name in text]

    assert seen == {
        Role.UNIT_OFFICER: ["郁青禾", "草稿人"],
        Role.UNION_OFFICER: ["郁青禾"],
        Role.UNION_HEAD: ["郁青禾"],
        Role.CITY_OFFICER: ["郁青禾", "外区人"],
        Role.SUPERVISOR: ["郁青禾", "草稿人", "外区人"],
    }


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=99999999999999999999", "cycle=x", "cycle=" + "9" * 30, "stage=no", "sort=%00", "q=%00"],
)
def test_no_query_of_the_list_is_a_fault_of_the_server(world: World, client: Browser, query: str) -> None:
    world.nomination(Stage.SUBMITTED)
    client.sign_in(world.members[Role.CITY_OFFICER])

    assert client.get(f"/nominations/?{query}").status_code == 200


def test_the_workbook_holds_texts_only_and_no_private_answer(world: World, client: Browser) -> None:
    world.nomination(Stage.SUBMITTED, name="=HYPERLINK(1)")
    world.nomination(Stage.SUBMITTED, name="朱怀瑾")
    client.sign_in(world.members[Role.CITY_OFFICER])

    with statements() as sent:
        answer = client.get("/nominations/export?as=xlsx")

    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows] == ["姓名", "朱怀瑾", "=HYPERLINK(1)"]
    assert id_number(1) not in str(rows)
    assert len(sent) == 3
    text = client.get("/nominations/export?as=csv").data.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text


def test_opening_a_nomination_leads_to_its_form(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.UNIT_OFFICER])
    assert client.get("/nominations/new").status_code == 200

    asked = {"cycle_id": str(world.cycle.id), "channel": "unit", "title": "master"}
    answer = client.post("/nominations/", data=asked)

    assert (answer.status_code, answer.location) == (303, "/nominations/1/form/person")
    assert client.get(answer.location).status_code == 200
    refused = client.post("/nominations/", data={**asked, "channel": "self", "title": "none"})
    assert refused.status_code == 409
    assert "没有这个申报渠道" in refused.text
    assert "没有这个称号" in refused.text


def upload(client: Browser, nomination_id: int, kind: str, content: bytes, name: str) -> tuple[int, str]:
    data = {"attachment": kind, "title": "", "file": (io.BytesIO(content), name)}
    answer = client.post(f"/nominations/{nomination_id}/evidence", data=data, content_type="multipart/form-data")
    return answer.status_code, answer.text


def test_evidence_goes_up_comes_down_as_a_download_and_is_taken_away(world: World, client: Browser) -> None:
    nomination = steps.opened(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])
    content = steps.document()

    status, _ = upload(client, nomination.id, "merit_proof", content, "证明/材料 第1页.PDF")
    file = db.session.query(Evidence).one()
    down = client.get(f"/nominations/{nomination.id}/evidence/{file.id}")

    assert status == 303
    assert down.data == content
    assert down.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''%E6%9D%90%E6%96%99%20%E7%AC%AC1%E9%A1%B5.PDF" in down.headers["Content-Disposition"]
    assert down.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in down.headers["Content-Security-Policy"]
    assert client.post(f"/nominations/{nomination.id}/evidence/{file.id}/removal").status_code == 303
    assert queries.evidence_of(nomination) == []


def test_a_picture_loses_what_is_hidden_in_it_and_gets_a_preview(world: World, client: Browser) -> None:
    nomination = steps.opened(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    assert b"secret place" in steps.picture(exif=exif)

    upload(client, nomination.id, "photo", steps.picture(exif=exif), "照片.jpg")
    file = db.session.query(Evidence).one()

    assert b"secret place" not in client.get(f"/nominations/{nomination.id}/evidence/{file.id}").data
    preview = client.get(f"/nominations/{nomination.id}/evidence/{file.id}/preview")
    assert (preview.status_code, preview.content_type) == (200, "image/jpeg")


def locked_pdf() -> bytes:
    content = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(content, encryption=pikepdf.Encryption(user="x", owner="y"))
    return content.getvalue()


def scripted_pdf() -> bytes:
    content = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.Root.OpenAction = pdf.make_indirect(action)
    pdf.save(content)
    return content.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "空文件": (lambda: b"", "a.pdf", "是空的"),
    "脚本": (lambda: b"<svg onload=alert(1)>", "a.svg", "不是可以上传的种类"),
    "改名的网页": (lambda: b"<html><script>alert(1)</script>", "a.pdf", "与后缀名 .pdf 不符"),
    "改名的图片": (lambda: steps.picture(kind="PNG"), "a.jpg", "与后缀名 .jpg 不符"),
    "像素炸弹": (steps.bomb, "a.png", "最多 4000 万"),
    "断掉的图片": (lambda: steps.picture((900, 900))[:900], "a.jpg", "打不开"),
    "断掉的文件": (lambda: steps.document()[:200], "a.pdf", "打不开"),
    "加密的文件": (locked_pdf, "a.pdf", "设了密码"),
    "带脚本的文件": (scripted_pdf, "a.pdf", "带有脚本"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_gets_a_sentence_and_is_not_kept(world: World, client: Browser, case: str) -> None:
    make, name, sentence = HOSTILE[case]
    nomination = steps.opened(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])

    status, text = upload(client, nomination.id, "merit_proof", make(), name)

    assert status == 422
    assert sentence in text
    assert db.session.query(Evidence).count() == 0


def test_a_file_is_found_only_under_its_own_nomination(world: World, client: Browser) -> None:
    mine, other = steps.opened(world), steps.opened(world)
    steps.attached(world, other, "merit_proof", steps.document(), "a.pdf")
    file = db.session.query(Evidence).one()
    client.sign_in(world.members[Role.UNIT_OFFICER])

    assert client.get(f"/nominations/{mine.id}/evidence/{file.id}").status_code == 404
    assert client.post(f"/nominations/{mine.id}/evidence/{file.id}/removal").status_code == 404
    assert client.get(f"/nominations/{other.id}/evidence/{file.id}").status_code == 200
    client.sign_in(world.member(Role.UNIT_OFFICER, world.other_unit))
    assert client.get(f"/nominations/{other.id}/evidence/{file.id}").status_code == 404


def test_the_nominee_answers_each_question_once_by_his_link(world: World, client: Browser) -> None:
    nomination = steps.opened(world)
    officer = world.actor(Role.UNIT_OFFICER)
    actions.save(nomination, officer, typed=steps.typed(world), revision=0, now=world.now)
    now = clock.now()
    old = actions.invite_consent(nomination, officer, now=now)
    token = actions.invite_consent(nomination, officer, now=now)

    page = client.get(f"/consent/{token}")
    assert page.status_code == 200
    assert "郁青禾" in page.text
    assert id_number(2) not in page.text
    assert "已核验，不显示" in page.text
    assert client.get(f"/consent/{old}").status_code == 410
    assert client.get("/consent/none").status_code == 404
    assert client.post(f"/consent/{token}", data={"vetting": "yes"}).status_code == 422
    assert queries.consents_of(nomination) == {}

    given = client.post(f"/consent/{token}", data={"vetting": "yes", "publicity": "no", "reason": "暂不公开"})

    assert given.status_code == 303
    answers = queries.consents_of(nomination)
    assert {kind: answer.is_given for kind, answer in answers.items()} == {
        ConsentKind.VETTING: True,
        ConsentKind.PUBLICITY: False,
    }
    assert answers[ConsentKind.VETTING].wording == world.programme.consent_text["vetting"]
    assert client.get(f"/consent/{token}").status_code == 410


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({"present": "90"}, "多于应到 86 人"),
        ({"agreed": "70"}, "应等于实到 81 人"),
        ({"expected": "八十六"}, "只填整数"),
        ({"congress_on": "2026-13-40"}, "请按“2026年3月5日”的样子填写"),
        ({"present": "40", "agreed": "40", "abstained": "0"}, "不足应到 86 人的三分之二"),
        ({"abstained": ""}, "没有的填 0"),
    ],
)
def test_figures_of_the_congress_must_add_up(
    world: World, client: Browser, figures: dict[str, str], sentence: str
) -> None:
    nomination = steps.opened(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])
    right = {"congress_on": "2026-03-05", "expected": "86", "present": "81", "agreed": "80", "opposed": "0"}

    page = client.post(f"/nominations/{nomination.id}/congress", data={**right, "abstained": "1", **figures})

    assert page.status_code == 422
    assert sentence in page.text
    assert queries.unit_record(nomination) is None


def test_the_submission_page_lists_everything_with_links(world: World, client: Browser) -> None:
    nomination = steps.opened(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])

    page = client.get(f"/nominations/{nomination.id}/submission")
    refused = client.post(f"/nominations/{nomination.id}/submission", data={"attempt": "press-1"})

    assert page.status_code == 200
    assert refused.status_code == 409
    for text in (page.text, refused.text):
        assert f"/nominations/{nomination.id}/form/person#name" in text
        assert f"/nominations/{nomination.id}/evidence#photo" in text
        assert f"/nominations/{nomination.id}/consent-link" in text
        assert f"/nominations/{nomination.id}/congress" in text


def test_pressing_twice_gives_one_receipt_in_at_most_fifteen_statements(
    world: World, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_of_all, now = steps.signed(world, id_number(4))  # it also begins the series of receipts
    actions.submit(first_of_all, world.actor(Role.UNIT_OFFICER), attempt="press-0", now=now)
    nomination, now = steps.signed(world)
    monkeypatch.setattr(clock, "now", lambda: now)
    client.sign_in(world.members[Role.UNIT_OFFICER])
    address, press = f"/nominations/{nomination.id}/submission", {"attempt": "press-1"}

    with statements() as sent:
        first = client.post(address, data=press)
    again = client.post(address, data=press)

    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location == address.replace("submission", "receipt")
    assert f"{world.programme.code}2026-0002" in client.get(first.location).text
    assert len(sent) <= 15


def test_withdrawing_frees_the_place_and_tells_the_union(world: World, client: Browser) -> None:
    nomination = world.nomination(Stage.FORWARDED)
    client.sign_in(world.members[Role.UNIT_OFFICER])

    empty = client.post(f"/nominations/{nomination.id}/withdrawal", data={"reason": " "})
    done = client.post(f"/nominations/{nomination.id}/withdrawal", data={"reason": "本人离职"})

    assert (empty.status_code, done.status_code) == (422, 303)
    assert (nomination.stage, nomination.claimed_key) == (Stage.WITHDRAWN, None)
    db.session.refresh(world.allocation)
    assert world.allocation.reserved == 0
    letters = db.session.query(Letter).order_by(Letter.address).all()
    assert {letter.subject for letter in letters} == {"郁青禾：已撤回"}
    assert {letter.user_id for letter in letters} == {
        world.members[role].user_id for role in (Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.UNION_OFFICER, Role.UNION_HEAD)
    }
    assert all("原因：本人离职" in letter.body for letter in letters)


def test_what_a_return_asks_for_is_told_and_waits_on_the_desk(world: World, client: Browser) -> None:
    nomination = world.nomination(Stage.SUBMITTED)
    union, now = world.actor(Role.UNION_OFFICER), world.now
    due = now + timedelta(days=3)

    actions.send_back(
        nomination, union, level=Level.UNION, fields=["photo", "congress"], reason="照片不清", due_at=due, now=now
    )

    [todo] = told(queries.todos(world.actor(Role.UNIT_OFFICER), now))
    assert (todo.what, todo.due_at) == (f"补正{nomination.name}的材料", due)
    assert queries.open_fields(nomination) == {"photo", "congress", "congress_minutes"}
    client.sign_in(world.members[Role.UNIT_OFFICER])
    page = client.get(f"/nominations/{nomination.id}").text
    assert "照片不清" in page
    assert "须补正：2 寸免冠彩色照片、职工（代表）大会情况。" in page
    letters = db.session.query(Letter).filter_by(subject="郁青禾的材料需要补正").all()
    assert len(letters) == 2
    assert all("- 2 寸免冠彩色照片" in letter.body for letter in letters)


def test_somebody_who_nominates_himself_consents_where_he_fills_in(app: Flask, client: Browser) -> None:
    world = make_world(definition="shanghai-craftsman")
    client.sign_in(world.members[Role.NOMINEE])
    asked = {"cycle_id": str(world.cycle.id), "channel": "self", "title": world.programme.titles[0].key}

    made = client.post("/nominations/", data=asked)
    given = client.post("/nominations/1/own-consent", data={"vetting": "yes", "publicity": "yes"})

    assert (made.status_code, given.status_code) == (303, 303)
    nomination = db.session.get_one(Nomination, 1)
    assert (nomination.channel, nomination.opened_by) == ("self", world.members[Role.NOMINEE].user_id)
    assert [answer.is_given for answer in queries.consents_of(nomination).values()] == [True, True]
    client.sign_in(world.member(Role.NOMINEE, world.unit))
    assert client.get("/nominations/1").status_code == 404
