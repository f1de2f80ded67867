"""One certificate: its files, who took it, and having it replaced."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Role
from selection import clock
from selection.access import actor, for_roles
from selection.certificates import actions, queries
from selection.certificates.facts import CertificateFacts
from selection.certificates.forms import CorrectionForm, HandOverForm, ReplacementForm
from selection.certificates.views.blueprint import READERS, bp


@bp.get("/certificates/<int:certificate_id>")
@for_roles(*READERS)
def detail(certificate_id: int) -> ResponseReturnValue:
    found = queries.detail(actor(), certificate_id) or abort(404)
    certificate, taken, before, after = found
    return render_template(
        "certificates/detail.html",
        certificate=certificate,
        facts=CertificateFacts.from_json(certificate.facts),
        taken=taken,
        before=before,
        after=after,
        is_revoked=queries.is_revoked(certificate.honour_id),
        may_change=actor().role == Role.CITY_OFFICER,
    )


@bp.route("/certificates/<int:certificate_id>/hand-over", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def hand_over(certificate_id: int) -> ResponseReturnValue:
    certificate, *_ = queries.detail(actor(), certificate_id) or abort(404)
    facts = CertificateFacts.from_json(certificate.facts)
    form = HandOverForm(received_on=clock.on(clock.now()), received_by=facts.name)
    if form.validate_on_submit():
        actions.hand_over(certificate, actor(), now=clock.now(), **form.facts)
        flash("已登记领取")
        return redirect(url_for("certificates.detail", certificate_id=certificate_id), 303)
    page = render_template("certificates/hand_over.html", certificate=certificate, facts=facts, form=form)
    return page, 422 if form.errors else 200


@bp.route("/certificates/<int:certificate_id>/correction", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def correction(certificate_id: int) -> ResponseReturnValue:
    certificate, *_ = queries.detail(actor(), certificate_id) or abort(404)
    form = CorrectionForm()
    if form.validate_on_submit():
        actions.propose_correction(certificate, actor(), now=clock.now(), **form.facts)
        flash("已提请复核")
        return redirect(url_for("certificates.detail", certificate_id=certificate_id), 303)
    facts = CertificateFacts.from_json(certificate.facts)
    page = render_template("certificates/correction.html", certificate=certificate, facts=facts, form=form)
    return page, 422 if form.errors else 200


@bp.route("/certificates/<int:certificate_id>/replacement", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def replacement(certificate_id: int) -> ResponseReturnValue:
    certificate, *_ = queries.detail(actor(), certificate_id) or abort(404)
    form = ReplacementForm()
    if form.validate_on_submit():
        actions.propose_replacement(certificate, actor(), now=clock.now(), **form.facts)
        flash("已提请复核")
        return redirect(url_for("certificates.detail", certificate_id=certificate_id), 303)
    facts = CertificateFacts.from_json(certificate.facts)
    page = render_template("certificates/replacement.html", certificate=certificate, facts=facts, form=form)
    return page, 422 if form.errors else 200
