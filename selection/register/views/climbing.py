"""The ladder for one cycle, and the figures of those honoured."""

from collections.abc import Sequence

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.programme import Cycle
from selection import clock
from selection.access import actor, for_roles
from selection.cycles.queries import get as cycle_of
from selection.programmes.queries import named
from selection.register.queries import climbing, statistics
from selection.register.queries.climbing import Climb
from selection.register.queries.statistics import Choice
from selection.register.rungs import ladder
from selection.register.views.blueprint import READERS, WATCHERS, bp, of_the_city, workbook
from selection.register.workbooks import writing
from selection.workflow import programme_of

SHOWN = 200


@bp.get("/ladder/")
@for_roles(*READERS)
def rungs() -> ResponseReturnValue:
    return render_template("register/rungs.html", ladder=ladder(), cycles=climbing.cycles())


@bp.get("/ladder/cycles/<int:cycle_id>")
@for_roles(*READERS)
def ladder_list(cycle_id: int) -> ResponseReturnValue:
    climb = _climb(cycle_of(cycle_id) or abort(404))
    only = request.args.get("only", "")
    people = [each for each in climb.people if only != "ready" or each.is_ready]
    return render_template(
        "register/climb.html",
        climb=climb,
        people=people[:SHOWN],
        found=len(people),
        ladder=ladder(),
        criteria=programme_of(climb.cycle).shortlist,
    )


@bp.get("/ladder/cycles/<int:cycle_id>/list.xlsx")
@for_roles(*READERS)
def ladder_workbook(cycle_id: int) -> ResponseReturnValue:
    climb = _climb(cycle_of(cycle_id) or abort(404))
    return workbook(writing.climbers(climb), f"ladder-{cycle_id}")


@bp.get("/ladder/cycles/<int:cycle_id>/shortlist")
@for_roles(*READERS)
def shortlist(cycle_id: int) -> ResponseReturnValue:
    climb = _shortlist(cycle_id)
    only = request.args.get("only", "")
    people = [each for each in climb.people if only != "ready" or each.is_ready]
    return render_template(
        "register/shortlist.html",
        climb=climb,
        people=people[:SHOWN],
        found=len(people),
        criteria=programme_of(climb.cycle).shortlist,
    )


@bp.get("/ladder/cycles/<int:cycle_id>/shortlist.xlsx")
@for_roles(*READERS)
def shortlist_workbook(cycle_id: int) -> ResponseReturnValue:
    return workbook(writing.climbers(_shortlist(cycle_id)), f"shortlist-{cycle_id}")


@bp.get("/statistics")
@for_roles(*WATCHERS)
def figures() -> ResponseReturnValue:
    of_the_city()
    choices = statistics.choices()
    chosen = _chosen(choices)
    if chosen is None and (request.args.get("programme") or request.args.get("year")):
        return redirect(url_for("register.figures"), 303)
    chosen = chosen or next(iter(choices), None)
    names = {each.programme_key: _name(each.programme_key) for each in choices}
    told = statistics.figures(chosen) if chosen else None
    return render_template("register/statistics.html", choices=choices, names=names, figures=told)


@bp.get("/statistics.xlsx")
@for_roles(*WATCHERS)
def figures_workbook() -> ResponseReturnValue:
    of_the_city()
    chosen = _chosen(statistics.choices()) or abort(404)
    name = f"{chosen.year}年{_name(chosen.programme_key)}"
    content = writing.statistics(statistics.figures(chosen), name)
    return workbook(content, f"statistics-{chosen.programme_key}-{chosen.year}")


def _climb(cycle: Cycle) -> Climb:
    return climbing.climb(actor(), cycle, today=clock.on(clock.now()))


def _shortlist(cycle_id: int) -> Climb:
    cycle = cycle_of(cycle_id) or abort(404)
    return climbing.shortlist(actor(), cycle, today=clock.on(clock.now())) or abort(404)


def _chosen(choices: Sequence[Choice]) -> Choice | None:
    key, year = request.args.get("programme", ""), request.args.get("year", type=int)
    found = [each for each in choices if each.programme_key == key and each.year == year]
    return found[0] if found else None


def _name(key: str) -> str:
    programme = named(key)
    return programme.short_name if programme else key
