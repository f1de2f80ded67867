"""Settings and the calendar of working days."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Role
from selection import clock
from selection.access import actor, for_roles
from selection.rules.identity import Unreadable
from selection.settings import actions, queries
from selection.settings.catalogue import BY_KEY, CATALOGUE
from selection.settings.forms import DayForm, SourceForm, StrokesForm

bp = Blueprint("settings", __name__, url_prefix="/settings")
FIRST, LAST = 2016, 2099


@bp.route("/", methods=["GET", "POST"])
@for_roles(Role.ADMIN)
def index() -> ResponseReturnValue:
    typed, problems = dict(queries.values()), {}
    if request.method == "POST":
        typed = {item.key: request.form.get(item.key, "") for item in CATALOGUE}
        read = {item.key: item.read(typed[item.key]) for item in CATALOGUE}
        problems = {key: found.message for key, found in read.items() if isinstance(found, Unreadable)}
        if not problems:
            values = {key: found for key, found in read.items() if isinstance(found, str)}
            changed = actions.change(values, actor(), now=clock.now())
            flash(f"已修改：{'、'.join(changed)}" if changed else "没有改动", "ok" if changed else "wait")
            return redirect(url_for("settings.index"), 303)
    page = render_template("settings/index.html", items=CATALOGUE, typed=typed, problems=problems)
    return page, 422 if problems else 200


@bp.route("/strokes", methods=["GET", "POST"])
@for_roles(Role.ADMIN, Role.CITY_OFFICER)
def strokes() -> ResponseReturnValue:
    item = BY_KEY["stroke_supplement"]
    form = StrokesForm(data={"supplement": queries.value(item.key)})
    if form.validate_on_submit():
        changed = actions.change({item.key: form.supplement.data or ""}, actor(), now=clock.now())
        flash("已保存，名单按新的次序排列" if changed else "没有改动", "ok" if changed else "wait")
        return redirect(url_for("settings.strokes"), 303)
    return render_template("settings/strokes.html", form=form, item=item), 422 if form.errors else 200


@bp.get("/calendar")
@for_roles(Role.ADMIN, Role.CITY_OFFICER, Role.SUPERVISOR)
def this_year() -> ResponseReturnValue:
    return redirect(url_for("settings.calendar", year=clock.on(clock.now()).year), 303)


@bp.get("/calendar/<int:year>")
@for_roles(Role.ADMIN, Role.CITY_OFFICER, Role.SUPERVISOR)
def calendar(year: int) -> ResponseReturnValue:
    return _calendar(year, DayForm(formdata=None), SourceForm(formdata=None), 200)


@bp.post("/calendar/<int:year>/days")
@for_roles(Role.ADMIN, Role.CITY_OFFICER)
def day(year: int) -> ResponseReturnValue:
    form = DayForm()
    is_valid = form.validate_on_submit()
    on = form.on.data
    if on and on.year != year:
        form.on.errors = [f"不在 {year} 年。请翻到 {on.year} 年再登记"]
    if not is_valid or on is None or on.year != year:
        return _calendar(year, form, SourceForm(formdata=None), 422)
    actions.set_day(on, actor(), is_workday=form.kind.data == "work", name=form.name.data or "", now=clock.now())
    flash("已登记这一天，公示期限按新的日历计算")
    return redirect(url_for("settings.calendar", year=year), 303)


@bp.post("/calendar/days/<on>/removal")
@for_roles(Role.ADMIN, Role.CITY_OFFICER)
def removal(on: str) -> ResponseReturnValue:
    try:
        gone = date.fromisoformat(on)
    except ValueError:
        abort(404)
    actions.clear_day(gone, actor(), now=clock.now())
    flash("已取消这一天")
    return redirect(url_for("settings.calendar", year=gone.year), 303)


@bp.post("/calendar/<int:year>/source")
@for_roles(Role.ADMIN, Role.CITY_OFFICER)
def source(year: int) -> ResponseReturnValue:
    form = SourceForm()
    if not form.validate_on_submit():
        return _calendar(year, DayForm(formdata=None), form, 422)
    if not FIRST <= year <= LAST:
        abort(404)
    actions.settle_year(year, actor(), source=form.source.data or "", now=clock.now())
    flash(f"{year} 年的节假日已经登记")
    return redirect(url_for("settings.calendar", year=year), 303)


def _calendar(year: int, day_form: DayForm, source_form: SourceForm, status: int) -> ResponseReturnValue:
    if not FIRST <= year <= LAST:
        abort(404)
    page = render_template(
        "settings/calendar.html",
        year=year,
        days=queries.days_of(year),
        source=queries.source_of(year),
        form=day_form,
        source_form=source_form,
        may_change=actor().role != Role.SUPERVISOR,
        first=FIRST,
        last=LAST,
    )
    return page, status
