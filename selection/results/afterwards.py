"""What a result pack says of the time after the vote: who left or moved up, and the lists that were published."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from models.ballot import Meeting, Resolution
from models.event import Event
from models.programme import Cycle
from models.publicity import Notice, NoticeEnd, NoticeFile, NoticeName
from models.vocabulary import Act
from selection.database import db
from selection.objections import queries as objections
from selection.rules.programme import Programme

LEAVING = (Act.WITHDRAW, Act.DECLINE, Act.DROP_OUT)
NAMING = (Act.SCHEDULE_NOTICE, Act.PUBLISH_NOTICE, Act.CORRECT_NOTICE)
Json = Any


def timeline(cycle: Cycle, programme: Programme, meeting: Meeting, steps: Sequence[Event]) -> Json:
    """What happened to the list after the vote, in order; first the notices that were called off for another vote."""
    closed = next(each.id for each in reversed(steps) if each.act == Act.CLOSE_MEETING)
    forfeited = objections.forfeited(cycle.id) if programme.forfeits_upheld else set()
    settled = set(db.session.scalars(select(Resolution.nomination_id).where(Resolution.meeting_id == meeting.id)))
    found: list[Json] = [
        {"act": "set_aside", "version": each.facts["version"]}
        for each in steps
        if each.act in NAMING and each.id < closed
    ]
    named: set[int] = set()
    for each in (step for step in steps if step.id > closed):
        if each.act in LEAVING and each.nomination_id in settled:
            found.append(
                {"act": "leave", "nomination": each.nomination_id, "forfeited": each.nomination_id in forfeited}
            )
        elif each.act == Act.MOVE_UP:
            place = {"title": each.facts["title"], "position": each.facts["position"]}
            found.append({"act": "move_up", "nomination": each.nomination_id, **place})
        elif each.act == Act.CALL_OFF_NOTICE:
            found.append({"act": "call_off", "version": max(named)})
        elif each.act in NAMING and each.facts["version"] not in named:
            named.add(each.facts["version"])
            replaced = {"replaces": each.facts["replaces"]} if each.act == Act.CORRECT_NOTICE else {}
            found.append({"act": "correct" if replaced else "publish", "version": each.facts["version"], **replaced})
    return found


def notices(cycle: Cycle) -> Json:
    """The city's notices as they were published, with the nomination behind each line."""
    published = db.session.scalars(select(Notice).where(Notice.cycle_id == cycle.id).order_by(Notice.version)).all()
    ids = [each.id for each in published]
    names = _by_notice(select(NoticeName.notice_id, NoticeName.nomination_id).order_by(NoticeName.place), ids)
    files = _by_notice(select(NoticeFile.notice_id, NoticeFile.sha256).order_by(NoticeFile.id), ids)
    ended = set(db.session.scalars(select(NoticeEnd.notice_id).where(NoticeEnd.notice_id.in_(ids))))
    return [
        {
            "version": each.version,
            "title": each.title,
            "body": each.body,
            "lines": each.lines,
            "ends_on": each.ends_on.isoformat(),
            "files": files.get(each.id, []),
            "sha256": each.sha256,
            "names": names.get(each.id, []),
            "ended": each.id in ended,
        }
        for each in published
    ]


def _by_notice(query: Any, ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for notice_id, value in db.session.execute(query.where(query.selected_columns[0].in_(ids))):
        found.setdefault(notice_id, []).append(value)
    return found
