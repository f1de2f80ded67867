"""Notices at every level, objections, and the vetting exchange."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = (
    "notice_name",
    "notice_end",
    "notice_file",
    "notice_posting",
    "evidence_pack",
    "objection",
    "objection_step",
    "vetting_batch",
    "batch_line",
    "sealed_answer",
)
ONCE = (
    "notice_name",
    "notice_end",
    "notice_posting",
    "evidence_pack",
    "objection",
    "objection_step",
    "batch_line",
    "sealed_answer",
)
LOCAL = "uq_notice_organisation_id_cycle_id_version"


def _guard(*tables: str) -> None:
    for table in tables:
        if op.get_bind().dialect.name == "sqlite":
            for verb in ("update", "delete"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
                )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION written_once()"
            )


def _unguard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{verb}")
    else:
        op.execute(f"DROP TRIGGER {table}_written_once ON {table}")


def upgrade() -> None:
    _notice()
    op.create_table(
        "notice_name",
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("nomination_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_notice_name_nomination_id_nomination")
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_name_notice_id_notice")),
        sa.PrimaryKeyConstraint("notice_id", "place", name=op.f("pk_notice_name")),
    )
    op.create_index("ix_notice_name_nomination_id", "notice_name", ["nomination_id"], unique=False)
    op.create_table(
        "notice_end",
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("replaced_by", ID, nullable=True),
        sa.Column("ended_by", ID, nullable=True),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_notice_end_has_a_reason")),
        sa.ForeignKeyConstraint(["ended_by"], ["user_account.id"], name=op.f("fk_notice_end_ended_by_user_account")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_end_notice_id_notice")),
        sa.ForeignKeyConstraint(["replaced_by"], ["notice.id"], name=op.f("fk_notice_end_replaced_by_notice")),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_notice_end")),
    )
    op.create_table(
        "notice_file",
        sa.Column("id", ID, nullable=False),
        sa.Column("cycle_id", ID, nullable=False),
        sa.Column("notice_id", ID, nullable=True),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("unread", sa.String(length=200), nullable=False, comment="what in it no program can read"),
        sa.Column("looked_by", ID, nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uploaded_by", ID, nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(looked_at IS NULL) = (looked_by IS NULL)", name=op.f("ck_notice_file_looked_at_by_somebody")
        ),
        sa.CheckConstraint("notice_id IS NULL OR removed_at IS NULL", name=op.f("ck_notice_file_published_ones_stay")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_notice_file_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["looked_by"], ["user_account.id"], name=op.f("fk_notice_file_looked_by_user_account")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_file_notice_id_notice")),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["user_account.id"], name=op.f("fk_notice_file_uploaded_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_file")),
    )
    op.create_index("ix_notice_file_cycle_id", "notice_file", ["cycle_id"], unique=False)
    op.create_index("ix_notice_file_notice_id", "notice_file", ["notice_id"], unique=False)
    op.create_table(
        "notice_posting",
        sa.Column("id", ID, nullable=False),
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False, comment="of the stamped record; empty: none"),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("key", sa.String(length=100), nullable=True),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("organisation_name", sa.String(length=100), nullable=False, comment="who says so"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_notice_posting_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_posting_notice_id_notice")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user_account.id"], name=op.f("fk_notice_posting_recorded_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_posting")),
    )
    op.create_index("ix_notice_posting_notice_id", "notice_posting", ["notice_id"], unique=False)
    op.create_table(
        "evidence_pack",
        sa.Column("id", ID, nullable=False),
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("chain_head", sa.String(length=64), nullable=False),
        sa.Column("chain_length", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False, comment="when it was asked for"),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_evidence_pack_notice_id_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_pack")),
    )
    op.create_index("ix_evidence_pack_notice_id", "evidence_pack", ["notice_id"], unique=False)
    op.create_table(
        "objection",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("receipt_hash", sa.String(length=64), nullable=False),
        sa.Column("cycle_id", ID, nullable=False),
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("nomination_id", ID, nullable=True, comment="empty: the whole list"),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("file_key", sa.String(length=100), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", ID, nullable=True),
        sa.CheckConstraint("(way = 'web') = (entered_by IS NULL)", name=op.f("ck_objection_entered_by_somebody")),
        sa.CheckConstraint("standing IN ('person', 'unit')", name=op.f("ck_objection_standing_known")),
        sa.CheckConstraint("way IN ('web', 'phone', 'letter')", name=op.f("ck_objection_way_known")),
        sa.CheckConstraint("length(receipt_hash) = 64", name=op.f("ck_objection_is_hashed")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_objection_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["entered_by"], ["user_account.id"], name=op.f("fk_objection_entered_by_user_account")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_objection_nomination_id_nomination")
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_objection_notice_id_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("number", name=op.f("uq_objection_number")),
        sa.UniqueConstraint("receipt_hash", name=op.f("uq_objection_receipt_hash")),
    )
    op.create_index("ix_objection_cycle_id_id", "objection", ["cycle_id", "id"], unique=False)
    op.create_index("ix_objection_nomination_id", "objection", ["nomination_id"], unique=False)
    op.create_table(
        "objection_step",
        sa.Column("id", ID, nullable=False),
        sa.Column("objection_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("taken_by", ID, nullable=True),
        sa.Column("taken_name", sa.String(length=40), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('take_up', 'set_aside', 'investigate', 'uphold', 'dismiss')",
            name=op.f("ck_objection_step_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["objection_id"], ["objection.id"], name=op.f("fk_objection_step_objection_id_objection")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["user_account.id"], name=op.f("fk_objection_step_taken_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection_step")),
    )
    op.create_index("ix_objection_step_objection_id_id", "objection_step", ["objection_id", "id"], unique=False)
    op.create_table(
        "vetting_batch",
        sa.Column("id", ID, nullable=False),
        sa.Column("cycle_id", ID, nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False, comment="counts within the cycle"),
        sa.Column("size", sa.Integer(), nullable=False, comment="how many are asked about"),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False, comment="keyed: the code is short"),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", ID, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), nullable=True, comment="of the list as it was fetched"),
        sa.CheckConstraint("wrong >= 0", name=op.f("ck_vetting_batch_counts_up")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_vetting_batch_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_vetting_batch_made_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vetting_batch")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_vetting_batch_token_hash")),
    )
    op.create_index("ix_vetting_batch_cycle_id_id", "vetting_batch", ["cycle_id", "id"], unique=False)
    op.create_table(
        "batch_line",
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("serial", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("inquiry_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["vetting_batch.id"], name=op.f("fk_batch_line_batch_id_vetting_batch")),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name=op.f("fk_batch_line_inquiry_id_inquiry")),
        sa.PrimaryKeyConstraint("batch_id", "serial", name=op.f("pk_batch_line")),
    )
    op.create_index("ix_batch_line_inquiry_id", "batch_line", ["inquiry_id"], unique=False)
    op.create_table(
        "sealed_answer",
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the file handed in"),
        sa.Column("content", sa.LargeBinary(), nullable=True, comment="the file in base64, and what was read from it"),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_sealed_answer_is_hashed")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["vetting_batch.id"], name=op.f("fk_sealed_answer_batch_id_vetting_batch")
        ),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_sealed_answer")),
    )
    _guard(*ONCE)


def _notice() -> None:
    _unguard("notice")
    with op.batch_alter_table("notice") as batch:
        batch.add_column(
            sa.Column(
                "level",
                sa.String(length=40),
                server_default="city",
                nullable=False,
                comment="city: whoever runs the cycle",
            )
        )
        batch.add_column(sa.Column("organisation_id", ID, nullable=True, comment="of a local one"))
        batch.create_foreign_key(
            op.f("fk_notice_organisation_id_organisation"), "organisation", ["organisation_id"], ["id"]
        )
        batch.create_check_constraint(op.f("ck_notice_level_known"), "level IN ('city', 'union', 'unit')")
        batch.create_check_constraint(
            op.f("ck_notice_local_with_an_organisation"), "(level = 'city') = (organisation_id IS NULL)"
        )
        batch.drop_constraint(op.f("uq_notice_cycle_id_version"), type_="unique")
    for name, columns, where in (
        ("uq_notice_cycle_id_version", ["cycle_id", "version"], "organisation_id IS NULL"),
        (LOCAL, ["organisation_id", "cycle_id", "version"], "organisation_id IS NOT NULL"),
    ):
        op.create_index(
            name, "notice", columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )
    op.create_index("ix_notice_ends_on", "notice", ["ends_on"])
    _guard("notice")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    _unguard("notice")
    op.execute("DELETE FROM notice WHERE organisation_id IS NOT NULL")
    for name in ("ix_notice_ends_on", LOCAL, "uq_notice_cycle_id_version"):
        op.drop_index(name, "notice")
    with op.batch_alter_table("notice") as batch:
        batch.drop_constraint(op.f("ck_notice_local_with_an_organisation"), type_="check")
        batch.drop_constraint(op.f("ck_notice_level_known"), type_="check")
        batch.drop_constraint(op.f("fk_notice_organisation_id_organisation"), type_="foreignkey")
        batch.drop_column("organisation_id")
        batch.drop_column("level")
        batch.create_unique_constraint(op.f("uq_notice_cycle_id_version"), ["cycle_id", "version"])
    _guard("notice")
