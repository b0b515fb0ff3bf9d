"""What the database refuses by itself, whatever a program asks of it."""

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.labels.models import Label
from app.ranges.bounds import Bounds, position
from app.ranges.models import Issuer, RangeOverlap, SpecimenNumbers, open_range
from app.ranges.tracking_number import SPECIMEN_PRODUCT_CODE
from tests.cast import ALICE, BOB, Cast

pytestmark = pytest.mark.usefixtures("context")

TRIGGERS = {
    "number_range_bounds",
    "number_range_never_back",
    "label_snapshot",
    "label_kept",
    "audit_event_fixed",
    "audit_event_kept",
}
# PostgreSQL has an exclusion constraint instead.
TRIGGERS_OF_SQLITE = {"number_range_overlap_insert", "number_range_overlap_update"}
FIRST, LAST = 1_000, 1_099
CHANGES = (
    "last_serial = last_serial + 1, last_position = last_position + 1",
    "first_serial = first_serial - 1, first_position = first_position - 1",
    "first_position = first_position + 900000, last_position = last_position + 900000",
    "product_code = '2K'",
    "issuer = 'sendcloud'",
)


def do(statement: str, **values: object) -> None:
    db.session.execute(text(statement), values)
    db.session.commit()


def assert_refused(statement: str, **values: object) -> None:
    """The database refuses the statement, and nothing of it stays."""
    with pytest.raises(IntegrityError):
        do(statement, **values)
    db.session.rollback()


def insert_range(first: int, last: int, product: str = "2L") -> str:
    """SQL that knows nothing of the rules: a range beside those of contract 1."""
    return (
        "INSERT INTO number_range (contract_id, issuer, number_format, product_code, first_serial,"
        " last_serial, first_free_serial, next_serial, first_position, last_position, opened_at,"
        f" opened_by_id) VALUES (1, 'sillage', 'S13', '{product}', {first}, {last}, {first},"
        f" {first}, {position(product, first)}, {position(product, last)},"
        " '2026-11-23 08:00:00+00:00', 1)"
    )


def labels(cast: Cast, count: int = 2) -> Sequence[Label]:
    """Labels of Alice's, the first numbers of her range FIRST to LAST."""
    contract = cast.active(first=FIRST, size=LAST - FIRST + 1)
    return cast.batch(contract, cast.shipments(contract, count)).labels


