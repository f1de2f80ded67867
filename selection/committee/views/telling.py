"""Tellers: appointed, given their words, reading papers."""

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Role
from selection import clock, workflow
from selection.access import actor, for_roles
from selection.committee import actions, queries
from selection.committee.forms import CollectedForm, PaperForm, ticked
from selection.committee.views.blueprint import READERS, about, bp, seen, seen_round
from selection.errors import Refused
from selection.rules.double_entry import papers, problems


@bp.route("/meetings/<int:meeting_id>/tellers", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def tellers(meeting_id: int) -> ResponseReturnValue:
    meeting = seen(meeting_id)
    ticks, refusals = ticked(request.form.getlist("tellers")), []
    if request.method == "POST":
        try:
            actions.appoint(meeting, actor(), user_ids=ticks, now=clock.now())
        except Refused as refusal:
            refusals = [("", f"{reason.why}。{reason.cure}") for reason in refusal.reasons]
        else:
            flash(f"已指定 {len(ticks)} 位监票人，请他们登录就位")
            return redirect(url_for("committee.tellers", meeting_id=meeting_id), 303)
    appointed = queries.tellers(meeting.id)
    page = render_template(
        "committee/tellers.html",
        meeting=meeting,
        committee=workflow.programme_of(meeting.cycle).committee,
        appointed=appointed,
        people=queries.may_be_tellers(meeting),
        ticks=set(ticks) if request.method == "POST" else {each.user_id for each in appointed},
        problems=refusals,
    )
    return page, 422 if refusals else 200


@bp.route("/meetings/<int:meeting_id>/share", methods=["GET", "POST"])
@for_roles(*READERS)
def share(meeting_id: int) -> ResponseReturnValue:
    """A teller takes his seat, and when all sit, reads his words: on the answer to this one request and never again."""
    meeting = seen(meeting_id)
    words, secret = "", str(session["_user_id"])
    if request.method == "POST" and request.form.get("act") == "seat":
        actions.take_seat(meeting, actor(), secret=secret, now=clock.now())
        return redirect(url_for("committee.share", meeting_id=meeting_id), 303)
    if request.method == "POST":
        words = actions.read_share(meeting, actor(), secret=secret, now=clock.now())
    mine = queries.teller(meeting.id, actor().user_id) or abort(404)
    return render_template(
        "committee/share.html",
        meeting=meeting,
        committee=workflow.programme_of(meeting.cycle).committee,
        mine=mine,
        tellers=queries.tellers(meeting.id),
        words=words.split(),
    )


@bp.route("/meetings/<int:meeting_id>/rounds/<int:number>/papers", methods=["GET", "POST"])
@for_roles(*READERS)
def reading(meeting_id: int, number: int) -> ResponseReturnValue:
    """Paper ballots read twice: what differs is shown to both readers, and only what two read alike counts."""
    round_ = seen_round(meeting_id, number)
    form, collecting, told = PaperForm(), CollectedForm(formdata=None), []
    ticks = ticked(request.form.getlist("in_favour"))
    if form.validate_on_submit():
        paper = form.number.data or 0
        try:
            actions.enter_ballot(round_, actor(), number=paper, in_favour=ticks, now=clock.now())
        except Refused as refusal:
            told = [("", reason.why) for reason in refusal.reasons]
        else:
            flash(f"已录入第 {paper} 张")
            return redirect(url_for("committee.reading", meeting_id=meeting_id, number=number), 303)
    found = papers(queries.entries("ballot", round_.id))
    is_teller = queries.teller(meeting_id, actor().user_id) is not None
    read = [paper for paper in found if any(each.reader_id == actor().user_id for each in paper.entries)]
    candidates = queries.listed(round_)
    page = render_template(
        "committee/papers.html",
        meeting=round_.meeting,
        round=round_,
        about=about(workflow.programme_of(round_.meeting.cycle), round_),
        form=form,
        collecting=collecting,
        ticks=set(ticks),
        told=told,
        agreed=sum(paper.is_agreed for paper in found),
        read=len(read),
        unlike=[paper for paper in read if paper.differs],
        names={row.id: row.name for row in candidates},
        candidates=candidates,
        is_teller=is_teller,
        owed=problems(found, collected=max((paper.number for paper in found), default=0)) if is_teller else [],
    )
    return page, 422 if told or form.errors else 200


@bp.post("/meetings/<int:meeting_id>/rounds/<int:number>/papers/count")
@for_roles(*READERS)
def counting(meeting_id: int, number: int) -> ResponseReturnValue:
    round_, form = seen_round(meeting_id, number), CollectedForm()
    collected = (form.collected.data or 0) if form.validate() else 0
    actions.count_papers(round_, actor(), collected=collected, now=clock.now())
    flash(f"第 {number} 轮已经计票")
    return redirect(url_for("committee.tally", meeting_id=meeting_id, number=number), 303)
