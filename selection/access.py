"""Who may use which page: views declare their roles, one guard enforces them, nothing is open by accident."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import Select, bindparam, func, select, update

from models.people import Membership, Organisation, SignIn, User
from models.programme import Cycle, Setting
from models.vocabulary import Level, Role
from selection import clock
from selection.database import db
from selection.rules.standing import CITY_WIDE, Actor, organises

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

PUBLIC = "public"
EVERYONE = frozenset(Role)
TOUCH = timedelta(minutes=5)
LONGEST = timedelta(hours=12)
LARGEST_ID = 2**63 - 1
CITYS_OWN = frozenset({"audit", "organisations", "people", "register", "settings", "taxonomies"})
login = LoginManager()


class Visitor(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """Somebody signed in and what he acts as, read with one query."""

    def __init__(self, actor: Actor, held: int, organiser_id: int | None) -> None:
        self.actor = actor
        self.can_switch = held > 1
        self.organiser_id = organiser_id

    @property
    def role(self) -> Role | None:
        """The role acted in; None until one has been chosen."""
        return self.actor.role


def for_roles(*roles: Role) -> Callable[[View], View]:
    """Declare the roles a view serves."""

    def declare(view: View) -> View:
        view.serves = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return declare


def for_everyone_signed_in(view: View) -> View:
    """Declare a view for every role."""
    return for_roles(*Role)(view)


def public(view: View) -> View:
    """Declare a view that asks nobody to sign in."""
    view.serves = PUBLIC  # type: ignore[attr-defined]
    return view


def takes_json(view: View) -> View:
    """Declare a view that reads JSON. A form must never be filled from JSON: its fields count on texts."""
    view.takes_json = True  # type: ignore[attr-defined]
    return view


def is_public(endpoint: str | None) -> bool:
    """Whether this endpoint asks nobody to sign in."""
    return getattr(current_app.view_functions.get(endpoint or ""), "serves", None) == PUBLIC


def actor() -> Actor:
    """Who is acting in this request."""
    return current_user.actor  # type: ignore[no-any-return]


def digest(token: str) -> str:
    """What is stored of a secret token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _signed_in() -> Select[Any]:
    """Who is behind a token: built once, as every request asks it and building costs more than asking."""
    held = (
        select(func.count())
        .where(Membership.user_id == SignIn.user_id, Membership.withdrawn_at.is_(None))
        .correlate(SignIn)
        .scalar_subquery()
    )
    asked = Cycle.id == bindparam("cycle_id", type_=Cycle.id.type)
    organiser_id = select(Cycle.organiser_id).where(asked).correlate(None).scalar_subquery()
    idle_minutes = select(Setting.value).where(Setting.key == "idle_minutes").scalar_subquery()
    return (
        select(
            SignIn.user_id,
            SignIn.began_at,
            SignIn.seen_at,
            User.name,
            Membership.id.label("membership_id"),
            Membership.role,
            Membership.organisation_id,
            Organisation.name.label("organisation_name"),
            Organisation.level,
            held.label("held"),
            idle_minutes.label("idle_minutes"),
            organiser_id.label("organiser_id"),
        )
        .join(User, User.id == SignIn.user_id)
        .outerjoin(Membership, (Membership.id == SignIn.membership_id) & Membership.withdrawn_at.is_(None))
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .where(SignIn.token_hash == bindparam("token_hash"), SignIn.ended_at.is_(None), User.disabled_at.is_(None))
    )


SIGNED_IN = _signed_in()


def _visitor(token: str) -> Visitor | None:
    """The visitor behind a session token, unless the sign-in, the account or the right is gone."""
    cycle_id = _cycle_asked() or 0
    wanted = {"token_hash": digest(token), "cycle_id": cycle_id if 0 < cycle_id <= LARGEST_ID else 0}
    row = db.session.execute(SIGNED_IN, wanted).first()
    if row is None:
        return None
    now = clock.now()
    idle = timedelta(minutes=int(row.idle_minutes or current_app.config["IDLE_MINUTES"]))
    if now - row.seen_at > idle or now - row.began_at > LONGEST:
        return None
    is_due = now - row.seen_at > TOUCH and request.method == "GET"
    acting = Actor(
        user_id=row.user_id,
        name=row.name,
        role=row.role,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation_name or "",
        level=row.level,
        membership_id=row.membership_id,
    )
    if is_due:
        _touch(token)
    return Visitor(acting, row.held, row.organiser_id)


