"""What is written down of an expert, by the office or by himself."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from models.expert import ExpertProfile
from models.people import Organisation, Person, User
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
