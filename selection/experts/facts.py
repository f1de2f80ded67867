"""What is known of experts and of nominees, for the rule about conflicts: few queries, whatever their number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select

from models.expert import ExpertProfile
from models.nomination import Nomination
from models.people import Affiliation, Membership, Organisation, User
from models.register import RegisterEntry
from models.review import Assignment, Recusal
from models.vocabulary import EntryKind, Level, UnionKind
from selection.database import db
from selection.rules.conflicts import DossierFacts, ExpertFacts, name_key
from selection.rules.matching import plain

PATENT_NUMBER = "专利号"
AT_ONCE = 500
TELLING = (EntryKind.STUDIO, EntryKind.APPRENTICE, EntryKind.PATENT)


class Written(NamedTuple):
    """What of a nomination counts here, where the whole of it is not at hand."""

    id: int
    name: str
    leader: str
    unit_id: int
    answers: Mapping[str, Any]


Names = dict[str, set[str]]
"""studios, circle, patents: normalised names."""


def experts(user_ids: Sequence[int]) -> dict[int, ExpertFacts]:
    """The facts of these experts, by user id. Five queries."""
    rows = db.session.execute(
        select(User.id, User.name, ExpertProfile)
        .outerjoin(ExpertProfile, ExpertProfile.user_id == User.id)
        .where(User.id.in_(user_ids))
    ).all()
    units = _units_of(user_ids)
    homes = {row.id: row[2].unit_id if row[2] and row[2].unit_id else units.get(row.id) for row in rows}
    known = register_of([row[2].person_id for row in rows if row[2] and row[2].person_id])
    groups, names = _groups([each for each in homes.values() if each]), _names(each for each in homes.values() if each)
    declared = _declared(user_ids)
    return {
        row.id: expert_of(row.id, row.name, row[2], homes[row.id], known, groups, names, declared[row.id])
        for row in rows
    }


def expert_of(
    user_id: int,
    name: str,
    profile: ExpertProfile | None,
    unit_id: int | None,
    known: Mapping[int, Names],
    groups: Mapping[int, int],
    names: Mapping[int, set[str]],
    declared: set[int],
) -> ExpertFacts:
    """The facts of one expert, put together from what was asked."""
    ties = (profile.ties if profile else None) or {}
    kept = known.get(profile.person_id or 0, {}) if profile else {}
    unit_keys = set(names.get(unit_id or 0, set()))
    if profile and profile.unit_name:
        unit_keys.add(plain(profile.unit_name))
    return ExpertFacts(
        user_id,
        name,
        name_key(name),
        unit_id=unit_id,
        unit_group_id=groups.get(unit_id or 0),
        declared=frozenset(declared),
        trades=frozenset(profile.trades if profile else ()),
        load_cap=profile.load_cap if profile else None,
        unit_keys=frozenset(unit_keys),
        former_unit_keys=_plain(ties.get("former_units", ())) - unit_keys,
        kin_keys=frozenset(map(name_key, ties.get("kin", ()))),
        circle_keys=frozenset(map(name_key, ties.get("circle", ()))) | kept.get("circle", set()),
        studio_keys=_plain(ties.get("studios", ())) | kept.get("studios", set()),
        patent_keys=_plain(ties.get("patents", ())) | kept.get("patents", set()),
    )


def dossiers(nominations: Sequence[Nomination]) -> list[DossierFacts]:
    """The facts of these dossiers, in the same order. Three queries, or one more for every 500."""
    units = sorted({each.unit_id for each in nominations})
    names, groups = _names(units), _groups(units)
    known = register_of([each.person_id for each in nominations if each.person_id])
    return [dossier_of(each, names, groups, known.get(each.person_id or 0, {})) for each in nominations]


def dossier_of(
    nomination: Nomination | Written,
    names: Mapping[int, set[str]],
    groups: Mapping[int, int],
    kept: Mapping[str, set[str]],
) -> DossierFacts:
    """The facts of one dossier, put together from what was asked."""
    answers = nomination.answers
    unit_keys = frozenset(names.get(nomination.unit_id, set()))
    return DossierFacts(
        nomination.id,
        nomination.name,
        name_key(nomination.leader or nomination.name),
        nomination.unit_id,
        unit_group_id=groups.get(nomination.unit_id),
        kin_keys=written_names(answers) | kept.get("circle", set()),
        trade=str(answers.get("industry") or ""),
        unit_keys=unit_keys,
        former_unit_keys=_plain(_column(answers, "resume", "unit")) - unit_keys,
        studio_keys=_plain(_column(answers, "studios", "name")) | kept.get("studios", set()),
        patent_keys=_plain(_column(answers, "patents", "number")) | kept.get("patents", set()),
    )


def written_names(answers: Mapping[str, Any]) -> frozenset[str]:
    """The names written in a form's tables: masters, apprentices, team members."""
    tables = [value for value in answers.values() if isinstance(value, list)]
    rows = [row for table in tables for row in table if isinstance(row, dict)]
    return frozenset(name_key(str(row["name"])) for row in rows if row.get("name"))