def _touch(token: str) -> None:
    """Note that the sign-in is in use; written on its own connection so that a reading page stays a reading page.

    What has been read so far is let go first: on SQLite nobody can write while a reader, even oneself, holds on.
    """
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(
            update(SignIn)
            .where(SignIn.token_hash == digest(token), SignIn.ended_at.is_(None))
            .values(seen_at=clock.now())
        )


def guard() -> ResponseReturnValue | None:
    """The one place where roles are enforced. A view that declares nothing is closed."""
    if request.endpoint is None:
        return None  # 404 or 405, answered by the error pages
    view = current_app.view_functions[request.endpoint]
    if request.is_json and not getattr(view, "takes_json", False):
        abort(415)
    serves = getattr(view, "serves", None)
    if serves == PUBLIC or request.endpoint == "static":
        return None
    if not current_user.is_authenticated:
        if request.method == "GET" and request.accept_mimetypes.best != "application/json":
            return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
        abort(401)
    if current_user.role is None and request.endpoint not in ("accounts.roles", "accounts.switch", "accounts.sign_out"):
        return redirect(url_for("accounts.roles"), 303)
    if serves is None or (current_user.role is not None and current_user.role not in serves):
        abort(403)
    if current_user.role in CITY_WIDE and current_user.actor.level is not Level.CITY and _is_the_citys_alone():
        abort(403)
    if _cycle_asked() is not None and not _is_of_the_house(current_user):
        abort(404)
    return None


def _is_the_citys_alone() -> bool:
    """Whether a page belongs to what the city keeps for everybody: a union's officer runs awards, nothing else."""
    return request.blueprint in CITYS_OWN


def _cycle_asked() -> int | None:
    """The cycle a page is about, from its address."""
    if (named := (request.view_args or {}).get("cycle_id")) is not None:
        return int(named)
    asked = request.args.get("cycle_id") or request.args.get("cycle") or ""
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < len(str(LARGEST_ID)) else None


def _is_of_the_house(visitor: Visitor) -> bool:
    """Whether a page about one cycle is asked for by the house that runs it, where its officer or supervisor asks.

    The city's supervisor watches the cycles of the unions as well.
    """
    if visitor.role not in CITY_WIDE or (visitor.role is Role.SUPERVISOR and visitor.actor.level is Level.CITY):
        return True
    return organises(visitor.actor, visitor.organiser_id)


def prepare(app: Flask) -> None:
    """Put the guard before every request."""
    login.init_app(app)
    login.session_protection = None  # the session is a row of ours; nothing about the browser is guessed
    login.user_loader(_visitor)
    app.before_request(guard)
    app.context_processor(lambda: {"visitor": _shown() if current_user.is_authenticated else None})


def _shown() -> dict[str, object]:
    """The visitor as the head of every page shows him."""
    acting: Actor = current_user.actor
    return {
        "name": acting.name,
        "role": acting.role.label if acting.role else "",
        "organisation": acting.organisation_name,
        "sign_out_url": url_for("accounts.sign_out"),
        "password_url": url_for("accounts.password"),
        "switch_url": url_for("accounts.roles") if current_user.can_switch else None,
    }


def remember(token: str) -> None:
    """Begin the browser's session with a fresh token; whatever the cookie held before is gone."""
    forget()
    session["_user_id"] = token
    session["_fresh"] = True


def forget() -> None:
    """Empty the browser's session, and what this request has worked out from it."""
    session.clear()
    for name in ("csrf_token", "_login_user"):
        g.pop(name, None)
