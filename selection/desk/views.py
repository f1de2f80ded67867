"""The desk: one page for every role."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from selection import clock
from selection.access import actor, for_everyone_signed_in, public
from selection.desk import queries
from selection.filters import countdown, short_moment
from selection.todo import Todo

bp = Blueprint("desk", __name__)

NEAR = timedelta(days=3)


@bp.get("/")
@public
def front() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for("desk.index"), 303)
    return redirect(url_for("accounts.sign_in"), 303)


@bp.get("/desk")
@for_everyone_signed_in
def index() -> ResponseReturnValue:
    now = clock.now()
    mine, others = queries.todos(actor(), now)
    return render_template(
        "desk/index.html",
        mine=[_shown(todo, now) for todo in mine],
        others=[_shown(todo, now) for todo in others],
        late=sum(_is_late(todo, now) for todo in mine),
        near=sum(_is_near(todo, now) for todo in mine),
        recent=queries.recent(actor()),
        today=clock.on(now),
    )


def _is_late(todo: Todo, now: datetime) -> bool:
    return todo.due_at is not None and todo.due_at < now


def _is_near(todo: Todo, now: datetime) -> bool:
    return todo.due_at is not None and now <= todo.due_at <= now + NEAR


def _shown(todo: Todo, now: datetime) -> dict[str, Any]:
    """One line of the list, as the macro ``todo`` of _stage.html takes it."""
    shown: dict[str, Any] = {
        "title": todo.what,
        "text": todo.note,
        "href": url_for(todo.endpoint, **todo.values),
        "due": short_moment(todo.due_at),
        "left": countdown(todo.due_at, now) if todo.due_at else "",
        "pressing": "",
        "mark": None,
    }
    if _is_late(todo, now):
        shown |= {"pressing": "late", "mark": ("stop", countdown(todo.due_at, now)) if todo.due_at else None}
    elif _is_near(todo, now):
        shown |= {"pressing": "near", "mark": ("warn", "即将到期")}
    return shown
