"""One nomination on its way: what was typed, what was sealed, what each level said."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Moment, RowId, Word, one_of
from models.people import Organisation, Person
from models.programme import Allocation, Cycle
from models.sealed import Sealed
from models.vocabulary import ENDED, ConsentKind, Level, Place, Stage

BEFORE_SUBMISSION = (Stage.DRAFTED, Stage.POSTED, Stage.SIGNED)
OVER = tuple(sorted(ENDED))
NEVER_SUBMITTED = (*BEFORE_SUBMISSION, Stage.WITHDRAWN, Stage.EXPIRED)


def _listed(stages: tuple[Stage, ...]) -> str:
    return ", ".join(f"'{stage}'" for stage in stages)


class Nomination(Base):
    """申报: one person, project, studio or collective put forward in one cycle, and the stage it stands at."""

    __tablename__ = "nomination"
    __table_args__ = (
        one_of("stage", Stage),
        UniqueConstraint("cycle_id", "claimed_key"),
        CheckConstraint("(submitted_at IS NULL) = (receipt IS NULL)", name="receipt_with_submission"),
        CheckConstraint(
            f"submitted_at IS NOT NULL OR stage IN ({_listed(NEVER_SUBMITTED)})", name="submitted_before_it_moves_up"
        ),
        CheckConstraint(
            f"(claimed_key IS NOT NULL) = (submitted_at IS NOT NULL AND stage NOT IN ({_listed(OVER)}))",
            name="claims_the_person_while_alive",
        ),
        Index("ix_nomination_cycle_id_stage_id", "cycle_id", "stage", "id"),
        Index("ix_nomination_union_id_cycle_id_stage_id", "union_id", "cycle_id", "stage", "id"),
        Index("ix_nomination_unit_id_cycle_id_id", "unit_id", "cycle_id", "id"),
        Index("ix_nomination_person_key", "person_key"),
        Index("ix_nomination_person_id", "person_id"),
        Index("ix_nomination_subject_key", "subject_key"),
        Index("ix_nomination_merged_into", "merged_into"),
        CheckConstraint("(merged_into IS NOT NULL) = (stage = 'merged')", name="merged_into_another"),
        Index("ix_nomination_submitted_at_id", "submitted_at", "id"),
        Index("ix_nomination_name_id", "name", "id"),
        Index("ix_nomination_opened_by_id", "opened_by", "id"),
        Index("ix_nomination_union_id_id", "union_id", "id"),
        Index("ix_nomination_search_text", text("threes(search_text)"), postgresql_using="gin").ddl_if("postgresql"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    union_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    channel: Mapped[str] = mapped_column(String(40))
    applied_title: Mapped[str] = mapped_column(String(40), comment="the title asked for")
    stage: Mapped[Stage] = mapped_column(Word(Stage), default=Stage.DRAFTED)
    stage_since: Mapped[datetime] = mapped_column(Moment)
    name: Mapped[str] = mapped_column(String(120), default="", comment="of the person or the thing, for lists")
    leader: Mapped[str] = mapped_column(
        String(60), default="", server_default="", comment="who leads it, where the subject is no person"
    )
    occupation: Mapped[str] = mapped_column(String(60), default="")
    groups: Mapped[list[str]] = mapped_column(JSON, default=list, comment="groups of the definition it belongs to")
    search_text: Mapped[str] = mapped_column(String(400), default="", comment="name, pinyin initials, unit, receipt")
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    private_answers: Mapped[dict[str, Any] | None] = mapped_column(Sealed("nomination.private_answers"))
    revision: Mapped[int] = mapped_column(default=0, comment="counts the saves")
    field_revisions: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, comment="field -> revision that set it")
    set_aside: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, comment="texts another window overtook")
    private_set_aside: Mapped[list[dict[str, Any]] | None] = mapped_column(Sealed("nomination.private_set_aside"))
    person_key: Mapped[str | None] = mapped_column(String(64), comment="blind index of the ID number as typed")
    subject_key: Mapped[str | None] = mapped_column(
        String(64), comment="blind index of what is put forward; of a person, the same"
    )
    claimed_key: Mapped[str | None] = mapped_column(
        String(64), comment="the subject's while it holds the subject's one place"
    )
    merged_into: Mapped[int | None] = mapped_column(
        ForeignKey("nomination.id"), comment="of the same subject, by whom it came first"
    )
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    receipt: Mapped[str | None] = mapped_column(String(40), unique=True, comment="受理号")
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)

    cycle: Mapped[Cycle] = relationship()
    union: Mapped[Organisation] = relationship(foreign_keys=[union_id])
    unit: Mapped[Organisation] = relationship(foreign_keys=[unit_id])
    person: Mapped[Person | None] = relationship()


class TeamMember(Base):
    """团队成员 of a project or studio: what he did and his share; in the register like everybody else."""

    __tablename__ = "team_member"
    __table_args__ = (
        UniqueConstraint("nomination_id", "place"),
        CheckConstraint("share >= 0 AND share <= 100", name="share_of_a_hundred"),
        Index("ix_team_member_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    place: Mapped[int] = mapped_column(comment="完成人排名, from 1")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(60), default="")
    share: Mapped[int] = mapped_column(default=0, comment="贡献率, percent")

    person: Mapped[Person] = relationship()


class Dossier(Base):
    """封存的申报材料: what everybody after the unit sees. Written once."""

    __tablename__ = "dossier"
    __table_args__ = (
        UniqueConstraint("nomination_id", "version"),
        CheckConstraint("length(sha256) = 64", name="is_hashed"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    version: Mapped[int]
    content: Mapped[str] = mapped_column(Text, comment="canonical JSON without private answers")
    private_content: Mapped[Any] = mapped_column(Sealed("dossier.private_content"), nullable=True)
    sha256: Mapped[str] = mapped_column(String(64), comment="of the content")
    attempt: Mapped[str] = mapped_column(String(64), unique=True, comment="the form's token: one press, one dossier")
    sealed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    sealed_at: Mapped[datetime] = mapped_column(Moment)


class Evidence(Base):
    """佐证材料: one uploaded file."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("size > 0", name="is_not_empty"),
        Index("ix_evidence_nomination_id", "nomination_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    attachment: Mapped[str] = mapped_column(String(40), comment="which attachment of the definition it is")
    title: Mapped[str] = mapped_column(String(100))
    filename: Mapped[str] = mapped_column(String(255), comment="as it was called; only ever shown")
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column(comment="bytes")
    sha256: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(100), comment="where storage keeps it")
    preview_key: Mapped[str | None] = mapped_column(String(100), comment="a small picture of it, for images")
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)


