"""Forms for seals on paper with their scans; documents of a union, and documents made anew."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = "'announcement', 'minutes', 'notice', 'decision'"
KINDS = f"{BEFORE}, 'summary', 'roster', 'consultation'"
SOURCE = "the cycle, meeting, notice or decision it tells of"


def upgrade() -> None:
    _make_forms()
    op.drop_index("uq_document_source", "document")
    with op.batch_alter_table("document") as table:
        table.add_column(
            sa.Column("organisation_id", ID, nullable=True, comment="whose paper it is; empty: of who runs the cycle")
        )
        table.add_column(
            sa.Column(
                "about",
                sa.String(120),
                server_default="",
                nullable=False,
                comment="whom a letter goes to, whose list it is",
            )
        )
        table.add_column(sa.Column("edition", sa.Integer(), server_default="1", nullable=False))
        table.create_foreign_key(
            op.f("fk_document_organisation_id_organisation"), "organisation", ["organisation_id"], ["id"]
        )
        table.drop_constraint(op.f("ck_document_kind_known"), type_="check")
        table.create_check_constraint(op.f("ck_document_kind_known"), f"kind IN ({KINDS})")
        table.alter_column(
            "source_id",
            existing_type=sa.Integer(),
            existing_nullable=False,
            comment=f"{SOURCE}, or the allocation or batch",
            existing_comment=f"{SOURCE}: one paper each",
        )
    op.create_index("uq_document_source", "document", ["kind", "source_id", "edition"], unique=True)
    op.create_index("ix_document_organisation_id", "document", ["organisation_id"])


def _make_forms() -> None:
    op.create_table(
        "approval_form",
        sa.Column("id", ID, nullable=False),
        sa.Column("nomination_id", ID, nullable=False),
        sa.Column("dossier_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="of the dossier, and so of the form"),
        sa.Column("copies", sa.Integer(), nullable=False, comment="一式几份"),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, comment="of the content; its beginning is in every QR code"),
        sa.Column("pages", sa.Integer(), nullable=True, comment="of one copy, once it is set in type"),
        sa.Column("places", sa.JSON(), nullable=False, comment="level -> page of its opinion"),
        sa.Column("pdf_key", sa.String(100), nullable=True),
        sa.Column("word_key", sa.String(100), nullable=True),
        sa.Column("made_by", ID, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_approval_form_is_hashed")),
        sa.CheckConstraint("copies BETWEEN 1 AND 9", name=op.f("ck_approval_form_in_a_few_copies")),
        sa.CheckConstraint("(pdf_key IS NULL) = (word_key IS NULL)", name=op.f("ck_approval_form_both_files_or_none")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_approval_form_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_approval_form_made_by_user_account")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_approval_form_nomination_id_nomination")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_form")),
        sa.UniqueConstraint("nomination_id", "version", name=op.f("uq_approval_form_nomination_id_version")),
    )
    op.create_table(
        "form_scan",
        sa.Column("id", ID, nullable=False),
        sa.Column("nomination_id", ID, nullable=False),
        sa.Column("form_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="of the form"),
        sa.Column("level", sa.String(40), nullable=False, comment="whose seal it brings"),
        sa.Column("pages", sa.JSON(), nullable=False, comment="which pages of the form were recognised"),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes"),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("organisation_name", sa.String(100), nullable=False, comment="who brought it"),
        sa.Column("uploaded_by", ID, nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level IN ('city', 'union', 'unit')", name=op.f("ck_form_scan_level_known")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_form_scan_is_hashed")),
        sa.ForeignKeyConstraint(["form_id"], ["approval_form.id"], name=op.f("fk_form_scan_form_id_approval_form")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_form_scan_nomination_id_nomination")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["user_account.id"], name=op.f("fk_form_scan_uploaded_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_scan")),
        sa.UniqueConstraint("form_id", "level", "sha256", name=op.f("uq_form_scan_form_id_level_sha256")),
    )
    op.create_index("ix_form_scan_nomination_id_id", "form_scan", ["nomination_id", "id"])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER form_scan_no_{verb} BEFORE {verb.upper()} ON form_scan "
                "BEGIN SELECT RAISE(ABORT, 'form_scan is written once'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER form_scan_written_once BEFORE UPDATE OR DELETE ON form_scan "
        "FOR EACH ROW EXECUTE FUNCTION written_once()"
    )


def downgrade() -> None:
    op.drop_index("ix_document_organisation_id", "document")
    op.drop_index("uq_document_source", "document")
    op.execute(f"DELETE FROM document WHERE edition > 1 OR kind NOT IN ({BEFORE})")
    with op.batch_alter_table("document") as table:
        table.alter_column(
            "source_id",
            existing_type=sa.Integer(),
            existing_nullable=False,
            comment=f"{SOURCE}: one paper each",
            existing_comment=f"{SOURCE}, or the allocation or batch",
        )
        table.drop_constraint(op.f("ck_document_kind_known"), type_="check")
        table.create_check_constraint(op.f("ck_document_kind_known"), f"kind IN ({BEFORE})")
        table.drop_constraint(op.f("fk_document_organisation_id_organisation"), type_="foreignkey")
        table.drop_column("edition")
        table.drop_column("about")
        table.drop_column("organisation_id")
    op.create_index("uq_document_source", "document", ["kind", "source_id"], unique=True)
    op.drop_table("form_scan")
    op.drop_table("approval_form")
