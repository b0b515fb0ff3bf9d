"""Uploads and documents, bounced mails and the mailbox."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


AUTHOR = "(written_by_id IS NULL) <> (written_as IS NULL)"


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("filename", sa.String(length=100), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("created_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("key", name=op.f("uq_upload_key")),
    )
    op.create_table(
        "inbound_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("found_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("outbox_mail_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["outbox_mail_id"],
            ["outbox_mail.id"],
            name=op.f("fk_inbound_mail_outbox_mail_id_outbox_mail"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_inbound_mail_key")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("added_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'answer') = (message_id IS NOT NULL)", name=op.f("ck_document_message")
        ),
        sa.CheckConstraint("kind IN ('proof', 'answer')", name=op.f("ck_document_kind")),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["user_account.id"], name=op.f("fk_document_added_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_document_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_document_message_id_message")
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_document_upload_id_upload")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"],
            ["user_account.id"],
            name=op.f("fk_document_withdrawn_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_document_upload_id")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_message_id"), ["message_id"], unique=False)

    with op.batch_alter_table("message") as batch_op:
        batch_op.add_column(sa.Column("written_as", sa.String(length=254), nullable=True))
        batch_op.add_column(
            sa.Column("refused_files", sa.JSON(), nullable=False, server_default="[]")
        )
        batch_op.alter_column("written_by_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_check_constraint(op.f("ck_message_author"), AUTHOR)

    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", sa.String(length=60), nullable=True))
        batch_op.add_column(
            sa.Column("bounced_at", app.database.UtcDateTime(timezone=True), nullable=True)
        )
        batch_op.create_index(batch_op.f("ix_outbox_mail_about"), ["about"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_mail_about"))
        batch_op.drop_column("bounced_at")
        batch_op.drop_column("about")

    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_message_id"))
        batch_op.drop_index(batch_op.f("ix_document_contract_id"))

    op.drop_table("document")
    # A message by mail from somebody without an account has no author without this column.
    op.execute("DELETE FROM message WHERE written_by_id IS NULL")
    with op.batch_alter_table("message") as batch_op:
        batch_op.drop_constraint(op.f("ck_message_author"), type_="check")
        batch_op.alter_column("written_by_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("refused_files")
        batch_op.drop_column("written_as")

    op.drop_table("inbound_mail")
    op.drop_table("upload")
