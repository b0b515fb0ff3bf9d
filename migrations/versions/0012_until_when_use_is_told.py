"""The day until which Sendcloud's use of a range is known."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch, which recreates the table on SQLite without its triggers and checks.
    op.add_column("number_range", sa.Column("told_on", sa.Date(), nullable=True))
    op.execute(
        "UPDATE number_range SET told_on = (SELECT max(drawn_on) FROM number_draw"
        " WHERE range_id = number_range.id) WHERE issuer = 'sendcloud'"
    )


def downgrade() -> None:
    op.drop_column("number_range", "told_on")
