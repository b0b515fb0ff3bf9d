"""Let a range without draws be corrected, also to a smaller first number."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_NAME, _SAYS = "number_range_never_back", "a number that was drawn is never free again"
_BACK = "NEW.next_serial < OLD.next_serial"
_DRAWN = f"{_BACK} AND EXISTS (SELECT 1 FROM number_draw WHERE range_id = OLD.id)"


def upgrade() -> None:
    _guard(_DRAWN)


def downgrade() -> None:
    _guard(_BACK)


def _guard(condition: str) -> None:
    """Write the guard anew; on PostgreSQL its function is asked, and the trigger stays."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {_NAME}")
        op.execute(
            f"CREATE TRIGGER {_NAME} BEFORE UPDATE ON number_range WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
        )
        return
    op.execute(
        f"CREATE OR REPLACE FUNCTION {_NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {condition} THEN RAISE EXCEPTION '{_SAYS}'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
    )
