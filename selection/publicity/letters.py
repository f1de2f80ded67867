"""Letters about the committee's choice. None of them is written before the notice is published."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from models.ballot import Resolution
from models.nomination import Nomination
from models.people import User
from models.publicity import Notice
from models.vocabulary import Outcome
from selection import mail
from selection.database import db
from selection.nominations.queries.merged import joined
from selection.nominations.queries.sponsors import Sponsors
from selection.rules.programme import Programme

OCCASIONS = {Outcome.CHOSEN: "chosen", Outcome.UNCHOSEN: "unchosen"}
"""In whose letters the award may say more."""


def announce(nominations: Sequence[Nomination], notice: Notice, programme: Programme, *, now: datetime) -> None:
    """Tell each unit what was resolved on its own, and each union on all of its nominations in one letter.

    Whoever put the same subject forward and was merged with one of these is told as well.
    """
    concerned = _concerned(nominations)
    sponsors = Sponsors([each for each, _ in concerned])
    names = {title.key: title.name for title in programme.titles}
    of_union: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    for nomination, first in concerned:
        resolution = db.session.get_one(Resolution, (first or nomination).id)
        settled = {"nomination": nomination, "first": first, "resolution": resolution}
        of_union[nomination.union_id].setdefault(resolution.nomination_id, settled)
        facts: dict[str, Any] = {
            "resolution": resolution,
            "title_name": names.get(resolution.title_key or "", ""),
            "notice": notice,
            "occasion": OCCASIONS.get(resolution.outcome, ""),
            "first": first,
        }
        for reader in sponsors.of(nomination):
            subject = f"{nomination.name}的评选结果：{resolution.outcome.label}"
            mail.write("announced", to=reader, subject=subject, now=now, nomination=nomination, **facts)
    for union_id, theirs in of_union.items():
        _announce_to_union(sponsors.unions.get(union_id, ()), list(theirs.values()), notice, names, now)


def _announce_to_union(
    readers: Sequence[User], settled: Sequence[dict[str, Any]], notice: Notice, names: dict[str, str], now: datetime
) -> None:
    chosen = sum(each["resolution"].outcome == Outcome.CHOSEN for each in settled)
    subject = f"本届评选结果：{len(settled)} 人中 {chosen} 人拟表彰"
    facts: dict[str, Any] = {"settled": settled, "names": names, "notice": notice}
    for reader in readers:
        mail.write(
            "announced_to_union", to=reader, subject=subject, now=now, cycle=settled[0]["nomination"].cycle, **facts
        )


def tell_dropped(nomination: Nomination, *, reason: str, now: datetime) -> None:
    """Tell unit and union that the name is off the list."""
    _tell("dropped", [nomination], f"{nomination.name}退出本届评选", now, reason=reason)


def announce_nobody(nominations: Sequence[Nomination], *, now: datetime) -> None:
    """Tell units and unions that nobody was chosen."""
    _tell("nobody_chosen", nominations, "本届评选没有拟表彰人选", now, occasion="unchosen")


def _tell(template: str, nominations: Sequence[Nomination], subject: str, now: datetime, **facts: Any) -> None:
    concerned = _concerned(nominations)
    sponsors = Sponsors([each for each, _ in concerned])
    for nomination, first in concerned:
        is_new_to_union = first is None or first.union_id != nomination.union_id
        for reader in sponsors.of(nomination, with_union=is_new_to_union):
            mail.write(template, to=reader, subject=subject, now=now, nomination=nomination, first=first, **facts)


def _concerned(nominations: Sequence[Nomination]) -> list[tuple[Nomination, Nomination | None]]:
    """These, and after them those merged with one of them, each with the one that stands for it."""
    return [*((each, None) for each in nominations), *joined(nominations)]