class TestRanges:
    @pytest.mark.parametrize(
        ("first", "last"),
        [
            pytest.param(FIRST, LAST, id="equal"),
            pytest.param(FIRST + 1, LAST - 1, id="inside"),
            pytest.param(FIRST - 1, LAST + 1, id="around"),
            pytest.param(FIRST - 50, FIRST, id="touching the first"),
            pytest.param(LAST, LAST + 50, id="touching the last"),
            pytest.param(FIRST - 50, FIRST + 50, id="crossing the first"),
            pytest.param(LAST - 50, LAST + 50, id="crossing the last"),
            pytest.param(FIRST + 7, FIRST + 7, id="one number"),
            pytest.param(0, 9_999_999_999, id="everything"),
        ],
    )
    def test_two_that_share_a_number_are_refused(self, cast: Cast, first: int, last: int) -> None:
        cast.active(first=FIRST, size=LAST - FIRST + 1)
        assert_refused(insert_range(first, last))
        # The very same range of the same contract would be the one there is.
        other = cast.described(BOB)
        with pytest.raises(RangeOverlap):
            open_range(
                other,
                Bounds("2L", first, last, first),
                by=other.merchant.owner,
                issuer=Issuer.SENDCLOUD,
            )

    @pytest.mark.parametrize(
        ("first", "last", "product"),
        [
            (FIRST - 50, FIRST - 1, "2L"),
            (LAST + 1, LAST + 50, "2L"),
            (FIRST, LAST, "2K"),
            (FIRST, LAST, "3L"),
            (0, 9_999_999_999, "2M"),
        ],
    )
    def test_neighbours_and_other_products_are_taken(
        self, cast: Cast, first: int, last: int, product: str
    ) -> None:
        cast.active(first=FIRST, size=LAST - FIRST + 1)
        do(insert_range(first, last, product))

    def test_another_merchants_range_counts_too(self, cast: Cast) -> None:
        cast.active(ALICE, first=FIRST)
        other = cast.requested(BOB)
        bounds = Bounds("2L", FIRST + 5, FIRST + 500, FIRST + 5)
        with pytest.raises(RangeOverlap):
            open_range(other, bounds, by=other.merchant.owner, issuer=Issuer.SILLAGE)

    def test_the_code_of_specimens_never_becomes_a_range(self, cast: Cast) -> None:
        contract = cast.active()
        bounds = Bounds(SPECIMEN_PRODUCT_CODE, FIRST, LAST, FIRST)
        for issuer in Issuer:
            with pytest.raises(SpecimenNumbers):
                open_range(contract, bounds, by=contract.merchant.owner, issuer=issuer)

    def test_moving_one_over_another_is_refused(self, cast: Cast) -> None:
        contract = cast.active(first=FIRST, size=100)
        other = cast.more_numbers(contract, first=5_000, size=100)
        shift = 5_000 - LAST
        assert_refused(
            "UPDATE number_range SET first_serial = first_serial - :shift, last_serial ="
            " last_serial - :shift, first_free_serial = first_free_serial - :shift, next_serial ="
            " next_serial - :shift, first_position = first_position - :shift, last_position ="
            " last_position - :shift WHERE id = :id",
            shift=shift,
            id=other.id,
        )

    @pytest.mark.parametrize("change", CHANGES)
    def test_a_bound_may_be_corrected_before_the_first_draw(self, cast: Cast, change: str) -> None:
        cast.active(first=FIRST)
        do(f"UPDATE number_range SET {change}")

    @pytest.mark.parametrize("change", [*CHANGES, "first_free_serial = first_free_serial + 1"])
    def test_a_bound_never_changes_once_a_number_is_drawn(self, cast: Cast, change: str) -> None:
        labels(cast)
        assert_refused(f"UPDATE number_range SET {change}")

    @pytest.mark.parametrize("next_serial", [FIRST, FIRST + 1, LAST + 2, FIRST - 1])
    def test_a_drawn_number_is_never_free_again_nor_one_beyond_the_end(
        self, cast: Cast, next_serial: int
    ) -> None:
        labels(cast, 2)
        assert_refused("UPDATE number_range SET next_serial = :n", n=next_serial)

    def test_a_range_with_drawn_numbers_is_kept(self, cast: Cast) -> None:
        labels(cast)
        assert_refused("DELETE FROM number_range")

    def test_a_draw_begins_where_no_other_did_and_takes_something(self, cast: Cast) -> None:
        labels(cast)
        again = (
            "INSERT INTO number_draw (range_id, first_serial, count, drawn_at, purpose)"
            " SELECT range_id, first_serial + :shift, :count, drawn_at, purpose FROM number_draw"
        )
        assert_refused(again, shift=0, count=1)
        assert_refused(again, shift=2, count=0)
        assert_refused(again, shift=2, count=-1)

    @pytest.mark.parametrize(("first", "last"), [(5, 4), (-1, 4), (5, 10_000_000_000)])
    def test_serials_have_ten_digits_and_ascend(self, cast: Cast, first: int, last: int) -> None:
        cast.active(first=FIRST)
        assert_refused(insert_range(first, last))


