"""Every table as first laid down."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("on", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_chain_head_is_the_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_head")),
    )
    op.create_table(
        "guesses",
        sa.Column("key", sa.String(length=64), nullable=False, comment="blind index of what is guarded"),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False, comment="when the count began"),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("wrong >= 0", name=op.f("ck_guesses_counts_up")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_guesses")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False, comment="the same work is asked for once"),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=500), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('ready', 'running', 'done', 'failed')", name=op.f("ck_job_state_known")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_job_tries_count_up")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_state_due_at", ["state", "due_at"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("short_name", sa.String(length=40), nullable=False),
        sa.Column("union_kind", sa.String(length=40), nullable=True),
        sa.Column("district_code", sa.String(length=6), nullable=True),
        sa.Column("credit_code", sa.String(length=18), nullable=True, comment="统一社会信用代码"),
        sa.Column("ownership", sa.String(length=40), nullable=True),
        sa.Column("contact", sa.String(length=100), nullable=False),
        sa.Column(
            "note", sa.String(length=100), nullable=False, comment="for example that the name is yet to be verified"
        ),
        sa.Column(
            "search_text", sa.String(length=400), nullable=False, comment="name, pinyin and initials, lower case"
        ),
        sa.Column("founded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(level = 'union') = (union_kind IS NOT NULL)", name=op.f("ck_organisation_only_unions_have_a_kind")
        ),
        sa.CheckConstraint(
            "(level = 'unit') = (credit_code IS NOT NULL)", name=op.f("ck_organisation_units_have_a_credit_code")
        ),
        sa.CheckConstraint("level IN ('city', 'union', 'unit')", name=op.f("ck_organisation_level_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index("ix_organisation_level_name", ["level", "name"], unique=False)
        batch_op.create_index("uq_organisation_credit_code", ["credit_code"], unique=True)

    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("id_key", sa.String(length=64), nullable=True, comment="blind index of the ID number"),
        sa.Column("id_number", sa.LargeBinary(), nullable=True),
        sa.Column("unit_name", sa.String(length=100), nullable=False),
        sa.Column("occupation", sa.String(length=60), nullable=False),
        sa.Column("search_text", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("id_key", name=op.f("uq_person_id_key")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ix_person_name", ["name"], unique=False)

    op.create_table(
        "series",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.CheckConstraint("next > 0", name=op.f("ck_series_counts_from_one")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_series")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account", sa.String(length=120), nullable=False, comment="work e-mail or mobile number, lower case"),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mails_to", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "(activated_at IS NULL) = (password_hash IS NULL)", name=op.f("ck_user_account_active_with_a_password")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("account", name=op.f("uq_user_account_account")),
    )
    op.create_table(
        "affiliation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("union_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_affiliation_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["union_id"], ["organisation.id"], name=op.f("fk_affiliation_union_id_organisation")),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation.id"], name=op.f("fk_affiliation_unit_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation")),
    )
    with op.batch_alter_table("affiliation", schema=None) as batch_op:
        batch_op.create_index("ix_affiliation_union_id", ["union_id"], unique=False)
        batch_op.create_index(
            "uq_affiliation_open",
            ["unit_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "cycle",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_key", sa.String(length=40), nullable=False),
        sa.Column(
            "name", sa.String(length=100), nullable=False, comment="for example 2026年上海市（杰出）技术能手评选"
        ),
        sa.Column(
            "batch_year", sa.Integer(), nullable=False, comment="批次年度; the year of naming may be a later one"
        ),
        sa.Column("naming_on", sa.Date(), nullable=True, comment="命名日期, set by the decision"),
        sa.Column("definition", sa.Text(), nullable=False, comment="canonical JSON, never edited"),
        sa.Column("definition_sha256", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("review_closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(definition_sha256) = 64", name=op.f("ck_cycle_definition_is_hashed")),
        sa.ForeignKeyConstraint(["opened_by"], ["user_account.id"], name=op.f("fk_cycle_opened_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle")),
        sa.UniqueConstraint("programme_key", "batch_year", name=op.f("uq_cycle_programme_key_batch_year")),
    )
    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_invitation_user_id_user_account")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitation")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('unit_officer', 'unit_head', 'nominee', 'union_officer', 'union_head', 'city_officer', 'expert', 'juror', 'supervisor', 'admin')",
            name=op.f("ck_membership_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_membership_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index("ix_membership_organisation_id_role", ["organisation_id", "role"], unique=False)
        batch_op.create_index(
            "uq_membership_held",
            ["user_id", "organisation_id", "role"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "allocation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cycle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("union_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("granted", sa.Integer(), nullable=False, comment="分配"),
        sa.Column("ceiling", sa.Integer(), nullable=False, comment="按差额比例可推荐"),
        sa.Column("reserved", sa.Integer(), nullable=False, comment="占用"),
        sa.Column("committed", sa.Integer(), nullable=False, comment="落实"),
        sa.CheckConstraint("ceiling >= granted", name=op.f("ck_allocation_ceiling_above_the_grant")),
        sa.CheckConstraint(
            "granted >= 0 AND reserved >= 0 AND committed >= 0", name=op.f("ck_allocation_never_negative")
        ),
        sa.CheckConstraint("reserved + committed <= ceiling", name=op.f("ck_allocation_never_overrun")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_allocation_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["union_id"], ["organisation.id"], name=op.f("fk_allocation_union_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sa.UniqueConstraint("cycle_id", "union_id", name=op.f("uq_allocation_cycle_id_union_id")),
    )
    op.create_table(
        "deadline",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cycle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "phase IN ('fill', 'unit', 'union', 'check', 'review', 'committee', 'publicity', 'decision', 'certificate')",
            name=op.f("ck_deadline_phase_known"),
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_deadline_cycle_id_cycle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
        sa.UniqueConstraint("cycle_id", "phase", name=op.f("uq_deadline_cycle_id_phase")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cycle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False, comment="文号, for example 沪工总〔2026〕12号"),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_decision_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_decision_made_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("cycle_id", name=op.f("uq_decision_cycle_id")),
        sa.UniqueConstraint("number", name=op.f("uq_decision_number")),
    )
    op.create_table(
        "extension",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cycle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("union_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("granted_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "phase IN ('fill', 'unit', 'union', 'check', 'review', 'committee', 'publicity', 'decision', 'certificate')",
            name=op.f("ck_extension_phase_known"),
        ),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_extension_has_a_reason")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_extension_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["granted_by"], ["user_account.id"], name=op.f("fk_extension_granted_by_user_account")),
        sa.ForeignKeyConstraint(["union_id"], ["organisation.id"], name=op.f("fk_extension_union_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
        sa.UniqueConstraint("cycle_id", "phase", "union_id", name=op.f("uq_extension_cycle_id_phase_union_id")),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cycle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "closed_at IS NULL OR closed_at >= opened_at", name=op.f("ck_meeting_closes_after_it_opens")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_meeting_cycle_id_cycle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("cycle_id", name=op.f("uq_meeting_cycle_id")),
    )
    op.create_table(
        "nomination",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cycle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("union_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("applied_title", sa.String(length=40), nullable=False, comment="the title asked for"),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False, comment="of the person, for lists"),
        sa.Column("occupation", sa.String(length=60), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False, comment="groups of the definition it belongs to"),
        sa.Column("search_text", sa.String(length=400), nullable=False, comment="name, pinyin initials, unit, receipt"),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("private_answers", sa.LargeBinary(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False, comment="counts the saves"),
        sa.Column("field_revisions", sa.JSON(), nullable=False, comment="field -> revision that set it"),
        sa.Column("set_aside", sa.JSON(), nullable=False, comment="texts another window overtook"),
        sa.Column("private_set_aside", sa.LargeBinary(), nullable=True),
        sa.Column("person_key", sa.String(length=64), nullable=True, comment="blind index of the ID number as typed"),
        sa.Column(
            "claimed_key", sa.String(length=64), nullable=True, comment="the same while it holds the person's one place"
        ),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("receipt", sa.String(length=40), nullable=True, comment="受理号"),
        sa.Column("opened_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(claimed_key IS NOT NULL) = (submitted_at IS NOT NULL AND stage NOT IN ('declined', 'dropped', 'expired', 'honoured', 'unchosen', 'withdrawn'))",
            name=op.f("ck_nomination_claims_the_person_while_alive"),
        ),
        sa.CheckConstraint(
            "stage IN ('drafted', 'posted', 'signed', 'submitted', 'returned_by_union', 'recommended', 'forwarded', 'returned_by_city', 'qualified', 'assigned', 'scored', 'resolved', 'reserved', 'unchosen', 'publicised', 'honoured', 'declined', 'withdrawn', 'expired', 'dropped')",
            name=op.f("ck_nomination_stage_known"),
        ),
        sa.CheckConstraint(
            "submitted_at IS NOT NULL OR stage IN ('drafted', 'posted', 'signed', 'withdrawn', 'expired')",
            name=op.f("ck_nomination_submitted_before_it_moves_up"),
        ),
        sa.CheckConstraint(
            "(submitted_at IS NULL) = (receipt IS NULL)", name=op.f("ck_nomination_receipt_with_submission")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_nomination_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["opened_by"], ["user_account.id"], name=op.f("fk_nomination_opened_by_user_account")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_nomination_person_id_person")),
        sa.ForeignKeyConstraint(["union_id"], ["organisation.id"], name=op.f("fk_nomination_union_id_organisation")),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation.id"], name=op.f("fk_nomination_unit_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
        sa.UniqueConstraint("cycle_id", "claimed_key", name=op.f("uq_nomination_cycle_id_claimed_key")),
        sa.UniqueConstraint("receipt", name=op.f("uq_nomination_receipt")),
    )
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.create_index("ix_nomination_cycle_id_stage_id", ["cycle_id", "stage", "id"], unique=False)
        batch_op.create_index("ix_nomination_name_id", ["name", "id"], unique=False)
        batch_op.create_index("ix_nomination_person_key", ["person_key"], unique=False)
        batch_op.create_index("ix_nomination_submitted_at_id", ["submitted_at", "id"], unique=False)
        batch_op.create_index(
            "ix_nomination_union_id_cycle_id_stage_id", ["union_id", "cycle_id", "stage", "id"], unique=False
        )
        batch_op.create_index("ix_nomination_unit_id_cycle_id_id", ["unit_id", "cycle_id", "id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cycle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False, comment="name, unit, occupation, title: nothing else"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False, comment="last working day"),
        sa.Column("published_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_notice_is_hashed")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_notice_cycle_id_cycle")),
        sa.ForeignKeyConstraint(
            ["published_by"], ["user_account.id"], name=op.f("fk_notice_published_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("cycle_id", "version", name=op.f("uq_notice_cycle_id_version")),
    )
    op.create_table(
        "panel",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cycle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_panel_cycle_id_cycle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel")),
        sa.UniqueConstraint("cycle_id", "name", name=op.f("uq_panel_cycle_id_name")),
    )
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_sign_in_membership_id_membership")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_sign_in_user_id_user_account")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_user_id", ["user_id"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nomination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("panel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("expert_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["expert_id"], ["user_account.id"], name=op.f("fk_assignment_expert_id_user_account")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_assignment_nomination_id_nomination")
        ),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_assignment_panel_id_panel")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("nomination_id", "expert_id", name=op.f("uq_assignment_nomination_id_expert_id")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index("ix_assignment_expert_id_nomination_id", ["expert_id", "nomination_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("juror_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("present_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["juror_id"], ["user_account.id"], name=op.f("fk_attendance_juror_id_user_account")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("meeting_id", "juror_id", name=op.f("uq_attendance_meeting_id_juror_id")),
    )
    op.create_table(
        "ballot",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("juror_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("in_favour", sa.JSON(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["juror_id"], ["user_account.id"], name=op.f("fk_ballot_juror_id_user_account")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_ballot_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("meeting_id", "juror_id", name=op.f("uq_ballot_meeting_id_juror_id")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nomination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('vetting', 'publicity')", name=op.f("ck_consent_kind_known")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_consent_nomination_id_nomination")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("nomination_id", "kind", name=op.f("uq_consent_nomination_id_kind")),
    )
    op.create_table(
        "consent_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("nomination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_consent_link_made_by_user_account")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_consent_link_nomination_id_nomination")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_consent_link")),
    )
    op.create_table(
        "dossier",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nomination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False, comment="canonical JSON without private answers"),
        sa.Column("private_content", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the content"),
        sa.Column("attempt", sa.String(length=64), nullable=False, comment="the form's token: one press, one dossier"),
        sa.Column("sealed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_dossier_is_hashed")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_dossier_nomination_id_nomination")),
        sa.ForeignKeyConstraint(["sealed_by"], ["user_account.id"], name=op.f("fk_dossier_sealed_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("attempt", name=op.f("uq_dossier_attempt")),
        sa.UniqueConstraint("nomination_id", "version", name=op.f("uq_dossier_nomination_id_version")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("actor_name", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True, comment="for whom"
        ),
        sa.Column("organisation_name", sa.String(length=100), nullable=False),
        sa.Column("cycle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("nomination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("subject", sa.String(length=100), nullable=False, comment="what it was done to, in words"),
        sa.Column("from_stage", sa.String(length=40), nullable=True),
        sa.Column("to_stage", sa.String(length=40), nullable=True),
        sa.Column("why", sa.String(length=1000), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("length(hash) = 64 AND length(previous) = 64", name=op.f("ck_event_is_chained")),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_event_actor_id_user_account")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_event_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_event_nomination_id_nomination")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_event_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_event_hash")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_actor_id", ["actor_id"], unique=False)
        batch_op.create_index("ix_event_cycle_id", ["cycle_id"], unique=False)
        batch_op.create_index("ix_event_nomination_id", ["nomination_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nomination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "attachment", sa.String(length=40), nullable=False, comment="which attachment of the definition it is"
        ),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False, comment="as it was called; only ever shown"),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False, comment="where storage keeps it"),
        sa.Column("preview_key", sa.String(length=100), nullable=True, comment="a small picture of it, for images"),
        sa.Column("uploaded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("ck_evidence_is_not_empty")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_evidence_nomination_id_nomination")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["user_account.id"], name=op.f("fk_evidence_uploaded_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_nomination_id", ["nomination_id"], unique=False)

    op.create_table(
        "forwarding",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("allocation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("minutes_key", sa.String(length=80), nullable=True, comment="where the file is kept"),
        sa.Column("minutes_name", sa.String(length=255), nullable=False, comment="as it was called; only ever shown"),
        sa.Column("forwarded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("forwarded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(minutes_key IS NULL) = (minutes_name = '')", name=op.f("ck_forwarding_minutes_have_a_name")
        ),
        sa.CheckConstraint("people > 0", name=op.f("ck_forwarding_hands_on_somebody")),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocation.id"], name=op.f("fk_forwarding_allocation_id_allocation")
        ),
        sa.ForeignKeyConstraint(
            ["forwarded_by"], ["user_account.id"], name=op.f("fk_forwarding_forwarded_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forwarding")),
    )
    with op.batch_alter_table("forwarding", schema=None) as batch_op:
        batch_op.create_index("ix_forwarding_allocation_id", ["allocation_id"], unique=False)

    op.create_table(
        "honour",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_key", sa.String(length=40), nullable=False, comment="empty for honours of other bodies"),
        sa.Column("title_key", sa.String(length=40), nullable=False),
        sa.Column("title_name", sa.String(length=60), nullable=False),
        sa.Column(
            "batch_year", sa.Integer(), nullable=True, comment="empty where the source of a past honour gives none"
        ),
        sa.Column("named_on", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("unit_name", sa.String(length=100), nullable=False),
        sa.Column("occupation", sa.String(length=60), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("nomination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False, comment="where a past honour was published"),
        sa.CheckConstraint("basis IN ('selection', 'contest', 'outside')", name=op.f("ck_honour_basis_known")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_honour_decision_id_decision")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_honour_nomination_id_nomination")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_honour_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_honour")),
        sa.UniqueConstraint("nomination_id", name=op.f("uq_honour_nomination_id")),
        sa.UniqueConstraint(
            "person_id", "title_name", "batch_year", name=op.f("uq_honour_person_id_title_name_batch_year")
        ),
    )
    with op.batch_alter_table("honour", schema=None) as batch_op:
        batch_op.create_index("ix_honour_batch_year_title_name", ["batch_year", "title_name"], unique=False)

    op.create_table(
        "inquiry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nomination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False, comment="key of the definition's department"),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False, comment="for the city only"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("(answer = 'pending') = (answered_at IS NULL)", name=op.f("ck_inquiry_answered_at_a_time")),
        sa.CheckConstraint("answer IN ('pending', 'clear', 'adverse')", name=op.f("ck_inquiry_answer_known")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_inquiry_nomination_id_nomination")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user_account.id"], name=op.f("fk_inquiry_recorded_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
        sa.UniqueConstraint("nomination_id", "department", name=op.f("uq_inquiry_nomination_id_department")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("allocation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("other_allocation_id", sa.Integer(), nullable=True, comment="the other side of a transfer"),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('grant', 'reserve', 'commit', 'release', 'transfer_out', 'transfer_in', 'forfeit')",
            name=op.f("ck_ledger_entry_kind_known"),
        ),
        sa.CheckConstraint("places > 0", name=op.f("ck_ledger_entry_moves_places")),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_ledger_entry_actor_id_user_account")),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocation.id"], name=op.f("fk_ledger_entry_allocation_id_allocation")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_ledger_entry_nomination_id_nomination")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_entry_allocation_id", ["allocation_id"], unique=False)

    op.create_table(
        "letter",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("address", sa.String(length=120), nullable=False),
        sa.Column("nomination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_letter_nomination_id_nomination")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_letter_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index("ix_letter_nomination_id", ["nomination_id"], unique=False)
        batch_op.create_index("ix_letter_user_id", ["user_id"], unique=False)

    op.create_table(
        "panel_member",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("panel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("expert_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["expert_id"], ["user_account.id"], name=op.f("fk_panel_member_expert_id_user_account")
        ),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_panel_member_panel_id_panel")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_member")),
        sa.UniqueConstraint("panel_id", "expert_id", name=op.f("uq_panel_member_panel_id_expert_id")),
    )
    with op.batch_alter_table("panel_member", schema=None) as batch_op:
        batch_op.create_index("ix_panel_member_expert_id", ["expert_id"], unique=False)

    op.create_table(
        "recommendation",
        sa.Column("nomination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("allocation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("opinion", sa.String(length=500), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=True, comment="reserve, commit, or none held"),
        sa.Column("prepared_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "place IS NULL OR place IN ('reserve', 'commit')", name=op.f("ck_recommendation_place_is_held_or_not")
        ),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by IS NULL)", name=op.f("ck_recommendation_confirmed_by_somebody")
        ),
        sa.CheckConstraint("rank <> 0", name=op.f("ck_recommendation_is_ranked")),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocation.id"], name=op.f("fk_recommendation_allocation_id_allocation")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["user_account.id"], name=op.f("fk_recommendation_confirmed_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_recommendation_nomination_id_nomination")
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by"], ["user_account.id"], name=op.f("fk_recommendation_prepared_by_user_account")
        ),
        sa.PrimaryKeyConstraint("nomination_id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint("allocation_id", "rank", name=op.f("uq_recommendation_allocation_id_rank")),
    )
    op.create_table(
        "resolution",
        sa.Column("nomination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("title_key", sa.String(length=40), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True, comment="within its title, or on the reserve list"),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'chosen') = (title_key IS NOT NULL)", name=op.f("ck_resolution_chosen_for_a_title")
        ),
        sa.CheckConstraint("outcome IN ('chosen', 'reserved', 'unchosen')", name=op.f("ck_resolution_outcome_known")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_resolution_has_a_reason")),
        sa.CheckConstraint("votes_for >= 0", name=op.f("ck_resolution_votes_count_up")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_resolution_meeting_id_meeting")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_resolution_nomination_id_nomination")
        ),
        sa.PrimaryKeyConstraint("nomination_id", name=op.f("pk_resolution")),
    )
    with op.batch_alter_table("resolution", schema=None) as batch_op:
        batch_op.create_index("ix_resolution_meeting_id", ["meeting_id"], unique=False)

    op.create_table(
        "return_for_correction",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nomination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False, comment="who sent it back: union or city"),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("level IN ('city', 'union', 'unit')", name=op.f("ck_return_for_correction_level_known")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_return_for_correction_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_return_for_correction_nomination_id_nomination")
        ),
        sa.ForeignKeyConstraint(
            ["returned_by"], ["user_account.id"], name=op.f("fk_return_for_correction_returned_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_for_correction")),
    )
    with op.batch_alter_table("return_for_correction", schema=None) as batch_op:
        batch_op.create_index("ix_return_for_correction_nomination_id", ["nomination_id"], unique=False)
        batch_op.create_index(
            "uq_return_for_correction_open",
            ["nomination_id"],
            unique=True,
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )

    op.create_table(
        "tick",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nomination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("check_key", sa.String(length=40), nullable=False),
        sa.Column("is_met", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("ticked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_tick_nomination_id_nomination")),
        sa.ForeignKeyConstraint(["ticked_by"], ["user_account.id"], name=op.f("fk_tick_ticked_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tick")),
        sa.UniqueConstraint("nomination_id", "check_key", name=op.f("uq_tick_nomination_id_check_key")),
    )
    op.create_table(
        "unit_record",
        sa.Column("nomination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("congress_on", sa.Date(), nullable=True),
        sa.Column("expected", sa.Integer(), nullable=True, comment="应到"),
        sa.Column("present", sa.Integer(), nullable=True, comment="实到"),
        sa.Column("agreed", sa.Integer(), nullable=True, comment="同意"),
        sa.Column("opposed", sa.Integer(), nullable=True, comment="反对"),
        sa.Column("abstained", sa.Integer(), nullable=True, comment="弃权"),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_where", sa.String(length=200), nullable=False),
        sa.Column("posting_ends_on", sa.Date(), nullable=True, comment="last working day of the publicity"),
        sa.Column("objections", sa.Integer(), nullable=True, comment="异议件数; unknown until the publicity is over"),
        sa.Column("posting_result", sa.String(length=500), nullable=False),
        sa.Column("opinion", sa.String(length=500), nullable=False),
        sa.Column("signed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(posted_at IS NULL) = (posting_ends_on IS NULL)", name=op.f("ck_unit_record_posting_has_an_end")
        ),
        sa.CheckConstraint("(signed_at IS NULL) = (signed_by IS NULL)", name=op.f("ck_unit_record_signed_by_somebody")),
        sa.CheckConstraint("agreed + opposed + abstained = present", name=op.f("ck_unit_record_votes_add_up")),
        sa.CheckConstraint("present <= expected", name=op.f("ck_unit_record_no_more_present_than_expected")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_unit_record_nomination_id_nomination")
        ),
        sa.ForeignKeyConstraint(["signed_by"], ["user_account.id"], name=op.f("fk_unit_record_signed_by_user_account")),
        sa.PrimaryKeyConstraint("nomination_id", name=op.f("pk_unit_record")),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("honour_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cycle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False, comment="for the QR: 128 random bits"),
        sa.Column("facts", sa.Text(), nullable=False, comment="canonical JSON of what is printed"),
        sa.Column("file_key", sa.String(length=100), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_because", sa.String(length=300), nullable=False, comment="why it cannot be printed, if so"),
        sa.CheckConstraint("(file_key IS NULL) = (file_sha256 IS NULL)", name=op.f("ck_certificate_file_is_hashed")),
        sa.CheckConstraint("(issued_at IS NULL) = (file_key IS NULL)", name=op.f("ck_certificate_issued_with_a_file")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_certificate_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["honour_id"], ["honour.id"], name=op.f("fk_certificate_honour_id_honour")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
        sa.UniqueConstraint("honour_id", name=op.f("uq_certificate_honour_id")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index("ix_certificate_cycle_id", ["cycle_id"], unique=False)

    op.create_table(
        "recusal",
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("declared_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_recusal_assignment_id_assignment")),
        sa.ForeignKeyConstraint(["declared_by"], ["user_account.id"], name=op.f("fk_recusal_declared_by_user_account")),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_recusal")),
    )
    op.create_table(
        "review_file",
        sa.Column("nomination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("panel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dossier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("blind_number", sa.Integer(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False, comment="sheets the total was made from"),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("tie_broken_by", sa.String(length=40), nullable=False),
        sa.CheckConstraint("(total IS NULL) = (rank IS NULL)", name=op.f("ck_review_file_total_with_rank")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_review_file_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_review_file_nomination_id_nomination")
        ),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_review_file_panel_id_panel")),
        sa.PrimaryKeyConstraint("nomination_id", name=op.f("pk_review_file")),
        sa.UniqueConstraint("panel_id", "blind_number", name=op.f("uq_review_file_panel_id_blind_number")),
    )
    op.create_table(
        "score_sheet",
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False, comment="criterion -> points as exact text"),
        sa.Column("comment", sa.String(length=1000), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "handed_in_at IS NULL OR total IS NOT NULL", name=op.f("ck_score_sheet_handed_in_with_a_total")
        ),
        sa.CheckConstraint(
            "total IS NULL OR (total >= 0 AND total <= 1000000)", name=op.f("ck_score_sheet_total_within_a_hundred")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_score_sheet_assignment_id_assignment")
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_score_sheet")),
    )


def downgrade() -> None:
    op.drop_table("score_sheet")
    op.drop_table("review_file")
    op.drop_table("recusal")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index("ix_certificate_cycle_id")

    op.drop_table("certificate")
    op.drop_table("unit_record")
    op.drop_table("tick")
    with op.batch_alter_table("return_for_correction", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_return_for_correction_open",
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )
        batch_op.drop_index("ix_return_for_correction_nomination_id")

    op.drop_table("return_for_correction")
    with op.batch_alter_table("resolution", schema=None) as batch_op:
        batch_op.drop_index("ix_resolution_meeting_id")

    op.drop_table("resolution")
    op.drop_table("recommendation")
    with op.batch_alter_table("panel_member", schema=None) as batch_op:
        batch_op.drop_index("ix_panel_member_expert_id")

    op.drop_table("panel_member")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index("ix_letter_user_id")
        batch_op.drop_index("ix_letter_nomination_id")

    op.drop_table("letter")
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_entry_allocation_id")

    op.drop_table("ledger_entry")
    op.drop_table("inquiry")
    with op.batch_alter_table("honour", schema=None) as batch_op:
        batch_op.drop_index("ix_honour_batch_year_title_name")

    op.drop_table("honour")
    with op.batch_alter_table("forwarding", schema=None) as batch_op:
        batch_op.drop_index("ix_forwarding_allocation_id")

    op.drop_table("forwarding")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_nomination_id")

    op.drop_table("evidence")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_nomination_id")
        batch_op.drop_index("ix_event_cycle_id")
        batch_op.drop_index("ix_event_actor_id")

    op.drop_table("event")
    op.drop_table("dossier")
    op.drop_table("consent_link")
    op.drop_table("consent")
    op.drop_table("ballot")
    op.drop_table("attendance")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index("ix_assignment_expert_id_nomination_id")

    op.drop_table("assignment")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_user_id")

    op.drop_table("sign_in")
    op.drop_table("panel")
    op.drop_table("notice")
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.drop_index("ix_nomination_unit_id_cycle_id_id")
        batch_op.drop_index("ix_nomination_union_id_cycle_id_stage_id")
        batch_op.drop_index("ix_nomination_submitted_at_id")
        batch_op.drop_index("ix_nomination_person_key")
        batch_op.drop_index("ix_nomination_name_id")
        batch_op.drop_index("ix_nomination_cycle_id_stage_id")

    op.drop_table("nomination")
    op.drop_table("meeting")
    op.drop_table("extension")
    op.drop_table("decision")
    op.drop_table("deadline")
    op.drop_table("allocation")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_held",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index("ix_membership_organisation_id_role")

    op.drop_table("membership")
    op.drop_table("invitation")
    op.drop_table("cycle")
    with op.batch_alter_table("affiliation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_affiliation_open", sqlite_where=sa.text("until IS NULL"), postgresql_where=sa.text("until IS NULL")
        )
        batch_op.drop_index("ix_affiliation_union_id")

    op.drop_table("affiliation")
    op.drop_table("user_account")
    op.drop_table("setting")
    op.drop_table("series")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_name")

    op.drop_table("person")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index("uq_organisation_credit_code")
        batch_op.drop_index("ix_organisation_level_name")

    op.drop_table("organisation")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_state_due_at")

    op.drop_table("job")
    op.drop_table("guesses")
    op.drop_table("chain_head")
    op.drop_table("calendar_year")
    op.drop_table("calendar_day")
