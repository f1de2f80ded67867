"""Verifying, for anybody: by code, by number and name, by file; and the lists others verify with."""

import re
from datetime import date

from flask import Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from selection import clock
from selection.access import public
from selection.certificates import actions, queries
from selection.certificates.forms import FileForm, VerifyForm
from selection.certificates.queries import Verified
from selection.certificates.views.blueprint import bp

SHA256 = re.compile("[0-9a-f]{64}")


@bp.get("/verify")
@public
def verify() -> ResponseReturnValue:
    if not request.args:
        return render_template("certificates/verify.html", form=VerifyForm(formdata=None), file_form=FileForm())
    form = VerifyForm.asked()
    if not form.validate():
        return render_template("certificates/verify.html", form=form, file_form=FileForm(formdata=None)), 422
    _count_or_bar()
    return _answer(queries.by_number(str(form.number.data), str(form.name.data)))


@bp.get("/verify/<code>")
@public
def verified(code: str) -> ResponseReturnValue:
    found = queries.by_code(code)
    if found is None:
        _count_or_bar()
    return _answer(found)


@bp.post("/verify/files/")
@public
def verify_file() -> ResponseReturnValue:
    """Examine a file that was sent. It is kept nowhere."""
    form = FileForm()
    if not form.validate_on_submit():
        form.let_go()
        page = render_template("certificates/verify.html", form=VerifyForm(formdata=None), file_form=form)
        return page, 422
    _count_or_bar()
    # Loads what starts another process, for those who send a file.
    from selection.certificates.verdicts import verdict  # noqa: PLC0415 - heavy, and no web worker needs it at start

    found = verdict(form.content())
    shown = found.registered or found.kin
    return render_template(
        "certificates/file_verified.html",
        verdict=found,
        facts=shown.facts if shown and (found.registered or _knows_the_name(found.examination.facts)) else None,
        checked_at=clock.now(),
    )


@bp.get("/verify/files/<sha256>.json")
@public
def file_state(sha256: str) -> ResponseReturnValue:
    """Whether the register has a file of this hash: a browser asks without sending the file."""
    _count_or_bar()
    found = queries.by_hash(sha256) if SHA256.fullmatch(sha256) else None
    if found is None:
        return jsonify(state="unknown")
    if found.revoked_on is not None:
        return jsonify(state="revoked")
    return jsonify(state="valid" if found.is_valid else "replaced", number=found.facts.number, name=found.facts.name)


@bp.get("/verify/keys.json")
@public
def keys() -> ResponseReturnValue:
    return _list("keys", dict(queries.keys()))


@bp.get("/verify/revoked.json")
@public
def revoked() -> ResponseReturnValue:
    return _list("revoked", queries.void(clock.now()))


def _list(name: str, content: object) -> Response:
    answer = Response(queries.signed_list(name, content, clock.now()), content_type="application/json")
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.headers["Access-Control-Allow-Origin"] = "*"  # lists for everybody's readers, and nothing else is there
    return answer


def _knows_the_name(facts: str) -> bool:
    """Whether the file tells the name itself: otherwise it must not be learned from the register."""
    return bool(facts)


def _count_or_bar() -> None:
    address, now = request.remote_addr or "", clock.now()
    if queries.is_barred(address, now):
        abort(429)
    actions.miss(address, now)


def _answer(found: Verified | None) -> ResponseReturnValue:
    """The same page, with the same status, for everything the register does not hold."""
    if found is None:
        return render_template("certificates/unknown.html"), 404
    return render_template(
        "certificates/verified.html",
        facts=found.facts,
        named_on=date.fromisoformat(found.facts.named_on_iso),
        basis=found.basis,
        found=found,
        checked_at=clock.now(),
    )
