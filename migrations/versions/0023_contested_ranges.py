"""Contested ranges, and what an advisor released of them."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_END = "coalesce(first_position + released_serial - first_serial, last_position + 1)"
_NEW_END = (
    "coalesce(NEW.first_position + NEW.released_serial - NEW.first_serial, NEW.last_position + 1)"
)
# Conditions under which SQLite refuses a range: it shares a number with another.
_HELD = (
    f"NEW.first_position < {_NEW_END} AND EXISTS (SELECT 1 FROM number_range"
    f" WHERE id <> coalesce(NEW.id, -1) AND first_position < {_END}"
    f" AND first_position < {_NEW_END} AND {_END} > NEW.first_position"
    " AND first_position <= NEW.last_position AND last_position >= NEW.first_position)"
)
_ALLOTTED = (
    "EXISTS (SELECT 1 FROM number_range WHERE id <> coalesce(NEW.id, -1)"
    " AND first_position <= NEW.last_position AND last_position >= NEW.first_position)"
)


def upgrade() -> None:
    # Not in a batch: SQLite would make the table anew, and lose its checks on the way.
    op.execute(
        "ALTER TABLE number_range ADD COLUMN released_serial BIGINT"
        " CONSTRAINT ck_number_range_released CHECK"
        " (released_serial IS NULL OR released_serial = next_serial"
        " OR (released_serial = first_serial AND next_serial = first_free_serial))"
    )
    _guard(_HELD, f"int8range(first_position, {_END}, '[)')")
    op.create_table(
        "range_contest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("product_code", sa.String(length=2), nullable=False),
        sa.Column("first_serial", sa.BigInteger(), nullable=False),
        sa.Column("last_serial", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("range_id", sa.Integer(), nullable=False),
        sa.Column("contested_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("contested_by_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("decided_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("first_serial <= last_serial", name=op.f("ck_range_contest_serials")),
        sa.CheckConstraint(
            "(upload_id IS NULL) <> (text IS NULL)", name=op.f("ck_range_contest_certificate")
        ),
        sa.CheckConstraint(
            "decision IN ('keep', 'release')", name=op.f("ck_range_contest_decision")
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decision IS NULL)"
            " AND (decided_at IS NULL) = (decided_by_id IS NULL)"
            " AND (decided_at IS NULL) = (reason IS NULL)",
            name=op.f("ck_range_contest_decided"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{table}.id"], name=op.f(f"fk_range_contest_{name}_{table}")
            )
            for name, table in (
                ("contract_id", "contract"),
                ("upload_id", "upload"),
                ("range_id", "number_range"),
                ("contested_by_id", "user_account"),
                ("decided_by_id", "user_account"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_range_contest")),
    )
    op.create_index(op.f("ix_range_contest_contract_id"), "range_contest", ["contract_id"])
    op.create_index(op.f("ix_range_contest_range_id"), "range_contest", ["range_id"])
    op.create_index(
        "uq_range_contest_open",
        "range_contest",
        ["contract_id", "range_id"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )


def downgrade() -> None:
    """Give up what was released. Where somebody has recorded those numbers since, it is refused."""
    op.drop_table("range_contest")
    _refuse_numbers_held_twice()
    _guard(_ALLOTTED, "int8range(first_position, last_position, '[]')")
    op.drop_column("number_range", "released_serial")


def _refuse_numbers_held_twice() -> None:
    twice = op.get_bind().scalar(
        sa.text(
            "SELECT count(*) FROM number_range AS one JOIN number_range AS other ON one.id < other.id"
            " AND one.first_position <= other.last_position"
            " AND one.last_position >= other.first_position"
        )
    )
    if twice:
        raise RuntimeError("released numbers were recorded anew: they would be of two ranges")


def _guard(condition: str, span: str) -> None:
    """Write anew what keeps ranges apart: triggers on SQLite, an exclusion on PostgreSQL."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("insert", "update"):
            op.execute(f"DROP TRIGGER number_range_overlap_{event}")
            op.execute(
                f"CREATE TRIGGER number_range_overlap_{event} BEFORE {event.upper()}"
                f" ON number_range WHEN {condition}"
                " BEGIN SELECT RAISE(ABORT, 'ranges overlap'); END"
            )
        return
    op.execute("ALTER TABLE number_range DROP CONSTRAINT ex_number_range_overlap")
    op.execute(
        "ALTER TABLE number_range ADD CONSTRAINT ex_number_range_overlap"
        f" EXCLUDE USING gist ({span} WITH &&)"
    )
