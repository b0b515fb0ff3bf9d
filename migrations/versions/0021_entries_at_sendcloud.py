"""Ranges that Sendcloud issues, entered there: by whom, when, and who was reminded."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sendcloud_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("range_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("reminded_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(entered_at IS NULL) = (entered_by_id IS NULL)",
            name=op.f("ck_sendcloud_entry_entered"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["user_account.id"],
            name=op.f("fk_sendcloud_entry_entered_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["range_id"],
            ["number_range.id"],
            name=op.f("fk_sendcloud_entry_range_id_number_range"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sendcloud_entry")),
        sa.UniqueConstraint("range_id", name=op.f("uq_sendcloud_entry_range_id")),
    )


def downgrade() -> None:
    op.drop_table("sendcloud_entry")
