"""The form, a page for each section; what the page saves by itself; eligibility as it stands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from models.nomination import Nomination
from models.vocabulary import Phase
from selection import clock, timetable
from selection.access import actor, for_roles, takes_json
from selection.clock import SHANGHAI
from selection.errors import wants_json
from selection.nominations import actions, forms, queries
from selection.nominations.queries.form import Filled
from selection.nominations.views.blueprint import UNIT, bp, found
from selection.nominations.views.presentation import sections
from selection.rules.answers import ATTACHMENTS, FieldProblem
from selection.rules.programme import Programme, Section
from selection.taxonomies import load
from selection.workflow import programme_of

MOST_KEYS = 300


def _section_of(programme: Programme, key: str) -> Section:
    return next((section for section in programme.sections if section.key == key), None) or abort(404)


def _revision(typed: Any) -> int:
    text = str(typed)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


@bp.get("/nominations/<int:nomination_id>/form/<key>")
@for_roles(*UNIT)
def section(nomination_id: int, key: str) -> ResponseReturnValue:
    nomination = found(nomination_id)
    part = _section_of(programme_of(nomination.cycle), key)
    form = queries.filled(nomination, now=clock.now())
    wrong = [problem for problem in form.problems if not problem.is_missing]
    return _page(nomination, part, form, form.answers, wrong)


@bp.post("/nominations/<int:nomination_id>/form/<key>")
@for_roles(*UNIT)
def keeping(nomination_id: int, key: str) -> ResponseReturnValue:
    """Save the section as it was posted, right or wrong; go on when nothing in it is wrong."""
    nomination, now = found(nomination_id), clock.now()
    part = _section_of(programme_of(nomination.cycle), key)
    fields = [field for field in part.fields if field.key in queries.open_fields(nomination)]
    typed = forms.typed_in(fields, request.form)
    rows_changed = forms.with_rows_changed(fields, typed, request.form)
    changed = forms.touched(fields, rows_changed or typed, request.form.get("shown", ""))
    saved = actions.save(nomination, actor(), typed=changed, revision=_revision(request.form.get("revision")), now=now)
    if saved.voided_consent:
        flash("姓名、身份证号或职业有改动，本人此前的同意已经失效，请重新发给本人确认", "warn")
    form = queries.filled(nomination, now=now)
    if saved.clashes:
        return _page(
            nomination, part, form, {**form.answers, **typed}, _clashes(form.programme, part, saved.clashes)
        ), 409
    if rows_changed is not None:
        return _page(nomination, part, form, {**form.answers, **rows_changed}, [])
    wrong = [problem for problem in form.problems if problem.section == part.key and not problem.is_missing]
    if wrong:
        return _page(nomination, part, form, form.answers, wrong, is_told=True), 422
    return redirect(_next(nomination, part), 303)


def _clashes(programme: Programme, part: Section, theirs: Mapping[str, Any]) -> list[FieldProblem]:
    """Both texts beside the field: the person's own in it, the other window's in the message."""
    labels = {field.key: field for field in part.fields}
    shown = {key: queries.shown(labels[key], value, programme) for key, value in theirs.items() if key in labels}
    return [
        FieldProblem(
            key,
            labels[key].label,
            part.key,
            None,
            f"在另一窗口改成了“{text}”。下面是您写的，还没有存入；再保存一次，就以您写的为准",
        )
        for key, text in shown.items()
    ]


def _next(nomination: Nomination, part: Section) -> str:
    keys = [each.key for each in programme_of(nomination.cycle).sections]
    place = keys.index(part.key) + 1
    if place < len(keys):
        return url_for("nominations.section", nomination_id=nomination.id, key=keys[place])
    return url_for("nominations.evidence", nomination_id=nomination.id)


def _page(
    nomination: Nomination,
    part: Section,
    form: Filled,
    answers: Mapping[str, Any],
    problems: list[FieldProblem],
    *,
    is_told: bool = False,
) -> str:
    keys = [each.key for each in form.programme.sections]
    place = keys.index(part.key)
    return render_template(
        "nominations/section.html",
        nomination=nomination,
        part=part,
        answers=answers,
        problems=[problem for problem in problems if problem.section == part.key],
        is_told=is_told,
        taxonomies=load(form.programme.taxonomies),
        versions=form.programme.taxonomies,
        open_fields=queries.open_fields(nomination),
        shown=forms.marks(part.fields, form.answers),
        verdicts=form.verdicts,
        sections=sections(nomination, form),
        place=place,
        previous=keys[place - 1] if place else None,
        closes_at=timetable.closes_at(nomination.cycle_id, Phase.FILL, nomination.union_id),
        saved_at=f"{nomination.saved_at.astimezone(SHANGHAI):%m月%d日 %H:%M:%S}" if nomination.revision else "",
    )


@bp.get("/nominations/<int:nomination_id>/answers")
@for_roles(*UNIT)
def state(nomination_id: int) -> ResponseReturnValue:
    """Where the form stands, with a fresh token for a page whose session was renewed."""
    return jsonify(revision=str(found(nomination_id).revision), csrf_token=generate_csrf())


@bp.post("/nominations/<int:nomination_id>/answers")
@for_roles(*UNIT)
@takes_json
def answers(nomination_id: int) -> ResponseReturnValue:
    """What the page saves by itself; see static/js/autosave.js for the contract."""
    nomination, now = found(nomination_id), clock.now()
    body = request.get_json(silent=True)
    typed = body.get("answers") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(typed, dict) or len(typed) > MOST_KEYS:
        return jsonify(why="保存的内容读不出来", cure="请刷新页面后再填"), 422
    saved = actions.save(nomination, actor(), typed=typed, revision=_revision(body.get("revision")), now=now)
    if saved.clashes:
        fields = {field.key: field for field in programme_of(nomination.cycle).fields()}
        theirs = {key: forms.as_posted(fields[key], value) for key, value in saved.clashes.items()}
        return jsonify(revision=str(saved.revision), answers=theirs), 409
    return jsonify(revision=str(saved.revision), saved_at=_time(now), consent_void=saved.voided_consent)


def _time(now: datetime) -> str:
    return f"{now.astimezone(SHANGHAI):%H:%M:%S}"


@bp.get("/nominations/<int:nomination_id>/eligibility")
@for_roles(*UNIT)
def eligibility(nomination_id: int) -> ResponseReturnValue:
    """Article by article, as the answers stand: JSON for scripts, a fragment for the page."""
    form = queries.filled(found(nomination_id), now=clock.now())
    if wants_json():
        return jsonify(
            articles=[
                {
                    "article": verdict.article,
                    "label": verdict.label,
                    "state": verdict.state,
                    "word": verdict.word,
                    "problems": [{"why": each.message, "cure": each.cure} for each in verdict.problems],
                }
                for verdict in form.verdicts
            ],
            missing=sum(problem.section != ATTACHMENTS for problem in form.problems),
        )
    return render_template("nominations/_eligibility.html", verdicts=form.verdicts)
