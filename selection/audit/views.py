"""经过: what everybody did, for the supervisor."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from models.vocabulary import Act, Role
from selection.access import for_roles
from selection.audit import forms, queries

bp = Blueprint("audit", __name__, url_prefix="/trail")


@bp.get("/")
@for_roles(Role.SUPERVISOR)
def index() -> ResponseReturnValue:
    found = queries.trail(forms.sought(request.args), forms.page(request.args))
    return render_template("audit/index.html", found=found, acts=list(Act), roles=list(Role), cycles=queries.cycles())


@bp.get("/chain")
@for_roles(Role.SUPERVISOR)
def chain() -> ResponseReturnValue:
    return render_template("audit/chain.html", broken_at=queries.broken_at(), length=queries.length())
