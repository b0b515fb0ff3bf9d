"""Invitation and deactivation of staff, and indexes for the journal and the portfolio."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch, which recreates the table on SQLite without its triggers and checks.
    op.execute(
        "ALTER TABLE account_link ADD COLUMN staff_role VARCHAR(10)"
        " CONSTRAINT ck_account_link_staff_role CHECK (staff_role IN ('advisor', 'admin'))"
    )
    op.add_column(
        "user_account", sa.Column("deactivated_at", app.database.UtcDateTime(timezone=True))
    )
    op.execute(
        "ALTER TABLE user_account ADD COLUMN deactivated_by_id INTEGER"
        " CONSTRAINT fk_user_account_deactivated_by_id_user_account REFERENCES user_account (id)"
    )
    op.drop_index("ix_audit_event_merchant_id", "audit_event")
    op.create_index("ix_audit_event_merchant", "audit_event", ["merchant_id", "at"])
    op.create_index("ix_audit_event_actor", "audit_event", ["actor_id", "at"])
    op.create_index("ix_audit_event_act", "audit_event", ["act", "at"])
    op.create_index("ix_contract_taken_by_id", "contract", ["taken_by_id"])
    op.drop_index("ix_deposit_slip_merchant_id", "deposit_slip")
    op.create_index("ix_deposit_slip_merchant", "deposit_slip", ["merchant_id", "deposit_date"])


def downgrade() -> None:
    op.drop_index("ix_deposit_slip_merchant", "deposit_slip")
    op.create_index("ix_deposit_slip_merchant_id", "deposit_slip", ["merchant_id"])
    op.drop_index("ix_contract_taken_by_id", "contract")
    for name in ("act", "actor", "merchant"):
        op.drop_index(f"ix_audit_event_{name}", "audit_event")
    op.create_index("ix_audit_event_merchant_id", "audit_event", ["merchant_id"])
    for name in ("deactivated_by_id", "deactivated_at"):
        op.drop_column("user_account", name)
    op.drop_column("account_link", "staff_role")
