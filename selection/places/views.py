"""Pages of the ledger of places."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.programme import Cycle
from models.vocabulary import Place, Role
from selection.access import actor, for_roles
from selection.clock import now
from selection.cycles import queries as cycles
from selection.errors import Refused
from selection.paging import within
from selection.places import actions, proposing, queries
from selection.places.forms import ForfeitureForm, Grants, TransferForm, pasted, read_grants, shared_evenly
from selection.places.queries import Account
from selection.workflow import programme_of

bp = Blueprint("places", __name__, url_prefix="/places")
ASKED = "已提请复核。另一位市级经办人同意以后才生效"


@bp.get("/")
@for_roles(Role.UNION_OFFICER, Role.UNION_HEAD, Role.CITY_OFFICER, Role.SUPERVISOR)
def index() -> ResponseReturnValue:
    """The present cycle's ledger; a choice where several run."""
    found = queries.cycles_of(actor())
    if len(found) == 1:
        return redirect(url_for("places.cycle", cycle_id=found[0][0]), 303)
    return render_template("places/index.html", cycles=found)


@bp.get("/<int:cycle_id>")
@for_roles(Role.UNION_OFFICER, Role.UNION_HEAD, Role.CITY_OFFICER, Role.SUPERVISOR)
def cycle(cycle_id: int) -> ResponseReturnValue:
    """All unions, for the city; a union is led to its own ledger."""
    who = actor()
    if who.role in (Role.UNION_OFFICER, Role.UNION_HEAD) and who.organisation_id is not None:
        return redirect(url_for("places.account", cycle_id=cycle_id, union_id=who.organisation_id), 303)
    found = cycles.get(cycle_id) or abort(404)
    accounts = queries.accounts(found.id)
    may_change = who.role is Role.CITY_OFFICER and found.closed_at is None
    return render_template(
        "places/cycle.html",
        cycle=found,
        programme=programme_of(found),
        accounts=accounts,
        total=queries.total(accounts),
        may_change=may_change,
    )


@bp.get("/<int:cycle_id>/unions/<int:union_id>")
@for_roles(Role.UNION_OFFICER, Role.UNION_HEAD, Role.CITY_OFFICER, Role.SUPERVISOR)
def account(cycle_id: int, union_id: int) -> ResponseReturnValue:
    found, allocation, union_name = queries.seen_by(actor(), cycle_id, union_id) or abort(404)
    page = within(request.args.get("page", 1, int))
    entries = queries.entries(allocation, page)
    return render_template(
        "places/account.html",
        cycle=found,
        programme=programme_of(found),
        allocation=allocation,
        union_name=union_name,
        holders=queries.holders(allocation),
        entries=entries,
        may_change=actor().role is Role.CITY_OFFICER and found.closed_at is None,
    )


@bp.get("/<int:cycle_id>/entries")
@for_roles(Role.CITY_OFFICER, Role.SUPERVISOR)
def journal(cycle_id: int) -> ResponseReturnValue:
    """Every entry of every union, each with its reason."""
    found = cycles.get(cycle_id) or abort(404)
    page = within(request.args.get("page", 1, int))
    kind = next((each for each in Place if each == request.args.get("kind")), None)
    entries = queries.journal(found.id, kind, page)
    return render_template(
        "places/journal.html",
        cycle=found,
        kinds=[("", "全部"), *[(each.value, each.label) for each in Place]],
        entries=entries,
    )


