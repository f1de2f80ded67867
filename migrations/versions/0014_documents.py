"""Official documents, and the order of names on a decision."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = "'announcement', 'minutes', 'notice', 'decision'"


def upgrade() -> None:
    op.add_column(
        "honour",
        sa.Column(
            "list_place", sa.Integer(), nullable=True, comment="on the decision's list within its title, frozen with it"
        ),
    )
    op.create_table(
        "document",
        sa.Column("id", ID, nullable=False),
        sa.Column("cycle_id", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column(
            "source_id",
            sa.Integer(),
            nullable=False,
            comment="the cycle, meeting, notice or decision it tells of: one paper each",
        ),
        sa.Column("number", sa.String(40), nullable=True, comment="发文字号; none for 公示 and 纪要"),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("pdf_key", sa.String(100), nullable=True),
        sa.Column("pdf_sha256", sa.String(64), nullable=True),
        sa.Column("word_key", sa.String(100), nullable=True),
        sa.Column("word_sha256", sa.String(64), nullable=True),
        sa.Column("trouble", sa.String(500), nullable=False, comment="why it cannot be set in type"),
        sa.Column("made_by", ID, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_document_kind_known")),
        sa.CheckConstraint("(pdf_key IS NULL) = (pdf_sha256 IS NULL)", name=op.f("ck_document_pdf_is_hashed")),
        sa.CheckConstraint("(word_key IS NULL) = (word_sha256 IS NULL)", name=op.f("ck_document_word_is_hashed")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_document_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_document_made_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("number", name=op.f("uq_document_number")),
    )
    op.create_index("ix_document_cycle_id_id", "document", ["cycle_id", "id"])
    op.create_index("uq_document_source", "document", ["kind", "source_id"], unique=True)


def downgrade() -> None:
    op.drop_table("document")
    op.drop_column("honour", "list_place")
