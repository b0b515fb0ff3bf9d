"""The advisors' desk: checklist, replacements, suspensions, sites and question templates."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ITEMS = ("plan", "coclico", "tracking_account", "contract", "sites", "label", "specimen")


def upgrade() -> None:
    op.create_table(
        "question_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title_fr", sa.String(length=80), nullable=False),
        sa.Column("title_en", sa.String(length=80), nullable=False),
        sa.Column("text_fr", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("written_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("archived_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("archived_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["archived_by_id"],
            ["user_account.id"],
            name=op.f("fk_question_template_archived_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["user_account.id"],
            name=op.f("fk_question_template_written_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_template")),
    )
    op.create_table(
        "replacement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("advisor_id", sa.Integer(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("planned_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("planned_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("advisor_id <> substitute_id", name=op.f("ck_replacement_two_people")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_replacement_days")),
        sa.ForeignKeyConstraint(
            ["advisor_id"], ["user_account.id"], name=op.f("fk_replacement_advisor_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["planned_by_id"],
            ["user_account.id"],
            name=op.f("fk_replacement_planned_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["substitute_id"],
            ["user_account.id"],
            name=op.f("fk_replacement_substitute_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"],
            ["user_account.id"],
            name=op.f("fk_replacement_withdrawn_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replacement")),
    )
    with op.batch_alter_table("replacement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_replacement_advisor_id"), ["advisor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_replacement_last_day"), ["last_day"], unique=False)

    op.create_table(
        "checklist_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("marked_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_checklist_mark_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["marked_by_id"],
            ["user_account.id"],
            name=op.f("fk_checklist_mark_marked_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_mark")),
        sa.UniqueConstraint("contract_id", "item", name=op.f("uq_checklist_mark_contract_id_item")),
    )
    op.create_table(
        "standing_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("changed_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "change IN ('suspended', 'resumed')", name=op.f("ck_standing_change_change")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["user_account.id"],
            name=op.f("fk_standing_change_changed_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_standing_change_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_change")),
    )
    with op.batch_alter_table("standing_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_standing_change_contract_id"), ["contract_id"], unique=False
        )

    # Not in a batch, which recreates the table on SQLite without its triggers and checks.
    op.add_column("contract", sa.Column("noted_range", sa.JSON(none_as_null=True)))
    op.add_column("contract", sa.Column("suspended_at", app.database.UtcDateTime(timezone=True)))
    op.add_column("contract", sa.Column("suspension_reason", sa.String(length=500)))
    op.execute(
        "ALTER TABLE contract ADD COLUMN suspended_by_id INTEGER"
        " CONSTRAINT fk_contract_suspended_by_id_user_account REFERENCES user_account (id)"
    )
    op.add_column("deposit_site", sa.Column("postcode", sa.String(length=5)))
    op.add_column(
        "deposit_site", sa.Column("withdrawn_at", app.database.UtcDateTime(timezone=True))
    )
    op.execute(
        "ALTER TABLE deposit_site ADD COLUMN withdrawn_by_id INTEGER"
        " CONSTRAINT fk_deposit_site_withdrawn_by_id_user_account REFERENCES user_account (id)"
    )
    # Contracts activated before the checklist existed count as fully verified, with unknown values.
    for item in ITEMS:
        op.execute(
            "INSERT INTO checklist_mark (contract_id, item, value, marked_at, marked_by_id)"
            f" SELECT id, '{item}', '', activated_at, activated_by_id FROM contract"
            " WHERE activated_at IS NOT NULL AND activated_by_id IS NOT NULL"
        )


def downgrade() -> None:
    for name in ("withdrawn_by_id", "withdrawn_at", "postcode"):
        op.drop_column("deposit_site", name)
    for name in (
        "suspended_by_id",
        "suspension_reason",
        "suspended_at",
        "noted_range",
    ):
        op.drop_column("contract", name)
    with op.batch_alter_table("standing_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standing_change_contract_id"))

    op.drop_table("standing_change")
    op.drop_table("checklist_mark")
    with op.batch_alter_table("replacement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_replacement_last_day"))
        batch_op.drop_index(batch_op.f("ix_replacement_advisor_id"))

    op.drop_table("replacement")
    op.drop_table("question_template")
