"""Proposals: the list, one of them, and what the second person says."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.proposal import Proposal
from models.vocabulary import Role
from selection import clock
from selection.access import actor, for_roles
from selection.proposals import actions, queries
from selection.proposals.carriers import carrier
from selection.proposals.forms import RefusalForm

bp = Blueprint("proposals", __name__, url_prefix="/proposals")

DECIDERS = (Role.UNION_OFFICER, Role.UNION_HEAD, Role.CITY_OFFICER, Role.ADMIN)
READERS = (*DECIDERS, Role.SUPERVISOR)


@bp.get("/")
@for_roles(*READERS)
def index() -> ResponseReturnValue:
    page = max(1, request.args.get("page", 1, type=int))
    return render_template("proposals/index.html", listed=queries.listed(actor(), page=page), carrier=carrier)


@bp.get("/<int:proposal_id>")
@for_roles(*READERS)
def detail(proposal_id: int) -> ResponseReturnValue:
    proposal = queries.get(actor(), proposal_id) or abort(404)
    return _page(proposal, RefusalForm(formdata=None), 200)


@bp.post("/<int:proposal_id>/approval")
@for_roles(*READERS)
def approval(proposal_id: int) -> ResponseReturnValue:
    proposal = queries.get(actor(), proposal_id) or abort(404)
    actions.approve(proposal, actor(), now=clock.now())
    flash("已同意，并已办理")
    return redirect(url_for("proposals.index"), 303)


@bp.post("/<int:proposal_id>/refusal")
@for_roles(*READERS)
def refusal(proposal_id: int) -> ResponseReturnValue:
    proposal = queries.get(actor(), proposal_id) or abort(404)
    form = RefusalForm()
    # Who may not decide is told so, whatever he typed: his page has no form to show a problem in.
    if not form.validate_on_submit() and queries.may_decide(proposal, actor()):
        return _page(proposal, form, 422)
    actions.refuse(proposal, actor(), reason=str(form.reason.data or "").strip(), now=clock.now())
    flash("已告知提请人不同意")
    return redirect(url_for("proposals.index"), 303)


@bp.post("/<int:proposal_id>/withdrawal")
@for_roles(*DECIDERS)
def withdrawal(proposal_id: int) -> ResponseReturnValue:
    proposal = queries.get(actor(), proposal_id) or abort(404)
    actions.take_back(proposal, actor(), now=clock.now())
    flash("已撤回提请")
    return redirect(url_for("proposals.index"), 303)


def _page(proposal: Proposal, form: RefusalForm, status: int) -> ResponseReturnValue:
    page = render_template(
        "proposals/detail.html",
        proposal=proposal,
        carrier=carrier(proposal.kind),
        form=form,
        may_decide=queries.may_decide(proposal, actor()),
        may_take_back=queries.may_take_back(proposal, actor()),
    )
    return page, status
