"""Certificates by pages: who may have which file, and what anybody may verify."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import select, update

from models.honour import Certificate
from models.nomination import Nomination
from models.people import Guesses
from models.vocabulary import Role
from selection import clock, jobs, storage
from selection.certificates import actions, queries
from selection.database import db, transaction
from selection.rules.numbering import verification_code
from tests.browsers import Browser
from tests.certificates.proving import prove_all
from tests.honours.ceremony import Statements, ceremony, decide, listed, publish
from tests.world import World, id_number

READERS = (Role.CITY_OFFICER, Role.SUPERVISOR, Role.UNION_OFFICER, Role.UNION_HEAD, Role.UNIT_OFFICER, Role.UNIT_HEAD)


def printed(world: World) -> list[Certificate]:
    """Files as a worker would have kept them; what stands in them does not matter here."""
    with transaction() as session:
        for each in session.scalars(select(Certificate).order_by(Certificate.id)):
            kept = storage.keep(io.BytesIO(f"%PDF {each.number}".encode()))
            each.file_key, each.file_sha256, each.issued_at = kept.key, kept.sha256, clock.now()
    return list(db.session.scalars(select(Certificate).order_by(Certificate.id)))


def verified(client: Browser, number: str, name: str) -> int:
    return int(client.get(f"/verify?number={quote(number)}&name={quote(name)}").status_code)


def test_the_city_prints_and_watches(world: World, client: Browser) -> None:
    ceremony(world)
    prove_all(world)
    client.sign_in(world.members[Role.CITY_OFFICER])
    path = f"/certificates/cycles/{world.cycle.id}/printing"

    before = client.get(f"{path}.json").json
    begun = client.post(path)
    during = client.get(f"{path}.json").json
    assert client.get(path).status_code == 200
    jobs.perform_due(clock.now())
    after = client.get(f"{path}.json").json

    assert (begun.status_code, begun.location) == (303, path)
    said = "已制发 0 份，共 2 份"
    assert before == {
        "done": 0,
        "total": 2,
        "message": f"{said}，还有 2 份没有开始",
        "finished": True,
        "location": None,
    }
    assert during == {"done": 0, "total": 2, "message": said, "finished": False, "location": None}
    index = f"/certificates/?cycle_id={world.cycle.id}"
    assert after == {"done": 2, "total": 2, "message": "已制发 2 份，共 2 份", "finished": True, "location": index}
    assert client.post(path).status_code == 409


@pytest.mark.parametrize("role", READERS)
def test_those_concerned_download_the_stored_file_under_its_chinese_name(
    world: World, client: Browser, role: Role
) -> None:
    ceremony(world)
    first = printed(world)[0]
    path = f"/certificates/{first.id}/file"
    client.sign_in(world.members[role])

    answers = [client.get(path) for _ in range(2)]

    assert [answer.data for answer in answers] == [b"%PDF JCNS-2026-001"] * 2
    told = answers[0].headers["Content-Disposition"]
    assert told == f"attachment; filename=\"certificate.pdf\"; filename*=UTF-8''{quote('JCNS-2026-001 周启明.pdf')}"


def test_the_worker_who_nominated_himself_downloads_his_own(world: World, client: Browser) -> None:
    ceremony(world)
    first, second = printed(world)
    mine, other = f"/certificates/{first.id}/file", f"/certificates/{second.id}/file"
    with transaction() as session:
        owner = world.members[Role.NOMINEE].user_id
        session.execute(update(Nomination).where(Nomination.id == first.honour.nomination_id).values(opened_by=owner))
    client.sign_in(world.members[Role.NOMINEE])

    assert [client.get(path).status_code for path in (mine, other)] == [200, 404]


def test_others_do_not_find_it(world: World, client: Browser) -> None:
    ceremony(world)
    paths = [f"/certificates/{each.id}/file" for each in printed(world)]
    archive = f"/certificates/cycles/{world.cycle.id}/files.zip"
    strangers = [
        world.member(Role.UNION_OFFICER, world.other_union),
        world.member(Role.UNIT_OFFICER, world.other_unit),
        world.members[Role.NOMINEE],
    ]

    for stranger in strangers:
        client.sign_in(stranger)
        assert [client.get(path).status_code for path in (*paths, archive)] == [404] * 3
        assert "周启明" not in client.get("/certificates/").text
    client.sign_in(world.members[Role.EXPERT])
    assert [client.get(path).status_code for path in paths] == [403] * 2


def test_what_is_not_printed_yet_cannot_be_downloaded(world: World, client: Browser) -> None:
    ceremony(world)
    certificate = db.session.scalars(select(Certificate)).first()
    assert certificate is not None
    path = f"/certificates/{certificate.id}/file"
    client.sign_in(world.members[Role.CITY_OFFICER])

    assert client.get(path).status_code == 404
    assert client.get(f"/certificates/cycles/{world.cycle.id}/files.zip").status_code == 404


def test_the_archive_holds_each_reader_his_certificates_under_utf_8_names(world: World, client: Browser) -> None:
    publish(world)
    listed(world, "周启明", "outstanding")
    listed(world, "郁青禾", unit=world.other_unit, union=world.other_union)
    decide(world)
    printed(world)
    path = f"/certificates/cycles/{world.cycle.id}/files.zip"
    mine, other = "上海市杰出技术能手/JCNS-2026-001 周启明.pdf", "上海市技术能手/JSNS-2026-001 郁青禾.pdf"
    held = {Role.CITY_OFFICER: {mine, other}, Role.UNION_HEAD: {mine}}

    for role, names in held.items():
        client.sign_in(world.members[role])
        with zipfile.ZipFile(io.BytesIO(client.get(path).data)) as archive:
            assert archive.testzip() is None
            assert set(archive.namelist()) == names
            assert archive.read(mine) == b"%PDF JCNS-2026-001"
            assert [entry.flag_bits & 0x800 for entry in archive.infolist()] == [0x800] * len(names)


@pytest.mark.parametrize("typed", ["JCNS-2026-001", "ｊｃｎｓ－２０２６－００１", " jcns - 2026 - 1 "])
@pytest.mark.parametrize("name", ["周启明", " 周 启明"])
def test_a_number_with_its_name_is_valid_however_it_is_typed(
    world: World, client: Browser, typed: str, name: str
) -> None:
    ceremony(world)

    page = client.get(f"/verify?number={quote(typed)}&name={quote(name)}")

    assert page.status_code == 200
    shown = ("证书有效", "周启明", "上海市杰出技术能手", "Shanghai Outstanding Skilled Master", "JCNS-2026-001", "评选")
    assert [each in page.text for each in shown] == [True] * 6


def test_everything_unknown_gets_the_same_answer(world: World, client: Browser) -> None:
    ceremony(world)
    stranger = verification_code(b"0123456789abcdef")
    asked = [
        "/verify?number=JCNS-2026-001&name=郁青禾",
        "/verify?number=JCNS-2026-002&name=周启明",
        "/verify?number=九号&name=周启明",
        "/verify?number=JCNS-2026-001&name=%00",
        f"/verify/{stranger}",
        f"/verify/{stranger[:-1]}",
        "/verify/1",
        "/verify/%00",
    ]

    answers = [client.get(path) for path in asked]

    assert [answer.status_code for answer in answers] == [404] * len(asked)
    bodies = {re.sub(r'content="[^"]+">\n<title>', "", answer.text) for answer in answers}
    assert len(bodies) == 1


@pytest.mark.parametrize("query", ["number=", "number=JCNS-2026-001", "name=周启明", f"number={'1' * 65}&name=周启明"])
def test_a_question_that_lacks_something_is_told_beside_its_field(world: World, client: Browser, query: str) -> None:
    answer = client.get(f"/verify?{query}")

    assert (answer.status_code, "需要修改" in answer.text) == (422, True)


def test_a_certificate_not_printed_yet_is_valid_by_its_code(world: World, client: Browser) -> None:
    ceremony(world)
    codes = list(db.session.scalars(select(Certificate.code).order_by(Certificate.id)))

    pages = [client.get(f"/verify/{code}") for code in (codes[0], codes[1].lower())]

    assert [page.status_code for page in pages] == [200, 200]
    assert ["周启明" in page.text for page in pages] == [True, False]


def test_verification_shows_nothing_but_what_the_certificate_says(world: World, client: Browser) -> None:
    ceremony(world)
    certificate = db.session.scalars(select(Certificate).order_by(Certificate.id)).first()
    assert certificate is not None
    nomination = db.session.get_one(Nomination, certificate.honour.nomination_id)
    canaries = [
        nomination.receipt or "",
        world.unit.name,
        world.union.name,
        nomination.occupation,
        "13900000000",
        *(id_number(serial) for serial in range(1, world.made + 1)),
        *(str(value) for value in nomination.answers.values() if isinstance(value, str) and len(value) > 3),
    ]

    page = client.get(f"/verify/{certificate.code}").text

    allowed = page.replace("上海市总工会", "")
    assert len(canaries) > 20
    assert [canary for canary in canaries if canary in allowed] == []


def test_who_asks_at_random_is_barred_for_a_while_and_a_true_code_still_answers(
    world: World, new_client: Callable[[], Browser]
) -> None:
    ceremony(world)
    code = db.session.scalars(select(Certificate.code)).first()
    client = new_client()
    for serial in range(queries.MISSES):
        assert verified(client, f"JSNS-2026-{serial + 100}", "周启明") == 404

    assert verified(client, "JCNS-2026-001", "周启明") == 429
    assert client.get("/verify/1").status_code == 429
    assert client.get(f"/verify/{code}").status_code == 200
    with transaction() as session:
        session.execute(update(Guesses).values(since_at=clock.now() - queries.WINDOW - timedelta(seconds=1)))
    assert verified(client, "JCNS-2026-001", "周启明") == 200


def test_pages_take_the_same_few_queries_with_one_and_with_three(world: World, client: Browser) -> None:
    publish(world)
    for place, name in enumerate(("周启明", "郁青禾", "卫知远"), start=1):
        listed(world, name, position=place)
    decide(world)
    printed(world)
    cycle_id = world.cycle.id
    with transaction() as session:
        hidden = session.scalars(select(Certificate).order_by(Certificate.id.desc()).limit(2)).all()
        for each in hidden:
            nomination = session.get_one(Nomination, each.honour.nomination_id)
            nomination.union_id = world.other_union.id
    counted = []
    for member in (world.members[Role.UNION_HEAD], world.members[Role.CITY_OFFICER]):
        client.sign_in(member)
        with Statements() as said:
            page = client.get(f"/certificates/?cycle_id={cycle_id}")
        counted.append((page.text.count('<th scope="row"'), len(said)))

    assert counted == [(1, 4), (3, 5)]


def test_units_and_city_are_reminded(world: World) -> None:
    city, unit, expert = (world.actor(role) for role in (Role.CITY_OFFICER, Role.UNIT_OFFICER, Role.EXPERT))
    ceremony(world)
    before = [[todo.what for todo in queries.todos(actor, world.now)] for actor in (city, unit, expert)]
    printed(world)
    after = [[todo.what for todo in queries.todos(actor, clock.now())] for actor in (city, unit, expert)]

    assert before == [["制发 2 份证书"], ["校对 2 份证书的姓名"], []]
    assert after == [[], ["领取 2 份证书"], []]


@pytest.mark.parametrize(
    "path", ["/certificates/?page=99999999999999999999&q=%00", "/certificates/?cycle_id=abc&q=%25"]
)
def test_strange_questions_get_a_page(world: World, client: Browser, path: str) -> None:
    ceremony(world)
    client.sign_in(world.members[Role.SUPERVISOR])

    assert client.get(path).status_code == 200


def test_misses_are_counted_one_by_one(world: World) -> None:
    for _ in range(queries.MISSES - 1):
        actions.miss("203.0.113.9", world.now)
    almost = queries.is_barred("203.0.113.9", world.now)
    actions.miss("203.0.113.9", world.now)

    assert (almost, queries.is_barred("203.0.113.9", world.now)) == (False, True)
    assert queries.is_barred("203.0.113.10", world.now) is False
