"""What is put beside a notice: files that were read through, who looked at them, where it hung."""

from datetime import date, datetime

from models.programme import Cycle
from models.publicity import AnyNotice, NoticeFile, NoticePosting
from models.vocabulary import Act
from selection.audit.record import record
from selection.clock import on
from selection.database import lock, transaction
from selection.errors import Reason, Refused
from selection.nominations.files import Taken
from selection.publicity import records
from selection.publicity.scanning import Scanned
from selection.rules.redaction import leaks
from selection.rules.standing import Actor

MOST = 10


def attach(cycle: Cycle, actor: Actor, *, scanned: Scanned, now: datetime) -> NoticeFile:
    """Let a file go with the next notice of the cycle."""
    with transaction() as session:
        lock(cycle)
        if len(records.waiting_files(cycle.id)) >= MOST:
            raise Refused(Reason(f"已有 {MOST} 个附件", "请先删去一个。"), title="现在不能上传这个附件")
        file = NoticeFile(
            cycle_id=cycle.id,
            filename=scanned.filename,
            media_type=scanned.media_type,
            size=scanned.kept.size,
            sha256=scanned.kept.sha256,
            key=scanned.kept.key,
            unread=scanned.unread,
            uploaded_by=actor.user_id,
            uploaded_at=now,
        )
        session.add(file)
        facts = {"sha256": file.sha256, "unread": file.unread}
        record(Act.ATTACH_TO_NOTICE, actor, now=now, cycle_id=cycle.id, subject=file.filename[:100], facts=facts)
    return file


def look_over(file: NoticeFile, actor: Actor, *, now: datetime) -> None:
    """Say that one has looked at what no program can read, and found no figure of a person in it."""
    with transaction():
        _refuse_unless_waiting(lock(file), "确认附件")
        file.looked_by, file.looked_at = actor.user_id, now
        facts = {"sha256": file.sha256}
        record(Act.LOOK_OVER, actor, now=now, cycle_id=file.cycle_id, subject=file.filename[:100], facts=facts)


def detach(file: NoticeFile, actor: Actor, *, now: datetime) -> None:
    """Take a file away that has not been published."""
    with transaction():
        _refuse_unless_waiting(lock(file), "删除附件")
        file.removed_at = now
        facts = {"sha256": file.sha256}
        record(Act.DETACH_FROM_NOTICE, actor, now=now, cycle_id=file.cycle_id, subject=file.filename[:100], facts=facts)


def _refuse_unless_waiting(file: NoticeFile, what: str) -> None:
    if file.notice_id is not None or file.removed_at is not None:
        raise Refused(
            Reason("这个附件已经随公示发布，或已经删除", "请刷新页面，按最新情况办理。"), title=f"现在不能{what}"
        )


def record_posting(
    notice: AnyNotice,
    actor: Actor,
    *,
    place: str,
    from_on: date,
    until_on: date,
    taken: Taken | None,
    now: datetime,
) -> NoticePosting:
    """Write down where and how long a notice hung, with the stamped record of it."""
    reasons = [Reason(f"张贴地点{leak}", "请改写后再登记。") for leak in leaks(place)]
    if until_on > on(now):
        reasons.append(Reason("揭下日期晚于今天", "请在揭下以后登记。"))
    if reasons:
        raise Refused(*reasons, title="现在不能登记张贴情况")
    with transaction() as session:
        posting = NoticePosting(
            notice_id=notice.id,
            place=place,
            from_on=from_on,
            until_on=until_on,
            filename=taken.filename if taken else "",
            media_type=taken.media_type if taken else "",
            sha256=taken.kept.sha256 if taken else None,
            key=taken.kept.key if taken else None,
            recorded_by=actor.user_id,
            organisation_name=actor.organisation_name,
            recorded_at=now,
        )
        session.add(posting)
        facts = {"from": from_on.isoformat(), "until": until_on.isoformat(), "sha256": posting.sha256}
        record(Act.RECORD_NOTICE_POSTING, actor, now=now, cycle_id=notice.cycle_id, subject=notice.title, facts=facts)
    return posting
