"""A round: opened, voted in, closed, opened by the tellers; its tally and the receipts of what was opened."""

import secrets
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.ballot import Meeting, Round
from models.vocabulary import Role
from selection import clock, workflow
from selection.access import actor, for_roles
from selection.committee import actions, queries
from selection.committee.forms import ReasonForm, ticked, words
from selection.committee.views.blueprint import READERS, about, bp, seen, seen_round
from selection.errors import Refused
from selection.rules.ballots import exposed, votes_needed
from selection.rules.clauses import spelled
from selection.taxonomies import load

SHORTEST, FOR_EACH = 64_000, 1_000
"""Bytes of every page that shows what a secret ballot would say: a log of sizes then tells nothing of it."""


@bp.post("/meetings/<int:meeting_id>/rounds")
@for_roles(Role.CITY_OFFICER)
def rounds(meeting_id: int) -> ResponseReturnValue:
    given = {"on_paper": request.form.get("on_paper") == "yes", "fills": request.form.get("leave") != "open"}
    opened = actions.open_round(seen(meeting_id), actor(), **given, now=clock.now())
    flash(f"第 {opened.number} 轮投票已经开始")
    return redirect(url_for("committee.meeting", meeting_id=meeting_id), 303)


@bp.route("/meetings/<int:meeting_id>/ballot", methods=["GET", "POST"])
@for_roles(Role.JUROR)
def ballot(meeting_id: int) -> ResponseReturnValue:
    """Ticking, reading it over, casting: ``act`` says which of the last two; only ``cast`` changes anything."""
    meeting = seen(meeting_id)
    ticks = ticked(request.form.getlist("in_favour"))
    act = request.form.get("act", "")
    if request.method == "POST" and act == "cast":
        receipt = actions.cast(meeting, actor(), in_favour=ticks, now=clock.now())
        flash("已投票，您的票已经密封" if receipt else f"已投票，赞成 {len(ticks)} 人")
        return redirect(url_for("committee.meeting", meeting_id=meeting_id), 303)
    seat, round_ = queries.seat(meeting.id, actor().user_id), queries.latest(queries.rounds(meeting.id))
    if (
        meeting.closed_at is not None
        or (seat is None or seat.present_at is None or seat.has_voted)
        or (round_ is None or round_.closed_at is not None or round_.is_on_paper)
    ):
        return redirect(url_for("committee.meeting", meeting_id=meeting_id), 303)
    if act == "check":
        return _read_over(meeting, round_, ticks)
    return _paper(meeting, round_, ticks, [])


def _paper(meeting: Meeting, round_: Round, ticks: Sequence[int], problems: Sequence[str]) -> ResponseReturnValue:
    programme = workflow.programme_of(meeting.cycle)
    candidates = queries.listed(round_)
    page = render_template(
        "committee/ballot.html",
        meeting=meeting,
        round=round_,
        about=about(programme, round_),
        is_secret=programme.committee.is_secret,
        group_names={group.key: group.name for group in spelled(programme, load(programme.taxonomies))},
        title_names={title.key: title.name for title in programme.titles},
        candidates=candidates,
        recusals=queries.recusals_of(meeting.id, actor().user_id),
        ticks=set(ticks),
        problems=[("", each) for each in problems],
    )
    page = _padded(page, len(candidates)) if programme.committee.is_secret else page
    return page, 422 if problems else 200


def _read_over(meeting: Meeting, round_: Round, ticks: Sequence[int]) -> ResponseReturnValue:
    """Every name once more before the ballot is cast for good; back to the paper while something is wrong with it."""
    if problems := actions.ballot_problems(round_, actor(), ticks):
        return _paper(meeting, round_, ticks, problems)
    candidates = queries.listed(round_)
    chosen = [row for row in candidates if row.id in set(ticks)]
    is_secret = workflow.programme_of(meeting.cycle).committee.is_secret
    page = render_template(
        "committee/reading_over.html",
        meeting=meeting,
        round=round_,
        about=about(workflow.programme_of(meeting.cycle), round_),
        is_secret=is_secret,
        chosen=chosen,
        tellers_needed=workflow.programme_of(meeting.cycle).committee.tellers_needed,
    )
    return _padded(page, len(candidates)) if is_secret else page


