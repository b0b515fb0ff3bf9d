"""Label settings of a contract, and the height of the bars on a batch's labels."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch, which recreates the table on SQLite without its triggers and checks.
    op.add_column("contract", sa.Column("franking_text", sa.String(length=200)))
    op.add_column("contract", sa.Column("product_mention_text", sa.String(length=40)))
    op.execute(
        "ALTER TABLE contract ADD COLUMN bar_height_mm INTEGER DEFAULT 15 NOT NULL"
        " CONSTRAINT ck_contract_bar_height_mm CHECK (bar_height_mm BETWEEN 8 AND 27)"
    )
    op.add_column(
        "contract", sa.Column("label_settings_at", app.database.UtcDateTime(timezone=True))
    )
    op.execute(
        "ALTER TABLE contract ADD COLUMN label_settings_by_id INTEGER"
        " CONSTRAINT fk_contract_label_settings_by_id_user_account REFERENCES user_account (id)"
    )
    # All labels so far were printed with bars of 15 mm.
    op.add_column(
        "batch", sa.Column("bar_height_mm", sa.Integer(), nullable=False, server_default="15")
    )


def downgrade() -> None:
    op.drop_column("batch", "bar_height_mm")
    for name in (
        "label_settings_by_id",
        "label_settings_at",
        "bar_height_mm",
        "product_mention_text",
        "franking_text",
    ):
        op.drop_column("contract", name)
