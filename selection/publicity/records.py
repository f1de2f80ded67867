"""What belongs to a notice: its files, its end, where it hung, the packs that prove it."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from models.publicity import EvidencePack, NoticeEnd, NoticeFile, NoticePosting
from selection.database import db

MOST = 50


def end_of(notice_id: int) -> NoticeEnd | None:
    """When and why a notice was taken down, if it was."""
    return db.session.get(NoticeEnd, notice_id)


def ends(notice_ids: Collection[int]) -> dict[int, NoticeEnd]:
    """The same for many. One query."""
    rows = db.session.scalars(select(NoticeEnd).where(NoticeEnd.notice_id.in_(notice_ids)))
    return {each.notice_id: each for each in rows}


def waiting_files(cycle_id: int) -> Sequence[NoticeFile]:
    """The files that will go with the next notice, in the order they came."""
    query = select(NoticeFile).where(
        NoticeFile.cycle_id == cycle_id, NoticeFile.notice_id.is_(None), NoticeFile.removed_at.is_(None)
    )
    return db.session.scalars(query.order_by(NoticeFile.id)).all()


def files_of(notice_id: int) -> Sequence[NoticeFile]:
    """The files of a notice."""
    return db.session.scalars(select(NoticeFile).where(NoticeFile.notice_id == notice_id).order_by(NoticeFile.id)).all()


def postings(notice_id: int) -> Sequence[NoticePosting]:
    """Where and how long a notice hung."""
    query = select(NoticePosting).where(NoticePosting.notice_id == notice_id)
    return db.session.scalars(query.order_by(NoticePosting.id)).all()


def packs(notice_id: int) -> Sequence[EvidencePack]:
    """The packs of evidence made of a notice, latest first."""
    query = select(EvidencePack).where(EvidencePack.notice_id == notice_id).order_by(EvidencePack.id.desc())
    return db.session.scalars(query.limit(MOST)).all()
