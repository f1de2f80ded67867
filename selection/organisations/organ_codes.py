"""机关代字: what the numbers of a union's documents begin with (长总工〔2026〕3号). No two unions have the same.

Numbers that were given out stay as they are; a changed code begins a series of its own.
"""

from datetime import datetime

from sqlalchemy import select

from models.document import Document
from models.honour import Decision
from models.people import Organisation
from models.programme import Cycle
from models.vocabulary import Act, Level, UnionKind
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.rules.numbering import CITY_ORGAN, derived_organ
from selection.rules.standing import Actor


def of(union: Organisation) -> str:
    """The code in force: the one that was set, or the one its name gives."""
    return union.organ_code or derived_organ(union.name, is_district=union.union_kind is UnionKind.DISTRICT)


def settle(union: Organisation) -> None:
    """Keep the derived code as this union's own before it numbers anything, inside a transaction."""
    if union.organ_code is not None:
        return
    code = of(union)
    if reasons := _against(union, code, also_derived=False):
        raise Refused(*reasons, title="现在不能开启评选")
    union.organ_code = code
    db.session.flush()


def change(union: Organisation, code: str, actor: Actor, *, now: datetime) -> None:
    """Number further documents of this union under another code; refused where it is another house's, or was."""
    with transaction():
        lock(union)
        before = of(union)
        if union.organ_code == code:
            return
        if reasons := _against(union, code, also_derived=True):
            raise Refused(*reasons, title="现在不能设定这个机关代字")
        union.organ_code = code
        why = f"机关代字由{before}改为{code}" if before != code else f"机关代字定为{code}"
        record(Act.SET, actor, now=now, subject=union.name, why=why, facts={"organisation": union.id})


def _against(union: Organisation, code: str, *, also_derived: bool) -> list[Reason]:
    if union.level is not Level.UNION or code == CITY_ORGAN:
        return [Reason(f"{CITY_ORGAN}是市总工会的机关代字", "请用本会的机关代字。")]
    others = select(Organisation).where(Organisation.level == Level.UNION, Organisation.id != union.id)
    if not also_derived:
        others = others.where(Organisation.organ_code == code)
    if taken := next((each for each in db.session.scalars(others) if of(each) == code), None):
        return [Reason(f"机关代字{code}已由{taken.name}使用", "请换一个，或先与该工会商定。")]
    if number := _issued_elsewhere(union, code):
        return [Reason(f"其他工会已用机关代字{code}发文（{number}）", "请换一个，文号才不会混淆。")]
    return []


def _issued_elsewhere(union: Organisation, code: str) -> str | None:
    """A number of another house that begins with this code, if one was given out."""
    for numbered in (Decision, Document):
        elsewhere = Cycle.organiser_id.is_distinct_from(union.id)
        query = select(numbered.number).join(Cycle, Cycle.id == numbered.cycle_id)
        if number := db.session.scalar(query.where(numbered.number.startswith(f"{code}〔"), elsewhere).limit(1)):
            return str(number)
    return None