class TestLabels:
    @pytest.mark.parametrize(
        "change",
        [
            "tracking_number = '2L99999999999'",
            "serial = serial + 50",
            "range_id = (SELECT max(id) FROM number_range)",
            "shipment_id = (SELECT max(id) FROM shipment)",
            "batch_id = (SELECT max(id) FROM batch)",
            "merchant_id = (SELECT max(id) FROM merchant)",
            "recipient_lines = '[\"Someone else\"]'",
            "postcode = '75001'",
            "grams = grams + 1",
            "reference = 'another'",
        ],
    )
    def test_a_snapshot_never_changes(self, cast: Cast, change: str) -> None:
        first, _ = labels(cast)
        other = cast.active(BOB, first=5_000)
        cast.batch(other, cast.shipments(other, 1))
        cast.shipments(other, 1)
        assert_refused(f"UPDATE label SET {change} WHERE id = :id", id=first.id)

    def test_a_later_fact_beside_the_snapshot_is_taken(self, cast: Cast) -> None:
        labels(cast)
        do("UPDATE label SET voided_at = '2026-11-23 08:00:00+00:00'")

    def test_a_label_is_kept(self, cast: Cast) -> None:
        labels(cast)
        assert_refused("DELETE FROM label")

    def copy_of_a_label(self, number: str, serial: int) -> str:
        columns = "merchant_id, batch_id, range_id, recipient_lines, postcode, reference, grams"
        return (
            f"INSERT INTO label ({columns}, shipment_id, tracking_number, serial, created_at)"
            f" SELECT {columns}, :shipment, {number}, {serial}, created_at FROM label"
            " WHERE id = :id"
        )

    def test_a_tracking_number_is_issued_once(self, cast: Cast) -> None:
        first, _ = labels(cast)
        (waiting,) = cast.shipments(first.batch.contract, 1)
        again = self.copy_of_a_label("tracking_number", 5)
        assert_refused(again, id=first.id, shipment=waiting.id)

    def test_a_number_of_a_voided_label_is_spent(self, cast: Cast) -> None:
        first, _ = labels(cast)
        first.void(first.batch.contract.merchant.owner)
        db.session.commit()
        again = self.copy_of_a_label("tracking_number", 5)
        assert_refused(again, id=first.id, shipment=first.shipment_id)

    def test_a_serial_of_a_range_is_issued_once(self, cast: Cast) -> None:
        first, _ = labels(cast)
        (waiting,) = cast.shipments(first.batch.contract, 1)
        again = self.copy_of_a_label("'2L00000000000'", first.serial)
        assert_refused(again, id=first.id, shipment=waiting.id)

    def test_a_shipment_has_one_live_label(self, cast: Cast) -> None:
        first, _ = labels(cast)
        second = self.copy_of_a_label("'2L00000000000'", 5)
        assert_refused(second, id=first.id, shipment=first.shipment_id)
        first.void(first.batch.contract.merchant.owner)
        db.session.commit()
        do(second, id=first.id, shipment=first.shipment_id)


class TestSlips:
    AGAIN = (
        "INSERT INTO deposit_item (slip_id, label_id) SELECT slip_id, label_id FROM deposit_item"
    )

    def test_a_label_stands_on_one_live_slip(self, cast: Cast) -> None:
        first, second = labels(cast)
        cast.slip(first.batch.contract, [first])
        cast.slip(first.batch.contract, [second])
        assert_refused(f"{self.AGAIN} WHERE label_id = :id", id=first.id)
        do("UPDATE deposit_item SET released_at = '2026-11-23 08:00:00+00:00'")
        do(f"{self.AGAIN} WHERE label_id = :id", id=first.id)

    def test_a_number_of_a_year_is_given_once(self, cast: Cast) -> None:
        first, second = labels(cast)
        cast.slip(first.batch.contract, [first])
        cast.slip(first.batch.contract, [second])
        assert_refused("UPDATE deposit_slip SET number = 1")


class TestJournal:
    def test_an_event_never_changes(self, cast: Cast) -> None:
        cast.merchant()
        assert_refused("UPDATE audit_event SET act = 'something.else'")

    def test_an_event_is_kept(self, cast: Cast) -> None:
        cast.merchant()
        assert_refused("DELETE FROM audit_event")


class TestOthers:
    @pytest.mark.parametrize("grams", [0, -1, 3_001])
    def test_a_shipment_weighs_between_one_gram_and_three_kilos(
        self, cast: Cast, grams: int
    ) -> None:
        cast.shipments(cast.active(), 1)
        assert_refused("UPDATE shipment SET grams = :grams", grams=grams)

    def test_a_reference_comes_once_in_its_source(self, cast: Cast) -> None:
        cast.shipments(cast.active(), 2)
        assert_refused("UPDATE shipment SET reference = 'the same'")

    def test_a_row_that_others_need_is_kept(self, cast: Cast) -> None:
        labels(cast)
        for table in ("shipment", "batch", "contract", "merchant", "user_account"):
            assert_refused(f"DELETE FROM {table}")


def test_after_the_upgrade_every_guard_is_there(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        assert set(db.session.scalars(text(query))) == TRIGGERS | TRIGGERS_OF_SQLITE
        return
    query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    assert set(db.session.scalars(text(query))) == TRIGGERS
    query = "SELECT conname FROM pg_constraint WHERE contype = 'x'"
    assert set(db.session.scalars(text(query))) == {"ex_number_range_overlap"}
