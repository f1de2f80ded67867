"""The committee: its meeting, who came, in what rounds they voted, what was resolved.

Nothing here joins a secret ballot to its voter. While a round is open there are outer envelopes with sealed ballots;
once it is counted there is what the ballots said, in an order that comes from what they say, and nothing sealed.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Moment, RowId, Word, one_of
from models.people import User
from models.programme import Cycle
from models.vocabulary import Outcome


class Meeting(Base):
    """评审会议 of one cycle."""

    __tablename__ = "meeting"
    __table_args__ = (CheckConstraint("closed_at IS NULL OR closed_at >= opened_at", name="closes_after_it_opens"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    agenda: Mapped[str] = mapped_column(String(2000), default="", server_default="", comment="one item a line")
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    sealing_key: Mapped[str | None] = mapped_column(String(64), comment="public half, in hex; the other is nowhere")
    reopened_at: Mapped[datetime | None] = mapped_column(Moment, comment="the last time; each is an event of its own")

    cycle: Mapped[Cycle] = relationship()


class Attendance(Base):
    """到会: a member summoned to the meeting, and when he signed in."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "juror_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    juror_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    present_at: Mapped[datetime | None] = mapped_column(Moment)

    juror: Mapped[User] = relationship()


class MeetingRecusal(Base):
    """会上回避: a member does not vote on this nomination, and why; found at the door or declared by himself."""

    __tablename__ = "meeting_recusal"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="has_a_reason"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    juror_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(300))
    is_declared: Mapped[bool] = mapped_column(default=False)


class Teller(Base):
    """监票人: holds one share of the meeting's key, on paper only.

    ``sealed_share`` lies here between the making of the key and the teller's reading it, sealed to his sign-in; the row
    forgets it with the reading.
    """

    __tablename__ = "teller"
    __table_args__ = (
        UniqueConstraint("meeting_id", "user_id"),
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint("shown_at IS NULL OR sealed_share IS NULL", name="shown_once"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    number: Mapped[int]
    seat_key: Mapped[str | None] = mapped_column(String(64), comment="public half of his sign-in's key, in hex")
    sealed_share: Mapped[bytes | None] = mapped_column(LargeBinary)
    shown_at: Mapped[datetime | None] = mapped_column(Moment)

    user: Mapped[User] = relationship()


class Round(Base):
    """一轮表决: who stands on the ballot, for how many places; later the votes.

    ``voided_at``: two persons agreed that it does not count; another is held in its place.
    """

    __tablename__ = "ballot_round"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint("why IN ('vote', 'tie', 'short')", name="why_known"),
        CheckConstraint("(counted_at IS NULL) = (votes IS NULL)", name="counted_with_votes"),
        CheckConstraint("counted_at IS NULL OR closed_at IS NOT NULL", name="counted_after_it_closes"),
        CheckConstraint("(voided_at IS NULL) = (void_reason = '')", name="voided_for_a_reason"),
        Index(
            "uq_ballot_round_open",
            "meeting_id",
            unique=True,
            sqlite_where=text("counted_at IS NULL AND voided_at IS NULL"),
            postgresql_where=text("counted_at IS NULL AND voided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int] = mapped_column(comment="within the meeting, voided rounds included")
    title_key: Mapped[str | None] = mapped_column(String(40), comment="empty: all titles on one ballot")
    attempt: Mapped[int] = mapped_column(comment="within the question")
    why: Mapped[str] = mapped_column(String(10))
    listed: Mapped[list[int]] = mapped_column(JSON)
    places: Mapped[int]
    present: Mapped[int]
    is_on_paper: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    counted_at: Mapped[datetime | None] = mapped_column(Moment)
    votes: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True), comment="nomination -> in favour")
    ballots: Mapped[int | None] = mapped_column(comment="how many were counted")
    receipts: Mapped[list[str] | None] = mapped_column(
        JSON(none_as_null=True), comment="SHA-256 of every sealed ballot that was opened, in their own order"
    )
    voided_at: Mapped[datetime | None] = mapped_column(Moment)
    void_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")

    meeting: Mapped[Meeting] = relationship()


class Ballot(Base):
    """表决票 of one member, named (记名): the nominations he is in favour of."""

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("round_id", "juror_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("ballot_round.id"))
    juror_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    in_favour: Mapped[list[int]] = mapped_column(JSON)
    cast_at: Mapped[datetime] = mapped_column(Moment)


class Envelope(Base):
    """外封: that a member has voted in a secret round, and the digest of the sealed ballot he handed in (回执)."""

    __tablename__ = "envelope"
    __table_args__ = (
        UniqueConstraint("round_id", "juror_id"),
        CheckConstraint("length(sha256) = 64", name="has_a_digest"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("ballot_round.id"))
    juror_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)


class SealedBallot(Base):
    """内封: a ballot encrypted to the meeting's key. Gone once the round is opened or voided."""

    __tablename__ = "sealed_ballot"

    envelope_id: Mapped[int] = mapped_column(ForeignKey("envelope.id"), primary_key=True)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)


class OpenedBallot(Base):
    """开出的票: what one ballot of a secret round says. ``position`` comes from what the ballots say, nothing else."""

    __tablename__ = "opened_ballot"

    round_id: Mapped[int] = mapped_column(ForeignKey("ballot_round.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    in_favour: Mapped[list[int]] = mapped_column(JSON)


class PaperEntry(Base):
    """纸质票、纸质评分表的录入: one sheet of paper as one person read it. Two who read alike make it count."""

    __tablename__ = "paper_entry"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "number", "entered_by"),
        CheckConstraint("kind IN ('ballot', 'sheet')", name="kind_known"),
        CheckConstraint("number > 0", name="numbers_count_up"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    subject_id: Mapped[int] = mapped_column(RowId, comment="the round, or the assignment")
    number: Mapped[int] = mapped_column(comment="written on the paper; 1 for a score sheet")
    entered_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    content: Mapped[Any] = mapped_column(JSON)
    entered_at: Mapped[datetime] = mapped_column(Moment)

    reader: Mapped[User] = relationship()


class Resolution(Base):
    """评议结论 for one nomination: in or out, for which title, and why."""

    __tablename__ = "resolution"
    __table_args__ = (
        one_of("outcome", Outcome),
        CheckConstraint("(outcome = 'chosen') = (title_key IS NOT NULL)", name="chosen_for_a_title"),
        CheckConstraint("length(reason) > 0", name="has_a_reason"),
        CheckConstraint("votes_for >= 0", name="votes_count_up"),
        Index("ix_resolution_meeting_id", "meeting_id"),
    )

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    votes_for: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome))
    title_key: Mapped[str | None] = mapped_column(String(40))
    position: Mapped[int | None] = mapped_column(comment="within its title, or on the reserve list")
    reason: Mapped[str] = mapped_column(String(600))
