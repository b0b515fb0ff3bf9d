"""What identifies a database, when it was found to be a restored one, and what was lost with it."""

from secrets import token_hex

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    identity = op.create_table(
        "database_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_database_identity")),
    )
    op.bulk_insert(identity, [{"id": 1, "name": token_hex(16)}])
    _create_restorations()
    _create_losses()


def downgrade() -> None:
    for table in (
        "slip_loss",
        "number_loss",
        "restoration_settlement",
        "restoration",
        "database_identity",
    ):
        op.drop_table(table)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, app.database.UtcDateTime(timezone=True), nullable=nullable)


def _create_restorations() -> None:
    op.create_table(
        "restoration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=10), nullable=False),
        _moment("noticed_at"),
        _moment("told_at", nullable=True),
        _moment("settled_at", nullable=True),
        sa.Column("identity", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("lags", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint(
            "cause IN ('behind', 'another', 'restore')", name=op.f("ck_restoration_cause")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restoration")),
    )
    op.create_table(
        "restoration_settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("restoration_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        _moment("settled_at"),
        sa.Column("settled_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["restoration_id"],
            ["restoration.id"],
            name=op.f("fk_restoration_settlement_restoration_id_restoration"),
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"],
            ["user_account.id"],
            name=op.f("fk_restoration_settlement_settled_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restoration_settlement")),
        sa.UniqueConstraint(
            "restoration_id", "kind", name=op.f("uq_restoration_settlement_restoration_id_kind")
        ),
    )


def _create_losses() -> None:
    op.create_table(
        "number_loss",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("range_id", sa.Integer(), nullable=True),
        sa.Column("counter", sa.String(length=40), nullable=True),
        sa.Column("product_code", sa.String(length=2), nullable=False),
        sa.Column("first_serial", sa.BigInteger(), nullable=False),
        sa.Column("last_serial", sa.BigInteger(), nullable=False),
        *_noted(),
        sa.CheckConstraint("first_serial <= last_serial", name=op.f("ck_number_loss_serials")),
        sa.CheckConstraint(
            "(range_id IS NULL) <> (counter IS NULL)", name=op.f("ck_number_loss_known_range")
        ),
        sa.ForeignKeyConstraint(
            ["range_id"], ["number_range.id"], name=op.f("fk_number_loss_range_id_number_range")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"],
            ["user_account.id"],
            name=op.f("fk_number_loss_noted_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_loss")),
    )
    op.create_table(
        "slip_loss",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coclico", sa.String(length=8), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        *_noted(),
        sa.CheckConstraint("first_number <= last_number", name=op.f("ck_slip_loss_numbers")),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["user_account.id"], name=op.f("fk_slip_loss_noted_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_loss")),
    )
    op.create_index("ix_slip_loss_counter", "slip_loss", ["coclico", "year"])


def _noted() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("reason", sa.String(length=500), nullable=False),
        _moment("noted_at"),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
    )
