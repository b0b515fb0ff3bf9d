"""La Poste's refusal of a renewal: its reason, the field, the numbers that are given instead."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("renewal") as renewal:
        renewal.add_column(sa.Column("coclico", sa.String(length=8), nullable=True))
        renewal.add_column(sa.Column("tracking_account", sa.String(length=6), nullable=True))
        renewal.add_column(
            sa.Column("refused_at", app.database.UtcDateTime(timezone=True), nullable=True)
        )
        renewal.add_column(sa.Column("refused_by_id", sa.Integer(), nullable=True))
        renewal.add_column(sa.Column("refusal_reason", sa.String(length=1000), nullable=True))
        renewal.add_column(sa.Column("refused_field", sa.String(length=20), nullable=True))
        renewal.add_column(
            sa.Column("refusal_reminded_at", app.database.UtcDateTime(timezone=True), nullable=True)
        )
        renewal.create_foreign_key(
            op.f("fk_renewal_refused_by_id_user_account"),
            "user_account",
            ["refused_by_id"],
            ["id"],
        )
        renewal.create_check_constraint(
            op.f("ck_renewal_refused"),
            "refused_at IS NULL OR (refused_by_id IS NOT NULL AND refusal_reason IS NOT NULL)",
        )


def downgrade() -> None:
    with op.batch_alter_table("renewal") as renewal:
        renewal.drop_constraint(op.f("ck_renewal_refused"), type_="check")
        renewal.drop_constraint(op.f("fk_renewal_refused_by_id_user_account"), type_="foreignkey")
        for name in (
            "refusal_reminded_at",
            "refused_field",
            "refusal_reason",
            "refused_by_id",
            "refused_at",
            "tracking_account",
            "coclico",
        ):
            renewal.drop_column(name)
