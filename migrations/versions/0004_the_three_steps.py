"""Onboarding's three steps: dates, telephone, account, addressee, waiting for La Poste."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Not in a batch, which recreates the table on SQLite without its triggers and checks.
COLUMNS = (
    ("contract", sa.Column("starts_on", sa.Date())),
    ("contract", sa.Column("ends_on", sa.Date())),
    ("contract", sa.Column("named_advisor", sa.String(length=254))),
    ("merchant", sa.Column("phone", sa.String(length=25))),
    ("merchant", sa.Column("sendcloud_email", sa.String(length=254))),
    ("plan_answer", sa.Column("demo_times", sa.String(length=200))),
)


def upgrade() -> None:
    op.create_table(
        "la_poste_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sent_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("silenced_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("silenced_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_la_poste_reminder_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["silenced_by_id"],
            ["user_account.id"],
            name=op.f("fk_la_poste_reminder_silenced_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_la_poste_reminder")),
        sa.UniqueConstraint("contract_id", name=op.f("uq_la_poste_reminder_contract_id")),
    )
    op.create_index(op.f("ix_la_poste_reminder_due_on"), "la_poste_reminder", ["due_on"])
    op.create_table(
        "la_poste_tick",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("thing", sa.String(length=30), nullable=False),
        sa.Column("ticked_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ticked_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_la_poste_tick_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["ticked_by_id"],
            ["user_account.id"],
            name=op.f("fk_la_poste_tick_ticked_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_la_poste_tick")),
        sa.UniqueConstraint(
            "contract_id", "thing", name=op.f("uq_la_poste_tick_contract_id_thing")
        ),
    )
    for table, column in COLUMNS:
        op.add_column(table, column)
    # Merchants who are waiting already get reminders too.
    op.execute(
        "INSERT INTO la_poste_reminder (contract_id, due_on) SELECT id, CURRENT_DATE FROM contract"
        " WHERE waiting_since IS NOT NULL AND described_at IS NULL AND activated_at IS NULL"
    )


def downgrade() -> None:
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column.name)
    op.drop_table("la_poste_tick")
    op.drop_index(op.f("ix_la_poste_reminder_due_on"), table_name="la_poste_reminder")
    op.drop_table("la_poste_reminder")