@bp.route("/<int:cycle_id>/grants", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def grants(cycle_id: int) -> ResponseReturnValue:
    found = cycles.get(cycle_id) or abort(404)
    accounts = queries.accounts(found.id, every=True)
    if request.method != "POST":
        typed = {each.union_id: str(each.granted) for each in accounts}
        return _grants_page(found, accounts, Grants(typed, wanted={each.union_id: each.granted for each in accounts}))
    read = read_grants(request.form, accounts)
    if "share" in request.form:
        proposed = shared_evenly(request.form.get("total", ""), accounts, read)
        return _grants_page(found, accounts, proposed, 422 if proposed.problems else 200)
    if "paste" in request.form:
        proposed = pasted(request.form.get("pasted", ""), accounts, read)
        return _grants_page(found, accounts, proposed, 422 if proposed.problems else 200)
    if read.problems:
        return _grants_page(found, accounts, read, 422)
    try:
        _grant(found, accounts, read)
    except Refused as refusal:
        read.problems = _problems(refusal)
        return _grants_page(found, accounts, read, 409)
    return redirect(url_for("places.cycle", cycle_id=cycle_id), 303)


def _grant(found: Cycle, accounts: list[Account], read: Grants) -> None:
    """The first places of a cycle are shared out at once; a change of them needs a second person."""
    if any(each.granted for each in accounts):
        asked = proposing.propose_grant(found, read.wanted, actor(), reason=read.reason, now=now())
        flash(ASKED if asked else "名额没有变化")
        return
    changes = actions.grant(found, read.wanted, actor(), reason=read.reason, now=now())
    flash(f"已调整 {len(changes)} 个工会的名额，并发出通知" if changes else "名额没有变化")


def _grants_page(found: Cycle, accounts: list[Account], grants: Grants, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "places/grants.html",
        cycle=found,
        programme=programme_of(found),
        accounts=accounts,
        grants=grants,
        pasted_text=request.form.get("pasted", ""),
        total_text=request.form.get("total", ""),
        faulty={anchor for anchor, _ in grants.problems},
    )
    return page, status


@bp.route("/<int:cycle_id>/transfers", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def transfer(cycle_id: int) -> ResponseReturnValue:
    found = cycles.get(cycle_id) or abort(404)
    accounts = queries.accounts(found.id)
    form = TransferForm()
    form.source.choices = [(0, "请选择"), *[(each.union_id, f"{each.union}（剩余 {each.left}）") for each in accounts]]
    form.target.choices = [(0, "请选择"), *[(each.union_id, each.union) for each in accounts]]
    problems, status = [], 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        source = queries.allocation_of(found.id, form.source.data) or abort(404)
        target = queries.allocation_of(found.id, form.target.data) or abort(404)
        try:
            proposing.propose_transfer(source, target, form.number, actor(), reason=form.why, now=now())
        except Refused as refusal:
            problems, status = _problems(refusal), 409
        else:
            flash(ASKED)
            return redirect(url_for("places.cycle", cycle_id=cycle_id), 303)
    return render_template("places/transfer.html", cycle=found, form=form, problems=problems), status


@bp.route("/<int:cycle_id>/unions/<int:union_id>/forfeiture", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def forfeiture(cycle_id: int, union_id: int) -> ResponseReturnValue:
    found, allocation, union_name = queries.seen_by(actor(), cycle_id, union_id) or abort(404)
    form, out = ForfeitureForm(), queries.found_out(allocation)
    form.nominee.choices = [("", "不涉及具体人选"), *[(str(each.id), each.told) for each in out]]
    problems, status = [], 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        nominee = next((each.nomination for each in out if str(each.id) == form.nominee.data), None)
        try:
            proposing.propose_forfeiture(
                allocation, form.number, actor(), reason=form.why, now=now(), because_of=nominee
            )
        except Refused as refusal:
            problems, status = _problems(refusal), 409
        else:
            flash(ASKED)
            return redirect(url_for("places.account", cycle_id=cycle_id, union_id=union_id), 303)
    return render_template(
        "places/forfeiture.html",
        cycle=found,
        allocation=allocation,
        union_name=union_name,
        form=form,
        problems=problems,
    ), status


def _problems(refusal: Refused) -> list[tuple[str, str]]:
    return [("", f"{reason.why.rstrip('。')}。{reason.cure}") for reason in refusal.reasons]
