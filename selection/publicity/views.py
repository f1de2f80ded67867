"""Publicity: the city's page, the notices the public reads, who drops out and who moves up."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from models.vocabulary import Role, Stage
from selection import clock, workflow
from selection.access import actor, for_roles, public
from selection.cycles.queries import get as cycle_of
from selection.nominations import queries as nomination_queries
from selection.publicity import actions, queries
from selection.publicity.forms import DroppingOutForm
from selection.rules.notices import parts_of
from selection.settings.queries import calendar

bp = Blueprint("publicity", __name__)

READERS = (Role.CITY_OFFICER, Role.SUPERVISOR)
SHOWN = (Stage.PUBLICISED, Stage.HONOURED, Stage.DROPPED)


@bp.get("/notices")
@public
def notices() -> ResponseReturnValue:
    today = clock.on(clock.now())
    return render_template("publicity/notices.html", notices=queries.current(today), today=today)


@bp.get("/notices/<int:notice_id>")
@public
def notice(notice_id: int) -> ResponseReturnValue:
    role = current_user.role if current_user.is_authenticated else None
    today = clock.on(clock.now())
    notice = queries.get(notice_id, role=role, today=today) or abort(404)
    prose, contacts = parts_of(notice.body)
    working = calendar()
    starts_on = working.first_workday(clock.on(notice.published_at))
    return render_template(
        "publicity/notice.html",
        notice=notice,
        organiser=workflow.programme_of(notice.cycle).organiser,
        starts_on=starts_on,
        prose=prose,
        contacts=contacts,
        groups=queries.grouped(notice.lines),
        left=working.workdays_between(max(today, starts_on), notice.ends_on),
        is_over=today > notice.ends_on,
    )


@bp.get("/publicity/")
@for_roles(*READERS)
def index() -> ResponseReturnValue:
    cycles = queries.cycles(actor())
    wanted = request.args.get("cycle_id", type=int)
    cycle, notices_so_far = next(((row[0], row[2]) for row in cycles if wanted in (None, row[0].id)), (None, 0))
    if cycle is None:
        return render_template("publicity/index.html", cycles=cycles, cycle=None)
    programme, everybody, now = workflow.programme_of(cycle), queries.settled(cycle.id), clock.now()
    published = queries.notices(cycle.id) if notices_so_far else []
    waiting = [each for each in everybody if each.is_unpublished]
    draft = actions.draft(cycle, waiting, version=len(published) + 1, now=now) if waiting else None
    return render_template(
        "publicity/index.html",
        cycles=cycles,
        cycle=cycle,
        programme=programme,
        published=published,
        today=clock.on(now),
        draft=draft,
        draft_prose=parts_of(draft.body) if draft else ((), ()),
        draft_groups=queries.grouped(draft.lines) if draft else (),
        unsettled=queries.by_strokes(waiting, programme.titles)[1],
        unofficial=calendar().years_without_official_data(clock.on(now), draft.ends_on) if draft else (),
        shown=queries.in_order([each for each in everybody if each.stage in SHOWN], programme.titles),
        title_names={title.key: title.name for title in programme.titles},
        free=queries.free_places(programme, everybody) if published else (),
        may_steer=actor().role == Role.CITY_OFFICER,
    )


@bp.post("/publicity/cycles/<int:cycle_id>/notices")
@for_roles(Role.CITY_OFFICER)
def publishing(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    notice = actions.publish(cycle, actor(), now=clock.now())
    flash(f"已发布公示，共 {len(notice.lines)} 人，单位和推荐工会会收到通知")
    return redirect(url_for("publicity.notice", notice_id=notice.id), 303)


@bp.route("/publicity/cycles/<int:cycle_id>/conclusion", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def conclusion(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    if request.method == "POST":
        number = actions.conclude(cycle, actor(), now=clock.now())
        flash(f"已结束，{number} 份未入选")
        return redirect(url_for("publicity.index"), 303)
    left = sum(each.stage in (Stage.RESOLVED, Stage.RESERVED) for each in queries.settled(cycle.id))
    return render_template("publicity/conclusion.html", cycle=cycle, left=left)


@bp.post("/publicity/cycles/<int:cycle_id>/succession")
@for_roles(Role.CITY_OFFICER)
def succession(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    title_key, position = request.form.get("title_key", ""), request.form.get("position", 0, type=int)
    nomination = actions.move_up(cycle, actor(), title_key=title_key, position=position, now=clock.now())
    flash(f"{nomination.name}已经递补，发布公示以后告知单位")
    return redirect(url_for("publicity.index", cycle_id=cycle_id), 303)


@bp.route("/publicity/nominations/<int:nomination_id>/dropout", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def dropping_out(nomination_id: int) -> ResponseReturnValue:
    nomination = nomination_queries.get(actor(), nomination_id) or abort(404)
    form = DroppingOutForm()
    if form.validate_on_submit():
        actions.drop_out(nomination, actor(), reason=form.reason_given, now=clock.now())
        flash(f"{nomination.name}已经退出，单位和推荐工会会收到通知")
        return redirect(url_for("publicity.index", cycle_id=nomination.cycle_id), 303)
    page = render_template("publicity/dropping_out.html", nomination=nomination, form=form)
    return page, 422 if form.errors else 200
