"""The certificates of ranges, and reminders of a certificate that was not recorded."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "range_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("range_id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("added_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(upload_id IS NULL) <> (text IS NULL)", name=op.f("ck_range_certificate_content")
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["user_account.id"],
            name=op.f("fk_range_certificate_added_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["range_id"],
            ["number_range.id"],
            name=op.f("fk_range_certificate_range_id_number_range"),
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_range_certificate_upload_id_upload")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_range_certificate")),
    )
    op.create_index("ix_range_certificate_range_id", "range_certificate", ["range_id"])
    # Not in a batch, which recreates the table on SQLite without its triggers and checks.
    op.execute(
        "ALTER TABLE renewal ADD COLUMN certificate_upload_id INTEGER"
        " CONSTRAINT fk_renewal_certificate_upload_id_upload REFERENCES upload (id)"
    )
    op.add_column(
        "renewal",
        sa.Column("range_reminded_at", app.database.UtcDateTime(timezone=True), nullable=True),
    )
    # `added_by_id` is required: without a person the text stays in the renewal only.
    op.execute(
        "INSERT INTO range_certificate (range_id, text, added_at, added_by_id)"
        " SELECT range_id, certificate_text, recorded_at, recorded_by_id FROM renewal"
        " WHERE recorded_at IS NOT NULL AND recorded_by_id IS NOT NULL AND certificate_text <> ''"
    )


def downgrade() -> None:
    op.drop_column("renewal", "range_reminded_at")
    op.drop_column("renewal", "certificate_upload_id")
    op.drop_index("ix_range_certificate_range_id", "range_certificate")
    op.drop_table("range_certificate")
