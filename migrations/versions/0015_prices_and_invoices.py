"""The prices of a contract, and La Poste's invoices."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "price_grid",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("set_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_price_grid_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user_account.id"], name=op.f("fk_price_grid_set_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_grid")),
    )
    op.create_index("ix_price_grid_contract_id", "price_grid", ["contract_id"])
    op.create_table(
        "unit_price",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=10), nullable=False),
        sa.Column("lower", sa.Integer(), nullable=False),
        sa.Column("upper", sa.Integer(), nullable=False),
        sa.Column("ten_thousandths", sa.Integer(), nullable=False),
        sa.CheckConstraint("ten_thousandths > 0", name=op.f("ck_unit_price_ten_thousandths")),
        sa.ForeignKeyConstraint(
            ["grid_id"], ["price_grid.id"], name=op.f("fk_unit_price_grid_id_price_grid")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_price")),
        sa.UniqueConstraint(
            "grid_id", "zone", "lower", "upper", name=op.f("uq_unit_price_grid_id_zone_lower_upper")
        ),
    )
    op.create_table(
        "invoice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("added_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["user_account.id"], name=op.f("fk_invoice_added_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_invoice_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_invoice_upload_id_upload")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"],
            ["user_account.id"],
            name=op.f("fk_invoice_withdrawn_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_invoice_upload_id")),
    )
    op.create_index("ix_invoice_contract_id", "invoice", ["contract_id", "month"])


def downgrade() -> None:
    op.drop_index("ix_invoice_contract_id", "invoice")
    op.drop_table("invoice")
    op.drop_table("unit_price")
    op.drop_index("ix_price_grid_contract_id", "price_grid")
    op.drop_table("price_grid")