def _column(answers: Mapping[str, Any], table: str, column: str) -> list[str]:
    rows = answers.get(table)
    return [str(row.get(column) or "") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _plain(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(map(plain, texts)) - {""}


def _units_of(user_ids: Sequence[int]) -> dict[int, int]:
    """The unit each of these people belongs to by any of his roles, if he does."""
    rows = db.session.execute(
        select(Membership.user_id, func.min(Membership.organisation_id))
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.user_id.in_(user_ids), Organisation.level == Level.UNIT)
        .group_by(Membership.user_id)
    )
    return {row[0]: row[1] for row in rows}


def _batched(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (ids[place : place + size] for place in range(0, len(ids), size))


def _names(unit_ids: Iterable[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for some in _batched(sorted(set(unit_ids)), AT_ONCE):
        rows = db.session.execute(
            select(Organisation.id, Organisation.name, Organisation.short_name).where(Organisation.id.in_(some))
        )
        found |= {row.id: keys_of(row.name, row.short_name) for row in rows}
    return found


def keys_of(name: str, short_name: str) -> set[str]:
    """The names by which a unit is known again."""
    return set(_plain((name, short_name)))


def _groups(unit_ids: Iterable[int]) -> dict[int, int]:
    """Units whose union is that of a group: unit -> the group."""
    found: dict[int, int] = {}
    for some in _batched(sorted(set(unit_ids)), AT_ONCE):
        rows = db.session.execute(
            select(Affiliation.unit_id, Affiliation.union_id)
            .join(Organisation, Organisation.id == Affiliation.union_id)
            .where(Affiliation.unit_id.in_(some), Affiliation.until.is_(None))
            .where(Organisation.union_kind == UnionKind.GROUP)
        )
        found |= {row.unit_id: row.union_id for row in rows}
    return found


def register_of(person_ids: Iterable[int]) -> dict[int, Names]:
    """Studios, apprentices and patents that the register holds of persons."""
    found: dict[int, Names] = defaultdict(lambda: defaultdict(set))
    for some in _batched(sorted(set(person_ids)), AT_ONCE):
        rows = db.session.execute(
            select(RegisterEntry.person_id, RegisterEntry.kind, RegisterEntry.title, RegisterEntry.facts)
            .where(RegisterEntry.person_id.in_(some), RegisterEntry.kind.in_(TELLING))
            .where(RegisterEntry.struck_at.is_(None))
        )
        for row in rows:
            kept = found[row.person_id]
            if row.kind is EntryKind.STUDIO:
                kept["studios"].add(plain(row.title))
            elif row.kind is EntryKind.APPRENTICE:
                kept["circle"].add(name_key(row.title))
            else:
                kept["patents"] |= {plain(value) for label, value in row.facts if label == PATENT_NUMBER}
    return found


def _declared(user_ids: Sequence[int]) -> dict[int, set[int]]:
    """From which dossiers they stepped back: a dossier is not dealt to the same person again."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = db.session.execute(
        select(Assignment.expert_id, Assignment.nomination_id)
        .join(Recusal, Recusal.assignment_id == Assignment.id)
        .where(Assignment.expert_id.in_(user_ids), Recusal.is_handed_over.is_(False))
    )
    for row in rows:
        found[row.expert_id].add(row.nomination_id)
    return found
