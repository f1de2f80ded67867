"""Asking a second person to open a cycle; how the definition differs from the last one."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from models.definition import DefinitionDraft
from selection import clock
from selection.access import actor, for_roles
from selection.clock import on
from selection.errors import Refused
from selection.forms import timetable_form
from selection.programmes import actions, drafts
from selection.programmes.forms import OpeningForm
from selection.programmes.views.blueprint import READERS, WRITERS, bp, found, may_write
from selection.rules.definition.differences import differences
from selection.rules.definition.words import PARTS
from selection.rules.programme import Programme
from selection.settings.queries import calendar


@bp.get("/drafts/<int:draft_id>/differences")
@for_roles(*READERS)
def compared(draft_id: int) -> ResponseReturnValue:
    draft = found(draft_id)
    seen, other = drafts.examined(draft), drafts.compared_with(draft)
    found_all = differences(other[1], seen.programme) if other else []
    by_part = [(part, [each for each in found_all if each.part == part.key]) for part in PARTS]
    return render_template(
        "programmes/differences.html",
        draft=draft,
        other=other[0] if other else "",
        by_part=[(part, listed) for part, listed in by_part if listed],
        total=len(found_all),
        seen=seen,
    )


@bp.route("/drafts/<int:draft_id>/opening", methods=["GET", "POST"])
@for_roles(*WRITERS)
def opening(draft_id: int) -> ResponseReturnValue:
    draft = found(draft_id)
    seen = drafts.examined(draft)
    if not seen.is_sound or not may_write(draft):
        return redirect(url_for("programmes.overview", draft_id=draft.id), 303)
    form = timetable_form(OpeningForm, seen.programme.phases, **_proposed(draft, seen.programme))
    refused: list[str] = []
    if form.validate_on_submit():
        try:
            _propose(draft, form)
        except Refused as refusal:
            refused = [f"{reason.why}。{reason.cure}" for reason in refusal.reasons]
        else:
            flash("已提请复核，另一位经办人同意后开启")
            return redirect(url_for("programmes.overview", draft_id=draft.id), 303)
    status = 422 if form.is_submitted() else 200
    unknown = _years_unknown(form)
    page = render_template(
        "programmes/opening.html", draft=draft, form=form, refused=refused, seen=seen, unknown=unknown
    )
    return page, status


def _years_unknown(form: OpeningForm) -> list[int]:
    """The years of the timetable whose holidays nobody has announced yet."""
    days = [on(each.data) for each in form.moments() if each.data is not None]
    return list(calendar().years_without_official_data(min(days), max(days))) if days else []


def _propose(draft: DefinitionDraft, form: OpeningForm) -> None:
    actions.propose_opening(
        draft,
        actor(),
        name=" ".join(str(form["name"].data).split()),
        batch_year=form.batch_year.data or 0,
        closes=form.closes,
        reason=str(form.reason.data).strip(),
        now=clock.now(),
    )


def _proposed(draft: DefinitionDraft, programme: Programme) -> dict[str, object]:
    now = clock.now()
    year = draft.batch_year or on(now).year
    times = {phase.value: at for phase, at in drafts.timetable(draft, programme, now).items()}
    return {"name": f"{year}年{programme.name}"[:100], "batch_year": year, **times}
