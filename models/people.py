"""Who there is: organisations and their tree, accounts and their roles, persons who may be honoured."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Moment, RowId, Word, one_of
from models.sealed import Sealed
from models.vocabulary import Level, Ownership, Role, UnionKind


class Organisation(Base):
    """组织: the city, a recommending union, or a unit (enterprise)."""

    __tablename__ = "organisation"
    __table_args__ = (
        one_of("level", Level),
        CheckConstraint("(level = 'union') = (union_kind IS NOT NULL)", name="only_unions_have_a_kind"),
        CheckConstraint("(level = 'unit') = (credit_code IS NOT NULL)", name="units_have_a_credit_code"),
        Index("uq_organisation_credit_code", "credit_code", unique=True),
        Index("uq_organisation_organ_code", "organ_code", unique=True),
        Index("ix_organisation_level_name", "level", "name"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    level: Mapped[Level] = mapped_column(Word(Level))
    name: Mapped[str] = mapped_column(String(100))
    short_name: Mapped[str] = mapped_column(String(40))
    union_kind: Mapped[UnionKind | None] = mapped_column(Word(UnionKind))
    district_code: Mapped[str | None] = mapped_column(String(6))
    credit_code: Mapped[str | None] = mapped_column(String(18), comment="统一社会信用代码")
    organ_code: Mapped[str | None] = mapped_column(
        String(20), comment="发文机关代字; empty: the one derived from the name, until it numbers something"
    )
    ownership: Mapped[Ownership | None] = mapped_column(Word(Ownership))
    contact: Mapped[str] = mapped_column(String(100), default="")
    note: Mapped[str] = mapped_column(
        String(100), default="", comment="for example that the name is yet to be verified"
    )
    search_text: Mapped[str] = mapped_column(String(400), default="", comment="name, pinyin and initials, lower case")
    founded_at: Mapped[datetime] = mapped_column(Moment)


class Affiliation(Base):
    """隶属: under which union a unit recommends, and since when; the open row is the present one."""

    __tablename__ = "affiliation"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_begins"),
        Index(
            "uq_affiliation_open",
            "unit_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        Index("ix_affiliation_union_id", "union_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    union_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    why: Mapped[str] = mapped_column(String(200), default="")

    unit: Mapped[Organisation] = relationship(foreign_keys=[unit_id])
    union: Mapped[Organisation] = relationship(foreign_keys=[union_id])


class User(Base):
    """账号: somebody who can sign in."""

    __tablename__ = "user_account"
    __table_args__ = (
        CheckConstraint("(activated_at IS NULL) = (password_hash IS NULL)", name="active_with_a_password"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    account: Mapped[str] = mapped_column(String(120), unique=True, comment="work e-mail or mobile number, lower case")
    name: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    invited_at: Mapped[datetime] = mapped_column(Moment)
    activated_at: Mapped[datetime | None] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    mails_to: Mapped[str] = mapped_column(String(120), default="")


class Membership(Base):
    """任职: a role somebody holds in an organisation, until it is withdrawn."""

    __tablename__ = "membership"
    __table_args__ = (
        one_of("role", Role),
        Index(
            "uq_membership_held",
            "user_id",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_membership_organisation_id_role", "organisation_id", "role"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[Role] = mapped_column(Word(Role))
    since_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)

    user: Mapped[User] = relationship()
    organisation: Mapped[Organisation] = relationship()


class SignIn(Base):
    """登录: one open session of one person, acting in one membership. The cookie holds only the token."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_user_id", "user_id"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    began_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Guesses(Base):
    """试错: wrong passwords in a row against one account name, known or not, or from one network address."""

    __tablename__ = "guesses"
    __table_args__ = (CheckConstraint("wrong >= 0", name="counts_up"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True, comment="blind index of what is guarded")
    wrong: Mapped[int]
    since_at: Mapped[datetime] = mapped_column(Moment, comment="when the count began")
    locked_until: Mapped[datetime | None] = mapped_column(Moment)


class Invitation(Base):
    """邀请: a one-time link to set a password, at the beginning or after it was forgotten."""

    __tablename__ = "invitation"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    user: Mapped[User] = relationship()


class Person(Base):
    """人员: somebody nominated or honoured, once in the register however often nominated."""

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_name", "name"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    sex: Mapped[str] = mapped_column(String(1), default="")
    id_key: Mapped[str | None] = mapped_column(String(64), unique=True, comment="blind index of the ID number")
    id_number: Mapped[str | None] = mapped_column(Sealed("person.id_number"))
    unit_name: Mapped[str] = mapped_column(String(100), default="")
    occupation: Mapped[str] = mapped_column(String(60), default="")
    search_text: Mapped[str] = mapped_column(String(400), default="")
