"""Single-use links, and sessions that can be ended."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("merchant_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=10), nullable=True),
        sa.Column("created_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('confirmation', 'password', 'invitation')",
            name=op.f("ck_account_link_purpose"),
        ),
        sa.CheckConstraint(
            "role IN ('owner', 'shipper', 'accountant')", name=op.f("ck_account_link_role")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_account_link_created_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_account_link_merchant_id_merchant")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_account_link_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_link_token_hash")),
    )
    with op.batch_alter_table("account_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_link_email"), ["email"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_account_link_merchant_id"), ["merchant_id"], unique=False
        )

    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("session_key", sa.String(length=32), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("confirmed_at", app.database.UtcDateTime(timezone=True), nullable=True)
        )


def downgrade() -> None:
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("session_key")

    with op.batch_alter_table("account_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_link_merchant_id"))
        batch_op.drop_index(batch_op.f("ix_account_link_email"))

    op.drop_table("account_link")
