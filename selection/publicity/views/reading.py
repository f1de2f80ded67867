"""What the public reads: the notices of this moment and their files. Whatever is not public is not there."""

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from selection import clock, storage, workflow
from selection.access import public
from selection.downloads import under
from selection.publicity import queries, records
from selection.publicity.views.blueprint import READERS, bp, is_owner, visitor
from selection.rules.notices import parts_of
from selection.settings.queries import calendar


@bp.get("/notices")
@public
def notices() -> ResponseReturnValue:
    now = clock.now()
    return render_template("publicity/notices.html", notices=queries.current(now), today=clock.on(now))


@bp.get("/notices/<int:notice_id>")
@public
def notice(notice_id: int) -> ResponseReturnValue:
    acting, now = visitor(), clock.now()
    public_one = queries.public_one(notice_id, now)
    watched = queries.watched(notice_id, acting) if acting is not None else None
    notice = public_one or watched or abort(404)
    prose, contacts = parts_of(notice.body)
    working, today = calendar(), clock.on(now)
    starts_on = working.first_workday(clock.on(notice.published_at))
    watches, is_public = watched is not None, public_one is not None
    organiser = notice.organisation.name if notice.organisation else workflow.programme_of(notice.cycle).organiser
    return render_template(
        "publicity/notice.html",
        notice=notice,
        organiser=organiser,
        starts_on=starts_on,
        prose=prose,
        contacts=contacts,
        groups=queries.grouped(notice.lines),
        left=working.workdays_between(max(today, starts_on), notice.ends_on),
        is_over=today > notice.ends_on,
        is_public=is_public,
        is_ahead=notice.published_at > now,
        ended=records.end_of(notice.id) if watches and not is_public else None,
        files=records.files_of(notice.id),
        postings=records.postings(notice.id) if watches else (),
        packs=records.packs(notice.id) if watches else (),
        watches=watches,
        is_owner=is_owner(notice, acting),
        may_steer=notice.organisation_id is None and is_owner(notice, acting),
        may_pack=watches and acting is not None and acting.role in READERS,
    )


@bp.get("/notices/<int:notice_id>/files/<int:file_id>")
@public
def file(notice_id: int, file_id: int) -> ResponseReturnValue:
    notice = queries.get(notice_id, actor=visitor(), now=clock.now()) or abort(404)
    found = next((each for each in records.files_of(notice.id) if each.id == file_id), None) or abort(404)
    return sent(found.key, found.filename, found.media_type)


def sent(key: str, filename: str, media_type: str) -> Response:
    """A stored file, as a download that can do nothing in the browser."""
    answer = Response(storage.stream(key), content_type=media_type)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return under(filename, answer)
