"""Rules and weights lock with the first score."""

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


def upgrade() -> None:
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


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER cycle_rules_locked")
        return
    op.execute("DROP TRIGGER cycle_rules_locked ON cycle")
    op.execute("DROP FUNCTION rules_locked()")
