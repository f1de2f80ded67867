"""机关代字 of unions: a column of its own, no two alike; whoever has run a cycle keeps what his numbers began with."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

WHAT = "发文机关代字; empty: the one derived from the name, until it numbers something"


def upgrade() -> None:
    op.add_column("organisation", sa.Column("organ_code", sa.String(20), nullable=True, comment=WHAT))
    op.create_index("uq_organisation_organ_code", "organisation", ["organ_code"], unique=True)
    _keep_what_was_used(op.get_bind())


def downgrade() -> None:
    op.drop_index("uq_organisation_organ_code", "organisation")
    op.drop_column("organisation", "organ_code")


def _keep_what_was_used(connection: sa.Connection) -> None:
    houses = sa.text(
        "SELECT id, name, union_kind FROM organisation"
        " WHERE id IN (SELECT organiser_id FROM cycle WHERE organiser_id IS NOT NULL) ORDER BY id"
    )
    kept: dict[str, int] = {}
    for id_, name, kind in connection.execute(houses).all():
        plain = name.removeprefix("上海市")
        code = f"{plain[0]}总工" if kind == "district" else plain.removeprefix("上海").removesuffix("工会")[:12] + "工"
        kept.setdefault(code, id_)
    for code, id_ in kept.items():
        connection.execute(
            sa.text("UPDATE organisation SET organ_code = :code WHERE id = :id"), {"code": code, "id": id_}
        )
