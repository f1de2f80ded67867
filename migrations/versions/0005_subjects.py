"""Nominations of projects, studios and collectives beside persons; cycles a union runs; what follows an award."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ENDED = ("declined", "dropped", "expired", "honoured", "unchosen", "withdrawn")
STAGES = (
    *("drafted", "posted", "signed", "submitted", "returned_by_union", "recommended", "forwarded", "returned_by_city"),
    *("qualified", "assigned", "scored", "resolved", "reserved", "unchosen", "publicised", "honoured"),
    *("declined", "withdrawn", "expired", "dropped"),
)
NEW_STAGES = (
    *STAGES[:8],
    "interviewing",
    *STAGES[8:15],
    "reported",
    *STAGES[15:],
    "merged",
)
PHASES = ("fill", "unit", "union", "check", "review", "committee", "publicity", "decision", "certificate")
NEW_PHASES = (*PHASES[:4], "interview", *PHASES[4:7], "report", *PHASES[7:])


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _claims(ended: tuple[str, ...]) -> str:
    return f"(claimed_key IS NOT NULL) = (submitted_at IS NOT NULL AND stage NOT IN ({_listed(ended)}))"


def _text(name: str, length: int, comment: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), server_default="", nullable=False, comment=comment)


def _key(comment: str) -> sa.Column[str | None]:
    return sa.Column("subject_key", sa.String(length=64), nullable=True, comment=comment)


def _replace_check(table: str, name: str, before: str, after: str) -> None:
    """Another wording for a named CHECK.

    SQLite keeps it as text: https://sqlite.org/lang_altertable.html describes how to change that text in place, which
    spares copying the table and everything that refers to it.
    """
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(name), table, type_="check")
        op.create_check_constraint(op.f(name), table, after)
        return
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :after) "
            "WHERE type = 'table' AND name = :table AND instr(sql, :before) > 0"
        ),
        {"before": f"CHECK ({before})", "after": f"CHECK ({after})", "table": table},
    )
    if changed.rowcount != 1:
        raise ValueError(f"{table} has no check {before}")
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def _check_words(
    before: tuple[tuple[str, ...], tuple[str, ...]], after: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    (stages, phases), (new_stages, new_phases) = before, after
    old_ended, new_ended = (
        tuple(sorted((*ENDED, "merged") if "merged" in words else ENDED)) for words in (stages, new_stages)
    )
    _replace_check(
        "nomination",
        "ck_nomination_stage_known",
        f"stage IN ({_listed(stages)})",
        f"stage IN ({_listed(new_stages)})",
    )
    _replace_check("nomination", "ck_nomination_claims_the_person_while_alive", _claims(old_ended), _claims(new_ended))
    for table in ("deadline", "extension"):
        _replace_check(
            table, f"ck_{table}_phase_known", f"phase IN ({_listed(phases)})", f"phase IN ({_listed(new_phases)})"
        )


def upgrade() -> None:
    _check_words((STAGES, PHASES), (NEW_STAGES, NEW_PHASES))
    with op.batch_alter_table("nomination") as batch:
        batch.alter_column(
            "name",
            existing_type=sa.String(length=60),
            type_=sa.String(length=120),
            existing_nullable=False,
            comment="of the person or the thing, for lists",
            existing_comment="of the person, for lists",
        )
        batch.add_column(_text("leader", 60, "who leads it, where the subject is no person"))
        batch.add_column(_key("blind index of what is put forward; of a person, the same"))
        batch.add_column(
            sa.Column("merged_into", ID, nullable=True, comment="of the same subject, by whom it came first")
        )
        batch.alter_column(
            "claimed_key",
            existing_type=sa.String(length=64),
            existing_nullable=True,
            comment="the subject's while it holds the subject's one place",
            existing_comment="the same while it holds the person's one place",
        )
        batch.create_foreign_key(op.f("fk_nomination_merged_into_nomination"), "nomination", ["merged_into"], ["id"])
        batch.create_check_constraint(
            op.f("ck_nomination_merged_into_another"), "(merged_into IS NOT NULL) = (stage = 'merged')"
        )
    op.execute("UPDATE nomination SET subject_key = person_key")
    op.create_index("ix_nomination_subject_key", "nomination", ["subject_key"])
    op.create_index("ix_nomination_merged_into", "nomination", ["merged_into"])
    with op.batch_alter_table("cycle") as batch:
        batch.add_column(
            sa.Column(
                "organiser_id", ID, nullable=True, comment="the union that runs it in the city's place; empty: the city"
            )
        )
        batch.create_foreign_key(op.f("fk_cycle_organiser_id_organisation"), "organisation", ["organiser_id"], ["id"])
        batch.drop_constraint(op.f("uq_cycle_programme_key_batch_year"), type_="unique")
        batch.create_unique_constraint(
            op.f("uq_cycle_organiser_id_programme_key_batch_year"), ["organiser_id", "programme_key", "batch_year"]
        )
    op.create_index(
        "uq_cycle_programme_key_batch_year",
        "cycle",
        ["programme_key", "batch_year"],
        unique=True,
        sqlite_where=sa.text("organiser_id IS NULL"),
        postgresql_where=sa.text("organiser_id IS NULL"),
    )
    _honours()
    _tables()


def _honours() -> None:
    with op.batch_alter_table("honour") as batch:
        batch.add_column(sa.Column("subject_kind", sa.String(length=40), server_default="person", nullable=False))
        batch.add_column(_text("subject_name", 120, "of the project, studio or collective"))
        batch.add_column(_key("its blind index, as the nomination's"))
        batch.alter_column(
            "person_id", existing_type=ID, existing_nullable=False, comment="who holds it, or leads what holds it"
        )
        batch.create_check_constraint(
            op.f("ck_honour_subject_kind_known"), "subject_kind IN ('person', 'project', 'studio', 'collective')"
        )
        batch.create_check_constraint(
            op.f("ck_honour_a_thing_has_a_name"), "(subject_kind = 'person') = (subject_name = '')"
        )
        batch.drop_constraint(op.f("uq_honour_person_id_title_name_batch_year"), type_="unique")
        batch.create_unique_constraint(
            op.f("uq_honour_person_id_title_name_batch_year_subject_name"),
            ["person_id", "title_name", "batch_year", "subject_name"],
        )
    op.create_index("ix_honour_subject_key", "honour", ["subject_key"])


def _tables() -> None:
    op.create_table(
        "team_member",
        sa.Column("id", ID, nullable=False),
        sa.Column("nomination_id", ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, comment="完成人排名, from 1"),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False, comment="贡献率, percent"),
        sa.CheckConstraint("share >= 0 AND share <= 100", name=op.f("ck_team_member_share_of_a_hundred")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_team_member_nomination_id_nomination")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_team_member_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_member")),
        sa.UniqueConstraint("nomination_id", "place", name=op.f("uq_team_member_nomination_id_place")),
    )
    op.create_index("ix_team_member_person_id", "team_member", ["person_id"])
    op.create_table(
        "period",
        sa.Column("nomination_id", ID, autoincrement=False, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False, comment="last day"),
        sa.Column("assessment", sa.String(length=40), nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assessed_by", ID, nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "assessment IN ('pending', 'passed', 'not_passed')", name=op.f("ck_period_assessment_known")
        ),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_period_ends_after_it_starts")),
        sa.CheckConstraint(
            "(assessment = 'pending') = (assessed_at IS NULL)", name=op.f("ck_period_assessed_at_a_time")
        ),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_period_nomination_id_nomination")),
        sa.ForeignKeyConstraint(["assessed_by"], ["user_account.id"], name=op.f("fk_period_assessed_by_user_account")),
        sa.PrimaryKeyConstraint("nomination_id", name=op.f("pk_period")),
    )
    op.create_index("ix_period_assessment_ends_on", "period", ["assessment", "ends_on"])
    op.create_table(
        "period_report",
        sa.Column("id", ID, nullable=False),
        sa.Column("nomination_id", ID, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False, comment="of the period, from 1"),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False, comment="fields of the definition's report"),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_in_by", ID, nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", ID, nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False, comment="what the organiser remarked"),
        sa.CheckConstraint("year > 0", name=op.f("ck_period_report_counts_from_one")),
        sa.CheckConstraint(
            "accepted_at IS NULL OR handed_in_at IS NOT NULL", name=op.f("ck_period_report_accepted_once_handed_in")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["period.nomination_id"], name=op.f("fk_period_report_nomination_id_period")
        ),
        sa.ForeignKeyConstraint(
            ["handed_in_by"], ["user_account.id"], name=op.f("fk_period_report_handed_in_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by"], ["user_account.id"], name=op.f("fk_period_report_accepted_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_report")),
        sa.UniqueConstraint("nomination_id", "year", name=op.f("uq_period_report_nomination_id_year")),
    )
    op.create_index("ix_period_report_due_on", "period_report", ["due_on"])


def downgrade() -> None:
    for table in ("period_report", "period", "team_member"):
        op.drop_table(table)
    op.drop_index("ix_honour_subject_key", "honour")
    with op.batch_alter_table("honour") as batch:
        batch.drop_constraint(op.f("uq_honour_person_id_title_name_batch_year_subject_name"), type_="unique")
        batch.create_unique_constraint(
            op.f("uq_honour_person_id_title_name_batch_year"), ["person_id", "title_name", "batch_year"]
        )
        for name in ("subject_kind_known", "a_thing_has_a_name"):
            batch.drop_constraint(op.f(f"ck_honour_{name}"), type_="check")
        for name in ("subject_kind", "subject_name", "subject_key"):
            batch.drop_column(name)
    op.drop_index("uq_cycle_programme_key_batch_year", "cycle")
    with op.batch_alter_table("cycle") as batch:
        batch.drop_constraint(op.f("uq_cycle_organiser_id_programme_key_batch_year"), type_="unique")
        batch.drop_constraint(op.f("fk_cycle_organiser_id_organisation"), type_="foreignkey")
        batch.drop_column("organiser_id")
        batch.create_unique_constraint(op.f("uq_cycle_programme_key_batch_year"), ["programme_key", "batch_year"])
    for name in ("subject_key", "merged_into"):
        op.drop_index(f"ix_nomination_{name}", "nomination")
    with op.batch_alter_table("nomination") as batch:
        batch.drop_constraint(op.f("ck_nomination_merged_into_another"), type_="check")
        batch.drop_constraint(op.f("fk_nomination_merged_into_nomination"), type_="foreignkey")
        for name in ("merged_into", "subject_key", "leader"):
            batch.drop_column(name)
        batch.alter_column(
            "name",
            existing_type=sa.String(length=120),
            type_=sa.String(length=60),
            existing_nullable=False,
            comment="of the person, for lists",
        )
        batch.alter_column(
            "claimed_key",
            existing_type=sa.String(length=64),
            existing_nullable=True,
            comment="the same while it holds the person's one place",
        )
    gone = _listed(("interview", "report"))
    for table in ("extension", "deadline"):
        op.execute(f"DELETE FROM {table} WHERE phase IN ({gone})")
    _check_words((NEW_STAGES, NEW_PHASES), (STAGES, PHASES))
