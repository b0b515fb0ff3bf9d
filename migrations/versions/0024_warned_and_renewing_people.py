"""Who is warned beside the owner and may renew; the days on which the support had the digest."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("warned_since", "renews_since"):
        op.add_column("membership", sa.Column(name, app.database.UtcDateTime(timezone=True)))
    op.create_table(
        "support_digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_digest")),
        sa.UniqueConstraint("day", name=op.f("uq_support_digest_day")),
    )


def downgrade() -> None:
    op.drop_table("support_digest")
    for name in ("renews_since", "warned_since"):
        op.drop_column("membership", name)
