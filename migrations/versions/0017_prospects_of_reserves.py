"""Cached forecasts of contracts, for the portfolio."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reserve_prospect",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("reckoned_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expected", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_reserve_prospect_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reserve_prospect")),
        sa.UniqueConstraint("contract_id", name=op.f("uq_reserve_prospect_contract_id")),
    )


def downgrade() -> None:
    op.drop_table("reserve_prospect")
