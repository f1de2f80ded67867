"""Blind copies: a name carried beside the pages is in no copy; what gives somebody away waits for the office."""

import io
import json
import re
from collections.abc import Callable

import pytest

from models.expert import BlindFinding
from models.nomination import Dossier, Evidence, Nomination
from models.people import Membership
from models.review import Assignment, ReviewFile
from models.vocabulary import Role, Stage
from selection import jobs, storage
from selection.database import db, transaction
from selection.experts import blind
from selection.experts.stripping import without_notes
from selection.review import actions
from selection.rules.sealing import is_private
from tests.browsers import Browser
from tests.experts import carriers
from tests.review.test_actions import panel_of
from tests.world import World

MARK = "CANARYQINGHE"
KINDS: dict[str, tuple[Callable[[str], bytes], str]] = {
    "pdf": (carriers.pdf, "application/pdf"),
    "jpg": (carriers.jpeg, "image/jpeg"),
    "png": (carriers.png, "image/png"),
}


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_tells_nothing_beside_its_pages(world: World, kind: str) -> None:
    make, media_type = KINDS[kind]
    content = make(MARK)
    assert carriers.everything_in(content).count(MARK.encode()) >= {"pdf": 20, "jpg": 8, "png": 4}[kind]

    copy = blind.strip(storage.keep(io.BytesIO(content)).key, media_type)

    assert copy.key is not None, copy.trouble
    assert MARK.encode() not in carriers.everything_in(storage.read(copy.key))
    assert MARK.encode("utf-16-be") not in carriers.everything_in(storage.read(copy.key))


def test_what_cannot_be_read_has_no_copy(world: World) -> None:
    assert blind.strip(storage.keep(io.BytesIO(b"%PDF-1.7 broken")).key, "application/pdf").key is None


def test_a_picture_keeps_its_pixels_when_its_notes_are_taken() -> None:
    told = without_notes(carriers.jpeg(MARK))

    assert MARK.encode() not in told
    assert told.startswith(b"\xff\xd8")
    assert told.endswith(b"\xff\xd9")


def dealt(world: World, *, text: str = "", content: bytes = b"") -> tuple[Nomination, int, Assignment]:
    """A dossier with one file that experts may read, dealt to a panel of which the first is the role's account."""
    open_texts = [
        each.key
        for each in world.programme.fields()
        if each.kind == "long_text" and not each.identifying and not is_private(each)
    ]
    answers = world.answers()
    answers[open_texts[0]] += text
    nomination = world.nomination(Stage.QUALIFIED, answers=answers)
    kind = next(each.key for each in world.programme.uploads() if not each.identifying)
    kept = storage.keep(io.BytesIO(content or carriers.pdf(MARK)))
    with transaction() as session:
        file = Evidence(
            nomination_id=nomination.id,
            attachment=kind,
            title=f"{MARK}的材料",
            filename=f"{MARK}.pdf",
            media_type="application/pdf",
            size=kept.size,
            sha256=kept.sha256,
            key=kept.key,
            uploaded_at=world.now,
        )
        session.add(file)
        session.flush()
    _seal_again(nomination, file, kind, world)
    panel_of(world, 5)
    actions.assign(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)
    task = db.session.query(Assignment).filter_by(nomination_id=nomination.id).first()
    assert task is not None
    return nomination, file.id, task


def _seal_again(nomination: Nomination, file: Evidence, kind: str, world: World) -> None:
    content = {"answers": nomination.answers, "evidence": [{"id": file.id, "attachment": kind}]}
    with transaction() as session:
        session.add(
            Dossier(
                nomination_id=nomination.id,
                version=2,
                content=json.dumps(content, ensure_ascii=False),
                sha256="0" * 64,
                attempt=f"again-{nomination.id}",
                sealed_at=world.now,
            )
        )


def test_nothing_is_shown_before_the_worker_has_looked_nor_a_file_before_the_office_has(
    world: World, new_client: Callable[[], Browser]
) -> None:
    nomination, file_id, task = dealt(world, text="大家叫他郁师傅。")
    expert, city = new_client(), new_client().sign_in(world.members[Role.CITY_OFFICER])
    _sign_in(expert, task)
    sheet, file = f"/review/sheets/{task.id}", f"/review/sheets/{task.id}/evidence/{file_id}"
    assert "正在做隐名处理" in expert.get(sheet).text
    assert expert.get(file).status_code == 404

    jobs.perform_due(world.now)

    page = expert.get(sheet).text
    assert "这一部分正在核对隐名" in page
    assert "郁师傅" not in page
    assert "暂不显示" in page
    assert expert.get(file).status_code == 404
    base = f"/experts/cycles/{world.cycle.id}/blind"
    listed = city.get(base).text
    assert "大家叫他郁师傅" in listed
    of_file = db.session.query(BlindFinding).filter_by(evidence_id=file_id).one()
    of_text = db.session.query(BlindFinding).filter_by(nomination_id=nomination.id, evidence_id=None).one()
    assert city.get(f"{base}/{file_id}").status_code == 200
    assert city.post(base, data={"finding": str(of_file.id), "verdict": "harmless"}).status_code == 303
    assert city.post(base, data={"finding": str(of_text.id), "verdict": "withheld"}).status_code == 303
    answer = expert.get(file)
    assert answer.status_code == 200
    assert MARK not in repr(answer.headers.to_wsgi_list())
    assert re.search(r"filename=K-\d{3}-1\.pdf", answer.headers["Content-Disposition"])
    assert MARK.encode() not in carriers.everything_in(answer.data)
    page = expert.get(sheet).text
    assert "已经隐去" in page
    assert MARK not in page
    assert not db.session.get_one(ReviewFile, nomination.id).is_unchecked


def _sign_in(client: Browser, task: Assignment) -> None:
    client.sign_in(db.session.query(Membership).filter_by(user_id=task.expert_id).one())
