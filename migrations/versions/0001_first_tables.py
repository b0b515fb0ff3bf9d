"""The first tables, and triggers for rules that constraints cannot express."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import app.database

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Triggers: name, table, event, condition, and the message of the error.
GUARDS = (
    (
        "number_range_bounds",
        "number_range",
        "UPDATE",
        "(NEW.first_serial <> OLD.first_serial OR NEW.last_serial <> OLD.last_serial"
        " OR NEW.first_position <> OLD.first_position OR NEW.last_position <> OLD.last_position"
        " OR NEW.first_free_serial <> OLD.first_free_serial"
        " OR NEW.product_code <> OLD.product_code OR NEW.issuer <> OLD.issuer"
        " OR NEW.contract_id <> OLD.contract_id)"
        " AND EXISTS (SELECT 1 FROM number_draw WHERE range_id = OLD.id)",
        "a bound never changes once a number is drawn",
    ),
    (
        "number_range_never_back",
        "number_range",
        "UPDATE",
        "NEW.next_serial < OLD.next_serial",
        "a number that was drawn is never free again",
    ),
    (
        "label_snapshot",
        "label",
        "UPDATE",
        "NEW.tracking_number <> OLD.tracking_number OR NEW.serial <> OLD.serial"
        " OR NEW.range_id <> OLD.range_id OR NEW.shipment_id <> OLD.shipment_id"
        " OR NEW.batch_id <> OLD.batch_id OR NEW.merchant_id <> OLD.merchant_id"
        " OR CAST(NEW.recipient_lines AS text) <> CAST(OLD.recipient_lines AS text)"
        " OR NEW.postcode <> OLD.postcode OR NEW.grams <> OLD.grams"
        " OR NEW.reference <> OLD.reference",
        "a label is a snapshot: void it and issue another",
    ),
    ("label_kept", "label", "DELETE", "1 = 1", "a label is kept: its number is spent"),
    ("audit_event_fixed", "audit_event", "UPDATE", "1 = 1", "the journal is append-only"),
    ("audit_event_kept", "audit_event", "DELETE", "1 = 1", "the journal is append-only"),
)
# PostgreSQL has an exclusion constraint for this.
OVERLAPS = (
    "EXISTS (SELECT 1 FROM number_range WHERE id <> coalesce(NEW.id, -1)"
    " AND first_position <= NEW.last_position AND last_position >= NEW.first_position)"
)
SQLITE_GUARDS = (
    ("number_range_overlap_insert", "number_range", "INSERT", OVERLAPS, "ranges overlap"),
    ("number_range_overlap_update", "number_range", "UPDATE", OVERLAPS, "ranges overlap"),
)


def upgrade() -> None:
    op.create_table(
        "deposit_counter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coclico", sa.String(length=8), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposit_counter")),
        sa.UniqueConstraint("coclico", "year", name=op.f("uq_deposit_counter_coclico_year")),
    )
    op.create_table(
        "merchant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company", sa.String(length=76), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("created_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merchant")),
    )
    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("reply_to", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("subject", sa.String(length=250), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("created_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("sent_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("refused_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_mail_message_id")),
    )
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outbox_mail_next_try_at"), ["next_try_at"], unique=False
        )

    op.create_table(
        "rate_counter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_counter")),
        sa.UniqueConstraint("key", "window", name=op.f("uq_rate_counter_key_window")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("staff_role", sa.String(length=10), nullable=True),
        sa.Column("created_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("ck_user_account_language")),
        sa.CheckConstraint(
            "staff_role IN ('advisor', 'admin')", name=op.f("ck_user_account_staff_role")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("merchant_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user_account.id"], name=op.f("fk_audit_event_actor_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_audit_event_merchant_id_merchant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_event_merchant_id"), ["merchant_id"], unique=False
        )

    op.create_table(
        "contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merchant_id", sa.Integer(), nullable=False),
        sa.Column("contract_number", sa.String(length=20), nullable=True),
        sa.Column("coclico", sa.String(length=8), nullable=True),
        sa.Column("tracking_account", sa.String(length=6), nullable=True),
        sa.Column("sender_name", sa.String(length=38), nullable=True),
        sa.Column("sender_complement", sa.String(length=38), nullable=True),
        sa.Column("sender_street", sa.String(length=38), nullable=True),
        sa.Column("sender_postcode", sa.String(length=5), nullable=True),
        sa.Column("sender_town", sa.String(length=32), nullable=True),
        sa.Column("waiting_since", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("described_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("described_by_id", sa.Integer(), nullable=True),
        sa.Column("requested_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column("requested_to", sa.String(length=254), nullable=True),
        sa.Column("activated_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("activated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(coclico) = 8", name=op.f("ck_contract_coclico")),
        sa.CheckConstraint(
            "length(tracking_account) = 6", name=op.f("ck_contract_tracking_account")
        ),
        sa.ForeignKeyConstraint(
            ["activated_by_id"],
            ["user_account.id"],
            name=op.f("fk_contract_activated_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["described_by_id"],
            ["user_account.id"],
            name=op.f("fk_contract_described_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_contract_merchant_id_merchant")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"],
            ["user_account.id"],
            name=op.f("fk_contract_requested_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
    )
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_merchant_id"), ["merchant_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_contract_requested_at"), ["requested_at"], unique=False
        )
        batch_op.create_index(
            "uq_contract_active_account",
            ["merchant_id", "tracking_account"],
            unique=True,
            sqlite_where=sa.text("activated_at IS NOT NULL"),
            postgresql_where=sa.text("activated_at IS NOT NULL"),
        )

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("merchant_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "role IN ('owner', 'shipper', 'accountant')", name=op.f("ck_membership_role")
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_membership_merchant_id_merchant")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_membership_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "user_id", "merchant_id", name=op.f("uq_membership_user_id_merchant_id")
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_membership_merchant_id"), ["merchant_id"], unique=False
        )

    op.create_table(
        "plan_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merchant_id", sa.Integer(), nullable=False),
        sa.Column("plan_code", sa.String(length=20), nullable=True),
        sa.Column("confirmed_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("demo_requested_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("demo_requested_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["user_account.id"],
            name=op.f("fk_plan_answer_confirmed_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["demo_requested_by_id"],
            ["user_account.id"],
            name=op.f("fk_plan_answer_demo_requested_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_plan_answer_merchant_id_merchant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_answer")),
        sa.UniqueConstraint("merchant_id", name=op.f("uq_plan_answer_merchant_id")),
    )
    op.create_table(
        "shipment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merchant_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("line1", sa.String(length=76), nullable=False),
        sa.Column("line2", sa.String(length=76), nullable=False),
        sa.Column("line3", sa.String(length=76), nullable=False),
        sa.Column("line4", sa.String(length=76), nullable=False),
        sa.Column("line5", sa.String(length=76), nullable=False),
        sa.Column("postcode", sa.String(length=5), nullable=False),
        sa.Column("town", sa.String(length=76), nullable=False),
        sa.Column("grams", sa.Integer(), nullable=False),
        sa.Column("created_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("labelled_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("customs_cleared_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("customs_cleared_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("grams BETWEEN 1 AND 3000", name=op.f("ck_shipment_grams")),
        sa.ForeignKeyConstraint(
            ["customs_cleared_by_id"],
            ["user_account.id"],
            name=op.f("fk_shipment_customs_cleared_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_shipment_merchant_id_merchant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment")),
        sa.UniqueConstraint(
            "merchant_id",
            "source",
            "reference",
            name=op.f("uq_shipment_merchant_id_source_reference"),
        ),
    )
    with op.batch_alter_table("shipment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_shipment_to_prepare",
            ["merchant_id", "id"],
            unique=False,
            sqlite_where=sa.text("labelled_at IS NULL"),
            postgresql_where=sa.text("labelled_at IS NULL"),
        )

    op.create_table(
        "shipment_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merchant_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=100), nullable=False),
        sa.Column("imported_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=True),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("restored", sa.Integer(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["imported_by_id"],
            ["user_account.id"],
            name=op.f("fk_shipment_import_imported_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_shipment_import_merchant_id_merchant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment_import")),
    )
    with op.batch_alter_table("shipment_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shipment_import_merchant_id"), ["merchant_id"], unique=False
        )

    op.create_table(
        "deposit_site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_deposit_site_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposit_site")),
        sa.UniqueConstraint("contract_id", "name", name=op.f("uq_deposit_site_contract_id_name")),
    )
    with op.batch_alter_table("deposit_site", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_deposit_site_contract_id"), ["contract_id"], unique=False
        )

    op.create_table(
        "number_range",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=10), nullable=False),
        sa.Column("number_format", sa.String(length=5), nullable=False),
        sa.Column("product_code", sa.String(length=2), nullable=False),
        sa.Column("first_serial", sa.BigInteger(), nullable=False),
        sa.Column("last_serial", sa.BigInteger(), nullable=False),
        sa.Column("first_free_serial", sa.BigInteger(), nullable=False),
        sa.Column("next_serial", sa.BigInteger(), nullable=False),
        sa.Column("first_position", sa.BigInteger(), nullable=False),
        sa.Column("last_position", sa.BigInteger(), nullable=False),
        sa.Column("override_reason", sa.String(length=500), nullable=True),
        sa.Column("opened_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(first_position, last_position, '[]')"), "&&"),
            using="gist",
            name="ex_number_range_overlap",
        ).ddl_if("postgresql"),
        sa.CheckConstraint(
            "issuer IN ('sillage', 'sendcloud')", name=op.f("ck_number_range_issuer")
        ),
        sa.CheckConstraint(
            "0 <= first_serial AND first_serial <= last_serial AND first_serial <= first_free_serial AND first_free_serial <= next_serial AND next_serial <= last_serial + 1 AND last_serial <= 9999999999",
            name=op.f("ck_number_range_serials"),
        ),
        sa.CheckConstraint(
            "last_position - first_position = last_serial - first_serial",
            name=op.f("ck_number_range_positions"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_number_range_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"],
            ["user_account.id"],
            name=op.f("fk_number_range_opened_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_range")),
    )
    with op.batch_alter_table("number_range", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_number_range_contract_id"), ["contract_id"], unique=False
        )
        batch_op.create_index(
            "ix_number_range_positions", ["first_position", "last_position"], unique=False
        )

    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merchant_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("deposit_date", sa.Date(), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("request_key", sa.String(length=36), nullable=False),
        sa.Column("sender_lines", sa.JSON(), nullable=False),
        sa.Column("franking_lines", sa.JSON(), nullable=False),
        sa.Column("product_mention", sa.String(length=40), nullable=False),
        sa.Column("site_name", sa.String(length=60), nullable=False),
        sa.Column("created_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("format IN ('100x150')", name=op.f("ck_batch_format")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_batch_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_batch_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_batch_merchant_id_merchant")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["deposit_site.id"], name=op.f("fk_batch_site_id_deposit_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint(
            "merchant_id", "request_key", name=op.f("uq_batch_merchant_id_request_key")
        ),
    )
    op.create_table(
        "deposit_slip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merchant_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("coclico", sa.String(length=8), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("deposit_date", sa.Date(), nullable=False),
        sa.Column("request_key", sa.String(length=36), nullable=False),
        sa.Column("identification", sa.JSON(), nullable=False),
        sa.Column("created_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_deposit_slip_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_deposit_slip_created_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_deposit_slip_merchant_id_merchant")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["deposit_site.id"], name=op.f("fk_deposit_slip_site_id_deposit_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposit_slip")),
        sa.UniqueConstraint(
            "coclico", "year", "number", name=op.f("uq_deposit_slip_coclico_year_number")
        ),
        sa.UniqueConstraint(
            "merchant_id", "request_key", name=op.f("uq_deposit_slip_merchant_id_request_key")
        ),
    )
    with op.batch_alter_table("deposit_slip", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_deposit_slip_merchant_id"), ["merchant_id"], unique=False
        )

    op.create_table(
        "number_draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("range_id", sa.Integer(), nullable=False),
        sa.Column("first_serial", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("drawn_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_number_draw_count")),
        sa.ForeignKeyConstraint(
            ["drawn_by_id"],
            ["user_account.id"],
            name=op.f("fk_number_draw_drawn_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["range_id"], ["number_range.id"], name=op.f("fk_number_draw_range_id_number_range")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_draw")),
    )
    with op.batch_alter_table("number_draw", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_number_draw_drawn_at"), ["drawn_at"], unique=False)
        batch_op.create_index("uq_number_draw_start", ["range_id", "first_serial"], unique=True)

    op.create_table(
        "label",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merchant_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("shipment_id", sa.Integer(), nullable=False),
        sa.Column("range_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("tracking_number", sa.String(length=15), nullable=False),
        sa.Column("recipient_lines", sa.JSON(), nullable=False),
        sa.Column("postcode", sa.String(length=5), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("grams", sa.Integer(), nullable=False),
        sa.Column("created_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("voided_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("voided_by_id", sa.Integer(), nullable=True),
        sa.Column("listed_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_label_batch_id_batch")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_label_merchant_id_merchant")
        ),
        sa.ForeignKeyConstraint(
            ["range_id"], ["number_range.id"], name=op.f("fk_label_range_id_number_range")
        ),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["shipment.id"], name=op.f("fk_label_shipment_id_shipment")
        ),
        sa.ForeignKeyConstraint(
            ["voided_by_id"], ["user_account.id"], name=op.f("fk_label_voided_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label")),
        sa.UniqueConstraint("range_id", "serial", name=op.f("uq_label_range_id_serial")),
        sa.UniqueConstraint("tracking_number", name=op.f("uq_label_tracking_number")),
    )
    with op.batch_alter_table("label", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index("ix_label_merchant", ["merchant_id", "id"], unique=False)
        batch_op.create_index(
            "ix_label_to_deposit",
            ["merchant_id", "id"],
            unique=False,
            sqlite_where=sa.text("listed_at IS NULL AND voided_at IS NULL"),
            postgresql_where=sa.text("listed_at IS NULL AND voided_at IS NULL"),
        )
        batch_op.create_index(
            "uq_label_live_shipment",
            ["shipment_id"],
            unique=True,
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        )

    op.create_table(
        "deposit_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slip_id", sa.Integer(), nullable=False),
        sa.Column("label_id", sa.Integer(), nullable=False),
        sa.Column("released_at", app.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["label_id"], ["label.id"], name=op.f("fk_deposit_item_label_id_label")
        ),
        sa.ForeignKeyConstraint(
            ["slip_id"], ["deposit_slip.id"], name=op.f("fk_deposit_item_slip_id_deposit_slip")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposit_item")),
    )
    with op.batch_alter_table("deposit_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deposit_item_slip_id"), ["slip_id"], unique=False)
        batch_op.create_index(
            "uq_deposit_item_live_label",
            ["label_id"],
            unique=True,
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        )
    _create_guards()


def downgrade() -> None:
    _drop_guards()
    with op.batch_alter_table("deposit_item", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_deposit_item_live_label",
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_deposit_item_slip_id"))

    op.drop_table("deposit_item")
    with op.batch_alter_table("label", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_label_live_shipment",
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_label_to_deposit",
            sqlite_where=sa.text("listed_at IS NULL AND voided_at IS NULL"),
            postgresql_where=sa.text("listed_at IS NULL AND voided_at IS NULL"),
        )
        batch_op.drop_index("ix_label_merchant")
        batch_op.drop_index(batch_op.f("ix_label_batch_id"))

    op.drop_table("label")
    with op.batch_alter_table("number_draw", schema=None) as batch_op:
        batch_op.drop_index("uq_number_draw_start")
        batch_op.drop_index(batch_op.f("ix_number_draw_drawn_at"))

    op.drop_table("number_draw")
    with op.batch_alter_table("deposit_slip", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deposit_slip_merchant_id"))

    op.drop_table("deposit_slip")
    op.drop_table("batch")
    with op.batch_alter_table("number_range", schema=None) as batch_op:
        batch_op.drop_index("ix_number_range_positions")
        batch_op.drop_index(batch_op.f("ix_number_range_contract_id"))

    op.drop_table("number_range")
    with op.batch_alter_table("deposit_site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deposit_site_contract_id"))

    op.drop_table("deposit_site")
    with op.batch_alter_table("shipment_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shipment_import_merchant_id"))

    op.drop_table("shipment_import")
    with op.batch_alter_table("shipment", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_shipment_to_prepare",
            sqlite_where=sa.text("labelled_at IS NULL"),
            postgresql_where=sa.text("labelled_at IS NULL"),
        )

    op.drop_table("shipment")
    op.drop_table("plan_answer")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_merchant_id"))

    op.drop_table("membership")
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_contract_active_account",
            sqlite_where=sa.text("activated_at IS NOT NULL"),
            postgresql_where=sa.text("activated_at IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_contract_requested_at"))
        batch_op.drop_index(batch_op.f("ix_contract_merchant_id"))

    op.drop_table("contract")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_merchant_id"))
        batch_op.drop_index(batch_op.f("ix_audit_event_at"))

    op.drop_table("audit_event")
    op.drop_table("user_account")
    op.drop_table("rate_counter")
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_mail_next_try_at"))

    op.drop_table("outbox_mail")
    op.drop_table("merchant")
    op.drop_table("deposit_counter")


def _create_guards() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, table, event, condition, message in (*GUARDS, *SQLITE_GUARDS):
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition}"
                f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    for name, table, event, condition, message in GUARDS:
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {condition} THEN RAISE EXCEPTION '{message}'"
            " USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            f" RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def _drop_guards() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, *_ in (*GUARDS, *SQLITE_GUARDS):
            op.execute(f"DROP TRIGGER {name}")
        return
    for name, table, *_ in GUARDS:
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")
