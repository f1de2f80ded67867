"""One expert and one dossier: the facts that ``experts`` and ``dossiers`` give, in two statements instead of nine.

Asked whenever a dossier is opened and whenever a sheet is handed in, so it is built once and costs little.
"""

from typing import Any

from sqlalchemy import ScalarSelect, bindparam, func, select
from sqlalchemy.orm import aliased

from models.expert import ExpertProfile
from models.nomination import Nomination
from models.people import Affiliation, Membership, Organisation, User
from models.review import Assignment, Recusal
from models.vocabulary import Level, UnionKind
from selection.database import db
from selection.experts import facts
from selection.rules.conflicts import DossierFacts, ExpertFacts

_WHO, _WHAT = bindparam("expert_id"), bindparam("nomination_id")
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


_OF_A_ROLE = (
    select(func.min(Membership.organisation_id))
    .join(Organisation, Organisation.id == Membership.organisation_id)
    .where(Membership.user_id == User.id, Organisation.level == Level.UNIT)
    .correlate(User)
    .scalar_subquery()
)
_STEPPED_BACK = (
    select(Assignment.id)
    .join(Recusal, Recusal.assignment_id == Assignment.id)
    .where(Assignment.expert_id == _WHO, Assignment.nomination_id == _WHAT, Recusal.is_handed_over.is_(False))
    .exists()
)
_COLUMNS: tuple[Any, ...] = (
    *(User.name.label("expert"), ExpertProfile, _STEPPED_BACK.label("stepped_back")),
    *(OWN.id.label("home"), OWN.name.label("own_name"), OWN.short_name.label("own_short")),
    *(_group_of(OWN.id).label("own_group"), _group_of(THEIRS.id).label("their_group")),
    *(THEIRS.name.label("their_name"), THEIRS.short_name.label("their_short")),
    *(Nomination.id, Nomination.name, Nomination.leader, Nomination.unit_id, Nomination.person_id, Nomination.answers),
)
PAIR = (
    select(*_COLUMNS)
    .select_from(User)
    .join(Nomination, Nomination.id == _WHAT)
    .join(THEIRS, THEIRS.id == Nomination.unit_id)
    .outerjoin(ExpertProfile, ExpertProfile.user_id == User.id)
    .outerjoin(OWN, OWN.id == func.coalesce(ExpertProfile.unit_id, _OF_A_ROLE))
    .where(User.id == _WHO)
    .execution_options(populate_existing=True)
)


def pair(expert_id: int, nomination_id: int) -> tuple[ExpertFacts, DossierFacts]:
    """What is known of both now. One query, and one more where the register has a file of either.

    Of what the expert stepped back from only this dossier is told.
    """
    row: Any = db.session.execute(PAIR, {"expert_id": expert_id, "nomination_id": nomination_id}).one()
    profile: ExpertProfile | None = row.ExpertProfile
    people = [each for each in (profile.person_id if profile else None, row.person_id) if each]
    known = facts.register_of(people) if people else {}
    names = {row.unit_id: facts.keys_of(row.their_name, row.their_short)}
    groups = {row.unit_id: row.their_group} if row.their_group else {}
    if row.home is not None:
        names[row.home] = facts.keys_of(row.own_name, row.own_short)
        groups |= {row.home: row.own_group} if row.own_group else {}
    declared = {nomination_id} if row.stepped_back else set()
    expert = facts.expert_of(expert_id, row.expert, profile, row.home, known, groups, names, declared)
    return expert, facts.dossier_of(row, names, groups, known.get(row.person_id or 0, {}))
