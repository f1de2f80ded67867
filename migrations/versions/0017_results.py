"""Result packs, and scores put right by two persons."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WRITTEN_ONCE = ("result_pack", "score_correction")


def upgrade() -> None:
    op.create_table(
        "result_pack",
        sa.Column("id", ID, nullable=False),
        sa.Column("cycle_id", ID, nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False, comment="the latest notice in it"),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("key", sa.String(100), nullable=False, comment="where storage keeps it"),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes"),
        sa.Column("chain_head", sa.String(64), nullable=False, comment="hash of the last event it rests on"),
        sa.Column("chain_length", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_result_pack_is_hashed")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_result_pack_cycle_id_cycle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_pack")),
        sa.UniqueConstraint("cycle_id", "sha256", name=op.f("uq_result_pack_cycle_id_sha256")),
    )
    op.create_table(
        "score_correction",
        sa.Column("id", ID, nullable=False),
        sa.Column("assignment_id", ID, nullable=False),
        sa.Column("points_before", sa.JSON(), nullable=False),
        sa.Column("points_after", sa.JSON(), nullable=False),
        sa.Column("total_before", sa.BigInteger(), nullable=False),
        sa.Column("total_after", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("proposed_by", ID, nullable=False),
        sa.Column("approved_by", ID, nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_score_correction_has_a_reason")),
        sa.CheckConstraint("proposed_by <> approved_by", name=op.f("ck_score_correction_four_eyes")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_score_correction_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["user_account.id"], name=op.f("fk_score_correction_proposed_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["user_account.id"], name=op.f("fk_score_correction_approved_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_correction")),
    )
    op.create_index("ix_score_correction_assignment_id", "score_correction", ["assignment_id"])
    for table in WRITTEN_ONCE:
        _write_once(table)


def _write_once(table: str) -> None:
    """The triggers of models.event.WRITE_ONCE."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION written_once()"
    )


def downgrade() -> None:
    for table in reversed(WRITTEN_ONCE):
        op.drop_table(table)
