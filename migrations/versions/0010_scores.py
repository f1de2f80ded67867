"""What calibration found of a closed review."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "calibration",
        sa.Column("cycle_id", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False, comment="ranks of the review go by the adjusted score"),
        sa.Column("merit", sa.BigInteger(), nullable=False, comment="standard deviations, points"),
        sa.Column("severity", sa.BigInteger(), nullable=False),
        sa.Column("noise", sa.BigInteger(), nullable=False),
        sa.Column("tops", sa.JSON(), nullable=False, comment="the chances are of standing inside these"),
        sa.Column("islands", sa.JSON(), nullable=False, comment="judges and dossiers that are linked"),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_calibration_cycle_id_cycle")),
        sa.PrimaryKeyConstraint("cycle_id", name=op.f("pk_calibration")),
    )
    op.create_table(
        "calibrated_file",
        sa.Column("nomination_id", KEY, nullable=False),
        sa.Column("cycle_id", KEY, nullable=False),
        sa.Column("island", sa.Integer(), nullable=False, comment="which of the islands, from 0"),
        sa.Column("raw", sa.BigInteger(), nullable=False),
        sa.Column("raw_rank", sa.Integer(), nullable=False),
        sa.Column("adjusted", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("error", sa.BigInteger(), nullable=False, comment="standard error of the adjusted score"),
        sa.Column("chances", sa.JSON(), nullable=False, comment="0 to 1, one for each of the tops"),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["calibration.cycle_id"], name=op.f("fk_calibrated_file_cycle_id_calibration")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["review_file.nomination_id"],
            name=op.f("fk_calibrated_file_nomination_id_review_file"),
        ),
        sa.PrimaryKeyConstraint("nomination_id", name=op.f("pk_calibrated_file")),
    )
    op.create_index("ix_calibrated_file_cycle_id_rank", "calibrated_file", ["cycle_id", "rank"])
    op.create_table(
        "calibrated_judge",
        sa.Column("cycle_id", KEY, nullable=False),
        sa.Column("expert_id", KEY, nullable=False),
        sa.Column("island", sa.Integer(), nullable=False),
        sa.Column("severity", sa.BigInteger(), nullable=False, comment="points; below zero is strict"),
        sa.Column("error", sa.BigInteger(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["calibration.cycle_id"], name=op.f("fk_calibrated_judge_cycle_id_calibration")
        ),
        sa.ForeignKeyConstraint(
            ["expert_id"], ["user_account.id"], name=op.f("fk_calibrated_judge_expert_id_user_account")
        ),
        sa.PrimaryKeyConstraint("cycle_id", "expert_id", name=op.f("pk_calibrated_judge")),
    )


def downgrade() -> None:
    op.drop_table("calibrated_judge")
    op.drop_table("calibrated_file")
    op.drop_table("calibration")
