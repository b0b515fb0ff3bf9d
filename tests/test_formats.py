"""Numbers, dates and weights as people read them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from app import create_app, formats
from app.config import Config
from app.language import in_language

EVENING = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # half past midnight in Paris
SUMMER = datetime(2026, 7, 14, 8, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def french_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("formats")
    app = create_app(Config({"SECRET_KEY": "only-for-tests", "INSTANCE_PATH": str(folder)}))
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        yield


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (999, "999"), (5_000, "5\u202f000"), (1_234_567, "1\u202f234\u202f567")],
)
def test_thousands_are_set_apart_by_a_narrow_space(value: int, shown: str) -> None:
    assert formats.number(value) == shown


@pytest.mark.parametrize(
    ("weight", "shown"),
    [
        (1, "1\u202fg"),
        (999, "999\u202fg"),
        (1_000, "1\u202fkg"),
        (1_250, "1,25\u202fkg"),
        (3_000, "3\u202fkg"),
    ],
)
def test_a_weight_is_in_grams_below_a_kilo(weight: int, shown: str) -> None:
    assert formats.grams(weight).replace(" ", "\u202f").replace("\u00a0", "\u202f") == shown


def test_a_day_in_full_and_in_figures() -> None:
    assert formats.day(date(2026, 11, 23)) == "23 novembre 2026"
    assert formats.day(date(2027, 3, 1)) == "1er mars 2027"
    assert formats.short_day(date(2026, 11, 3)) == "03/11/2026"


def test_a_moment_is_shown_as_it_is_in_paris() -> None:
    assert formats.day(EVENING) == "24 novembre 2026"
    assert formats.moment(EVENING) == "24 nov. 2026, 00:30"
    assert formats.time_of_day(SUMMER) == "10:05"


def test_an_age_is_told_in_one_unit() -> None:
    with time_machine.travel(EVENING, tick=False):
        assert formats.age(EVENING - timedelta(days=3)) == "il y a 3 jours"
        assert formats.age(EVENING - timedelta(minutes=5)) == "il y a 5 minutes"


def test_in_english_the_same_values_read_english() -> None:
    with in_language("en"):
        assert formats.number(5_000) == "5,000"
        assert formats.day(date(2026, 11, 23)) == "23 November 2026"
        assert formats.day(date(2027, 3, 1)) == "1 March 2027"
        assert formats.grams(1_250).replace("\u00a0", " ") == "1.25 kg"


@pytest.mark.parametrize(
    ("value", "shown"), [(21_234, "2,1234"), (21_200, "2,12"), (20_000, "2,00"), (1, "0,0001")]
)
def test_a_unit_price_has_two_to_four_decimals(value: int, shown: str) -> None:
    assert formats.unit_price(value) == shown


def test_an_amount_has_its_cents_and_loses_none() -> None:
    assert formats.amount(123_456) == "1\u202f234,56"
    assert formats.amount(2**53 + 1) == "90\u202f071\u202f992\u202f547\u202f409,93"
    assert formats.euros(1_962) == "19,62\u202f€"
    with in_language("en"):
        assert formats.euros(123_456) == "€1,234.56"
        assert formats.unit_price(21_234) == "2.1234"


def test_a_month() -> None:
    assert formats.month(date(2026, 11, 23)) == "novembre 2026"
