"""Files beside a notice, where it hung, and the packs that prove it."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from models.publicity import AnyNotice, NoticeFile
from models.vocabulary import Role
from selection import clock
from selection.access import actor, for_roles
from selection.cycles.queries import get as cycle_of
from selection.nominations import files as uploads
from selection.publicity import belonging, packing, queries, records
from selection.publicity.forms import AttachmentForm, PostingForm
from selection.publicity.scanning import scan
from selection.publicity.views.blueprint import LOCAL, READERS, bp, is_owner
from selection.publicity.views.reading import sent
from selection.rules.kinds import clean


@bp.route("/publicity/cycles/<int:cycle_id>/files", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def attachments(cycle_id: int) -> ResponseReturnValue:
    """Files that will go with the next notice; each is read through when it comes."""
    cycle, form = cycle_of(cycle_id) or abort(404), AttachmentForm()
    if form.validate_on_submit():
        upload = form.file.data
        file = belonging.attach(cycle, actor(), scanned=scan(upload.stream, upload.filename), now=clock.now())
        flash(f"已上传“{file.filename}”" + (f"，{file.unread}，发布前须有人看过" if file.unread else ""))
        return redirect(url_for("publicity.attachments", cycle_id=cycle_id), 303)
    files = records.waiting_files(cycle.id)
    page = render_template("publicity/attachments.html", cycle=cycle, files=files, form=form)
    return page, 422 if form.errors else 200


@bp.get("/publicity/cycles/<int:cycle_id>/files/<int:file_id>")
@for_roles(Role.CITY_OFFICER)
def waiting_file(cycle_id: int, file_id: int) -> ResponseReturnValue:
    file = _waiting(cycle_id, file_id)
    return sent(file.key, file.filename, file.media_type)


@bp.post("/publicity/cycles/<int:cycle_id>/files/<int:file_id>/look")
@for_roles(Role.CITY_OFFICER)
def looking_over(cycle_id: int, file_id: int) -> ResponseReturnValue:
    file = _waiting(cycle_id, file_id)
    belonging.look_over(file, actor(), now=clock.now())
    flash(f"已确认看过“{file.filename}”")
    return redirect(url_for("publicity.attachments", cycle_id=cycle_id), 303)


@bp.post("/publicity/cycles/<int:cycle_id>/files/<int:file_id>/removal")
@for_roles(Role.CITY_OFFICER)
def detaching(cycle_id: int, file_id: int) -> ResponseReturnValue:
    file = _waiting(cycle_id, file_id)
    belonging.detach(file, actor(), now=clock.now())
    flash(f"已删除“{file.filename}”")
    return redirect(url_for("publicity.attachments", cycle_id=cycle_id), 303)


def _waiting(cycle_id: int, file_id: int) -> NoticeFile:
    return next((each for each in records.waiting_files(cycle_id) if each.id == file_id), None) or abort(404)


@bp.route("/notices/<int:notice_id>/posting", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER, *LOCAL)
def posting(notice_id: int) -> ResponseReturnValue:
    """Where and how long it hung, told by whoever made it."""
    notice, form = _own(notice_id), PostingForm()
    if form.validate_on_submit():
        upload = form.file.data
        taken = uploads.take(upload.stream, upload.filename) if upload and upload.filename else None
        belonging.record_posting(
            notice,
            actor(),
            place=clean(str(form.place.data)),
            from_on=form.from_on.data,  # type: ignore[arg-type]  # required above
            until_on=form.until_on.data,  # type: ignore[arg-type]  # required above
            taken=taken,
            now=clock.now(),
        )
        flash("已登记张贴情况")
        return redirect(url_for("publicity.notice", notice_id=notice_id), 303)
    page = render_template("publicity/posting.html", notice=notice, form=form)
    return page, 422 if form.errors else 200


@bp.get("/notices/<int:notice_id>/postings/<int:posting_id>")
@for_roles(*READERS, *LOCAL)
def stamped(notice_id: int, posting_id: int) -> ResponseReturnValue:
    notice = _watched(notice_id)
    found = next((each for each in records.postings(notice.id) if each.id == posting_id and each.key), None)
    if found is None:
        abort(404)
    return sent(str(found.key), found.filename, found.media_type)


@bp.post("/notices/<int:notice_id>/packs")
@for_roles(*READERS)
def packing_up(notice_id: int) -> ResponseReturnValue:
    packing.ask(_watched(notice_id), now=clock.now())
    flash("正在生成公示存证，稍后刷新本页下载")
    return redirect(url_for("publicity.notice", notice_id=notice_id), 303)


@bp.get("/notices/<int:notice_id>/packs/<int:pack_id>")
@for_roles(*READERS)
def pack(notice_id: int, pack_id: int) -> ResponseReturnValue:
    found = next((each for each in records.packs(_watched(notice_id).id) if each.id == pack_id), None) or abort(404)
    return sent(found.key, f"公示存证-{found.notice_id}-{found.id}.zip", "application/zip")


def _own(notice_id: int) -> AnyNotice:
    notice = queries.get(notice_id, actor=actor(), now=clock.now())
    if notice is None or not is_owner(notice, actor()):
        abort(404)
    return notice


def _watched(notice_id: int) -> AnyNotice:
    """A notice of the house, or of one whose cycle it runs: what the public sees is not enough."""
    return queries.watched(notice_id, actor()) or abort(404)