class ConsentLink(Base):
    """本人确认链接: opens once, for one nomination."""

    __tablename__ = "consent_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class Consent(Base):
    """本人意见 on one question, with the text that was shown."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("nomination_id", "kind"), one_of("kind", ConsentKind))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    kind: Mapped[ConsentKind] = mapped_column(Word(ConsentKind))
    is_given: Mapped[bool]
    wording: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)


class UnitRecord(Base):
    """单位办理情况: the workers' congress, the unit's publicity, its opinion and signature."""

    __tablename__ = "unit_record"
    __table_args__ = (
        CheckConstraint("present <= expected", name="no_more_present_than_expected"),
        CheckConstraint("agreed + opposed + abstained = present", name="votes_add_up"),
        CheckConstraint("(posted_at IS NULL) = (posting_ends_on IS NULL)", name="posting_has_an_end"),
        CheckConstraint("(signed_at IS NULL) = (signed_by IS NULL)", name="signed_by_somebody"),
    )

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    congress_on: Mapped[date | None] = mapped_column(Date)
    expected: Mapped[int | None] = mapped_column(comment="应到")
    present: Mapped[int | None] = mapped_column(comment="实到")
    agreed: Mapped[int | None] = mapped_column(comment="同意")
    opposed: Mapped[int | None] = mapped_column(comment="反对")
    abstained: Mapped[int | None] = mapped_column(comment="弃权")
    posted_at: Mapped[datetime | None] = mapped_column(Moment)
    posted_where: Mapped[str] = mapped_column(String(200), default="")
    posting_ends_on: Mapped[date | None] = mapped_column(Date, comment="last working day of the publicity")
    objections: Mapped[int | None] = mapped_column(comment="异议件数; unknown until the publicity is over")
    posting_result: Mapped[str] = mapped_column(String(500), default="")
    opinion: Mapped[str] = mapped_column(String(500), default="")
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    signed_at: Mapped[datetime | None] = mapped_column(Moment)


class Recommendation(Base):
    """推荐: the union's opinion and rank, and the place it holds."""

    __tablename__ = "recommendation"
    __table_args__ = (
        UniqueConstraint("allocation_id", "rank"),
        CheckConstraint("rank <> 0", name="is_ranked"),
        CheckConstraint("place IS NULL OR place IN ('reserve', 'commit')", name="place_is_held_or_not"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by IS NULL)", name="confirmed_by_somebody"),
    )

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"))
    rank: Mapped[int]
    opinion: Mapped[str] = mapped_column(String(500))
    place: Mapped[Place | None] = mapped_column(Word(Place), comment="reserve, commit, or none held")
    prepared_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    prepared_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)

    allocation: Mapped[Allocation] = relationship()


class Return(Base):
    """退回补正: which fields reopen, why, until when. The unanswered row is the open one."""

    __tablename__ = "return_for_correction"
    __table_args__ = (
        one_of("level", Level),
        CheckConstraint("length(reason) > 0", name="has_a_reason"),
        Index(
            "uq_return_for_correction_open",
            "nomination_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
        Index("ix_return_for_correction_nomination_id", "nomination_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    level: Mapped[Level] = mapped_column(Word(Level), comment="who sent it back: union or city")
    fields: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(500))
    due_at: Mapped[datetime] = mapped_column(Moment)
    returned_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    returned_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
