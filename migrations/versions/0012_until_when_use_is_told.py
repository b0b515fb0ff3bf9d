"""Until which day it is known what Sendcloud has used of a range."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not as a batch: SQLite would lose the guards of the table.
    op.add_column("number_range", sa.Column("told_on", sa.Date(), nullable=True))
    op.execute(
        "UPDATE number_range SET told_on = (SELECT max(drawn_on) FROM number_draw"
        " WHERE range_id = number_range.id) WHERE issuer = 'sendcloud'"
    )


def downgrade() -> None:
    op.drop_column("number_range", "told_on")
