"""Definitions in the demonstration: next time's rules waiting for a second person, and an award still being written."""

from collections.abc import Callable
from datetime import datetime

from selection.database import db
from selection.programmes import actions, drafts
from selection.programmes.places import place
from selection.rules.standing import Actor
from selection.settings.queries import calendar

NEXT = (
    ("titles", {"recommend_percent": "130"}),
    ("articles/1", {"article": "申报条件第一项"}),
)
NEW = (
    ("basics", {"name": "数字工匠选树", "short_name": "数字工匠", "key": "digital-craftsman", "code": "SZGJ"}),
    ("stages", {"unit_publicity_days": "3"}),
)


def write(officer: Actor, *, now: datetime, step: Callable[[], None]) -> None:
    """Both drafts, each from what there is."""
    cycle_id, name = drafts.cycles(officer)[-1]
    _propose(officer, f"cycle:{cycle_id}", name, now)
    step()
    _clone(officer, "file:shanghai-craftsman", NEW, now)
    step()
    db.session.remove()


def _clone(officer: Actor, key: str, changes: tuple[tuple[str, dict[str, str]], ...], now: datetime) -> int:
    source = drafts.source(officer, key, calendar())
    assert source is not None
    draft = actions.clone(source, officer, now=now)
    for address, typed in changes:
        where = place(address)
        assert where is not None
        actions.save(draft, officer, where=where, typed=typed, revision=draft.revision, now=now)
    return draft.id


def _propose(officer: Actor, key: str, name: str, now: datetime) -> None:
    draft = drafts.get(officer, _clone(officer, key, NEXT, now))
    assert draft is not None
    programme = drafts.examined(draft).programme
    year = now.year + 1
    actions.propose_opening(
        draft,
        officer,
        name=f"{year}年{programme.name}",
        batch_year=year,
        closes=drafts.timetable(draft, programme, now),
        reason=f"{name}已经办完，经办公会研究，按期开启下一届。",
        now=now,
    )
