"""Rules and weights lock with the first score; interviews: sittings, judges, slots and sheets."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0015"
branch_labels = None
depends_on = None

SCORED = (
    "EXISTS (SELECT 1 FROM score_sheet JOIN assignment ON assignment.id = score_sheet.assignment_id "
    "JOIN nomination ON nomination.id = assignment.nomination_id "
    "WHERE nomination.cycle_id = OLD.id AND score_sheet.handed_in_at IS NOT NULL)"
)
CHANGED = "(OLD.definition <> NEW.definition OR OLD.definition_sha256 <> NEW.definition_sha256)"
SAID = "rules are locked once a score is in"
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _make_sittings()
    _make_slots()
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER cycle_rules_locked BEFORE UPDATE OF definition, definition_sha256 ON cycle "
            f"WHEN {CHANGED} AND {SCORED} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION rules_locked() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {SCORED} THEN RAISE EXCEPTION '{SAID}'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER cycle_rules_locked BEFORE UPDATE OF definition, definition_sha256 ON cycle "
        f"FOR EACH ROW WHEN {CHANGED} EXECUTE FUNCTION rules_locked()"
    )


def _make_sittings() -> None:
    op.create_table(
        "sitting",
        sa.Column("id", KEY, nullable=False),
        sa.Column("cycle_id", KEY, nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False, comment="for each candidate"),
        sa.Column("pause", sa.Integer(), nullable=False, comment="minutes between two candidates"),
        sa.Column("seed", sa.String(64), nullable=False, server_default=""),
        sa.Column("drawn_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.CheckConstraint("minutes > 0 AND pause >= 0", name=op.f("ck_sitting_takes_time")),
        sa.CheckConstraint("(drawn_at IS NULL) = (seed = '')", name=op.f("ck_sitting_drawn_with_a_seed")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_sitting_cycle_id_cycle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
        sa.UniqueConstraint("cycle_id", "name", name=op.f("uq_sitting_cycle_id_name")),
    )
    op.create_table(
        "sitting_judge",
        sa.Column("sitting_id", KEY, nullable=False),
        sa.Column("judge_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_sitting_judge_sitting_id_sitting")),
        sa.ForeignKeyConstraint(["judge_id"], ["user_account.id"], name=op.f("fk_sitting_judge_judge_id_user_account")),
        sa.PrimaryKeyConstraint("sitting_id", "judge_id", name=op.f("pk_sitting_judge")),
    )
    op.create_index("ix_sitting_judge_judge_id", "sitting_judge", ["judge_id"])


def _make_slots() -> None:
    op.create_table(
        "slot",
        sa.Column("nomination_id", KEY, nullable=False),
        sa.Column("sitting_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), comment="drawn, from 1"),
        sa.Column("starts_at", MOMENT),
        sa.Column("called_at", MOMENT),
        sa.Column("is_absent", sa.Boolean(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False, comment="sheets the total was made from"),
        sa.Column("total", sa.BigInteger()),
        sa.CheckConstraint("(position IS NULL) = (starts_at IS NULL)", name=op.f("ck_slot_position_with_a_time")),
        sa.CheckConstraint("NOT (is_absent AND called_at IS NOT NULL)", name=op.f("ck_slot_absent_or_called")),
        sa.CheckConstraint("total IS NULL OR sheets > 0", name=op.f("ck_slot_total_from_sheets")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_slot_nomination_id_nomination")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_slot_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("nomination_id", name=op.f("pk_slot")),
        sa.UniqueConstraint("sitting_id", "position", name=op.f("uq_slot_sitting_id_position")),
    )
    op.create_table(
        "slot_sheet",
        sa.Column("nomination_id", KEY, nullable=False),
        sa.Column("judge_id", KEY, nullable=False),
        sa.Column("points", sa.JSON(), nullable=False, comment="criterion -> points as exact text"),
        sa.Column("comment", sa.String(1000), nullable=False),
        sa.Column("total", sa.BigInteger()),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("handed_in_at", MOMENT),
        sa.CheckConstraint(
            "handed_in_at IS NULL OR total IS NOT NULL", name=op.f("ck_slot_sheet_handed_in_with_a_total")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["slot.nomination_id"], name=op.f("fk_slot_sheet_nomination_id_slot")
        ),
        sa.ForeignKeyConstraint(["judge_id"], ["user_account.id"], name=op.f("fk_slot_sheet_judge_id_user_account")),
        sa.PrimaryKeyConstraint("nomination_id", "judge_id", name=op.f("pk_slot_sheet")),
    )
    op.create_index("ix_slot_sheet_judge_id", "slot_sheet", ["judge_id"])


def _drop_tables() -> None:
    for table in ("slot_sheet", "slot", "sitting_judge", "sitting"):
        op.drop_table(table)


def downgrade() -> None:
    _drop_tables()
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER cycle_rules_locked")
        return
    op.execute("DROP TRIGGER cycle_rules_locked ON cycle")
    op.execute("DROP FUNCTION rules_locked()")
