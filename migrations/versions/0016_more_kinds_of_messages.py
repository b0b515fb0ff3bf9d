"""Messages that need no answer, and those that report what a merchant has completed."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_NAME = "ck_message_kind"


def upgrade() -> None:
    op.add_column("message", sa.Column("completed", sa.JSON(), nullable=False, server_default="[]"))
    _allow("question", "answer", "reminder", "note", "message")


def downgrade() -> None:
    op.execute(sa.text("UPDATE message SET kind = 'question' WHERE kind = 'message'"))
    _allow("question", "answer", "reminder", "note")
    op.drop_column("message", "completed")


def _allow(*kinds: str) -> None:
    allowed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("message") as batch_op:
        batch_op.drop_constraint(op.f(_NAME), type_="check")
        batch_op.create_check_constraint(op.f(_NAME), f"kind IN ({allowed})")
