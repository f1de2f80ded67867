"""What happens in publicity: the notice is published, somebody drops out, somebody of the reserve moves up."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from models.ballot import Resolution
from models.nomination import Nomination
from models.programme import Cycle
from models.publicity import Notice
from models.vocabulary import Act, Outcome, Stage
from selection import workflow
from selection.audit.record import record
from selection.clock import on
from selection.database import lock, transaction
from selection.errors import Reason, Refused
from selection.publicity import letters, queries
from selection.publicity.queries import Named
from selection.rules import notices
from selection.rules.programme import Programme
from selection.rules.redaction import leaks, line, line_leaks
from selection.rules.standing import Actor
from selection.settings.queries import calendar, values

LONGEST_REASON = 300
NOBODY = "本届没有拟表彰人选"
STEP = {Outcome.CHOSEN: Act.PUBLICISE, Outcome.RESERVED: Act.RESERVE, Outcome.UNCHOSEN: Act.PASS_OVER}


def publish(cycle: Cycle, actor: Actor, *, now: datetime) -> Notice:
    """Put everybody chosen and not yet published before the public, and tell units and unions what was resolved.

    The first notice announces the whole choice; a later one names those who moved up, with a period of its own.
    Raises ``Refused`` when anything in it looks like a figure of a person, or somebody has not agreed to be published.
    """
    programme = workflow.programme_of(cycle)
    with transaction() as session:
        lock(cycle)
        nominations = queries.held(cycle.id, Stage.RESOLVED)
        everybody = queries.settled(cycle.id, stages=[Stage.RESOLVED])
        named = [each for each in everybody if each.is_chosen]
        notice = draft(cycle, named, version=queries.last_version(cycle.id) + 1, now=now)
        if reasons := _against_publishing(notice, named):
            raise Refused(*reasons, title="现在不能发布公示")
        notice.published_by = actor.user_id
        session.add(notice)
        session.flush()
        for each in everybody:
            _announce(nominations[each.id], each.resolution, notice, actor, now)
        facts = {"version": notice.version, "names": len(named), "ends_on": notice.ends_on.isoformat()}
        facts |= {"sha256": notice.sha256}
        record(Act.PUBLISH_NOTICE, actor, now=now, cycle_id=cycle.id, subject=notice.title, facts=facts)
        told = nominations.values() if notice.version == 1 else [nominations[each.id] for each in named]
        letters.announce(list(told), notice, programme, now=now)
    return notice


def conclude(cycle: Cycle, actor: Actor, *, now: datetime) -> int:
    """Where nobody is left to be published or honoured, end it for all who wait. Returns how many.

    A committee may choose nobody, and everybody chosen may drop out with no successor: 宁缺毋滥.
    """
    programme = workflow.programme_of(cycle)
    with transaction():
        lock(cycle)
        nominations = queries.held(cycle.id, Stage.RESOLVED, Stage.RESERVED)
        everybody = queries.settled(cycle.id)
        reasons = _against_concluding(programme, everybody)
        if not nominations:
            reasons.append(Reason("没有等待办理的人选", "请刷新页面，按最新情况办理。"))
        if reasons:
            raise Refused(*reasons, title="现在不能结束")
        for nomination in nominations.values():
            workflow.advance(nomination, Act.PASS_OVER, actor, now=now, why=NOBODY)
        letters.announce_nobody(list(nominations.values()), now=now)
    return len(nominations)


def _against_concluding(programme: Programme, everybody: Sequence[Named]) -> list[Reason]:
    if alive := [each for each in everybody if each.is_chosen and each.stage in queries.ALIVE]:
        names = "、".join(each.name for each in alive[:5])
        return [Reason(f"还有拟表彰人选：{names}", "请发布公示，或办理退出。")]
    free = queries.free_places(programme, everybody)
    return [Reason("还有人可以递补", "请先办理递补。")] if any(each.successor for each in free) else []


def _announce(nomination: Nomination, resolution: Resolution, notice: Notice, actor: Actor, now: datetime) -> None:
    """Let the stage tell what the committee resolved."""
    facts = {"notice": notice.version, "title": resolution.title_key, "position": resolution.position}
    step = STEP[resolution.outcome]
    workflow.advance(nomination, step, actor, now=now, why=resolution.reason, facts=facts)


def draft(cycle: Cycle, named: Sequence[Named], *, version: int, now: datetime) -> Notice:
    """The notice as it would be published now; not stored."""
    programme, today = workflow.programme_of(cycle), on(now)
    days = programme.city_publicity_days
    working = calendar()
    ends_on = working.publicity_ends(today, days)
    title = notices.title_of(programme.titles, batch_year=cycle.batch_year, version=version)
    body = notices.body_of(
        version=version,
        days=days,
        starts_on=working.first_workday(today),
        ends_on=ends_on,
        contacts=values(),
    )
    lines = lines_of(named, programme)
    return Notice(
        cycle_id=cycle.id,
        version=version,
        title=title,
        body=body,
        lines=lines,
        sha256=_sha256(title, body, lines, ends_on),
        published_at=now,
        ends_on=ends_on,
    )


def lines_of(named: Sequence[Named], programme: Programme) -> list[dict[str, str]]:
    """The lines of a notice: titles best first, names within a title by strokes."""
    rolls, _ = queries.by_strokes(named, programme.titles)
    return [
        line(name=each.name, unit=each.unit, occupation=each.occupation, title=title.name)
        for title, here in rolls
        for each in here
    ]


def _sha256(title: str, body: str, lines: list[dict[str, str]], ends_on: date) -> str:
    content = {"title": title, "body": body, "lines": lines, "ends_on": ends_on.isoformat()}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _against_publishing(notice: Notice, named: Sequence[Named]) -> list[Reason]:
    if not named:
        return [Reason("没有等待公示的拟表彰人选", "票决结束以后，拟表彰人选会列在这里。")]
    reasons = [
        Reason(f"{shown['name']}的{leak}", "请单位补正后再发布；公示里不能有这样的数字。")
        for shown in notice.lines
        for leak in line_leaks(shown)
    ]
    known = [values()[key] for key, _ in notices.CONTACT_LABELS]
    reasons += [Reason(f"公示正文{leak}", "请核对设置里的联系方式。") for leak in leaks(notice.body, known=known)]
    unwilling = queries.unwilling([each.id for each in named])
    reasons += [
        Reason(f"{each.name}没有同意公示", "请与本人核实；本人不同意的，按退出办理。")
        for each in named
        if each.id in unwilling
    ]
    return reasons


def drop_out(nomination: Nomination, actor: Actor, *, reason: str, now: datetime) -> None:
    """Take a chosen name off the list, for a reason that its unit and union read. The place comes free."""
    with transaction() as session:
        lock(session.get_one(Cycle, nomination.cycle_id))
        lock(nomination)
        resolution = session.get(Resolution, nomination.id)
        if resolution is None or resolution.outcome != Outcome.CHOSEN:
            why = f"{nomination.name}不在拟表彰名单里"
            raise Refused(Reason(why, "名单里的人才能按退出办理。"), title="现在不能办理退出")
        workflow.advance(nomination, Act.DROP_OUT, actor, now=now, why=reason)
        letters.tell_dropped(nomination, reason=reason, now=now)


def move_up(cycle: Cycle, actor: Actor, *, title_key: str, position: int, now: datetime) -> Nomination:
    """Give a free place to the first of the reserve who may have it. He still has to be published."""
    programme = workflow.programme_of(cycle)
    with transaction() as session:
        lock(cycle)
        if not queries.last_version(cycle.id):
            raise Refused(Reason("公示还没有发布", "请先发布公示，再办理递补。"), title="现在不能递补")
        everybody = queries.settled(cycle.id)
        free = next(
            (
                each
                for each in queries.free_places(programme, everybody)
                if (each.title.key, each.position) == (title_key, position)
            ),
            None,
        )
        if free is None:
            raise Refused(
                Reason("这个名额没有空出来，或者已经递补", "请刷新页面，按最新情况办理。"), title="现在不能递补"
            )
        if free.successor is None:
            raise Refused(*free.reasons, title="现在不能递补")
        nomination = lock(session.get_one(Nomination, free.successor.member.id))
        why = f"{free.title.name}第 {position} 位空出，由递补第 {free.successor.position} 位递补"
        facts: dict[str, Any] = {"title": title_key, "position": position}
        workflow.advance(nomination, Act.MOVE_UP, actor, now=now, why=why, facts=facts)
        resolution = session.get_one(Resolution, nomination.id)
        resolution.outcome, resolution.title_key, resolution.position = Outcome.CHOSEN, title_key, position
        resolution.reason = _joined(resolution.reason, why)
    return nomination


def _joined(reason: str, more: str) -> str:
    """Two half sentences as one, within what the column holds."""
    added = f"；{more}。"
    return reason.rstrip("。")[: LONGEST_REASON - len(added)] + added
