"""The recipient's e-mail, and what an import leaves out or remarks on."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("shipment", sa.Column("recipient_email", sa.String(length=254), nullable=True))
    for name in ("left_out", "remarks"):
        op.add_column(
            "shipment_import", sa.Column(name, sa.JSON(), nullable=False, server_default="[]")
        )


def downgrade() -> None:
    for name in ("remarks", "left_out"):
        op.drop_column("shipment_import", name)
    op.drop_column("shipment", "recipient_email")
