"""Making the form of a sealed dossier, and taking it back with its seals."""

from datetime import datetime
from io import BytesIO
from typing import Any

from sqlalchemy import select

from models.approval import ApprovalForm, FormScan
from models.nomination import Dossier, Nomination
from models.vocabulary import ENDED, Act, Level, Stage
from selection import storage
from selection.approvals import queries
from selection.approvals.scanning import TITLE
from selection.approvals.sources import sheet_of
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.jobs import enqueue, handles
from selection.nominations.files import Taken
from selection.nominations.queries import latest_dossier
from selection.rules.documents.marks import Mark, Scanned, recognise, seal_of
from selection.rules.documents.sheet import Sheet
from selection.rules.sealing import canonical, digest
from selection.rules.standing import Actor

JOB = "approval_form"
CANNOT_MAKE = "现在不能制作推荐审批表"


def make(nomination: Nomination, actor: Actor, *, copies: int, now: datetime) -> ApprovalForm:
    """Freeze the form of the present version, or ask for other copies of it. The worker sets it in type."""
    from selection.documents.drawing import check  # noqa: PLC0415 - asks the typefaces, and few pages print

    with transaction() as session:
        nomination = lock(nomination)
        dossier = _sealed(nomination)
        sheet = sheet_of(nomination, dossier)
        check(sheet.texts(), title=CANNOT_MAKE)
        form = session.scalars(
            select(ApprovalForm).filter_by(nomination_id=nomination.id, version=dossier.version)
        ).one_or_none()
        if form is not None and form.copies == copies and form.pdf_key is not None:
            raise Refused(
                Reason(f"第 {form.version} 版已经制作，{copies} 份", "请直接下载；份数不同的，改了份数再制作。"),
                title=CANNOT_MAKE,
            )
        if form is None:
            content = sheet.to_json()
            form = ApprovalForm(
                nomination_id=nomination.id,
                dossier_id=dossier.id,
                version=dossier.version,
                content=content,
                sha256=digest(canonical(content)),
                places={},
            )
            session.add(form)
        form.copies, form.made_by, form.made_at = copies, actor.user_id, now
        form.pdf_key = form.word_key = None
        session.flush()
        facts = {"version": form.version, "copies": copies, "sha256": form.sha256}
        record(Act.MAKE_FORM, actor, now=now, nomination=nomination, facts=facts)
        enqueue(JOB, {"form_id": form.id}, key=f"{JOB}:{form.id}:{copies}:{now.isoformat()}", now=now)
    return form


def _sealed(nomination: Nomination) -> Dossier:
    """The version that counts, of a nomination that is still on its way or has arrived."""
    if nomination.stage in ENDED and nomination.stage is not Stage.HONOURED:
        why = f"这份申报已经结束：{nomination.stage.label}"
        raise Refused(Reason(why, "推荐审批表只为还在办理的申报制作。"), title=CANNOT_MAKE)
    dossier = latest_dossier(nomination)
    if dossier is None:
        raise Refused(Reason("材料还没有封存", "请先申报；申报后内容不再变动，才能打印盖章。"), title=CANNOT_MAKE)
    return dossier


@handles(JOB)
def set_in_type(payload: dict[str, Any], _now: datetime) -> None:
    """Make both files and keep them by their content. May be run twice: the same form is the same files."""
    from selection.approvals import typesetting  # noqa: PLC0415 - WeasyPrint is slow to load and only the worker prints
    from selection.approvals.word import written_file  # noqa: PLC0415 - so is python-docx

    form = db.session.get_one(ApprovalForm, payload["form_id"])
    sheet, copies, mark = Sheet.from_json(form.content), form.copies, mark_of(form)
    db.session.rollback()  # a form takes seconds: nobody waits for us meanwhile
    photo = storage.read(sheet.photo) if sheet.photo else b""
    printed = typesetting.print_form(sheet, mark, copies=copies, photo=photo)
    pdf = storage.keep(BytesIO(printed.content))
    word = storage.keep(BytesIO(written_file(sheet, mark, copies=copies, photo=photo)))
    with transaction() as session:
        form = lock(session.get_one(ApprovalForm, payload["form_id"]))
        if form.copies == copies:  # otherwise it was asked for anew, and that job comes behind
            form.pages, form.places = printed.pages, printed.places
            form.pdf_key, form.word_key = pdf.key, word.key


def mark_of(form: ApprovalForm) -> Mark:
    """What every QR code of the form says, but for its page."""
    return Mark(form.nomination_id, form.version, 1, form.pages or 1, seal_of(form.sha256))


def take_back(
    nomination: Nomination, actor: Actor, *, level: Level, taken: Taken, scanned: list[Scanned], now: datetime
) -> FormScan:
    """Keep a scan as the evidence of a level's seal, if every page of it is of the form as it counts now."""
    with transaction() as session:
        nomination = lock(nomination)
        form = queries.form_of(nomination)
        dossier = _sealed(nomination)
        if form is None or form.version != dossier.version or form.pages is None:
            why = f"第 {dossier.version} 版推荐审批表还没有制作"
            raise Refused(Reason(why, "请先制作、打印、盖章，再扫描上传。"), title=TITLE)
        opinion = next((each for each in form.content["opinions"] if each["level"] == level and each["seals"]), None)
        if opinion is None or level not in form.places:
            raise Refused(Reason(f"这张表没有{level.label}的意见栏", "请由表上有意见栏的单位回传。"), title=TITLE)
        pages, problems = recognise(
            scanned, wanted=mark_of(form), sealed_page=form.places[level], opinion=opinion["name"]
        )
        if problems:
            raise Refused(*(Reason(each.why, each.cure) for each in problems[:20]), title=TITLE)
        known = select(FormScan.id).filter_by(form_id=form.id, level=level, sha256=taken.kept.sha256)
        if session.scalar(known) is not None:
            raise Refused(Reason("这份扫描件已经收到过", "不必重复上传；换了新的扫描件，请选新的文件。"), title=TITLE)
        scan = FormScan(
            nomination_id=nomination.id,
            form_id=form.id,
            version=form.version,
            level=level,
            pages=pages,
            filename=taken.filename,
            media_type=taken.media_type,
            size=taken.kept.size,
            sha256=taken.kept.sha256,
            key=taken.kept.key,
            organisation_name=actor.organisation_name,
            uploaded_by=actor.user_id,
            uploaded_at=now,
        )
        session.add(scan)
        facts = {"level": level.value, "version": form.version, "pages": pages, "sha256": scan.sha256}
        record(Act.RETURN_FORM, actor, now=now, nomination=nomination, facts=facts)
    return scan
