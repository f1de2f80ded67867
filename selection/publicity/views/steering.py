"""The city's page: what is published and when, corrections, who drops out and who moves up."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.publicity import Notice
from models.vocabulary import Role, Stage
from selection import clock, workflow
from selection.access import actor, for_roles
from selection.cycles.queries import get as cycle_of
from selection.filters import day
from selection.nominations import queries as nomination_queries
from selection.objections import queries as objections
from selection.publicity import actions, queries, records, releasing
from selection.publicity.calling_off import is_called_off
from selection.publicity.forms import DroppingOutForm, ReasonForm, SchedulingForm
from selection.publicity.views.blueprint import READERS, bp
from selection.rules.notices import parts_of
from selection.rules.programme import Programme
from selection.rules.standing import organises
from selection.settings.queries import calendar

SHOWN = (Stage.PUBLICISED, Stage.HONOURED, Stage.DROPPED)


@bp.get("/publicity/")
@for_roles(*READERS)
def index() -> ResponseReturnValue:
    cycles = queries.cycles(actor())
    wanted = request.args.get("cycle_id", type=int)
    found = next((row for row in cycles if wanted in (None, row[0].id)), None)
    cycle, notices_so_far, proposed = (found[0], found[2], found[3]) if found else (None, 0, None)
    if cycle is None:
        return render_template("publicity/index.html", cycles=cycles, cycle=None)
    programme, everybody, now = workflow.programme_of(cycle), queries.settled(cycle.id), clock.now()
    published = queries.notices(cycle.id) if notices_so_far else []
    waiting = [each for each in everybody if each.is_unpublished]
    ended = records.ends([each.id for each in published]) if published else {}
    ahead = next((each for each in published if each.published_at > now and each.id not in ended), None)
    counting = [each for each in published if not is_called_off(each, ended.get(each.id))]
    has_appeared = any(each.published_at <= now for each in counting)
    draft = (
        actions.draft(cycle, waiting, version=len(published) + 1, is_first=not counting, now=now)
        if waiting and ahead is None
        else None
    )
    return render_template(
        "publicity/index.html",
        cycles=cycles,
        cycle=cycle,
        programme=programme,
        published=published,
        today=clock.on(now),
        ahead=ahead,
        gone=queries.withdrawn_from(ahead.id) if ahead else (),
        ended=ended,
        files=records.waiting_files(cycle.id),
        suspended=objections.suspended(cycle.id) if published else (),
        draft=draft,
        is_first=not counting,
        proposed=proposed if draft else None,
        draft_prose=parts_of(draft.body) if draft else ((), ()),
        draft_groups=queries.grouped(draft.lines) if draft else (),
        unsettled=queries.by_strokes(waiting, programme.titles)[1],
        unofficial=calendar().years_without_official_data(clock.on(now), draft.ends_on) if draft else (),
        shown=queries.in_order([each for each in everybody if each.stage in SHOWN], programme.titles),
        title_names={title.key: title.name for title in programme.titles},
        free=_free(cycle.id, programme, everybody) if has_appeared else (),
        form=SchedulingForm(formdata=None),
        may_steer=actor().role == Role.CITY_OFFICER,
    )


@bp.post("/publicity/cycles/<int:cycle_id>/notices")
@for_roles(Role.CITY_OFFICER)
def publishing(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    form, now = SchedulingForm(), clock.now()
    if not form.validate():
        flash("没有发布：发布时间读不出来。请填年月日和时间，或留空立即发布")
        return redirect(url_for("publicity.index", cycle_id=cycle_id), 303)
    proposal = releasing.ask(cycle, actor(), at=form.moment, now=now)
    flash("已提请复核，另一位经办人同意以后发布")
    return redirect(url_for("proposals.detail", proposal_id=proposal.id), 303)


@bp.route("/publicity/notices/<int:notice_id>/correction", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def correcting(notice_id: int) -> ResponseReturnValue:
    notice, form = _own(notice_id), ReasonForm()
    if form.validate_on_submit():
        new = actions.correct(notice, actor(), reason=form.reason_given, now=clock.now())
        flash(f"已发布更正，原公示已撤下，公示期重新计算到 {day(new.ends_on)}")
        return redirect(url_for("publicity.notice", notice_id=new.id), 303)
    page = render_template("publicity/correcting.html", notice=notice, form=form)
    return page, 422 if form.errors else 200


@bp.route("/publicity/notices/<int:notice_id>/calling-off", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def calling_off(notice_id: int) -> ResponseReturnValue:
    notice, form = _own(notice_id), ReasonForm()
    if form.validate_on_submit():
        actions.call_off(notice, actor(), reason=form.reason_given, now=clock.now())
        flash("已撤下预定的公示")
        return redirect(url_for("publicity.index", cycle_id=notice.cycle_id), 303)
    page = render_template("publicity/calling_off.html", notice=notice, form=form)
    return page, 422 if form.errors else 200


def _own(notice_id: int) -> Notice:
    """A notice of the officer's own house."""
    found = queries.get(notice_id, actor=actor(), now=clock.now())
    if not isinstance(found, Notice) or not organises(actor(), found.cycle.organiser_id):
        abort(404)
    return found


def _free(cycle_id: int, programme: Programme, everybody: Sequence[queries.Named]) -> Sequence[queries.Free]:
    return queries.free_places(programme, everybody, forfeited=queries.lost_for_good(cycle_id, programme))


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
