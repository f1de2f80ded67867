"""Composite limits, and places that move between unions: an entry tells who asked for it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    comment = "who asked for it, where a second person agreed"
    op.add_column("ledger_entry", sa.Column("proposed_by", sa.Integer(), nullable=True, comment=comment))


def downgrade() -> None:
    op.drop_column("ledger_entry", "proposed_by")
