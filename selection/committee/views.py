"""The committee: meetings, one meeting, its ballot, its result, its screen."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.ballot import Meeting
from models.vocabulary import Outcome, Role, Stage
from selection import clock, workflow
from selection.access import actor, for_roles
from selection.committee import actions, queries
from selection.committee.forms import ConveningForm, ticked
from selection.rules.ballots import least, meeting_problems, votes_needed

bp = Blueprint("committee", __name__, url_prefix="/committee")

READERS = (Role.CITY_OFFICER, Role.SUPERVISOR, Role.JUROR)


@bp.get("/")
@for_roles(*READERS)
def index() -> ResponseReturnValue:
    is_city = actor().role == Role.CITY_OFFICER
    waiting = queries.to_convene() if is_city else ()
    return render_template("committee/index.html", meetings=queries.meetings(actor()), waiting=waiting)


@bp.route("/cycles/<int:cycle_id>/meeting", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def convening(cycle_id: int) -> ResponseReturnValue:
    cycle = queries.cycle(cycle_id) or abort(404)
    form = ConveningForm()
    if form.validate_on_submit():
        meeting = actions.convene(cycle, actor(), name=form.name_given, now=clock.now())
        flash(f"已召开{meeting.name}，评委登录后可以签到")
        return redirect(url_for("committee.meeting", meeting_id=meeting.id), 303)
    if request.method != "POST":
        form.name.data = f"{cycle.name}评审会"
    page = render_template(
        "committee/convening.html",
        cycle=cycle,
        form=form,
        programme=workflow.programme_of(cycle),
        jurors=queries.jurors(),
        candidates=queries.candidates(cycle.id),
    )
    return page, 422 if form.errors else 200


@bp.get("/meetings/<int:meeting_id>")
@for_roles(*READERS)
def meeting(meeting_id: int) -> ResponseReturnValue:
    meeting = queries.get(actor(), meeting_id) or abort(404)
    is_juror = actor().role == Role.JUROR
    return render_template(
        "committee/meeting.html",
        meeting=meeting,
        programme=workflow.programme_of(meeting.cycle),
        turnout=queries.turnout(meeting.id),
        attendance=() if is_juror else queries.attendance(meeting.id),
        seat=queries.seat(meeting.id, actor().user_id) if is_juror else None,
        may_steer=actor().role == Role.CITY_OFFICER,
        needed=_needed(meeting),
    )


@bp.post("/meetings/<int:meeting_id>/attendance")
@for_roles(Role.JUROR)
def attending(meeting_id: int) -> ResponseReturnValue:
    meeting = queries.get(actor(), meeting_id) or abort(404)
    actions.attend(meeting, actor(), now=clock.now())
    flash("已签到，现在可以投票")
    return redirect(url_for("committee.ballot", meeting_id=meeting_id), 303)


@bp.route("/meetings/<int:meeting_id>/ballot", methods=["GET", "POST"])
@for_roles(Role.JUROR)
def ballot(meeting_id: int) -> ResponseReturnValue:
    """Ticking, reading it over, casting: ``act`` says which of the last two; only ``cast`` changes anything."""
    meeting = queries.get(actor(), meeting_id) or abort(404)
    ticks = ticked(request.form.getlist("in_favour"))
    act = request.form.get("act", "")
    if request.method == "POST" and act == "cast":
        actions.cast(meeting, actor(), in_favour=ticks, now=clock.now())
        flash(f"已投票，赞成 {len(ticks)} 人")
        return redirect(url_for("committee.meeting", meeting_id=meeting_id), 303)
    seat = queries.seat(meeting.id, actor().user_id)
    if meeting.closed_at is not None or seat is None or seat.present_at is None or seat.ballot is not None:
        return redirect(url_for("committee.meeting", meeting_id=meeting_id), 303)
    if act == "check":
        return _read_over(meeting, ticks)
    return _paper(meeting, ticks, [])


def _paper(meeting: Meeting, ticks: Sequence[int], problems: Sequence[str]) -> ResponseReturnValue:
    programme = workflow.programme_of(meeting.cycle)
    page = render_template(
        "committee/ballot.html",
        meeting=meeting,
        programme=programme,
        group_names={group.key: group.name for group in programme.groups},
        title_names={title.key: title.name for title in programme.titles},
        candidates=queries.candidates(meeting.cycle_id),
        own_units=queries.own_units(actor().user_id),
        ticks=set(ticks),
        problems=[("", each) for each in problems],
    )
    return page, 422 if problems else 200


def _read_over(meeting: Meeting, ticks: Sequence[int]) -> ResponseReturnValue:
    """Every name once more before the ballot is cast for good; back to the paper while something is wrong with it."""
    most = workflow.programme_of(meeting.cycle).places
    if problems := actions.ballot_problems(meeting, actor(), ticks, at_most=most):
        return _paper(meeting, ticks, problems)
    chosen = [row for row in queries.candidates(meeting.cycle_id) if row.id in set(ticks)]
    return render_template("committee/reading_over.html", meeting=meeting, chosen=chosen, most=most)


@bp.route("/meetings/<int:meeting_id>/closing", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def closing(meeting_id: int) -> ResponseReturnValue:
    meeting = queries.get(actor(), meeting_id) or abort(404)
    if request.method == "POST":
        settled = actions.close(meeting, actor(), now=clock.now())
        chosen = sum(each.outcome == Outcome.CHOSEN for each in settled)
        flash(f"票决已经结束，{chosen} 人列入拟表彰名单")
        return redirect(url_for("committee.result", meeting_id=meeting_id), 303)
    if meeting.closed_at is not None:
        return redirect(url_for("committee.result", meeting_id=meeting_id), 303)
    programme, turnout = workflow.programme_of(meeting.cycle), queries.turnout(meeting.id)
    problems = meeting_problems(present=turnout.present, members=turnout.members, quorum=programme.committee.quorum)
    return render_template("committee/closing.html", meeting=meeting, turnout=turnout, problems=problems)


@bp.get("/meetings/<int:meeting_id>/result")
@for_roles(*READERS)
def result(meeting_id: int) -> ResponseReturnValue:
    meeting = queries.get(actor(), meeting_id) or abort(404)
    if meeting.closed_at is None:
        return redirect(url_for("committee.meeting", meeting_id=meeting_id), 303)
    programme, rows = workflow.programme_of(meeting.cycle), queries.results(meeting)
    chosen = [row for row in rows if row.Resolution.outcome == Outcome.CHOSEN]
    is_supervisor = actor().role == Role.SUPERVISOR
    return render_template(
        "committee/result.html",
        meeting=meeting,
        programme=programme,
        titles=[
            (title, [row for row in chosen if row.Resolution.title_key == title.key]) for title in programme.titles
        ],
        reserve=[row for row in rows if row.Resolution.outcome == Outcome.RESERVED],
        unchosen=[row for row in rows if row.Resolution.outcome == Outcome.UNCHOSEN],
        limits=queries.limits(programme, [row for row in chosen if row.stage != Stage.DROPPED]),
        turnout=queries.turnout(meeting.id),
        ballots=queries.named_ballots(meeting) if is_supervisor else (),
        names={row.Resolution.nomination_id: row.name for row in rows},
        may_steer=actor().role == Role.CITY_OFFICER,
    )


@bp.get("/meetings/<int:meeting_id>/screen")
@for_roles(Role.CITY_OFFICER, Role.SUPERVISOR)
def screen(meeting_id: int) -> ResponseReturnValue:
    meeting = queries.get(actor(), meeting_id) or abort(404)
    programme, turnout = workflow.programme_of(meeting.cycle), queries.turnout(meeting.id)
    rows = queries.results(meeting) if meeting.closed_at else queries.candidates(meeting.cycle_id)
    return render_template(
        "committee/screen.html",
        meeting=meeting,
        programme=programme,
        turnout=turnout,
        needed=_needed(meeting),
        quorum=least(turnout.members, programme.committee.quorum),
        votes=votes_needed(present=turnout.present, threshold=programme.committee.threshold),
        candidates=() if meeting.closed_at else rows,
        titles=[
            (title, [row for row in rows if row.Resolution.title_key == title.key] if meeting.closed_at else [])
            for title in programme.titles
        ],
    )


def _needed(meeting: Meeting) -> str:
    """The threshold in words: 1/2."""
    share = workflow.programme_of(meeting.cycle).committee.threshold
    return f"{share.numerator}/{share.denominator}"
