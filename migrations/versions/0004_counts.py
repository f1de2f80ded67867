"""Counts kept beside the rows, so that a list need not count; an index for searching by any part of a text."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMNS = ("cycle_id", "union_id", "stage", "submitted_at")
INSERT = "INSERT INTO tally (cycle_id, union_id, stage, is_submitted, number)"

TALLY = f"""
CREATE FUNCTION tally_nomination() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN
        {INSERT} VALUES (OLD.cycle_id, OLD.union_id, OLD.stage, OLD.submitted_at IS NOT NULL, -1);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        {INSERT} VALUES (NEW.cycle_id, NEW.union_id, NEW.stage, NEW.submitted_at IS NOT NULL, 1);
    END IF;
    RETURN NULL;
END $$
"""

THREES = """
CREATE FUNCTION threes(phrase text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$ BEGIN
    RETURN array_to_tsvector(ARRAY(
        SELECT substr(word, place, 3)
        FROM unnest(string_to_array(phrase, ' ')) AS word, generate_series(1, length(word)) AS place
    ));
END $$
"""
"""Three characters from every place on: whoever seeks a part of the text seeks the beginning of one of them."""


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("id", ID, nullable=False),
        sa.Column("cycle_id", ID, nullable=False),
        sa.Column("union_id", ID, nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("is_submitted", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally")),
    )
    op.create_index("ix_tally_union_id_cycle_id", "tally", ["union_id", "cycle_id"])
    op.execute(
        f"{INSERT} SELECT cycle_id, union_id, stage, submitted_at IS NOT NULL, count(*) FROM nomination "
        "GROUP BY cycle_id, union_id, stage, submitted_at IS NOT NULL"
    )
    op.create_index("ix_nomination_opened_by_id", "nomination", ["opened_by", "id"])
    op.create_index("ix_nomination_union_id_id", "nomination", ["union_id", "id"])
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite()
    else:
        _on_postgresql()


def _on_sqlite() -> None:
    gone = f"{INSERT} VALUES (OLD.cycle_id, OLD.union_id, OLD.stage, OLD.submitted_at IS NOT NULL, -1);"
    come = f"{INSERT} VALUES (NEW.cycle_id, NEW.union_id, NEW.stage, NEW.submitted_at IS NOT NULL, 1);"
    differs = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in COLUMNS)
    op.execute(f"CREATE TRIGGER nomination_comes AFTER INSERT ON nomination BEGIN {come} END")
    op.execute(f"CREATE TRIGGER nomination_goes AFTER DELETE ON nomination BEGIN {gone} END")
    op.execute(
        f"CREATE TRIGGER nomination_moves AFTER UPDATE OF {', '.join(COLUMNS)} ON nomination "
        f"WHEN {differs} BEGIN {gone} {come} END"
    )


def _on_postgresql() -> None:
    differs = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in COLUMNS)
    call = "EXECUTE FUNCTION tally_nomination()"
    op.execute(TALLY)
    op.execute(f"CREATE TRIGGER nomination_comes AFTER INSERT ON nomination FOR EACH ROW {call}")
    op.execute(f"CREATE TRIGGER nomination_goes AFTER DELETE ON nomination FOR EACH ROW {call}")
    op.execute(
        f"CREATE TRIGGER nomination_moves AFTER UPDATE OF {', '.join(COLUMNS)} ON nomination "
        f"FOR EACH ROW WHEN ({differs}) {call}"
    )
    op.execute(THREES)
    # What waits to be sorted in is looked through at every search: let it stay short.
    op.execute(
        "CREATE INDEX ix_nomination_search_text ON nomination USING gin (threes(search_text)) "
        "WITH (gin_pending_list_limit = 256)"
    )


def downgrade() -> None:
    on = "" if op.get_bind().dialect.name == "sqlite" else " ON nomination"
    for name in ("comes", "goes", "moves"):
        op.execute(f"DROP TRIGGER IF EXISTS nomination_{name}{on}")
    for name in ("opened_by_id", "union_id_id"):
        op.drop_index(f"ix_nomination_{name}", "nomination")
    if on:
        op.drop_index("ix_nomination_search_text", "nomination")
        op.execute("DROP FUNCTION threes(text)")
        op.execute("DROP FUNCTION tally_nomination()")
    op.drop_table("tally")
