"""What happens in publicity: the notice is published, somebody drops out, somebody of the reserve moves up."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models.ballot import Resolution
from models.nomination import Nomination
from models.programme import Cycle
from models.publicity import AnyNotice, Notice, NoticeEnd, NoticeFile, NoticeName
from models.vocabulary import Act, Outcome, Stage
from selection import workflow
from selection.audit.record import record
from selection.clock import on
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.filters import moment
from selection.jobs import enqueue, handles
from selection.publicity import letters, packing, queries, records
from selection.publicity.queries import Named
from selection.rules import notices
from selection.rules.decisions import steps_of
from selection.rules.programme import Programme
from selection.rules.redaction import leaks, line, line_leaks
from selection.rules.standing import SYSTEM, Actor
from selection.settings.queries import calendar, values

LONGEST_REASON = 300
APPEARANCE = "notice_appears"
LONGEST_AHEAD = timedelta(days=30)
NOBODY = "本届没有拟表彰人选"
STEP = {Outcome.CHOSEN: Act.PUBLICISE, Outcome.RESERVED: Act.RESERVE, Outcome.UNCHOSEN: Act.PASS_OVER}


def publish(cycle: Cycle, actor: Actor, *, now: datetime, at: datetime | None = None) -> Notice:
    """Put everybody chosen and not yet published before the public, and tell units and unions what was resolved.

    The first notice announces the whole choice; a later one names those who moved up, with a period of its own.
    ``at``: the second at which it becomes public; until then it is nowhere to be had and nobody is told anything.
    Raises ``Refused`` when anything in it looks like a figure of a person, or somebody has not agreed to be published.
    """
    moment_of = at if at is not None and at > now else now
    with transaction() as session:
        lock(cycle)
        everybody = queries.settled(cycle.id, stages=[Stage.RESOLVED])
        named = [each for each in everybody if each.is_chosen]
        files = records.waiting_files(cycle.id)
        notice = draft(
            cycle,
            named,
            version=queries.last_version(cycle.id) + 1,
            is_first=not queries.has_notice(cycle.id),
            now=moment_of,
            files=files,
        )
        reasons = against(cycle, notice, now=now)
        if moment_of - now > LONGEST_AHEAD:
            reasons.append(Reason("预定的时间太远", f"请定在 {LONGEST_AHEAD.days} 天以内。"))
        if reasons:
            raise Refused(*reasons, title="现在不能发布公示")
        notice.published_by = actor.user_id
        _bind(session, notice, named, files)
        if moment_of > now:
            facts = {
                "version": notice.version,
                "names": len(named),
                "at": moment_of.isoformat(),
                "sha256": notice.sha256,
            }
            record(Act.SCHEDULE_NOTICE, actor, now=now, cycle_id=cycle.id, subject=notice.title, facts=facts)
            enqueue(APPEARANCE, {"notice": notice.id}, key=f"{APPEARANCE}:{notice.id}", now=now, due_at=moment_of)
        else:
            _appear(cycle, notice, actor, now=now)
    return notice


def _bind(session: Session, notice: AnyNotice, named: Sequence[Named], files: Sequence[NoticeFile] = ()) -> None:
    """Write the notice with whom its lines are, and give it the files that waited for it."""
    session.add(notice)
    session.flush()
    ids = {(each.name, each.unit, each.occupation): each.id for each in named}
    found = [ids[line["name"], line["unit"], line["occupation"]] for line in notice.lines]
    session.add_all(
        NoticeName(notice_id=notice.id, place=place, nomination_id=each) for place, each in enumerate(found)
    )
    for file in files:
        file.notice_id = notice.id
    session.flush()


def _appear(cycle: Cycle, notice: Notice, actor: Actor, *, now: datetime) -> None:
    """The second has come: the stage of everybody tells what was resolved, and everybody concerned is told."""
    programme = workflow.programme_of(cycle)
    nominations = queries.held(cycle.id, Stage.RESOLVED)
    everybody = queries.settled(cycle.id, stages=[Stage.RESOLVED])
    named = set(queries.named_in(notice.id))
    for each in everybody:
        _announce(nominations[each.id], each.resolution, notice, actor, now)
    facts = {"version": notice.version, "names": len(named), "ends_on": notice.ends_on.isoformat()}
    facts |= {"sha256": notice.sha256}
    record(Act.PUBLISH_NOTICE, actor, now=now, cycle_id=cycle.id, subject=notice.title, facts=facts)
    is_first = not queries.has_notice(cycle.id, before=notice.version)
    told = [each for id_, each in nominations.items() if is_first or id_ in named]
    letters.announce(told, notice, programme, now=now)
    packing.ask_at_the_end(notice, now=now)


@handles(APPEARANCE)
def appear(payload: dict[str, Any], now: datetime) -> None:
    """What a scheduled notice sets going at its second; done twice, it is done once.

    Where a name was withdrawn meanwhile it has not come before the public, and is called off as of that moment.
    """
    notice = db.session.get_one(Notice, payload["notice"])
    with transaction() as session:
        cycle = lock(session.get_one(Cycle, notice.cycle_id))
        if records.end_of(notice.id) is not None:
            return
        if gone := queries.withdrawn_from(notice.id):
            why = f"{'、'.join(each.name for each in gone)}在发布以前撤回申报，公示没有发布"
            _take_back(session, notice, SYSTEM, reason=why, at=min(each.stage_since for each in gone), now=now)
        elif queries.is_public(notice.id, now):
            waiting = {each.id for each in queries.settled(cycle.id, stages=[Stage.RESOLVED])}
            if waiting.intersection(queries.named_in(notice.id)):
                _appear(cycle, notice, SYSTEM, now=now)


def call_off(notice: Notice, actor: Actor, *, reason: str, now: datetime) -> None:
    """Take back a notice that waits for its second. What the public has seen is corrected, never taken back."""
    with transaction() as session:
        lock(session.get_one(Cycle, notice.cycle_id))
        if notice.published_at <= now or records.end_of(notice.id) is not None:
            why = "这份公示已经发布，或已经撤下"
            raise Refused(Reason(why, "已发布的公示有误的，请发布更正。"), title="现在不能撤下公示")
        _take_back(session, notice, actor, reason=reason, at=now, now=now)


def _take_back(session: Session, notice: Notice, actor: Actor, *, reason: str, at: datetime, now: datetime) -> None:
    session.add(NoticeEnd(notice_id=notice.id, ended_at=at, reason=reason[:LONGEST_REASON], ended_by=actor.user_id))
    session.add_all(_waiting_again(file) for file in records.files_of(notice.id))
    record(Act.CALL_OFF_NOTICE, actor, now=now, cycle_id=notice.cycle_id, subject=notice.title, why=reason)


def _waiting_again(file: NoticeFile) -> NoticeFile:
    """The same file for the next notice, read and looked at as it was; this one stays with what was called off."""
    kept = (column.key for column in NoticeFile.__table__.columns if column.key not in ("id", "notice_id"))
    return NoticeFile(**{key: getattr(file, key) for key in kept})


def correct(notice: Notice, actor: Actor, *, reason: str, now: datetime) -> Notice:
    """Replace a notice by a new version of those of it who are still candidates. Its period begins anew."""
    with transaction() as session:
        cycle = lock(session.get_one(Cycle, notice.cycle_id))
        _refuse_while_scheduled(cycle, now, "更正公示")
        if not queries.is_public(notice.id, now) or queries.is_decided(cycle.id):
            raise Refused(
                Reason("这份公示不在公示期内，或已经撤下", "期满以后发现有误的，请按异议或退出办理。"),
                title="现在不能更正公示",
            )
        ids = set(queries.named_in(notice.id))
        named = [each for each in queries.settled(cycle.id, stages=[Stage.PUBLICISED]) if each.id in ids]
        files = records.waiting_files(cycle.id)
        new = draft(
            cycle,
            named,
            version=queries.last_version(cycle.id) + 1,
            is_first=False,
            now=now,
            files=files,
            corrects=notice.title,
        )
        if reasons := _against_publishing(new, named) + _against_files(files):
            raise Refused(*reasons, title="现在不能更正公示")
        new.published_by = actor.user_id
        _bind(session, new, named, files)
        session.add(
            NoticeEnd(notice_id=notice.id, ended_at=now, reason=reason, replaced_by=new.id, ended_by=actor.user_id)
        )
        facts = {"replaces": notice.version, "version": new.version, "ends_on": new.ends_on.isoformat()}
        facts |= {"sha256": new.sha256}
        record(Act.CORRECT_NOTICE, actor, now=now, cycle_id=cycle.id, subject=new.title, why=reason, facts=facts)
        packing.ask_at_the_end(new, now=now)
    return new


def against(cycle: Cycle, notice: Notice, *, now: datetime) -> list[Reason]:
    """Every reason why this draft cannot be published now; refused outright while another one waits for its second."""
    _refuse_while_scheduled(cycle, now, "发布公示")
    named = [each for each in queries.settled(cycle.id, stages=[Stage.RESOLVED]) if each.is_chosen]
    return _against_publishing(notice, named) + _against_files(records.waiting_files(cycle.id))


def _refuse_while_scheduled(cycle: Cycle, now: datetime, what: str) -> None:
    if (waiting := queries.scheduled(cycle.id, now)) is not None:
        at = moment(waiting.published_at)
        raise Refused(
            Reason(f"已经预定 {at}（北京时间）发布公示", "要改动的，请先撤下预定的公示。"), title=f"现在不能{what}"
        )


def _against_files(files: Sequence[NoticeFile]) -> list[Reason]:
    return [
        Reason(f"附件“{each.filename}”{each.unread}，还没有人看过", "请打开附件看过，确认没有证件号、电话和出生日期。")
        for each in files
        if each.unread and each.looked_at is None
    ]


def conclude(cycle: Cycle, actor: Actor, *, now: datetime) -> int:
    """Where nobody is left to be published or honoured, end it for all who wait. Returns how many.

    A committee may choose nobody, and everybody chosen may drop out with no successor: 宁缺毋滥.
    """
    programme = workflow.programme_of(cycle)
    with transaction():
        lock(cycle)
        nominations = queries.held(cycle.id, Stage.RESOLVED, Stage.RESERVED)
        everybody = queries.settled(cycle.id)
        _refuse_while_scheduled(cycle, now, "结束")
        reasons = _against_concluding(programme, everybody, queries.lost_for_good(cycle.id, programme))
        if not nominations:
            reasons.append(Reason("没有等待办理的人选", "请刷新页面，按最新情况办理。"))
        if reasons:
            raise Refused(*reasons, title="现在不能结束")
        for nomination in nominations.values():
            workflow.advance(nomination, Act.PASS_OVER, actor, now=now, why=NOBODY)
        letters.announce_nobody(list(nominations.values()), now=now)
    return len(nominations)


def _against_concluding(programme: Programme, everybody: Sequence[Named], forfeited: set[int]) -> list[Reason]:
    if alive := [each for each in everybody if each.is_chosen and each.stage in queries.ALIVE]:
        names = "、".join(each.name for each in alive[:5])
        return [Reason(f"还有拟表彰人选：{names}", "请发布公示，或办理退出。")]
    free = queries.free_places(programme, everybody, forfeited=forfeited)
    return [Reason("还有人可以递补", "请先办理递补。")] if any(each.successor for each in free) else []


def _announce(nomination: Nomination, resolution: Resolution, notice: Notice, actor: Actor, now: datetime) -> None:
    """Let the stage tell what the committee resolved."""
    facts = {"notice": notice.version, "title": resolution.title_key, "position": resolution.position}
    step = STEP[resolution.outcome]
    workflow.advance(nomination, step, actor, now=now, why=resolution.reason, facts=facts)


def draft(
    cycle: Cycle,
    named: Sequence[Named],
    *,
    version: int,
    is_first: bool,
    now: datetime,
    files: Sequence[NoticeFile] = (),
    corrects: str = "",
) -> Notice:
    """The notice as it would be published at ``now``; not stored."""
    programme, today = workflow.programme_of(cycle), on(now)
    days = programme.city_publicity_days
    working = calendar()
    ends_on = working.publicity_ends(today, days)
    title = notices.title_of(
        programme.titles,
        batch_year=cycle.batch_year,
        is_first=is_first,
        is_corrected=bool(corrects),
        subject=programme.subject_word,
    )
    body = notices.body_of(
        is_first=is_first,
        days=days,
        starts_on=working.first_workday(today),
        ends_on=ends_on,
        contacts=values(),
        corrects=corrects,
        subject=programme.subject_word,
        steps=steps_of(programme.phases),
    )
    lines = lines_of(named, programme)
    return Notice(
        cycle_id=cycle.id,
        version=version,
        title=title,
        body=body,
        lines=lines,
        sha256=sha256_of(title, body, lines, ends_on, [each.sha256 for each in files]),
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


def sha256_of(title: str, body: str, lines: list[dict[str, str]], ends_on: date, files: Sequence[str] = ()) -> str:
    """The hash of everything a notice shows; of its files, their own."""
    content: dict[str, Any] = {"title": title, "body": body, "lines": lines, "ends_on": ends_on.isoformat()}
    if files:
        content["files"] = list(files)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _against_publishing(notice: AnyNotice, named: Sequence[Named]) -> list[Reason]:
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
        _refuse_while_scheduled(nomination.cycle, now, "办理退出")
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
        if not queries.has_notice(cycle.id):
            raise Refused(Reason("公示还没有发布", "请先发布公示，再办理递补。"), title="现在不能递补")
        _refuse_while_scheduled(cycle, now, "递补")
        everybody = queries.settled(cycle.id)
        free = next(
            (
                each
                for each in queries.free_places(
                    programme, everybody, forfeited=queries.lost_for_good(cycle.id, programme)
                )
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
