"""Certificates replaced, corrected, revoked and handed over."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ENDS = "ended_as IN ('corrected', 'lost', 'damaged', 'revoked')"
CURRENT = sa.text("ended_at IS NULL")


def upgrade() -> None:
    _certificates()
    _proofs()
    _hand_overs()
    _glyphs()
    op.create_table(
        "verifying_key",
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False, comment="Ed25519, hexadecimal"),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_verifying_key")),
    )


def _certificates() -> None:
    with op.batch_alter_table("certificate") as table:
        table.add_column(sa.Column("card_key", sa.String(length=100), comment="the same for the wallet"))
        table.add_column(sa.Column("card_sha256", sa.String(length=64)))
        comment = "SHA-256 of the signer's X.509 certificate; empty: unsigned"
        table.add_column(
            sa.Column("signed_as", sa.String(length=64), nullable=False, server_default="", comment=comment)
        )
        table.add_column(sa.Column("replaces_id", KEY))
        table.add_column(sa.Column("ended_as", sa.String(length=40)))
        table.add_column(sa.Column("ended_at", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("ended_why", sa.String(length=500), nullable=False, server_default=""))
        table.drop_constraint(op.f("uq_certificate_honour_id"), type_="unique")
        table.create_unique_constraint(op.f("uq_certificate_replaces_id"), ["replaces_id"])
        table.create_foreign_key(op.f("fk_certificate_replaces_id_certificate"), "certificate", ["replaces_id"], ["id"])
        table.create_check_constraint(op.f("ck_certificate_ended_as_known"), ENDS)
        table.create_check_constraint(
            op.f("ck_certificate_card_is_hashed"), "(card_key IS NULL) = (card_sha256 IS NULL)"
        )
        table.create_check_constraint(
            op.f("ck_certificate_ended_as_something"), "(ended_at IS NULL) = (ended_as IS NULL)"
        )
    op.create_index("ix_certificate_honour_id", "certificate", ["honour_id"])
    op.create_index("ix_certificate_file_sha256", "certificate", ["file_sha256"])
    op.create_index("ix_certificate_card_sha256", "certificate", ["card_sha256"])
    op.create_index(
        "uq_certificate_current",
        "certificate",
        ["honour_id"],
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )


def _proofs() -> None:
    op.create_table(
        "proof",
        sa.Column("id", KEY, nullable=False),
        sa.Column("cycle_id", KEY, nullable=False),
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column(
            "digest", sa.String(length=64), nullable=False, comment="of numbers, names and titles as they were shown"
        ),
        sa.Column("objection", sa.String(length=500), nullable=False, comment="what is wrong; empty: all is right"),
        sa.Column("signed_by", KEY, nullable=False),
        sa.Column("signer_name", sa.String(length=40), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_proof_is_of_a_digest")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_proof_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation.id"], name=op.f("fk_proof_unit_id_organisation")),
        sa.ForeignKeyConstraint(["signed_by"], ["user_account.id"], name=op.f("fk_proof_signed_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof")),
        sa.UniqueConstraint("cycle_id", "unit_id", name=op.f("uq_proof_cycle_id_unit_id")),
    )
    op.create_index("ix_proof_unit_id", "proof", ["unit_id"])


def _hand_overs() -> None:
    op.create_table(
        "hand_over",
        sa.Column("id", KEY, nullable=False),
        sa.Column("certificate_id", KEY, nullable=False),
        sa.Column("medal_number", sa.String(length=40), comment="大铜章编号; none where none was handed over"),
        sa.Column("received_by", sa.String(length=60), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("recorded_by", KEY),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_hand_over_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user_account.id"], name=op.f("fk_hand_over_recorded_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_hand_over_certificate_id")),
        sa.UniqueConstraint("medal_number", name=op.f("uq_hand_over_medal_number")),
    )


def _glyphs() -> None:
    op.create_table(
        "glyph",
        sa.Column("id", KEY, nullable=False),
        sa.Column("character", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "outline", sa.Text(), nullable=False, comment="JSON: [[[x, y], ...], ...], closed contours, y upwards"
        ),
        sa.Column(
            "file_key", sa.String(length=100), nullable=False, comment="the picture or the face it was taken from"
        ),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("supplied_by", KEY),
        sa.Column("supplied_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('picture', 'face')", name=op.f("ck_glyph_kind_known")),
        sa.ForeignKeyConstraint(["supplied_by"], ["user_account.id"], name=op.f("fk_glyph_supplied_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glyph")),
        sa.UniqueConstraint("character", name=op.f("uq_glyph_character")),
    )


def downgrade() -> None:
    for name in ("verifying_key", "glyph", "hand_over", "proof"):
        op.drop_table(name)
    for index in ("uq_certificate_current", "ix_certificate_card_sha256", "ix_certificate_file_sha256"):
        op.drop_index(index, "certificate")
    op.drop_index("ix_certificate_honour_id", "certificate")
    op.execute("DELETE FROM certificate WHERE ended_at IS NOT NULL")  # an honour had one certificate only
    with op.batch_alter_table("certificate") as table:
        for check in ("ended_as_something", "card_is_hashed", "ended_as_known"):
            table.drop_constraint(op.f(f"ck_certificate_{check}"), type_="check")
        table.drop_constraint(op.f("fk_certificate_replaces_id_certificate"), type_="foreignkey")
        table.drop_constraint(op.f("uq_certificate_replaces_id"), type_="unique")
        table.create_unique_constraint(op.f("uq_certificate_honour_id"), ["honour_id"])
        for column in ("ended_why", "ended_at", "ended_as", "replaces_id", "signed_as", "card_sha256", "card_key"):
            table.drop_column(column)
