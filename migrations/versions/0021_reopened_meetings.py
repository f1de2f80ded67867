"""When a meeting that had been closed was opened again."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0017"
branch_labels = None
depends_on = None

LAST = "the last time; each is an event of its own"


def upgrade() -> None:
    op.add_column("meeting", sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True, comment=LAST))


def downgrade() -> None:
    op.drop_column("meeting", "reopened_at")
