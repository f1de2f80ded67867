"""A notice that was taken back before its second, or lost a name before: nobody has read it, it counts for nothing."""

from sqlalchemy import ColumnElement, select

from models.publicity import AnyNotice, NoticeEnd


def is_called_off(notice: AnyNotice, end: NoticeEnd | None) -> bool:
    """Whether this notice was; ``end``: how it was taken down, if it was."""
    return end is not None and end.ended_at < notice.published_at


def not_called_off() -> ColumnElement[bool]:
    """The same of the notices of a query: those that are or were public, or wait for their second."""
    taken_back = select(NoticeEnd.notice_id).where(
        NoticeEnd.notice_id == AnyNotice.id, NoticeEnd.ended_at < AnyNotice.published_at
    )
    return ~taken_back.exists()
