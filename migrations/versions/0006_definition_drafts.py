"""Definitions being written in the browser."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _row_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "definition_draft",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("organisation_id", _row_id(), nullable=False, comment="who will run the award"),
        sa.Column("name", sa.String(length=100), nullable=False, comment="the award's name, copied from the text"),
        sa.Column("programme_key", sa.String(length=40), nullable=False, comment="its key, copied from the text"),
        sa.Column("text", sa.Text(), nullable=False, comment="TOML, sound or not"),
        sa.Column("based_on", sa.String(length=120), nullable=False, comment="what it was cloned from, in words"),
        sa.Column("based_text", sa.Text(), nullable=False, comment="TOML of what it was cloned from"),
        sa.Column("timetable", sa.JSON(), nullable=False, comment="phase to proposed closing time"),
        sa.Column(
            "batch_year",
            sa.Integer(),
            nullable=True,
            comment="proposed; empty where nothing was cloned from a cycle",
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("touched", sa.JSON(), nullable=False, comment="place in the text to last revision"),
        sa.Column("created_by", _row_id(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", _row_id(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposal_id", _row_id(), nullable=True, comment="the latest, whatever became"),
        sa.Column("cycle_id", _row_id(), nullable=True, comment="the cycle it opened"),
        sa.Column("put_away_at", sa.DateTime(timezone=True), nullable=True, comment="no longer wanted"),
        sa.CheckConstraint("length(text) <= 200000", name=op.f("ck_definition_draft_of_bounded_length")),
        sa.CheckConstraint("revision > 0", name=op.f("ck_definition_draft_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_definition_draft_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user_account.id"], name=op.f("fk_definition_draft_created_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["user_account.id"], name=op.f("fk_definition_draft_saved_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_definition_draft_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_definition_draft_cycle_id_cycle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition_draft")),
        sa.UniqueConstraint("cycle_id", name=op.f("uq_definition_draft_cycle_id")),
    )
    op.create_index("ix_definition_draft_organisation_id_id", "definition_draft", ["organisation_id", "id"])


def downgrade() -> None:
    op.drop_table("definition_draft")
