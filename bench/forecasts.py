"""Forecasts: the error of the projected end, and the effect of a year of warnings."""

from collections.abc import Iterator

from bench.ground import Grounds
from bench.measuring import Row
from tests.ranges.made_up_years import OVER_A_YEAR, UNDER_A_YEAR, errors_over
from tests.renewals.reserve.simulated_year import ATTENTIVE, FORGETFUL, SILENT, Reader, simulated

SEEDS = 1_000
# Takes less than two minutes on one core.
SHOPS = 500
FEWER_SHOPS = 100


def rows(grounds: Grounds) -> Iterator[Row]:
    """Yield the figures of this subject; none needs a database."""
    yield from _errors("a year and more of history", OVER_A_YEAR)
    yield from _errors("under a year of history", UNDER_A_YEAR)
    yield from _year("attentive", ATTENTIVE, SHOPS)
    yield from _year("forgetful", FORGETFUL, FEWER_SHOPS)
    yield from _year("silent", SILENT, FEWER_SHOPS)


def _errors(name: str, ages: tuple[int, ...]) -> Iterator[Row]:
    found = errors_over(range(SEEDS), ages=ages)
    words = f"forecast, {name}"
    yield Row(f"{words}: off by", found.ours, "days")
    yield Row(f"{words}: the naive average is off by", found.naive, "days")
    yield Row(f"{words}: against the naive average", found.ours / found.naive, "×")
    yield Row(f"{words}: true ends outside the likely span", 100 * (1 - found.inside), "%")


def _year(name: str, reader: Reader, shops: int) -> Iterator[Row]:
    found = simulated(reader, range(shops))
    words = f"a year of {shops} {name} merchants"
    yield Row(f"{words}: days without numbers", found.days_without, "days")
    yield Row(
        f"{words}: those beyond a shop's first year",
        found.days_without - found.in_first_year,
        "days",
    )
    yield Row(f"{words}: mails per merchant", found.to_a_merchant, "")
    yield Row(f"{words}: mails to advisors per merchant", found.to_advisors, "")
