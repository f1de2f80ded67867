"""One expert and one dossier: what ``facts`` tells of many in nine statements, in one, or two with the register.

Asked whenever a dossier is opened and when its sheet is handed in, so it is built once.
"""

from typing import Any

from sqlalchemy import ScalarSelect, bindparam, func, select
from sqlalchemy.orm import aliased

from models.expert import ExpertProfile
from models.nomination import Nomination
from models.people import Affiliation, Membership, Organisation, User
from models.register import RegisterEntry
from models.review import Assignment
from models.vocabulary import Level, UnionKind
from selection.database import db
from selection.experts import facts
from selection.rules.conflicts import DossierFacts, ExpertFacts

OWN, THEIRS = aliased(Organisation), aliased(Organisation)


def _group_of(unit: Any) -> ScalarSelect[int]:
    """The group whose union a unit has now."""
    union = aliased(Organisation)
    return (
        select(func.min(Affiliation.union_id))
        .join(union, union.id == Affiliation.union_id)
        .where(Affiliation.unit_id == unit, Affiliation.until.is_(None), union.union_kind == UnionKind.GROUP)
        .correlate(OWN, THEIRS)
        .scalar_subquery()
    )


_BY_A_ROLE = (
    select(func.min(Membership.organisation_id))
    .join(Organisation, Organisation.id == Membership.organisation_id)
    .where(Membership.user_id == Assignment.expert_id, Organisation.level == Level.UNIT)
    .correlate(Assignment)
    .scalar_subquery()
)
_IN_THE_REGISTER = (
    select(RegisterEntry.id)
    .where(RegisterEntry.person_id.in_((ExpertProfile.person_id, Nomination.person_id)))
    .where(RegisterEntry.kind.in_(facts.TELLING), RegisterEntry.struck_at.is_(None))
    .correlate(ExpertProfile, Nomination)
    .exists()
)
PAIR = (
    select(
        *(User.name.label("expert_name"), ExpertProfile, _IN_THE_REGISTER.label("is_in_the_register")),
        *(OWN.id.label("own_id"), OWN.name.label("own_name"), OWN.short_name.label("own_short")),
        *(THEIRS.name.label("their_name"), THEIRS.short_name.label("their_short")),
        *(_group_of(OWN.id).label("own_group"), _group_of(THEIRS.id).label("their_group")),
        *(Assignment.expert_id.label("expert_id"), Nomination.id.label("dossier_id")),
        *(getattr(Nomination, name).label(f"dossier_{name}") for name in ("name", "leader", "unit_id", "answers")),
        Nomination.person_id.label("dossier_person"),
    )
    .select_from(Assignment)
    .join(Nomination, Nomination.id == Assignment.nomination_id)
    .join(User, User.id == Assignment.expert_id)
    .join(THEIRS, THEIRS.id == Nomination.unit_id)
    .outerjoin(ExpertProfile, ExpertProfile.user_id == Assignment.expert_id)
    .outerjoin(OWN, OWN.id == func.coalesce(ExpertProfile.unit_id, _BY_A_ROLE))
    .where(Assignment.id == bindparam("assignment_id"))
)


def pair(assignment_id: int) -> tuple[ExpertFacts, DossierFacts]:
    """What is known of the expert and of the dossier of an assignment now. One query, or two with the register.

    From which dossiers he stepped back is left out: those are not read again.
    """
    row: Any = db.session.execute(PAIR, {"assignment_id": assignment_id}).one()
    profile: ExpertProfile | None = row.ExpertProfile
    people = [profile.person_id if profile else None, row.dossier_person]
    known = facts.register_of([each for each in people if each]) if row.is_in_the_register else {}
    names = {row.dossier_unit_id: facts.keys_of(row.their_name, row.their_short)}
    groups = {row.dossier_unit_id: row.their_group} if row.their_group else {}
    if row.own_id is not None:
        names[row.own_id] = facts.keys_of(row.own_name, row.own_short)
        groups |= {row.own_id: row.own_group} if row.own_group else {}
    expert = facts.expert_of(row.expert_id, row.expert_name, profile, row.own_id, known, groups, names, set())
    written = facts.Written(
        row.dossier_id, row.dossier_name, row.dossier_leader, row.dossier_unit_id, row.dossier_answers
    )
    return expert, facts.dossier_of(written, names, groups, known.get(row.dossier_person or 0, {}))
