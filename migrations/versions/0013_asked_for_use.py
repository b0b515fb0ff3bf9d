"""When a merchant was last asked to report the last number that Sendcloud has used."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch, which recreates the table on SQLite without its triggers and checks.
    op.add_column(
        "contract",
        sa.Column("usage_asked_at", app.database.UtcDateTime(timezone=True), nullable=True),
    )


def downgrade() -> None:
    op.drop_column("contract", "usage_asked_at")
