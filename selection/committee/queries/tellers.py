"""Tellers: who they are, how far the making of the key has come; and what was read from paper."""

from collections.abc import Sequence

from sqlalchemy import Row, select

from models.ballot import Attendance, Meeting, PaperEntry, Teller
from models.people import Membership, User
from models.vocabulary import Role
from selection.database import db
from selection.rules.double_entry import Entry

MAY_TELL = (Role.JUROR, Role.SUPERVISOR, Role.CITY_OFFICER)


def tellers(meeting_id: int) -> Sequence[Row[int, int, str, bool, bool]]:
    """The tellers of a meeting: user id, number, name, seated, has_read. One query."""
    return db.session.execute(
        select(
            Teller.user_id,
            Teller.number,
            User.name,
            Teller.seat_key.is_not(None).label("is_seated"),
            Teller.shown_at.is_not(None).label("has_read"),
        )
        .join(User, User.id == Teller.user_id)
        .where(Teller.meeting_id == meeting_id)
        .order_by(Teller.number)
    ).all()


def teller(meeting_id: int, user_id: int | None) -> Teller | None:
    """Somebody's seat among the tellers."""
    return db.session.scalars(select(Teller).filter_by(meeting_id=meeting_id, user_id=user_id)).one_or_none()


def may_be_tellers(meeting: Meeting) -> Sequence[Row[int, str, Role]]:
    """Who can be appointed: members summoned, supervisors, the city's officers: user id, name, role. One query."""
    summoned = (
        select(Attendance.id)
        .where(Attendance.meeting_id == meeting.id, Attendance.juror_id == Membership.user_id)
        .exists()
    )
    rows = db.session.execute(
        select(User.id, User.name, Membership.role)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.role.in_(MAY_TELL), Membership.withdrawn_at.is_(None), User.disabled_at.is_(None))
        .where((Membership.role != Role.JUROR) | summoned)
        .order_by(Membership.role != Role.SUPERVISOR, User.id)
    ).all()
    return list({row.id: row for row in reversed(rows)}.values())[::-1]


def entries(kind: str, subject_id: int) -> list[Entry]:
    """What was read from the papers of a round, or from one score sheet, by whom. One query."""
    rows = db.session.execute(
        select(PaperEntry.number, PaperEntry.entered_by, User.name, PaperEntry.content)
        .join(User, User.id == PaperEntry.entered_by)
        .where(PaperEntry.kind == kind, PaperEntry.subject_id == subject_id)
        .order_by(PaperEntry.number, PaperEntry.id)
    )
    return [Entry(row.number, row.entered_by, row.name, row.content) for row in rows]


def entry(kind: str, subject_id: int, number: int, user_id: int | None) -> PaperEntry | None:
    """How somebody read one paper."""
    return db.session.scalars(
        select(PaperEntry).filter_by(kind=kind, subject_id=subject_id, number=number, entered_by=user_id)
    ).one_or_none()
