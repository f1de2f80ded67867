"""Letters about the committee's choice. None of them is written before the notice is published."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from models.ballot import Resolution
from models.nomination import Nomination
from models.people import User
from models.publicity import Notice
from models.vocabulary import Outcome, Role
from selection import mail
from selection.database import db
from selection.publicity import queries
from selection.rules.programme import Programme

OCCASIONS = {Outcome.CHOSEN: "chosen", Outcome.UNCHOSEN: "unchosen"}
"""In whose letters the award may say more."""


def announce(nominations: Sequence[Nomination], notice: Notice, programme: Programme, *, now: datetime) -> None:
    """Tell each unit what was resolved on its own, and each union on all of its nominations in one letter."""
    readers = _Readers(nominations)
    names = {title.key: title.name for title in programme.titles}
    of_union: dict[int, list[tuple[Nomination, Resolution]]] = defaultdict(list)
    for nomination in nominations:
        resolution = db.session.get_one(Resolution, nomination.id)
        of_union[nomination.union_id].append((nomination, resolution))
        facts: dict[str, Any] = {
            "resolution": resolution,
            "title_name": names.get(resolution.title_key or "", ""),
            "notice": notice,
            "occasion": OCCASIONS.get(resolution.outcome, ""),
        }
        for reader in readers.of(nomination):
            subject = f"{nomination.name}的评选结果：{resolution.outcome.label}"
            mail.write("announced", to=reader, subject=subject, now=now, nomination=nomination, **facts)
    for union_id, settled in of_union.items():
        chosen = sum(resolution.outcome == Outcome.CHOSEN for _, resolution in settled)
        subject = f"本届评选结果：{len(settled)} 人中 {chosen} 人拟表彰"
        for reader in readers.unions.get(union_id, ()):
            mail.write(
                "announced_to_union", to=reader, subject=subject, now=now, settled=settled, names=names, notice=notice
            )


def tell_dropped(nomination: Nomination, *, reason: str, now: datetime) -> None:
    """Tell unit and union that the name is off the list."""
    _tell("dropped", [nomination], f"{nomination.name}退出本届评选", now, reason=reason)


def announce_nobody(nominations: Sequence[Nomination], *, now: datetime) -> None:
    """Tell units and unions that nobody was chosen."""
    _tell("nobody_chosen", nominations, "本届评选没有拟表彰人选", now, occasion="unchosen")


def _tell(template: str, nominations: Sequence[Nomination], subject: str, now: datetime, **facts: Any) -> None:
    readers = _Readers(nominations)
    for nomination in nominations:
        for reader in [*readers.of(nomination), *readers.unions.get(nomination.union_id, ())]:
            mail.write(template, to=reader, subject=subject, now=now, nomination=nomination, **facts)


class _Readers:
    """Whom to write to about these nominations, read with three queries however many they are."""

    def __init__(self, nominations: Sequence[Nomination]) -> None:
        self.units = queries.readers({each.unit_id for each in nominations}, Role.UNIT_OFFICER, Role.UNIT_HEAD)
        self.unions = queries.readers({each.union_id for each in nominations}, Role.UNION_OFFICER)
        self.openers = queries.accounts({each.opened_by for each in nominations if each.opened_by})

    def of(self, nomination: Nomination) -> list[User]:
        """The unit's people, and whoever opened the nomination."""
        found = {user.id: user for user in self.units.get(nomination.unit_id, ())}
        if nomination.opened_by in self.openers:
            found.setdefault(nomination.opened_by, self.openers[nomination.opened_by])
        return list(found.values())
