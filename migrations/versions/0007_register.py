"""The register of honours and talent."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = (
    "recommendation_ban",
    "revocation",
    "register_intake_row",
    "register_entry",
    "honour_profile",
    "regrouping",
    "register_intake",
    "register_file",
    "distinction",
)


def upgrade() -> None:
    op.create_table(
        "distinction",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id_key", sa.String(length=64), nullable=False, comment="blind index of the other one's ID number"),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("told_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_distinction_has_a_reason")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_distinction_person_id_person")),
        sa.ForeignKeyConstraint(["told_by"], ["user_account.id"], name=op.f("fk_distinction_told_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distinction")),
        sa.UniqueConstraint("person_id", "id_key", name=op.f("uq_distinction_person_id_id_key")),
    )
    op.create_table(
        "register_file",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "unit_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="the present unit, where known",
        ),
        sa.Column("merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("rung", sa.Integer(), nullable=False, comment="highest step of the ladder held, 0 for none"),
        sa.Column("honours", sa.Integer(), nullable=False, comment="how many are held, revoked ones left out"),
        sa.Column(
            "search_text", sa.String(length=1000), nullable=False, comment="names, pinyin, units, titles; lower case"
        ),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR merged_into_id <> person_id",
            name=op.f("ck_register_file_not_merged_into_itself"),
        ),
        sa.CheckConstraint("rung >= 0 AND honours >= 0", name=op.f("ck_register_file_counts_up")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["person.id"], name=op.f("fk_register_file_merged_into_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_register_file_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation.id"], name=op.f("fk_register_file_unit_id_organisation")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_register_file")),
    )
    op.create_index("ix_register_file_merged_into_id", "register_file", ["merged_into_id"], unique=False)
    op.create_index("ix_register_file_rung_person_id", "register_file", ["rung", "person_id"], unique=False)
    op.create_index(
        "ix_register_file_unit_id_rung_person_id", "register_file", ["unit_id", "rung", "person_id"], unique=False
    )
    op.create_table(
        "register_intake",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("uploaded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uploader_name", sa.String(length=40), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'checked') = (closed_at IS NULL)", name=op.f("ck_register_intake_closed_when_over")
        ),
        sa.CheckConstraint("state IN ('checked', 'entered', 'discarded')", name=op.f("ck_register_intake_state_known")),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["user_account.id"], name=op.f("fk_register_intake_uploaded_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_intake")),
    )
    op.create_table(
        "regrouping",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("kept_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="who stays"),
        sa.Column(
            "other_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="who was merged, or split off",
        ),
        sa.Column("moved", sa.JSON(), nullable=False, comment="table, id and former value of each row changed"),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("done_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('join', 'part')", name=op.f("ck_regrouping_kind_known")),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_regrouping_undone_by_somebody")),
        sa.CheckConstraint("kept_id <> other_id", name=op.f("ck_regrouping_two_persons")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_regrouping_has_a_reason")),
        sa.ForeignKeyConstraint(["done_by"], ["user_account.id"], name=op.f("fk_regrouping_done_by_user_account")),
        sa.ForeignKeyConstraint(["kept_id"], ["person.id"], name=op.f("fk_regrouping_kept_id_person")),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_regrouping_other_id_person")),
        sa.ForeignKeyConstraint(["undone_by"], ["user_account.id"], name=op.f("fk_regrouping_undone_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrouping")),
    )
    op.create_index("ix_regrouping_kept_id", "regrouping", ["kept_id"], unique=False)
    op.create_index("ix_regrouping_other_id", "regrouping", ["other_id"], unique=False)
    op.create_table(
        "honour_profile",
        sa.Column(
            "honour_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("work_years", sa.Integer(), nullable=True),
        sa.Column("trade_years", sa.Integer(), nullable=True),
        sa.Column("is_female", sa.Boolean(), nullable=True),
        sa.Column("is_frontline", sa.Boolean(), nullable=True),
        sa.Column("is_migrant", sa.Boolean(), nullable=True),
        sa.Column("is_non_public", sa.Boolean(), nullable=True),
        sa.Column("in_key_industry", sa.Boolean(), nullable=True),
        sa.Column("person_type", sa.String(length=40), nullable=False),
        sa.Column("education", sa.String(length=20), nullable=False),
        sa.Column("skill_level", sa.String(length=20), nullable=False),
        sa.Column("professional_title", sa.String(length=20), nullable=False),
        sa.Column("patents", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["honour_id"], ["honour.id"], name=op.f("fk_honour_profile_honour_id_honour")),
        sa.PrimaryKeyConstraint("honour_id", name=op.f("pk_honour_profile")),
    )
    op.create_table(
        "register_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("on", sa.Date(), nullable=True, comment="a month is its first day"),
        sa.Column("facts", sa.JSON(), nullable=False, comment="label and value, as shown"),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column(
            "dossier_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="taken over from there",
        ),
        sa.Column("entered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_because", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(struck_at IS NULL) = (struck_because = '')", name=op.f("ck_register_entry_struck_for_a_reason")
        ),
        sa.CheckConstraint(
            "kind IN ('studio', 'apprentice', 'patent', 'contest', 'project', 'post', 'training', 'benefit')",
            name=op.f("ck_register_entry_kind_known"),
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_register_entry_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["user_account.id"], name=op.f("fk_register_entry_entered_by_user_account")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_register_entry_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
    )
    op.create_index("ix_register_entry_person_id_kind", "register_entry", ["person_id", "kind"], unique=False)
    op.create_table(
        "register_intake_row",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("intake_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False, comment="in the workbook, counted from 1 with the heading"),
        sa.Column("typed", sa.JSON(), nullable=False, comment="column -> text, without the ID number"),
        sa.Column("id_number", sa.LargeBinary(), nullable=True),
        sa.Column("match", sa.String(length=40), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False, comment="sentences, the gravest first"),
        sa.Column("candidates", sa.JSON(), nullable=False, comment="person, points, reasons; best first"),
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="who it is, where that is settled",
        ),
        sa.Column(
            "settled_by",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="the human who said so",
        ),
        sa.Column(
            "honour_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True, comment="what was entered"
        ),
        sa.CheckConstraint(
            "match IN ('faulty', 'unsure', 'certain', 'new', 'present')",
            name=op.f("ck_register_intake_row_match_known"),
        ),
        sa.ForeignKeyConstraint(["honour_id"], ["honour.id"], name=op.f("fk_register_intake_row_honour_id_honour")),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["register_intake.id"], name=op.f("fk_register_intake_row_intake_id_register_intake")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_register_intake_row_person_id_person")),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["user_account.id"], name=op.f("fk_register_intake_row_settled_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_intake_row")),
        sa.UniqueConstraint("intake_id", "line", name=op.f("uq_register_intake_row_intake_id_line")),
    )
    op.create_index(
        "ix_register_intake_row_intake_id_match_line",
        "register_intake_row",
        ["intake_id", "match", "line"],
        unique=False,
    )
    op.create_table(
        "revocation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("honour_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False, comment="the facts; never public"),
        sa.Column("proposed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposer_name", sa.String(length=100), nullable=False, comment="who asked, for which body"),
        sa.Column("revoked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revoker_name", sa.String(length=100), nullable=False, comment="who decided, for which body"),
        sa.Column("revoked_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("certificate_back_on", sa.Date(), nullable=True),
        sa.Column("medal_back_on", sa.Date(), nullable=True),
        sa.Column("money_due", sa.BigInteger(), nullable=False, comment="bonus to be paid back, in yuan"),
        sa.Column("money_back", sa.BigInteger(), nullable=False, comment="bonus paid back so far, in yuan"),
        sa.Column("benefits_ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ground IN ('fraud', 'procedure', 'misconduct')", name=op.f("ck_revocation_ground_known")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_revocation_has_a_reason")),
        sa.CheckConstraint(
            "money_due >= 0 AND money_back >= 0 AND money_back <= money_due",
            name=op.f("ck_revocation_no_more_back_than_due"),
        ),
        sa.ForeignKeyConstraint(["honour_id"], ["honour.id"], name=op.f("fk_revocation_honour_id_honour")),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["user_account.id"], name=op.f("fk_revocation_proposed_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by"], ["user_account.id"], name=op.f("fk_revocation_revoked_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocation")),
        sa.UniqueConstraint("honour_id", name=op.f("uq_revocation_honour_id")),
    )
    op.create_index("ix_revocation_revoked_at", "revocation", ["revoked_at"], unique=False)
    op.create_table(
        "recommendation_ban",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("union_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_key", sa.String(length=40), nullable=False),
        sa.Column(
            "after_year",
            sa.Integer(),
            nullable=False,
            comment="the round it follows is the first one of a later batch year",
        ),
        sa.Column("revocation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("banned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["revocation_id"], ["revocation.id"], name=op.f("fk_recommendation_ban_revocation_id_revocation")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"], ["organisation.id"], name=op.f("fk_recommendation_ban_union_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_ban")),
        sa.UniqueConstraint(
            "union_id",
            "programme_key",
            "after_year",
            name=op.f("uq_recommendation_ban_union_id_programme_key_after_year"),
        ),
    )
    op.create_index("ix_recommendation_ban_programme_key", "recommendation_ban", ["programme_key"], unique=False)
    op.create_index("ix_nomination_person_id", "nomination", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_nomination_person_id", "nomination")
    for table in TABLES:
        op.drop_table(table)
