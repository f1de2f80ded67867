"""Paper score sheets: the list of what is owed, and the form into which two officers each type one."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Role
from selection import clock, workflow
from selection.access import actor, for_roles
from selection.committee import actions, queries
from selection.committee.forms import cleaned, figure
from selection.committee.views.blueprint import bp
from selection.errors import Refused
from selection.paging import within
from selection.rules.double_entry import papers


@bp.get("/cycles/<int:cycle_id>/sheets")
@for_roles(Role.CITY_OFFICER)
def sheets(cycle_id: int) -> ResponseReturnValue:
    cycle = queries.cycle(cycle_id) or abort(404)
    page = within(request.args.get("page", 1, type=int))
    owed = queries.owed_sheets(actor(), cycle_id, page=page)
    return render_template("committee/sheets.html", cycle=cycle, owed=owed)


@bp.route("/sheets/<int:assignment_id>", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def sheet(assignment_id: int) -> ResponseReturnValue:
    """Typing one paper; where another officer has read it otherwise, both readings are shown to the two."""
    found = queries.paper_sheet(actor(), assignment_id) or abort(404)
    criteria = workflow.programme_of(found.cycle).criteria
    typed = {each.key: request.form.get(each.key, "") for each in criteria}
    comment, problems = cleaned(request.form.get("comment"))[:1000], []
    if request.method == "POST":
        points = {key: figure(text) for key, text in typed.items()}
        try:
            done = actions.enter_sheet(found, actor(), points=points, comment=comment, now=clock.now())
        except Refused as refusal:
            problems = [("", reason.why) for reason in refusal.reasons]
        else:
            flash(f"{found.blind_name}两人录入一致，已提交" if done else f"已录入{found.blind_name}")
            where = (
                ("committee.sheets", {"cycle_id": found.cycle.id}) if done else (request.endpoint, request.view_args)
            )
            return redirect(url_for(where[0] or "", **(where[1] or {})), 303)
    read = papers(queries.entries("sheet", assignment_id))
    mine = [paper for paper in read if any(each.reader_id == actor().user_id for each in paper.entries)]
    page = render_template(
        "committee/sheet.html",
        found=found,
        criteria=criteria,
        typed=typed,
        comment=comment,
        problems=problems,
        has_read=bool(mine),
        unlike=[paper for paper in mine if paper.differs],
    )
    return page, 422 if problems else 200
