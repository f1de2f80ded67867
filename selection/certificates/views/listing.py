"""The list of certificates and their files for those concerned; printing for the city."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from models.vocabulary import Role
from selection import clock, storage
from selection.access import actor, for_roles
from selection.certificates import actions, queries
from selection.certificates.archive import archive
from selection.certificates.facts import CertificateFacts
from selection.certificates.queries import Progress
from selection.certificates.views.blueprint import READERS, bp


@bp.get("/certificates/")
@for_roles(*READERS)
def index() -> ResponseReturnValue:
    cycles = queries.cycles(actor())
    wanted = request.args.get("cycle_id", type=int)
    chosen = next((row for row in cycles if row.id == wanted), cycles[0] if cycles else None)
    if chosen is None:
        return render_template("certificates/index.html", cycles=cycles, chosen=None)
    page, words = request.args.get("page", 1, type=int), request.args.get("q", "").strip()
    return render_template(
        "certificates/index.html",
        cycles=cycles,
        chosen=chosen,
        listed=queries.listed(actor(), chosen.id, words=words, page=page),
        progress=queries.progress(chosen.id) if actor().role == Role.CITY_OFFICER else None,
        is_signing=bool(current_app.config["SIGNER"]),
    )


@bp.post("/certificates/cycles/<int:cycle_id>/printing")
@for_roles(Role.CITY_OFFICER)
def issue(cycle_id: int) -> ResponseReturnValue:
    cycle = queries.cycle(cycle_id) or abort(404)
    number = actions.issue(cycle, actor(), now=clock.now())
    flash(f"{number} 份证书开始制发")
    return redirect(url_for("certificates.progress", cycle_id=cycle_id), 303)


@bp.get("/certificates/cycles/<int:cycle_id>/printing")
@for_roles(Role.CITY_OFFICER, Role.SUPERVISOR)
def progress(cycle_id: int) -> ResponseReturnValue:
    cycle = queries.cycle(cycle_id) or abort(404)
    now = queries.progress(cycle_id)
    return render_template("certificates/progress.html", cycle=cycle, progress=now, said=_said(now))


@bp.get("/certificates/cycles/<int:cycle_id>/printing.json")
@for_roles(Role.CITY_OFFICER, Role.SUPERVISOR)
def progress_state(cycle_id: int) -> ResponseReturnValue:
    queries.cycle(cycle_id) or abort(404)
    now = queries.progress(cycle_id)
    is_over = now.total > 0 and not now.waiting
    return jsonify(
        done=now.issued,
        total=now.total,
        message=_said(now),
        finished=is_over or not now.is_running,
        location=url_for("certificates.index", cycle_id=cycle_id) if is_over else None,
    )


@bp.get("/certificates/<int:certificate_id>/file")
@for_roles(*READERS)
def download(certificate_id: int) -> ResponseReturnValue:
    certificate = queries.issued(actor(), certificate_id) or abort(404)
    name = f"{certificate.number} {_holder(certificate.facts)}.pdf"
    return sent(storage.stream(certificate.file_key or ""), "application/pdf", name)


@bp.get("/certificates/<int:certificate_id>/card")
@for_roles(*READERS)
def card(certificate_id: int) -> ResponseReturnValue:
    certificate = queries.issued(actor(), certificate_id) or abort(404)
    if certificate.card_key is None:
        abort(404)
    name = f"{certificate.number} {_holder(certificate.facts)} 卡片.pdf"
    return sent(storage.stream(certificate.card_key), "application/pdf", name)


@bp.get("/certificates/cycles/<int:cycle_id>/files.zip")
@for_roles(*READERS)
def bundle(cycle_id: int) -> ResponseReturnValue:
    files = queries.bundle(actor(), cycle_id) or abort(404)
    cycle = queries.cycle(cycle_id) or abort(404)
    open_file = partial(_open, current_app._get_current_object())  # type: ignore[attr-defined]
    pieces = archive((name, partial(open_file, key)) for name, key in files)
    return sent(pieces, "application/zip", f"{cycle.name}证书.zip")


def _open(app: Flask, key: str) -> Iterator[bytes]:
    """A stored file, opened after the view has returned: by then nothing tells which application it is of."""
    with app.app_context():
        return storage.stream(key)


def _said(progress: Progress) -> str:
    words = f"已制发 {progress.issued} 份，共 {progress.total} 份"
    if progress.refused:
        words += f"，{progress.refused} 份不能制发"
    if progress.waiting and not progress.is_running:
        words += f"，还有 {progress.waiting} 份没有开始"
    return words


def _holder(facts: str) -> str:
    return CertificateFacts.from_json(facts).name


def sent(pieces: Any, media_type: str, name: str) -> Response:
    """A download with its Chinese name (RFC 6266), never run and never sniffed by a browser."""
    plain = "certificates.zip" if media_type.endswith("zip") else "certificate.pdf"
    told = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    policy = "default-src 'none'; sandbox"
    headers = {"Content-Disposition": told, "Content-Security-Policy": policy}
    return Response(pieces, content_type=media_type, headers=headers)
