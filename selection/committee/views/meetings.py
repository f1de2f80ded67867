"""A meeting: convened, signed in to, steered, closed; its result, its screen, its papers to print."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.ballot import Meeting
from models.vocabulary import Outcome, Role, Stage
from selection import clock, workflow
from selection.access import actor, for_roles
from selection.committee import actions, queries
from selection.committee.forms import AGENDA, ConveningForm, ReasonForm, ticked
from selection.committee.views.blueprint import READERS, about, bp, seen, share_of
from selection.rules.ballots import exposed, least, meeting_problems, votes_needed


@bp.get("/")
@for_roles(*READERS)
def index() -> ResponseReturnValue:
    is_city = actor().role == Role.CITY_OFFICER
    waiting = queries.to_convene(actor()) if is_city else ()
    return render_template("committee/index.html", meetings=queries.meetings(actor()), waiting=waiting)


@bp.route("/cycles/<int:cycle_id>/meeting", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def convening(cycle_id: int) -> ResponseReturnValue:
    cycle = queries.cycle(cycle_id) or abort(404)
    programme = workflow.programme_of(cycle)
    if programme.committee.method == "order":
        listed = queries.candidates(cycle.id)
        return render_template("committee/ordering.html", cycle=cycle, programme=programme, candidates=listed)
    form = ConveningForm()
    if form.validate_on_submit():
        given = {"name": form.name_given, "agenda": form.agenda_given}
        meeting = actions.convene(cycle, actor(), **given, now=clock.now())
        flash(f"已召开{meeting.name}，评委登录后可以签到")
        return redirect(url_for("committee.meeting", meeting_id=meeting.id), 303)
    if request.method != "POST":
        form.name.data, form.agenda.data = f"{cycle.name}评审会", AGENDA
    page = render_template(
        "committee/convening.html",
        cycle=cycle,
        form=form,
        programme=programme,
        jurors=queries.jurors(cycle.organiser_id),
        candidates=queries.candidates(cycle.id),
    )
    return page, 422 if form.errors else 200


@bp.post("/cycles/<int:cycle_id>/order")
@for_roles(Role.CITY_OFFICER)
def ordering(cycle_id: int) -> ResponseReturnValue:
    settled = actions.settle_by_order(queries.cycle(cycle_id) or abort(404), actor(), now=clock.now())
    chosen = sum(each.outcome == Outcome.CHOSEN for each in settled)
    flash(f"已按次序核定 {len(settled)} 份，拟表彰 {chosen} 份")
    return redirect(url_for("committee.index"), 303)


@bp.get("/meetings/<int:meeting_id>")
@for_roles(*READERS)
def meeting(meeting_id: int) -> ResponseReturnValue:
    meeting = seen(meeting_id)
    programme, is_juror = workflow.programme_of(meeting.cycle), actor().role == Role.JUROR
    turnout, held = queries.turnout(meeting.id), queries.rounds(meeting.id)
    may_steer = actor().role == Role.CITY_OFFICER
    asked = queries.question(meeting, held, present=turnout.present) if may_steer else None
    fills = asked is not None and asked.why == "short"
    tellers = queries.tellers(meeting.id) if programme.committee.is_secret else ()
    return render_template(
        "committee/meeting.html",
        meeting=meeting,
        programme=programme,
        turnout=turnout,
        attendance=() if is_juror else queries.attendance(meeting.id),
        seat=queries.seat(meeting.id, actor().user_id) if is_juror else None,
        recusals=queries.recusals_of(meeting.id, actor().user_id) if is_juror else {},
        held=held,
        last=queries.latest(held),
        abouts={each.id: about(programme, each) for each in held},
        asked=asked,
        onward=queries.question(meeting, held, present=turnout.present, fills=False) if fills else None,
        tellers=tellers,
        is_teller=any(each.user_id == actor().user_id for each in tellers),
        may_steer=may_steer,
        needed=share_of(programme.committee.threshold),
        problems=_against_voting(meeting, turnout),
        reopened=queries.reopenings(meeting),
    )


def _against_voting(meeting: Meeting, turnout: queries.Turnout) -> list[str]:
    quorum = workflow.programme_of(meeting.cycle).committee.quorum
    return meeting_problems(present=turnout.present, members=turnout.members, quorum=quorum)


@bp.post("/meetings/<int:meeting_id>/attendance")
@for_roles(Role.JUROR)
def attending(meeting_id: int) -> ResponseReturnValue:
    recused = actions.attend(seen(meeting_id), actor(), now=clock.now())
    told = f"，有 {recused} 名候选人须回避" if recused else ""
    flash(f"已签到{told}")
    return redirect(url_for("committee.meeting", meeting_id=meeting_id), 303)


@bp.route("/meetings/<int:meeting_id>/recusal", methods=["GET", "POST"])
@for_roles(Role.JUROR)
def recusal(meeting_id: int) -> ResponseReturnValue:
    meeting, form = seen(meeting_id), ReasonForm()
    ticks = ticked(request.form.getlist("nominations"))
    if form.validate_on_submit() and ticks:
        actions.recuse(meeting, actor(), nomination_ids=ticks, reason=form.reason_given, now=clock.now())
        flash(f"已登记回避 {len(ticks)} 人")
        return redirect(url_for("committee.meeting", meeting_id=meeting_id), 303)
    problems = [("", "没有选候选人。请选须回避的人")] if form.is_submitted() and not ticks else []
    page = render_template(
        "committee/recusal.html",
        meeting=meeting,
        form=form,
        problems=problems,
        ticks=set(ticks),
        candidates=queries.candidates(meeting.cycle_id),
        recusals=queries.recusals_of(meeting.id, actor().user_id),
    )
    return page, 422 if form.errors or problems else 200


@bp.route("/meetings/<int:meeting_id>/closing", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def closing(meeting_id: int) -> ResponseReturnValue:
    meeting = seen(meeting_id)
    if request.method == "POST":
        settled = actions.close(meeting, actor(), now=clock.now())
        chosen = sum(each.outcome == Outcome.CHOSEN for each in settled)
        flash(f"票决已经结束，{chosen} 人列入拟表彰名单")
        return redirect(url_for("committee.result", meeting_id=meeting_id), 303)
    if meeting.closed_at is not None:
        return redirect(url_for("committee.result", meeting_id=meeting_id), 303)
    turnout, held = queries.turnout(meeting.id), queries.rounds(meeting.id)
    return render_template(
        "committee/closing.html",
        meeting=meeting,
        turnout=turnout,
        held=queries.counts(held),
        asked=queries.question(meeting, held, present=turnout.present),
        problems=_against_voting(meeting, turnout),
    )


@bp.get("/meetings/<int:meeting_id>/result")
@for_roles(*READERS)
def result(meeting_id: int) -> ResponseReturnValue:
    meeting = seen(meeting_id)
    if meeting.closed_at is None:
        return redirect(url_for("committee.meeting", meeting_id=meeting_id), 303)
    programme, rows = workflow.programme_of(meeting.cycle), queries.results(meeting)
    chosen = [row for row in rows if row.Resolution.outcome == Outcome.CHOSEN]
    held = queries.rounds(meeting.id)
    is_supervisor, may_steer = actor().role == Role.SUPERVISOR, actor().role == Role.CITY_OFFICER
    settled = [(row.name, row.stage) for row in rows]
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
        held=held,
        abouts={each.id: about(programme, each) for each in held},
        ballots=queries.named_ballots(held) if is_supervisor else (),
        names={row.Resolution.nomination_id: row.name for row in rows},
        may_trace=is_supervisor,
        may_steer=may_steer,
        may_reopen=may_steer and not actions.against_reopening(meeting, settled),
        reopened=queries.reopenings(meeting),
        has_papers=actor().role != Role.JUROR,
    )


@bp.route("/meetings/<int:meeting_id>/reopening", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def reopening_meeting(meeting_id: int) -> ResponseReturnValue:
    """Asking a second person to open a closed meeting again."""
    meeting, form = seen(meeting_id), ReasonForm()
    if meeting.closed_at is None:
        return redirect(url_for("committee.meeting", meeting_id=meeting_id), 303)
    if form.validate_on_submit():
        proposal = actions.propose_meeting(meeting, actor(), reason=form.reason_given, now=clock.now())
        flash("已提请复核，另一位经办人或纪检监督员同意以后，评审会复会")
        return redirect(url_for("proposals.detail", proposal_id=proposal.id), 303)
    page = render_template("committee/reopening.html", meeting=meeting, round=None, form=form)
    return page, 422 if form.errors else 200


@bp.get("/meetings/<int:meeting_id>/screen")
@for_roles(Role.CITY_OFFICER, Role.SUPERVISOR)
def screen(meeting_id: int) -> ResponseReturnValue:
    """What the room sees: who must still come or vote; of a result only what the definition lets it see."""
    meeting = seen(meeting_id)
    programme, turnout = workflow.programme_of(meeting.cycle), queries.turnout(meeting.id)
    last = queries.latest(queries.rounds(meeting.id))
    rows = queries.results(meeting) if meeting.closed_at else queries.candidates(meeting.cycle_id)
    rules = programme.committee
    needed = votes_needed(present=turnout.present, threshold=rules.threshold)
    counted = last if last is not None and last.votes is not None and not meeting.closed_at else None
    passed = {int(each): votes for each, votes in ((counted.votes or {}) if counted else {}).items() if votes >= needed}
    return render_template(
        "committee/screen.html",
        meeting=meeting,
        programme=programme,
        turnout=turnout,
        last=last,
        about=about(programme, last) if last else "",
        needed=share_of(rules.threshold),
        quorum=least(turnout.members, rules.quorum),
        votes=needed,
        shows_names=rules.screen != "nothing",
        shows_votes=rules.screen == "votes",
        passed=[(row, passed[row.id]) for row in rows if row.id in passed] if counted else [],
        candidates=() if meeting.closed_at or counted else [row for row in rows if not last or row.id in last.listed],
        titles=[
            (title, [row for row in rows if row.Resolution.title_key == title.key] if meeting.closed_at else [])
            for title in programme.titles
        ],
    )


@bp.get("/meetings/<int:meeting_id>/minutes", defaults={"what": "minutes"})
@bp.get("/meetings/<int:meeting_id>/tally", defaults={"what": "tally"})
@bp.get("/meetings/<int:meeting_id>/signatures", defaults={"what": "signatures"})
@for_roles(Role.CITY_OFFICER, Role.SUPERVISOR)
def papers(meeting_id: int, what: str) -> ResponseReturnValue:
    """Minutes, tally sheet and signature page, to be printed once the meeting is closed."""
    meeting = seen(meeting_id)
    if meeting.closed_at is None:
        return redirect(url_for("committee.meeting", meeting_id=meeting_id), 303)
    found = queries.minutes(meeting)
    told = [exposed(each.votes, cast=each.ballots) for each in found.rounds]
    return render_template(f"committee/{what}.html", meeting=meeting, minutes=found, exposed=told)
