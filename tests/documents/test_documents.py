"""Documents of a cycle: who makes them, what is frozen, what the files are."""

import re
from io import BytesIO
from threading import Thread

import docx
import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select

from models.document import Document
from models.honour import Certificate, Honour
from models.job import Job
from models.programme import Series, Setting
from models.vocabulary import PaperKind, Role, Stage
from selection import clock, jobs, storage
from selection.database import db, transaction
from selection.documents import actions, queries
from selection.errors import Refused
from selection.exchange import actions as exchange
from selection.honours import queries as honours
from selection.recommendations import actions as recommendations
from selection.recommendations import queries as boards
from selection.rules.documents.paper import Paper
from selection.vetting import actions as vetting
from tests.browsers import Browser
from tests.honours.ceremony import ceremony, decide, listed, publish
from tests.world import World


def test_a_decision_becomes_a_paper_once_with_its_files_kept_by_their_hash(world: World, client: Browser) -> None:
    made = ceremony(world)
    client.sign_in(world.members[Role.CITY_OFFICER])
    page = client.get(f"/documents/?cycle_id={world.cycle.id}").text
    assert "表彰决定" in page
    wanted = {"kind": "decision", "source_id": str(made.id)}

    answer = client.post(f"/documents/cycles/{world.cycle.id}", data=wanted)
    again = client.post(f"/documents/cycles/{world.cycle.id}", data=wanted)
    jobs.perform_due(world.now.replace(year=2099))

    assert (answer.status_code, again.status_code) == (303, 409)
    db.session.expire_all()
    document = db.session.scalars(select(Document)).one()
    assert (document.number, document.title, document.trouble) == (made.number, made.title, "")
    pdf = client.get(f"/documents/{document.id}/pdf")
    assert pdf.data == storage.read(document.pdf_key or "")
    with pikepdf.open(BytesIO(pdf.data)) as opened:
        assert len(opened.pages) == 4
    word = docx.Document(BytesIO(client.get(f"/documents/{document.id}/word").data))
    assert made.number in [each.text for each in word.paragraphs]
    assert [row.cells[0].text for row in word.tables[1].rows] == ["姓名", "郁青禾"]


def test_the_supervisor_reads_and_makes_nothing_and_others_see_nothing(world: World, client: Browser) -> None:
    made = ceremony(world)
    actor = world.actor(Role.CITY_OFFICER)
    document = actions.make(world.cycle, PaperKind.DECISION, made.id, actor, now=world.now)
    wanted = {"kind": "decision", "source_id": str(made.id)}
    found = {}
    for role in (Role.SUPERVISOR, Role.UNION_OFFICER):
        client.sign_in(world.members[role])
        found[role] = (
            client.get(f"/documents/?cycle_id={world.cycle.id}").status_code,
            client.post(f"/documents/cycles/{world.cycle.id}", data=wanted).status_code,
            client.get(f"/documents/{document.id}/pdf").status_code,
        )
    assert found == {Role.SUPERVISOR: (200, 403, 404), Role.UNION_OFFICER: (200, 409, 404)}


def test_the_order_of_a_decision_stays_whatever_becomes_of_the_table_of_strokes(world: World) -> None:
    publish(world)
    for place, name in enumerate(("未央", "末雪", "丁一"), start=1):
        listed(world, name, "master", place)
    made = decide(world)
    before = [row.name for row in honours.roll(made.id)]
    with transaction() as session:
        session.merge(Setting(key="stroke_supplement", value="丁=11111111111111111111"))

    assert [row.name for row in honours.roll(made.id)] == before
    assert before[0] == "丁一"
    assert set(db.session.scalars(select(Honour.list_place))) == {1, 2, 3}
    document = actions.make(world.cycle, PaperKind.DECISION, made.id, world.actor(Role.CITY_OFFICER), now=world.now)
    rows = Paper.from_json(document.content).attachments[0].listings[0].rows
    assert [row[0].replace("\u3000", "") for row in rows] == before


def test_what_has_not_happened_has_no_paper(world: World) -> None:
    actor = world.actor(Role.CITY_OFFICER)
    assert [each.kind for each in queries.makeable(world.cycle, actor, world.now)] == [PaperKind.ANNOUNCEMENT]
    with pytest.raises(Refused):
        actions.make(world.cycle, PaperKind.DECISION, 1, actor, now=world.now)


def test_a_character_no_face_has_is_named_before_anything_is_queued_and_takes_no_number(world: World) -> None:
    publish(world)
    listed(world, "丁\ue123", "master", 1)
    made = decide(world)
    number = db.session.scalars(select(Series.next).where(Series.key.startswith("document:"))).one()
    with pytest.raises(Refused) as refused:
        actions.make(world.cycle, PaperKind.DECISION, made.id, world.actor(Role.CITY_OFFICER), now=world.now)
    assert "U+E123" in refused.value.reasons[0].why
    assert "标准编码" in refused.value.reasons[0].cure
    assert db.session.scalars(select(Document)).all() == []
    assert db.session.scalars(select(Job).where(Job.kind == actions.JOB)).all() == []
    assert db.session.scalars(select(Series.next).where(Series.key.startswith("document:"))).one() == number


