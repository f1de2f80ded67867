"""Meetings with an agenda, tellers, recusals and rounds; secret ballots; what is read from paper."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WRITE_ONCE = ("envelope", "opened_ballot")
TABLES = ("paper_entry", "opened_ballot", "sealed_ballot", "envelope", "ballot_round", "teller", "meeting_recusal")

# What an earlier meeting voted on, as one round: its ballots are kept, and counted as they were.
ONE_ROUND = """
INSERT INTO ballot_round
    (meeting_id, number, attempt, why, listed, places, present, is_on_paper, opened_at, closed_at, counted_at, votes,
     ballots, void_reason)
SELECT id, 1, 1, 'vote', '[]', 0,
    (SELECT count(present_at) FROM attendance WHERE attendance.meeting_id = meeting.id), false, opened_at, closed_at,
    closed_at, CASE WHEN closed_at IS NULL THEN NULL ELSE '{}' END,
    CASE WHEN closed_at IS NULL THEN NULL ELSE
    (SELECT count(*) FROM ballot WHERE ballot.meeting_id = meeting.id) END, ''
FROM meeting WHERE id IN (SELECT meeting_id FROM ballot)
"""
TO_ROUNDS = (
    "UPDATE ballot SET round_id = (SELECT id FROM ballot_round WHERE ballot_round.meeting_id = ballot.meeting_id)"
)
TO_MEETINGS = "UPDATE ballot SET meeting_id = (SELECT meeting_id FROM ballot_round WHERE id = ballot.round_id)"
LATER_ROUNDS = """
DELETE FROM ballot WHERE round_id NOT IN (SELECT min(id) FROM ballot_round GROUP BY meeting_id)
"""


def upgrade() -> None:
    with op.batch_alter_table("meeting") as batch_op:
        batch_op.add_column(
            sa.Column("agenda", sa.String(2000), server_default="", nullable=False, comment="one item a line")
        )
        batch_op.add_column(
            sa.Column("sealing_key", sa.String(64), nullable=True, comment="public half, in hex; the other is nowhere")
        )
    with op.batch_alter_table("resolution") as batch_op:
        batch_op.alter_column("reason", existing_type=sa.String(300), type_=sa.String(600), existing_nullable=False)
    _room()
    _rounds()
    unguard("ballot")
    op.execute(ONE_ROUND.replace("'[]'", as_json("'[]'")).replace("'{}'", as_json("'{}'")))
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.add_column(sa.Column("round_id", KEY, nullable=True))
    op.execute(TO_ROUNDS)
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.drop_constraint("uq_ballot_meeting_id_juror_id", type_="unique")
        batch_op.drop_constraint("fk_ballot_meeting_id_meeting", type_="foreignkey")
        batch_op.drop_column("meeting_id")
        batch_op.alter_column("round_id", existing_type=KEY, nullable=False)
        batch_op.create_foreign_key("fk_ballot_round_id_ballot_round", "ballot_round", ["round_id"], ["id"])
        batch_op.create_unique_constraint("uq_ballot_round_id_juror_id", ["round_id", "juror_id"])
    guard("ballot", *WRITE_ONCE)


def downgrade() -> None:
    unguard("ballot", *WRITE_ONCE)
    op.execute(LATER_ROUNDS)
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.add_column(sa.Column("meeting_id", KEY, nullable=True))
    op.execute(TO_MEETINGS)
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.drop_constraint("uq_ballot_round_id_juror_id", type_="unique")
        batch_op.drop_constraint("fk_ballot_round_id_ballot_round", type_="foreignkey")
        batch_op.drop_column("round_id")
        batch_op.alter_column("meeting_id", existing_type=KEY, nullable=False)
        batch_op.create_foreign_key("fk_ballot_meeting_id_meeting", "meeting", ["meeting_id"], ["id"])
        batch_op.create_unique_constraint("uq_ballot_meeting_id_juror_id", ["meeting_id", "juror_id"])
    guard("ballot")
    for table in TABLES:
        op.drop_table(table)
    op.execute("UPDATE resolution SET reason = substr(reason, 1, 300)")
    with op.batch_alter_table("resolution") as batch_op:
        batch_op.alter_column("reason", existing_type=sa.String(600), type_=sa.String(300), existing_nullable=False)
    with op.batch_alter_table("meeting") as batch_op:
        batch_op.drop_column("sealing_key")
        batch_op.drop_column("agenda")


def as_json(text: str) -> str:
    """A JSON text where PostgreSQL wants the type said."""
    return f"CAST({text} AS json)" if op.get_bind().dialect.name == "postgresql" else text


def guard(*tables: str) -> None:
    """Nobody changes or deletes a row of these (see 0002)."""
    for table in tables:
        if op.get_bind().dialect.name == "sqlite":
            for verb in ("update", "delete"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
                )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION written_once()"
            )


def unguard(*tables: str) -> None:
    """Lift the guards of these."""
    for table in tables:
        if op.get_bind().dialect.name == "sqlite":
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{verb}")
        else:
            op.execute(f"DROP TRIGGER {table}_written_once ON {table}")


def _room() -> None:
    """Who holds shares of the key, and who does not vote on whom."""
    op.create_table(
        "meeting_recusal",
        sa.Column("meeting_id", KEY, nullable=False),
        sa.Column("juror_id", KEY, nullable=False),
        sa.Column("nomination_id", KEY, nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("is_declared", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_meeting_recusal_has_a_reason")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_recusal_meeting_id_meeting")),
        sa.ForeignKeyConstraint(
            ["juror_id"], ["user_account.id"], name=op.f("fk_meeting_recusal_juror_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_meeting_recusal_nomination_id_nomination")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "juror_id", "nomination_id", name=op.f("pk_meeting_recusal")),
    )
    op.create_table(
        "teller",
        sa.Column("id", KEY, nullable=False),
        sa.Column("meeting_id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seat_key", sa.String(64), nullable=True, comment="public half of his sign-in's key, in hex"),
        sa.Column("sealed_share", sa.LargeBinary(), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("shown_at IS NULL OR sealed_share IS NULL", name=op.f("ck_teller_shown_once")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_teller_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_teller_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teller")),
        sa.UniqueConstraint("meeting_id", "user_id", name=op.f("uq_teller_meeting_id_user_id")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_teller_meeting_id_number")),
    )
    op.create_table(
        "paper_entry",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("subject_id", KEY, nullable=False, comment="the round, or the assignment"),
        sa.Column("number", sa.Integer(), nullable=False, comment="written on the paper; 1 for a score sheet"),
        sa.Column("entered_by", KEY, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('ballot', 'sheet')", name=op.f("ck_paper_entry_kind_known")),
        sa.CheckConstraint("number > 0", name=op.f("ck_paper_entry_numbers_count_up")),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["user_account.id"], name=op.f("fk_paper_entry_entered_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_entry")),
        sa.UniqueConstraint(
            "kind",
            "subject_id",
            "number",
            "entered_by",
            name=op.f("uq_paper_entry_kind_subject_id_number_entered_by"),
        ),
    )


def _rounds() -> None:
    """Rounds, and the three forms of a secret ballot: envelope, sealed, opened."""
    op.create_table(
        "ballot_round",
        sa.Column("id", KEY, nullable=False),
        sa.Column("meeting_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="within the meeting, voided rounds included"),
        sa.Column("title_key", sa.String(40), nullable=True, comment="empty: all titles on one ballot"),
        sa.Column("attempt", sa.Integer(), nullable=False, comment="within the question"),
        sa.Column("why", sa.String(10), nullable=False),
        sa.Column("listed", sa.JSON(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("is_on_paper", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("votes", sa.JSON(none_as_null=True), nullable=True, comment="nomination -> in favour"),
        sa.Column("ballots", sa.Integer(), nullable=True, comment="how many were counted"),
        sa.Column(
            "receipts",
            sa.JSON(none_as_null=True),
            nullable=True,
            comment="SHA-256 of every sealed ballot that was opened, in their own order",
        ),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(500), server_default="", nullable=False),
        sa.CheckConstraint("why IN ('vote', 'tie', 'short')", name=op.f("ck_ballot_round_why_known")),
        sa.CheckConstraint("(counted_at IS NULL) = (votes IS NULL)", name=op.f("ck_ballot_round_counted_with_votes")),
        sa.CheckConstraint(
            "counted_at IS NULL OR closed_at IS NOT NULL", name=op.f("ck_ballot_round_counted_after_it_closes")
        ),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (void_reason = '')", name=op.f("ck_ballot_round_voided_for_a_reason")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_ballot_round_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_round")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_ballot_round_meeting_id_number")),
    )
    op.create_index(
        "uq_ballot_round_open",
        "ballot_round",
        ["meeting_id"],
        unique=True,
        sqlite_where=sa.text("counted_at IS NULL AND voided_at IS NULL"),
        postgresql_where=sa.text("counted_at IS NULL AND voided_at IS NULL"),
    )
    op.create_table(
        "envelope",
        sa.Column("id", KEY, nullable=False),
        sa.Column("round_id", KEY, nullable=False),
        sa.Column("juror_id", KEY, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_envelope_has_a_digest")),
        sa.ForeignKeyConstraint(["round_id"], ["ballot_round.id"], name=op.f("fk_envelope_round_id_ballot_round")),
        sa.ForeignKeyConstraint(["juror_id"], ["user_account.id"], name=op.f("fk_envelope_juror_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelope")),
        sa.UniqueConstraint("round_id", "juror_id", name=op.f("uq_envelope_round_id_juror_id")),
        sa.UniqueConstraint("sha256", name=op.f("uq_envelope_sha256")),
    )
    op.create_table(
        "sealed_ballot",
        sa.Column("envelope_id", KEY, nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["envelope_id"], ["envelope.id"], name=op.f("fk_sealed_ballot_envelope_id_envelope")),
        sa.PrimaryKeyConstraint("envelope_id", name=op.f("pk_sealed_ballot")),
    )
    op.create_table(
        "opened_ballot",
        sa.Column("round_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("in_favour", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["ballot_round.id"], name=op.f("fk_opened_ballot_round_id_ballot_round")),
        sa.PrimaryKeyConstraint("round_id", "position", name=op.f("pk_opened_ballot")),
    )
