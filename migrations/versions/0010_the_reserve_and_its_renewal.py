"""The reserve and its renewal: peaks, warnings, digests, steps of a renewal, draws by day."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "advisor_digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("advisor_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advisor_id"],
            ["user_account.id"],
            name=op.f("fk_advisor_digest_advisor_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advisor_digest")),
        sa.UniqueConstraint("advisor_id", "day", name=op.f("uq_advisor_digest_advisor_id_day")),
    )
    op.create_table(
        "declared_peak",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("declared_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("declared_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_declared_peak_days")),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_declared_peak_quantity")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_declared_peak_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["declared_by_id"],
            ["user_account.id"],
            name=op.f("fk_declared_peak_declared_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"],
            ["user_account.id"],
            name=op.f("fk_declared_peak_withdrawn_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_peak")),
    )
    with op.batch_alter_table("declared_peak", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_declared_peak_contract_id"), ["contract_id"], unique=False
        )

    op.create_table(
        "reserve_warning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("armed_by", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.String(length=20), nullable=False),
        sa.Column("warned_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_reserve_warning_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reserve_warning")),
        sa.UniqueConstraint(
            "contract_id",
            "armed_by",
            "threshold",
            name=op.f("uq_reserve_warning_contract_id_armed_by_threshold"),
        ),
    )
    with op.batch_alter_table("reserve_warning", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reserve_warning_contract_id"), ["contract_id"], unique=False
        )

    op.create_table(
        "renewal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("started_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("yearly_estimate", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("submitted_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("received_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("received_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("range_id", sa.Integer(), nullable=True),
        sa.Column("certificate_text", sa.Text(), nullable=True),
        sa.Column("abandoned_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("abandoned_by_id", sa.Integer(), nullable=True),
        sa.Column("link_reminded_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "certificate_reminded_at", app.database.UtcDateTime(timezone=True), nullable=True
        ),
        sa.CheckConstraint(
            "recorded_at IS NULL OR range_id IS NOT NULL", name=op.f("ck_renewal_recorded")
        ),
        sa.CheckConstraint("yearly_estimate >= 0", name=op.f("ck_renewal_yearly_estimate")),
        sa.ForeignKeyConstraint(
            ["abandoned_by_id"],
            ["user_account.id"],
            name=op.f("fk_renewal_abandoned_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["user_account.id"],
            name=op.f("fk_renewal_confirmed_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_renewal_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["range_id"], ["number_range.id"], name=op.f("fk_renewal_range_id_number_range")
        ),
        sa.ForeignKeyConstraint(
            ["received_by_id"],
            ["user_account.id"],
            name=op.f("fk_renewal_received_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_renewal_recorded_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"],
            ["user_account.id"],
            name=op.f("fk_renewal_started_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"],
            ["user_account.id"],
            name=op.f("fk_renewal_submitted_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal")),
    )
    with op.batch_alter_table("renewal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_renewal_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(
            "uq_renewal_open",
            ["contract_id"],
            unique=True,
            sqlite_where=sa.text("recorded_at IS NULL AND abandoned_at IS NULL"),
            postgresql_where=sa.text("recorded_at IS NULL AND abandoned_at IS NULL"),
        )

    # Not in a batch, which recreates the table on SQLite without its triggers and checks.
    op.add_column(
        "contract",
        sa.Column("warning_days", sa.JSON(), server_default="[20, 10, 5, 2]", nullable=False),
    )
    op.add_column(
        "contract",
        sa.Column("warning_percents", sa.JSON(), server_default="[20, 10, 5]", nullable=False),
    )
    op.add_column("number_draw", sa.Column("drawn_on", sa.Date()))
    op.create_index("ix_number_draw_day", "number_draw", ["range_id", "drawn_on"])
    # SQLite has no time zones, so draws around midnight may get the neighbouring day.
    in_paris = {
        "postgresql": "(drawn_at AT TIME ZONE 'Europe/Paris')::date",
        "sqlite": "date(drawn_at, '+1 hour')",
    }[op.get_bind().dialect.name]
    op.execute(f"UPDATE number_draw SET drawn_on = {in_paris}")


def downgrade() -> None:
    op.drop_index("ix_number_draw_day", "number_draw")
    op.drop_column("number_draw", "drawn_on")
    op.drop_column("contract", "warning_percents")
    op.drop_column("contract", "warning_days")
    with op.batch_alter_table("renewal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_renewal_open",
            sqlite_where=sa.text("recorded_at IS NULL AND abandoned_at IS NULL"),
            postgresql_where=sa.text("recorded_at IS NULL AND abandoned_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_renewal_contract_id"))

    op.drop_table("renewal")
    with op.batch_alter_table("reserve_warning", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reserve_warning_contract_id"))

    op.drop_table("reserve_warning")
    with op.batch_alter_table("declared_peak", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_declared_peak_contract_id"))

    op.drop_table("declared_peak")
    op.drop_table("advisor_digest")