def test_documents_made_at_the_same_moment_are_numbered_without_a_gap(world: World, app: Flask) -> None:
    """Of the six who ask for the same announcement one gets it; the numbers of the others go back."""
    actor, cycle_id, won = world.actor(Role.CITY_OFFICER), world.cycle.id, []
    now = world.now

    def ask() -> None:
        with app.app_context():
            cycle = queries.cycle(actor, cycle_id)
            assert cycle is not None
            try:
                won.append(actions.make(cycle, PaperKind.ANNOUNCEMENT, cycle_id, actor, now=now).number)
            except Refused:
                won.append(None)
            finally:
                db.session.remove()

    threads = [Thread(target=ask) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    year = world.now.year
    assert sorted(won, key=str) == [None] * 5 + [f"沪工总〔{year}〕1号"]
    publish(world)
    listed(world, "周启明", "outstanding", 1)
    assert decide(world).number == f"沪工总〔{year}〕2号"


def papers(client: Browser, world: World) -> list[tuple[str, str]]:
    """Title and number of what this person is shown."""
    text = client.get(f"/documents/?cycle_id={world.cycle.id}").get_data(as_text=True)
    return re.findall(r'<th scope="row">([^<]+)(?:<br>.*?)?</th>\s*<td data-label="发文字号">([^<]+)</td>', text)


def test_a_union_makes_its_list_again_only_once_it_has_handed_on_more(world: World, client: Browser) -> None:
    head = world.actor(Role.UNION_HEAD)
    client.sign_in(world.members[Role.UNION_OFFICER])
    wanted = {"kind": "summary", "source_id": str(world.allocation.id)}
    where = f"/documents/cycles/{world.cycle.id}"
    statuses = [client.post(where, data=wanted).status_code]
    for name in ("丁一", "欧阳修远"):
        world.nomination(Stage.RECOMMENDED, name=name)
        board = boards.board(head, world.cycle.id)
        assert board is not None
        recommendations.forward(board, head, revision=board.revision, now=clock.now())
        statuses += [client.post(where, data=wanted).status_code for _ in range(2)]

    assert statuses == [409, 303, 409, 303, 409]
    jobs.perform_due(world.now.replace(year=2099))
    made = db.session.scalars(select(Document).order_by(Document.id)).all()
    assert [(each.edition, each.organisation_id, each.number) for each in made] == [
        (1, world.union.id, None),
        (2, world.union.id, None),
    ]
    rows = Paper.from_json(made[1].content).listings[0].rows
    assert [row[:3] for row in rows] == [("1", "丁\u3000一", world.unit.name), ("2", "欧阳修远", world.unit.name)]
    with pikepdf.open(BytesIO(client.get(f"/documents/{made[1].id}/pdf").data)) as pdf:
        left, low, right, high = (float(each) for each in pdf.pages[0].mediabox)
        assert right - left > high - low
    section = docx.Document(BytesIO(client.get(f"/documents/{made[1].id}/word").data)).sections[0]
    assert (section.page_width or 0) > (section.page_height or 0)
    assert len(papers(client, world)) == 2
    client.sign_in(world.member(Role.UNION_OFFICER, world.other_union))
    assert papers(client, world) == []
    assert client.get(f"/documents/{made[1].id}/pdf").status_code == 404


def test_a_department_is_written_to_once_for_each_list_with_names_and_units_only(world: World, client: Browser) -> None:
    city, now = world.actor(Role.CITY_OFFICER), world.now
    asked = [world.nomination(Stage.FORWARDED, name=name) for name in ("丁望海", "卫知远")]
    departments = [each.key for each in world.programme.departments[:2]]
    vetting.ask(asked, city, departments=departments, now=now)
    batches = [exchange.send(world.cycle, city, department=each, now=now)[0] for each in departments]

    letters = [actions.make(world.cycle, PaperKind.CONSULTATION, each.id, city, now=now) for each in batches]

    assert [each.number for each in letters] == [f"沪工总〔{now.year}〕{place}号" for place in (1, 2)]
    paper = Paper.from_json(letters[0].content)
    assert paper.addressee == world.programme.departments[0].name
    assert paper.attachments[0].listings[0].rows == (
        ("1", "丁望海", world.unit.name),
        ("2", "卫知远", world.unit.name),
    )
    assert str((asked[0].private_answers or {})["id_number"]) not in str(letters[0].content)
    with pytest.raises(Refused):
        actions.make(world.cycle, PaperKind.CONSULTATION, batches[0].id, city, now=now)


def test_the_roll_of_the_honoured_waits_for_their_certificates_and_tells_their_numbers(world: World) -> None:
    made, city = ceremony(world), world.actor(Role.CITY_OFFICER)
    numbers = db.session.scalars(select(Certificate.number).order_by(Certificate.id)).all()

    document = actions.make(world.cycle, PaperKind.ROSTER, made.id, city, now=world.now)

    rows = [row for listing in Paper.from_json(document.content).listings for row in listing.rows]
    assert [row[0] for row in rows] == [str(place) for place in range(1, len(rows) + 1)]
    assert sorted(row[4] for row in rows) == sorted(numbers)
    assert document.number is None
