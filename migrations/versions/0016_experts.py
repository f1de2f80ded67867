"""The pool of experts, draws and invitations; scores that were voided; what keeps a dossier blind."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = (
    "expert_profile",
    "expert_draw",
    "expert_draw_result",
    "expert_call",
    "voided_score",
    "blind_copy",
    "blind_finding",
)
ONCE = ("expert_draw", "expert_draw_result")


def upgrade() -> None:
    op.add_column(
        "assignment",
        sa.Column(
            "conflict",
            sa.String(500),
            nullable=False,
            server_default="",
            comment="why he must not score it, found after it was dealt",
        ),
    )
    op.add_column(
        "assignment",
        sa.Column(
            "cleared",
            sa.String(500),
            nullable=False,
            server_default="",
            comment="what was found and is no conflict",
        ),
    )
    op.add_column(
        "review_file",
        sa.Column(
            "is_unchecked",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="until the worker has looked for what gives the nominee away",
        ),
    )
    op.add_column(
        "panel_member",
        sa.Column(
            "left_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="replaced; what he had handed in stays",
        ),
    )
    op.add_column(
        "recusal",
        sa.Column(
            "is_handed_over",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="he was replaced before he scored it",
        ),
    )
    _experts()
    _scores()
    _blind()
    _guard()


def _guard() -> None:
    for table in ONCE:
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


def _experts() -> None:
    op.create_table(
        "expert_profile",
        sa.Column("user_id", ID, autoincrement=False, nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False, comment="职称或技能等级"),
        sa.Column("trades", sa.JSON(), nullable=False, comment="codes of industries; none: any"),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("unit_name", sa.String(length=100), nullable=False),
        sa.Column("person_id", ID, nullable=True, comment="the same person in the register"),
        sa.Column("ties", sa.LargeBinary(), nullable=True),
        sa.Column("load_cap", sa.Integer(), nullable=True, comment="dossiers of one review at most"),
        sa.Column("away_from", sa.Date(), nullable=True),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "away_until IS NULL OR away_from <= away_until", name=op.f("ck_expert_profile_comes_back_after_going")
        ),
        sa.CheckConstraint("load_cap IS NULL OR load_cap > 0", name=op.f("ck_expert_profile_takes_some")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_expert_profile_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation.id"], name=op.f("fk_expert_profile_unit_id_organisation")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_expert_profile_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_expert_profile")),
    )
    op.create_table(
        "expert_draw",
        sa.Column("id", ID, nullable=False),
        sa.Column("cycle_id", ID, nullable=False),
        sa.Column(
            "facts",
            sa.Text(),
            nullable=False,
            comment="canonical JSON: pool by stratum, places, alternates, the number",
        ),
        sa.Column("commitment", sa.String(length=64), nullable=False, comment="SHA-256 of the facts"),
        sa.Column("number_source", sa.String(length=200), nullable=False, comment="which public number will decide"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, comment="when that number becomes known"),
        sa.Column("committed_by", ID, nullable=True),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(commitment) = 64", name=op.f("ck_expert_draw_is_hashed")),
        sa.ForeignKeyConstraint(
            ["committed_by"], ["user_account.id"], name=op.f("fk_expert_draw_committed_by_user_account")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_expert_draw_cycle_id_cycle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_draw")),
    )
    op.create_index("ix_expert_draw_cycle_id", "expert_draw", ["cycle_id"], unique=False)
    op.create_table(
        "expert_draw_result",
        sa.Column("draw_id", ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column(
            "minutes", sa.Text(), nullable=False, comment="canonical JSON: the facts, the number, the order drawn"
        ),
        sa.Column("drawn_by", ID, nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draw_id"], ["expert_draw.id"], name=op.f("fk_expert_draw_result_draw_id_expert_draw")
        ),
        sa.ForeignKeyConstraint(
            ["drawn_by"], ["user_account.id"], name=op.f("fk_expert_draw_result_drawn_by_user_account")
        ),
        sa.PrimaryKeyConstraint("draw_id", name=op.f("pk_expert_draw_result")),
    )
    op.create_table(
        "expert_call",
        sa.Column("id", ID, nullable=False),
        sa.Column("cycle_id", ID, nullable=False),
        sa.Column("expert_id", ID, nullable=False),
        sa.Column("draw_id", ID, nullable=True),
        sa.Column("stratum", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, comment="in the order drawn within the stratum, from 1"),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "answer", sa.String(length=200), nullable=False, comment="why he cannot come, or why he was replaced"
        ),
        sa.Column("replaces_id", ID, nullable=True),
        sa.CheckConstraint(
            "(state IN ('reserve', 'invited')) = (answered_at IS NULL)", name=op.f("ck_expert_call_answered_at_a_time")
        ),
        sa.CheckConstraint(
            "state IN ('reserve', 'invited', 'accepted', 'declined', 'replaced')",
            name=op.f("ck_expert_call_state_known"),
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_expert_call_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["draw_id"], ["expert_draw.id"], name=op.f("fk_expert_call_draw_id_expert_draw")),
        sa.ForeignKeyConstraint(["expert_id"], ["user_account.id"], name=op.f("fk_expert_call_expert_id_user_account")),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["expert_call.id"], name=op.f("fk_expert_call_replaces_id_expert_call")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_call")),
        sa.UniqueConstraint("cycle_id", "expert_id", name=op.f("uq_expert_call_cycle_id_expert_id")),
    )
    op.create_index("ix_expert_call_expert_id_state", "expert_call", ["expert_id", "state"], unique=False)


def _scores() -> None:
    op.create_table(
        "voided_score",
        sa.Column("assignment_id", ID, autoincrement=False, nullable=False),
        sa.Column("nomination_id", ID, nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("total_with", sa.BigInteger(), nullable=True),
        sa.Column("rank_with", sa.Integer(), nullable=True),
        sa.Column("total_without", sa.BigInteger(), nullable=True),
        sa.Column("rank_without", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_voided_score_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_voided_score_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_voided_score_nomination_id_nomination")
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_voided_score")),
    )
    op.create_index("ix_voided_score_nomination_id", "voided_score", ["nomination_id"], unique=False)


def _blind() -> None:
    op.create_table(
        "blind_copy",
        sa.Column("evidence_id", ID, autoincrement=False, nullable=False),
        sa.Column(
            "key", sa.String(length=100), nullable=True, comment="where storage keeps it; none: it could not be made"
        ),
        sa.Column("source_key", sa.String(length=100), nullable=False, comment="of the file it was made from"),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("unread", sa.String(length=100), nullable=False, comment="what no program can read of it"),
        sa.Column("trouble", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_blind_copy_evidence_id_evidence")),
        sa.PrimaryKeyConstraint("evidence_id", name=op.f("pk_blind_copy")),
    )
    op.create_index("ix_blind_copy_source_key", "blind_copy", ["source_key"])
    op.create_table(
        "blind_finding",
        sa.Column("id", ID, nullable=False),
        sa.Column("nomination_id", ID, nullable=False),
        sa.Column("evidence_id", ID, nullable=True, comment="none: a text of the form"),
        sa.Column("place", sa.String(length=100), nullable=False, comment="where, in words"),
        sa.Column("field_key", sa.String(length=60), nullable=False),
        sa.Column("what", sa.String(length=100), nullable=False),
        sa.Column("excerpt", sa.LargeBinary(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", ID, nullable=True),
        sa.CheckConstraint(
            "verdict IS NULL OR verdict IN ('harmless', 'withheld')", name=op.f("ck_blind_finding_verdict_known")
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (verdict IS NULL)", name=op.f("ck_blind_finding_settled_with_a_verdict")
        ),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_blind_finding_evidence_id_evidence")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_blind_finding_nomination_id_nomination")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["user_account.id"], name=op.f("fk_blind_finding_settled_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blind_finding")),
    )
    op.create_index("ix_blind_finding_nomination_id", "blind_finding", ["nomination_id"], unique=False)


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
    op.drop_column("recusal", "is_handed_over")
    op.drop_column("panel_member", "left_at")
    op.drop_column("review_file", "is_unchecked")
    op.drop_column("assignment", "cleared")
    op.drop_column("assignment", "conflict")
