"""The city's page of batches; the department's page behind its link."""

from flask import Blueprint, Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from models.programme import Cycle
from models.vetting import VettingBatch
from models.vocabulary import Role
from selection import clock, workflow
from selection.access import actor, for_roles, public
from selection.cycles.queries import get as cycle_of
from selection.downloads import under
from selection.exchange import actions, queries
from selection.exchange.forms import AnswersForm, CodeForm
from selection.publicity.scanning import KINDS, LARGEST

bp = Blueprint("exchange", __name__)

LONGEST_TOKEN = 100
LETTER = "letter"
"""What the fields of the letter's form begin with: another code is asked for on the same page."""


@bp.get("/vetting/cycles/<int:cycle_id>/batches")
@for_roles(Role.CITY_OFFICER, Role.SUPERVISOR)
def index(cycle_id: int) -> ResponseReturnValue:
    return _index(cycle_of(cycle_id) or abort(404))


@bp.post("/vetting/cycles/<int:cycle_id>/batches/<department_key>")
@for_roles(Role.CITY_OFFICER)
def sending(cycle_id: int, department_key: str) -> ResponseReturnValue:
    """Link and code stand on this page and nowhere else."""
    cycle = cycle_of(cycle_id) or abort(404)
    if department_key not in {each.key for each in workflow.programme_of(cycle).departments}:
        abort(404)
    batch, token, code = actions.send(cycle, actor(), department=department_key, now=clock.now())
    link = url_for("exchange.department", token=token, _external=True)
    return _index(cycle, made=batch, link=link, code=code)


def _index(cycle: Cycle, **made: object) -> ResponseReturnValue:
    now = clock.now()
    return render_template(
        "exchange/index.html",
        cycle=cycle,
        departments=workflow.programme_of(cycle).departments,
        batches=queries.batches(cycle.id),
        now_at=now,
        most_wrong=queries.MOST_WRONG,
        may_act=actor().role == Role.CITY_OFFICER,
        **made,
    )


@bp.get("/exchange/<token>")
@public
def department(token: str) -> ResponseReturnValue:
    return _page(token, *_behind(token))


@bp.post("/exchange/<token>/list")
@public
def fetching(token: str) -> ResponseReturnValue:
    batch, cycle = _behind(token)
    form = CodeForm()
    if not form.validate() or not _opens(batch, token, form):
        return _page(token, batch, cycle, fetching=form, status=422)
    content = actions.fetch(batch, cycle, now=clock.now())
    return under(f"征询名单-{batch.serial}.xlsx", Response(content, content_type=KINDS["xlsx"]))


@bp.post("/exchange/<token>/letter")
@public
def fetching_letter(token: str) -> ResponseReturnValue:
    batch, cycle = _behind(token)
    form = CodeForm(prefix=LETTER)
    if not form.validate() or not _opens(batch, token, form):
        return _page(token, batch, cycle, letter_form=form, status=422)
    content = actions.fetch_letter(batch, cycle, now=clock.now())
    return under(f"征求意见函-{batch.serial}.pdf", Response(content, content_type=KINDS["pdf"]))


@bp.post("/exchange/<token>/answers")
@public
def answering(token: str) -> ResponseReturnValue:
    batch, cycle = _behind(token)
    form = AnswersForm()
    if not form.validate() or not _opens(batch, token, form):
        return _page(token, batch, cycle, answering=form, status=422)
    content = form.file.data.stream.read(LARGEST)
    noted = actions.take_answers(batch, cycle, content=content, now=clock.now())
    return render_template("exchange/thanks.html", noted=noted)


def _behind(token: str) -> tuple[VettingBatch, Cycle]:
    if len(token) > LONGEST_TOKEN or "\0" in token:
        abort(404)
    return queries.behind(token, clock.now()) or abort(404)


def _opens(batch: VettingBatch, token: str, form: CodeForm) -> bool:
    if actions.open_with(batch, token, str(form.code.data)):
        return True
    left = max(0, queries.MOST_WRONG - batch.wrong)
    form.code.errors = [f"不对。还可以试 {left} 次，之后链接作废，须由评选办另发"]
    return False


def _waits(batch: VettingBatch) -> bool:
    """Whether the letter is ready and was not fetched; what it says, its code alone tells."""
    letter = queries.letter(batch.id) if batch.letter_fetched_at is None else None
    return letter is not None and letter.pdf_key is not None


def _page(
    token: str,
    batch: VettingBatch,
    cycle: Cycle,
    *,
    fetching: CodeForm | None = None,
    answering: AnswersForm | None = None,
    letter_form: CodeForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "exchange/department.html",
        token=token,
        batch=batch,
        cycle=cycle,
        name=actions.department_of(cycle, batch.department).name,
        fetching=fetching or CodeForm(formdata=None, prefix=""),
        answering=answering or AnswersForm(formdata=None),
        letter_form=letter_form or CodeForm(formdata=None, prefix=LETTER),
        has_letter=_waits(batch),
        is_answered=queries.is_answered(batch.id),
    )
    return page, status
