"""Letters that numbers begin with, each of one award of one house."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "number_letters",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("letters", sa.String(length=12), nullable=False),
        sa.Column("programme_key", sa.String(length=40), nullable=False),
        sa.Column("organiser_id", KEY, nullable=True, comment="empty: the city"),
        sa.CheckConstraint("kind IN ('receipt', 'certificate')", name=op.f("ck_number_letters_kind_known")),
        sa.ForeignKeyConstraint(
            ["organiser_id"], ["organisation.id"], name=op.f("fk_number_letters_organiser_id_organisation")
        ),
        sa.PrimaryKeyConstraint("kind", "letters", name=op.f("pk_number_letters")),
    )
    _enter_those_in_use()


def _enter_those_in_use() -> None:
    """What the cycles there are have printed already; where two share letters, they stay the first one's."""
    connection = op.get_bind()
    cycles = connection.execute(sa.text("SELECT programme_key, organiser_id, definition FROM cycle ORDER BY id"))
    held: dict[tuple[str, str], tuple[str, int | None]] = {}
    for programme_key, organiser_id, definition in cycles:
        tree = json.loads(definition)
        letters = [("certificate", each) for each in tree.get("certificate", {}).get("code", {}).values()]
        for kind_and_letters in [("receipt", tree.get("code", "")), *letters]:
            held.setdefault(kind_and_letters, (programme_key, organiser_id))
    for (kind, text), (programme_key, organiser_id) in held.items():
        row = {"kind": kind, "letters": text, "key": programme_key, "house": organiser_id}
        connection.execute(sa.text("INSERT INTO number_letters VALUES (:kind, :letters, :key, :house)"), row)


def downgrade() -> None:
    op.drop_table("number_letters")