def _padded(page: str, candidates: int) -> str:
    """The page at the one length of all such pages, filled with noise that no compression takes away."""
    room = SHORTEST + FOR_EACH * candidates - len(page.encode()) - len("<!---->")
    while room < 0:
        room += SHORTEST
    noise = secrets.token_hex(room // 2 + 1)[:room]
    return page.replace("</body>", f"<!--{noise}--></body>")


@bp.get("/meetings/<int:meeting_id>/rounds/<int:number>")
@for_roles(*READERS)
def tally(meeting_id: int, number: int) -> ResponseReturnValue:
    """How a counted round went; before that, only how far it is."""
    round_ = seen_round(meeting_id, number)
    meeting, is_supervisor = round_.meeting, actor().role == Role.SUPERVISOR
    programme = workflow.programme_of(meeting.cycle)
    votes = {int(each): number for each, number in (round_.votes or {}).items()}
    names = queries.names(votes)
    seat = queries.seat(meeting.id, actor().user_id) if actor().role == Role.JUROR else None
    return render_template(
        "committee/round.html",
        meeting=meeting,
        round=round_,
        about=about(programme, round_),
        is_secret=programme.committee.is_secret,
        needed=votes_needed(present=round_.present, threshold=programme.committee.threshold),
        lines=sorted(((names[each], got) for each, got in votes.items()), key=lambda line: -line[1]),
        names=names,
        exposed=exposed(votes, cast=round_.ballots or 0) if round_.votes else [],
        opened=queries.opened_ballots(round_) if is_supervisor and programme.committee.is_secret else [],
        mine=seat.envelope.sha256 if seat and seat.envelope and seat.envelope.round_id == round_.id else "",
        may_steer=actor().role == Role.CITY_OFFICER,
    )


@bp.post("/meetings/<int:meeting_id>/rounds/<int:number>/closing")
@for_roles(Role.CITY_OFFICER)
def closing_round(meeting_id: int, number: int) -> ResponseReturnValue:
    round_ = seen_round(meeting_id, number)
    closed = actions.close_round(round_.meeting, actor(), now=clock.now())
    flash(f"第 {closed.number} 轮投票已经结束")
    where = "committee.tally" if closed.counted_at else "committee.opening"
    where = "committee.reading" if closed.is_on_paper else where
    return redirect(url_for(where, meeting_id=meeting_id, number=closed.number), 303)


@bp.route("/meetings/<int:meeting_id>/rounds/<int:number>/opening", methods=["GET", "POST"])
@for_roles(*READERS)
def opening(meeting_id: int, number: int) -> ResponseReturnValue:
    """The counting table: the tellers type their words one after the other, and all ballots are opened together."""
    round_ = seen_round(meeting_id, number)
    meeting, problems = round_.meeting, []
    if round_.counted_at is not None or round_.closed_at is None or round_.is_on_paper or round_.voided_at is not None:
        return redirect(url_for("committee.tally", meeting_id=meeting_id, number=number), 303)
    if request.method == "POST":
        shares = words(request.form.getlist("share"))
        try:
            actions.open_ballots(meeting, actor(), shares=shares, now=clock.now())
        except Refused as refusal:
            problems = [("", f"{reason.why}{reason.cure}") for reason in refusal.reasons]
        else:
            flash(f"第 {number} 轮已经开票")
            return redirect(url_for("committee.tally", meeting_id=meeting_id, number=number), 303)
    programme = workflow.programme_of(meeting.cycle)
    page = render_template(
        "committee/opening.html",
        meeting=meeting,
        round=round_,
        about=about(programme, round_),
        turnout=queries.turnout(meeting.id),
        tellers=queries.tellers(meeting.id),
        needed=programme.committee.tellers_needed,
        problems=problems,
    )
    return page, 422 if problems else 200


@bp.route("/meetings/<int:meeting_id>/rounds/<int:number>/reopening", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def reopening(meeting_id: int, number: int) -> ResponseReturnValue:
    """Asking a second person to have a round voided and held again."""
    round_, form = seen_round(meeting_id, number), ReasonForm()
    if form.validate_on_submit():
        actions.propose_reopening(round_, actor(), reason=form.reason_given, now=clock.now())
        flash("已提请复核，另一位经办人或纪检监督员同意以后，本轮作废、重新投票")
        return redirect(url_for("committee.tally", meeting_id=meeting_id, number=number), 303)
    page = render_template(
        "committee/reopening.html",
        meeting=round_.meeting,
        round=round_,
        about=about(workflow.programme_of(round_.meeting.cycle), round_),
        form=form,
    )
    return page, 422 if form.errors else 200
