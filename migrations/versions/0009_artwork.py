"""La Poste's artwork on labels: of the contract, and of each batch."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch, which recreates the table on SQLite without its triggers and checks.
    for table in ("contract", "batch"):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN artwork_id INTEGER"
            f" CONSTRAINT fk_{table}_artwork_id_upload REFERENCES upload (id)"
        )


def downgrade() -> None:
    for table in ("batch", "contract"):
        op.drop_column(table, "artwork_id")
