"""When a department fetched the letter that goes with its list."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

WHAT = "征求意见函, once like the list"


def upgrade() -> None:
    op.add_column(
        "vetting_batch", sa.Column("letter_fetched_at", sa.DateTime(timezone=True), nullable=True, comment=WHAT)
    )


def downgrade() -> None:
    op.drop_column("vetting_batch", "letter_fetched_at")
