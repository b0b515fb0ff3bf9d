"""Label settings in a table of their own; the newest change alone says what is suspended."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# `downgrade` keeps the rows that `_note_what_contracts_say` inserts.
ROUND_TRIP_ADDS = {"standing_change": "a contract whose newest change says otherwise gets one"}

# As in `contract`, and as in `label_settings`.
_SETTINGS = (
    ("franking_text", "franking"),
    ("product_mention_text", "product"),
    ("bar_height_mm", "bar_height_mm"),
    ("artwork_id", "artwork_id"),
    ("label_settings_at", "changed_at"),
    ("label_settings_by_id", "changed_by_id"),
)
_CHANGE = ("contract_id", "change", "reason", "changed_at", "changed_by_id")


def upgrade() -> None:
    _create_label_settings()
    _move_changes("standing_change", "suspension_change")
    op.create_index("ix_suspension_change_newest", "suspension_change", ["contract_id", "id"])
    _fill_label_settings()
    _note_what_contracts_say()
    # Not in a batch: SQLite would make the table anew, and lose its checks on the way.
    for name in (
        *(old for old, _ in _SETTINGS),
        "suspended_at",
        "suspended_by_id",
        "suspension_reason",
    ):
        op.drop_column("contract", name)


def downgrade() -> None:
    _add_columns_to_contract()
    _give_back_label_settings()
    _tell_contracts()
    op.drop_table("label_settings")
    op.drop_index("ix_suspension_change_newest", "suspension_change")
    _move_changes("suspension_change", "standing_change")
    op.create_index("ix_standing_change_contract_id", "standing_change", ["contract_id"])


def _create_label_settings() -> None:
    op.create_table(
        "label_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("franking", sa.String(length=200), nullable=True),
        sa.Column("product", sa.String(length=40), nullable=True),
        sa.Column("bar_height_mm", sa.Integer(), nullable=False),
        sa.Column("artwork_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "bar_height_mm BETWEEN 8 AND 27", name=op.f("ck_label_settings_bar_height_mm")
        ),
        sa.ForeignKeyConstraint(
            ["artwork_id"], ["upload.id"], name=op.f("fk_label_settings_artwork_id_upload")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["user_account.id"],
            name=op.f("fk_label_settings_changed_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_label_settings_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_settings")),
        sa.UniqueConstraint("contract_id", name=op.f("uq_label_settings_contract_id")),
    )


def _fill_label_settings() -> None:
    """Insert a row for each contract for which an advisor has set something."""
    old, new = (", ".join(names) for names in zip(*_SETTINGS, strict=True))
    is_set = " OR ".join(f"{name} IS NOT NULL" for name, _ in _SETTINGS if name != "bar_height_mm")
    op.execute(
        f"INSERT INTO label_settings (contract_id, {new})"
        f" SELECT id, {old} FROM contract WHERE bar_height_mm <> 15 OR {is_set} ORDER BY id"
    )


def _give_back_label_settings() -> None:
    """Write the label settings into the contract."""
    for old, new in _SETTINGS:
        op.execute(
            f"UPDATE contract SET {old} ="
            f" (SELECT {new} FROM label_settings WHERE contract_id = contract.id)"
            " WHERE id IN (SELECT contract_id FROM label_settings)"
        )


def _move_changes(before: str, after: str) -> None:
    """Move every change to a table of another name, whose constraints are named after it."""
    op.create_table(
        after,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("changed_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("change IN ('suspended', 'resumed')", name=op.f(f"ck_{after}_change")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["user_account.id"],
            name=op.f(f"fk_{after}_changed_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f(f"fk_{after}_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{after}")),
    )
    columns = ", ".join(("id", *_CHANGE))
    op.execute(f"INSERT INTO {after} ({columns}) SELECT {columns} FROM {before} ORDER BY id")
    op.drop_table(before)
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            f"SELECT setval('{after}_id_seq', coalesce(max(id), 1), max(id) IS NOT NULL)"
            f" FROM {after}"
        )


def _of_suspended(column: str) -> str:
    """SQL for a column of the newest change, of each contract that it has suspended."""
    return (
        f"SELECT newest.{column} FROM suspension_change newest WHERE newest.change = 'suspended'"
        " AND newest.id ="
        " (SELECT max(id) FROM suspension_change WHERE contract_id = newest.contract_id)"
    )


def _note_what_contracts_say() -> None:
    """Insert a change wherever the newest one does not say what the contract said of itself.

    The program never wrote such contracts, nor a suspension without author: then it is whoever
    activated the contract, or the first account.
    """
    op.execute(
        f"INSERT INTO suspension_change ({', '.join(_CHANGE)})"
        " SELECT id, 'suspended', coalesce(suspension_reason, ''), suspended_at,"
        " coalesce(suspended_by_id, activated_by_id, (SELECT min(id) FROM user_account))"
        " FROM contract WHERE suspended_at IS NOT NULL"
        f" AND id NOT IN ({_of_suspended('contract_id')}) ORDER BY id"
    )
    op.execute(
        f"INSERT INTO suspension_change ({', '.join(_CHANGE)})"
        " SELECT contract_id, 'resumed', reason, changed_at, changed_by_id FROM suspension_change"
        f" WHERE id IN ({_of_suspended('id')})"
        " AND contract_id IN (SELECT id FROM contract WHERE suspended_at IS NULL) ORDER BY id"
    )


def _tell_contracts() -> None:
    """Write what the newest change says into the contract."""
    for old, new in (
        ("suspended_at", "changed_at"),
        ("suspended_by_id", "changed_by_id"),
        ("suspension_reason", "reason"),
    ):
        op.execute(
            f"UPDATE contract SET {old} ="
            f" ({_of_suspended(new)} AND newest.contract_id = contract.id)"
        )


def _add_columns_to_contract() -> None:
    moment = app.database.UtcDateTime(timezone=True)
    op.add_column("contract", sa.Column("suspended_at", moment))
    op.add_column("contract", sa.Column("suspension_reason", sa.String(length=500)))
    op.add_column("contract", sa.Column("franking_text", sa.String(length=200)))
    op.add_column("contract", sa.Column("product_mention_text", sa.String(length=40)))
    op.add_column("contract", sa.Column("label_settings_at", moment))
    op.execute(
        "ALTER TABLE contract ADD COLUMN bar_height_mm INTEGER DEFAULT 15 NOT NULL"
        " CONSTRAINT ck_contract_bar_height_mm CHECK (bar_height_mm BETWEEN 8 AND 27)"
    )
    for name, table in (
        ("suspended_by_id", "user_account"),
        ("label_settings_by_id", "user_account"),
        ("artwork_id", "upload"),
    ):
        op.execute(
            f"ALTER TABLE contract ADD COLUMN {name} INTEGER"
            f" CONSTRAINT fk_contract_{name}_{table} REFERENCES {table} (id)"
        )
