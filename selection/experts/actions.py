"""What is written down of an expert, by the office or by himself."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from models.expert import ExpertProfile
from models.people import Organisation, Person, User
from models.programme import Cycle
from models.vocabulary import Act, Level
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.experts import checking
from selection.rules.standing import Actor

TIES = ("former_units", "kin", "circle", "studios", "patents")


def save(
    expert: User,
    actor: Actor,
    *,
    title: str,
    trades: Sequence[str],
    unit_name: str,
    person_id: int | None,
    load_cap: int | None,
    away: tuple[date | None, date | None],
    ties: Mapping[str, Sequence[str]],
    now: datetime,
) -> None:
    """Write down an expert's profile, and look at once whether he is now in conflict with what he reads."""
    with transaction() as session:
        lock(expert)
        profile = session.get(ExpertProfile, expert.id) or ExpertProfile(user_id=expert.id)
        if person_id is not None and session.get(Person, person_id) is None:
            raise Refused(Reason("人才档案里没有这个编号的人", "请在人才库里查到编号再填。"), title="现在不能保存")
        profile.title, profile.trades, profile.unit_name = title, list(trades), unit_name
        profile.unit_id = _unit_named(unit_name)
        profile.person_id, profile.load_cap = person_id, load_cap
        profile.away_from, profile.away_until = away
        profile.ties = {key: [each for each in ties.get(key, ()) if each] for key in TIES}
        profile.saved_at = now
        session.add(profile)
        session.flush()
        record(Act.SAVE_EXPERT, actor, now=now, subject=expert.name)
        checking.look_again(expert.id)


def _unit_named(name: str) -> int | None:
    """The unit of exactly this name, if the tree has it."""
    query = db.session.query(Organisation.id).filter_by(level=Level.UNIT, name=name)
    return query.scalar() if name and query.count() == 1 else None


def look_again(cycle: Cycle, actor: Actor, *, now: datetime) -> int:
    """Compare everybody with everything he reads once more, as things are known now; returns how many conflicts."""
    with transaction():
        lock(cycle)
        number = checking.look_again_at_all(cycle.id)
        record(Act.CHECK_CONFLICTS, actor, now=now, cycle_id=cycle.id, subject=cycle.name, why=f"{number} 处须回避")
    return number
