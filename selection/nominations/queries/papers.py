"""Everything that lies beside the answers of a form, read in one statement: files, consents, the unit's record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, Exists, Select, bindparam, case, exists, false, literal_column, select, union_all
from sqlalchemy.orm import aliased

from models.nomination import Consent, Evidence, Nomination, UnitRecord
from models.people import Person
from models.vocabulary import ConsentKind
from selection.database import db

FILE, ANSWER, ENTRY = 1, 2, 3


@dataclass(frozen=True)
class Known:
    """What the register and the cycle know of the person whose number was typed, and of the subject put forward."""

    person_id: int | None = None
    is_claimed: bool = False


@dataclass(frozen=True)
class Papers:
    """The files that stand, in the order of uploading; what the unit recorded and the nominee answered; the entry."""

    evidence: Sequence[Evidence]
    record: UnitRecord | None
    consents: Mapping[ConsentKind, Consent]
    known: Known


def _papers() -> Select[Evidence | None, Consent | None, UnitRecord | None, int | None, bool]:
    """A line for each file, one for each consent, and one for what there is only one of."""
    kinds = union_all(*(select(literal_column(str(each)).label("kind")) for each in (FILE, ANSWER, ENTRY))).subquery()
    own: BindParameter[int] = bindparam("own_id")
    kind, key = kinds.c.kind, bindparam("key", type_=Person.id_key.type)
    files = (kind == FILE) & (Evidence.nomination_id == own) & Evidence.removed_at.is_(None)
    return (
        select(Evidence, Consent, UnitRecord, Person.id, case((kind == ENTRY, _claimed()), else_=false()))
        .select_from(kinds)
        .outerjoin(Evidence, files)
        .outerjoin(Consent, (kind == ANSWER) & (Consent.nomination_id == own))
        .outerjoin(UnitRecord, (kind == ENTRY) & (UnitRecord.nomination_id == own))
        .outerjoin(Person, (kind == ENTRY) & (Person.id_key == key))
        .order_by(kind, Evidence.id)
    )


def _claimed() -> Exists:
    """Whether another living nomination of the cycle holds the subject."""
    other, key = aliased(Nomination), bindparam("key", type_=Person.id_key.type)
    same = other.claimed_key == bindparam("subject", type_=Nomination.subject_key.type)
    # The same project under another unit's name still has its title and its leader.
    twin = (other.person_key == key) & (other.name == bindparam("name")) & other.claimed_key.is_not(None)
    return exists().where(other.cycle_id == bindparam("cycle_id"), same | twin, other.id != bindparam("own_id"))


PAPERS = _papers()
"""Built once: every check of a form asks it, and building it costs more than asking."""


def papers_of(nomination: Nomination) -> Papers:
    """What lies beside the answers; of other nominations never more than that there is one. One query."""
    wanted = {
        "key": nomination.person_key,
        "subject": nomination.subject_key,
        "name": nomination.name,
        "cycle_id": nomination.cycle_id,
        "own_id": nomination.id,
    }
    rows = db.session.execute(PAPERS, wanted).all()
    *_, record, person_id, is_claimed = rows[-1]
    return Papers(
        [row[0] for row in rows if row[0] is not None],
        record,
        {row[1].kind: row[1] for row in rows if row[1] is not None},
        Known(person_id, bool(is_claimed)),
    )
