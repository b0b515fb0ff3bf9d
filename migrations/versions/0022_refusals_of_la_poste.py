"""La Poste's refusal of a renewal: its reason, the field, the numbers that are given instead."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: SQLite would make the table anew, and lose its checks on the way.
    moment = app.database.UtcDateTime(timezone=True)
    op.add_column("renewal", sa.Column("coclico", sa.String(length=8)))
    op.add_column("renewal", sa.Column("tracking_account", sa.String(length=6)))
    op.add_column("renewal", sa.Column("refused_at", moment))
    op.execute(
        "ALTER TABLE renewal ADD COLUMN refused_by_id INTEGER"
        " CONSTRAINT fk_renewal_refused_by_id_user_account REFERENCES user_account (id)"
    )
    op.add_column("renewal", sa.Column("refused_field", sa.String(length=20)))
    op.add_column("renewal", sa.Column("refusal_reminded_at", moment))
    op.execute(
        "ALTER TABLE renewal ADD COLUMN refusal_reason VARCHAR(1000)"
        " CONSTRAINT ck_renewal_refused CHECK"
        " (refused_at IS NULL OR (refused_by_id IS NOT NULL AND refusal_reason IS NOT NULL))"
    )


def downgrade() -> None:
    # The check goes with the column that it was added with.
    for name in (
        "refusal_reason",
        "refusal_reminded_at",
        "refused_field",
        "refused_by_id",
        "refused_at",
        "tracking_account",
        "coclico",
    ):
        op.drop_column("renewal", name)
