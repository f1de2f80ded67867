"""The form on its way: made of what was sealed, printed, scanned, recognised, kept."""

import subprocess
from collections.abc import Callable
from io import BytesIO

import docx
import pikepdf
import pytest
from flask import Flask
from PIL import Image, ImageDraw, ImageFilter
from sqlalchemy import select

from models.approval import ApprovalForm, FormScan
from models.event import Event
from models.nomination import Dossier, Nomination
from models.vocabulary import Act, Level, Role, Stage
from selection import jobs, storage
from selection.approvals import actions, queries
from selection.approvals.typesetting import code_picture
from selection.database import db, transaction
from selection.errors import Refused
from selection.rules.documents.marks import Mark, read_mark
from tests.browsers import Browser
from tests.world import World


def made(world: World, *, copies: int = 1, stage: Stage = Stage.RECOMMENDED, **further: object) -> Nomination:
    """A nomination with its form, set in type."""
    nomination = world.nomination(stage, **further)  # type: ignore[arg-type]
    actions.make(nomination, world.actor(Role.UNIT_OFFICER), copies=copies, now=world.now)
    jobs.perform_due(world.now)
    db.session.expire_all()
    return nomination


def form_of(nomination: Nomination) -> ApprovalForm:
    form = queries.form_of(nomination)
    assert form is not None
    return form


def scanned(form: ApprovalForm, *pages: int, kind: str = "pdf", degrees: float = 1.2) -> bytes:
    """The pages printed, sealed in red, laid crookedly on the glass and scanned in grey at 150 dpi."""
    pictures = []
    for page in pages:
        command = ["pdftoppm", "-r", "150", "-png", "-f", str(page), "-l", str(page), "-"]
        printed = subprocess.run(command, input=storage.read(form.pdf_key or ""), capture_output=True, check=True)
        picture = Image.open(BytesIO(printed.stdout)).convert("RGB")
        ImageDraw.Draw(picture).ellipse((450, 1100, 680, 1330), outline=(200, 30, 30), width=9)
        turned = picture.rotate(degrees, expand=False, fillcolor=(244, 244, 240), resample=Image.Resampling.BICUBIC)
        pictures.append(turned.filter(ImageFilter.GaussianBlur(0.8)).convert("L"))
    content = BytesIO()
    if kind == "pdf":
        pictures[0].save(content, "PDF", save_all=True, append_images=pictures[1:], resolution=150)
    else:
        pictures[0].save(content, kind.upper())
    return content.getvalue()


