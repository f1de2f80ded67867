"""The notices of unions and units."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from selection import clock
from selection.access import actor, for_roles
from selection.cycles.queries import get as cycle_of
from selection.publicity import local, records
from selection.publicity.views.blueprint import LOCAL, bp


@bp.get("/publicity/local")
@for_roles(*LOCAL)
def local_index() -> ResponseReturnValue:
    acting, published = actor(), local.published(actor())
    waiting = [(cycle, local.put_forward(cycle.id, acting)) for cycle in local.cycles(acting)]
    return render_template(
        "publicity/local.html",
        waiting=[(cycle, names) for cycle, names in waiting if names],
        published=published,
        ended=records.ends([each.id for each in published]),
        today=clock.on(clock.now()),
    )


@bp.post("/publicity/local/cycles/<int:cycle_id>/notices")
@for_roles(*LOCAL)
def local_publishing(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    if cycle.id not in {each.id for each in local.cycles(actor())}:
        abort(404)
    notice = local.publish(cycle, actor(), now=clock.now())
    flash(f"已发布公示，共 {len(notice.lines)} 人")
    return redirect(url_for("publicity.notice", notice_id=notice.id), 303)
