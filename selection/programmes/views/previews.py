"""A definition as those will see it who work by it; nothing is stored."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from selection import taxonomies
from selection.access import for_roles
from selection.programmes import drafts, previewing
from selection.programmes.views.blueprint import READERS, bp, found


@bp.get("/drafts/<int:draft_id>/preview")
@for_roles(*READERS)
def applicant(draft_id: int) -> ResponseReturnValue:
    """The form, the conditions, the evidence, the consents."""
    draft = found(draft_id)
    seen = drafts.examined(draft)
    return render_template(
        "programmes/applicant.html",
        draft=draft,
        programme=seen.programme,
        sections=previewing.sections(seen),
        hidden=previewing.left_out(seen),
        articles=previewing.articles(seen),
        taxonomies=taxonomies.load(),
    )


@bp.get("/drafts/<int:draft_id>/preview/expert")
@for_roles(*READERS)
def expert(draft_id: int) -> ResponseReturnValue:
    """What experts see of a dossier, and the sheet they fill in."""
    draft = found(draft_id)
    seen = drafts.examined(draft)
    return render_template(
        "programmes/expert.html",
        draft=draft,
        programme=seen.programme,
        criteria=previewing.criteria(seen),
        sections=previewing.sections(seen, for_experts=True),
    )


@bp.get("/drafts/<int:draft_id>/preview/certificate")
@for_roles(*READERS)
def certificate(draft_id: int) -> ResponseReturnValue:
    """The wording of each title's certificate with an invented name."""
    draft = found(draft_id)
    seen = drafts.examined(draft)
    if not seen.programme.certificate.text:
        abort(404)
    return render_template("programmes/certificate.html", draft=draft, samples=previewing.certificates(seen))


@bp.get("/drafts/<int:draft_id>/preview/letters")
@for_roles(*READERS)
def letters(draft_id: int) -> ResponseReturnValue:
    """What the award's own words make of the letters, with an invented name."""
    draft = found(draft_id)
    return render_template("programmes/letters.html", draft=draft, letters=previewing.letters(drafts.examined(draft)))
