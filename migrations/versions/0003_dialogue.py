"""The dialogue about a contract, and the advisor who looks after it."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('question', 'answer', 'reminder', 'note')", name=op.f("ck_message_kind")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_message_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["user_account.id"],
            name=op.f("fk_message_written_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_contract_id"), ["contract_id"], unique=False)

    # Not in a batch, which recreates the table on SQLite without its triggers and checks.
    op.add_column("contract", sa.Column("requested_message_id", sa.String(length=120)))
    op.add_column("contract", sa.Column("taken_at", app.database.UtcDateTime(timezone=True)))
    op.execute(
        "ALTER TABLE contract ADD COLUMN taken_by_id INTEGER"
        " CONSTRAINT fk_contract_taken_by_id_user_account REFERENCES user_account (id)"
    )
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_reply_to", sa.String(length=120), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.drop_column("in_reply_to")

    for name in ("taken_by_id", "taken_at", "requested_message_id"):
        op.drop_column("contract", name)

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_contract_id"))

    op.drop_table("message")