def bring(client: Browser, nomination: Nomination, content: bytes, name: str = "盖章件.pdf") -> tuple[int, str]:
    answer = client.post(
        f"/nominations/{nomination.id}/approval-form/scans",
        data={"file": (BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    return answer.status_code, answer.get_data(as_text=True)


def test_a_form_is_made_of_what_was_sealed_in_so_many_copies_with_a_code_on_every_page(world: World) -> None:
    nomination = made(world, copies=2)

    form = form_of(nomination)
    with pikepdf.open(BytesIO(storage.read(form.pdf_key or ""))) as pdf:
        assert len(pdf.pages) == 2 * (form.pages or 0)
    assert set(form.places) == {"unit", "union", "city"}
    text = subprocess.run(
        ["pdftotext", "-", "-"], input=storage.read(form.pdf_key or ""), capture_output=True, check=True
    ).stdout.decode()
    for said in ("推荐审批表", "郁青禾", world.unit.name, "已由系统核验", "一式二份", nomination.receipt or "?"):
        assert said in text
    assert str(nomination.private_answers["id_number"]) not in text  # type: ignore[index]
    assert "13900000000" not in text
    word = docx.Document(BytesIO(storage.read(form.word_key or "")))
    assert any("郁青禾" in cell.text for row in word.tables[0].rows for cell in row.cells)


@pytest.mark.database("sqlite")  # what sets type knows no database
def test_equal_forms_are_equal_bytes(world: World) -> None:
    form = form_of(made(world))
    before = (form.pdf_key, form.word_key)
    actions.set_in_type({"form_id": form.id}, world.now)
    db.session.expire_all()
    assert (form.pdf_key, form.word_key) == before


@pytest.mark.database("sqlite")  # what reads a scan knows no database
def test_a_sealed_page_that_was_scanned_crookedly_is_recognised_and_shown_on_the_dossier(
    world: World, client: Browser
) -> None:
    nomination = made(world)
    form = form_of(nomination)
    client.sign_in(world.members[Role.UNIT_OFFICER])

    status, _ = bring(client, nomination, scanned(form, 1, form.places["unit"]))
    again = bring(client, nomination, scanned(form, form.places["unit"], kind="jpeg"), "盖章件.jpg")
    client.sign_in(world.members[Role.UNION_OFFICER])
    third = bring(client, nomination, scanned(form, form.places["union"], kind="png"), "盖章件.png")

    assert (status, again[0], third[0]) == (303, 303, 303)
    scans = db.session.scalars(select(FormScan).order_by(FormScan.id)).all()
    assert [(each.level, each.pages) for each in scans] == [
        (Level.UNIT, [1, form.places["unit"]]),
        (Level.UNIT, [form.places["unit"]]),
        (Level.UNION, [form.places["union"]]),
    ]
    assert len(db.session.scalars(select(Event).where(Event.act == Act.RETURN_FORM)).all()) == 3
    page = client.get(f"/nominations/{nomination.id}").get_data(as_text=True)
    assert f"approval-form/scans/{scans[1].id}" in page
    assert f"approval-form/scans/{scans[2].id}" in page
    assert client.get(f"/nominations/{nomination.id}/approval-form/scans/{scans[0].id}").data == storage.read(
        scans[0].key
    )


def unprinted(world: World, **further: object) -> ApprovalForm:
    """A form as it stands once it has been set in type, without the typesetting."""
    nomination = world.nomination(Stage.RECOMMENDED, **further)  # type: ignore[arg-type]
    form = actions.make(nomination, world.actor(Role.UNIT_OFFICER), copies=1, now=world.now)
    with transaction() as session:
        session.merge(form).pages = 4
        session.merge(form).places = {"unit": 4, "union": 4, "city": 4}
    return form


def drawn(form: ApprovalForm, page: int) -> bytes:
    """A page that has nothing but its code, as a picture."""
    code = code_picture(str(Mark(form.nomination_id, form.version, page, 4, form.sha256[:16].upper())))
    sheet = Image.new("L", (620, 877), 250)
    sheet.paste(
        Image.frombytes("L", code.shape, code.tobytes()).resize((116, 116), Image.Resampling.NEAREST), (470, 30)
    )
    content = BytesIO()
    sheet.save(content, "PNG")
    return content.getvalue()


@pytest.mark.database("sqlite")  # what reads a scan knows no database
def test_what_was_scanned_wrongly_is_told_with_its_cure_and_nothing_is_kept(world: World, client: Browser) -> None:
    form, foreign = unprinted(world), unprinted(world, name="周启明")
    nomination = db.session.get_one(Nomination, form.nomination_id)
    client.sign_in(world.members[Role.UNIT_OFFICER])
    unreadable = BytesIO()
    Image.effect_noise((400, 500), 90).save(unreadable, "PNG")
    told = [
        bring(client, nomination, drawn(form, 1), "盖章件.png"),
        bring(client, nomination, drawn(foreign, 4), "盖章件.png"),
        bring(client, nomination, unreadable.getvalue(), "盖章件.png"),
        bring(client, nomination, b"%PDF-1.4 nothing"),
        bring(client, nomination, b""),
    ]
    sealed = drawn(form, 4)
    _correct(world, nomination)
    told.append(bring(client, nomination, sealed, "盖章件.png"))
    again = actions.make(nomination, world.actor(Role.UNIT_OFFICER), copies=1, now=world.now)
    with transaction() as session:
        session.merge(again).pages, session.merge(again).places = 4, {"unit": 4}
    told.append(bring(client, nomination, sealed, "盖章件.png"))
    sealed_anew = bring(client, nomination, drawn(again, 4), "盖章件.png")

    assert [status for status, _ in told] == [422] * 7
    wanted = ("没有扫进来", "另一份申报", "没有读到右上角的二维码", "打不开", "空的", "还没有制作", "请重新打印第 2 版")
    for (_, page), said in zip(told, wanted, strict=True):
        assert said in page
    assert "周启明" not in told[1][1]
    assert sealed_anew[0] == 303
    assert [each.version for each in db.session.scalars(select(FormScan))] == [2]


def _correct(world: World, nomination: Nomination) -> None:
    """A second sealed version, as after a correction."""
    first = db.session.scalars(select(Dossier).filter_by(nomination_id=nomination.id)).one()
    with transaction() as session:
        session.add(
            Dossier(
                nomination_id=nomination.id,
                version=2,
                content=first.content.replace("郁青禾", "郁青荷"),
                sha256="0" * 64,
                attempt="again",
                sealed_at=world.now,
            )
        )


def test_only_who_has_to_do_with_it_makes_reads_and_brings_it(
    world: World, new_client: Callable[[], Browser], app: Flask
) -> None:
    form = unprinted(world)
    with transaction() as session:
        session.merge(form).pdf_key = session.merge(form).word_key = storage.keep(BytesIO(b"%PDF")).key
    nomination = db.session.get_one(Nomination, form.nomination_id)
    found = {}
    for role in Role:
        browser = new_client()
        browser.sign_in(world.members[role])
        found[role] = (
            browser.get(f"/nominations/{nomination.id}/approval-form").status_code,
            browser.get(f"/nominations/{nomination.id}/approval-form/pdf").status_code,
            browser.post(f"/nominations/{nomination.id}/approval-form", data={"copies": str(form.copies)}).status_code,
        )
    may, reads, never = (200, 200, 409), (200, 200, 403), (403, 403, 403)
    assert found == {
        Role.UNIT_OFFICER: may,
        Role.UNIT_HEAD: reads,
        Role.NOMINEE: (404, 404, 403),
        Role.UNION_OFFICER: may,
        Role.UNION_HEAD: reads,
        Role.CITY_OFFICER: may,
        Role.EXPERT: never,
        Role.JUROR: never,
        Role.SUPERVISOR: reads,
        Role.ADMIN: never,
    }


def test_what_is_not_sealed_or_cannot_be_drawn_is_not_printed(world: World) -> None:
    officer = world.actor(Role.UNIT_OFFICER)
    for nomination, said in (
        (world.nomination(Stage.DRAFTED), "材料还没有封存"),
        (world.nomination(Stage.DECLINED), "已经结束"),
        (world.nomination(Stage.SUBMITTED, name="丁\ue123"), "U+E123"),
    ):
        with pytest.raises(Refused) as refused:
            actions.make(nomination, officer, copies=3, now=world.now)
        assert said in refused.value.reasons[0].why
    assert db.session.scalars(select(ApprovalForm)).all() == []


def test_the_code_names_nobody(world: World) -> None:
    form = unprinted(world)
    mark = read_mark(str(actions.mark_of(form)))
    assert mark is not None
    assert (mark.nomination_id, mark.version, mark.seal) == (form.nomination_id, 1, form.sha256[:16].upper())
