"""Forecasts: how far they are off, whom warnings reach too late, and the effect of a year of them."""

from collections.abc import Iterator

from bench.forecast_accuracy import HORIZONS, accuracy, unwarned
from bench.ground import Grounds
from bench.measuring import Row
from bench.peers import forecasting
from bench.shops import KINDS
from tests.ranges.made_up_years import OVER_A_YEAR, UNDER_A_YEAR, errors_over
from tests.renewals.reserve.simulated_year import ATTENTIVE, FORGETFUL, SILENT, Reader, simulated

SEEDS = 1_000
# Of each kind of shop.
SHOPS_OF_A_KIND, RESERVES_OF_A_KIND, SHOPS_FOR_PEERS = 240, 60, 40
LIKELY = 80
# Takes less than two minutes on one core.
SHOPS = 500
FEWER_SHOPS = 100


def rows(grounds: Grounds) -> Iterator[Row]:
    """Yield the figures of this subject; none needs a database."""
    yield from _errors("a year and more of history", OVER_A_YEAR)
    yield from _errors("under a year of history", UNDER_A_YEAR)
    yield from _kinds()
    yield from _unwarned()
    if forecasting.is_installed():
        yield from _peers()
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


def _kinds() -> Iterator[Row]:
    found = accuracy(range(SHOPS_OF_A_KIND))
    for days in HORIZONS:
        held = found.held_of(days=days)
        words = f"forecast, {days} days, all kinds of shops"
        yield Row(f"{words}: off by", found.error(days), "days")
        yield Row(f"{words}: true ends within the likely span", held, "%")
        yield Row(f"{words}: that is away from {LIKELY} by", abs(held - LIKELY), "%")
    for kind in KINDS:
        outside = 100 - found.held_of(kind=kind)
        yield Row(f"forecast, {kind}: true ends outside the likely span", outside, "%")


def _unwarned() -> Iterator[Row]:
    found = unwarned(range(RESERVES_OF_A_KIND))
    words = "reserves of all kinds of shops: the warning of ten days comes too late"
    yield Row(words, found.percent, "%")


def _peers() -> Iterator[Row]:
    found = forecasting.errors(range(SHOPS_FOR_PEERS))
    for days in HORIZONS:
        ours = found[forecasting.OURS, days]
        others = {method: error for (method, ahead), error in found.items() if ahead == days}
        del others[forecasting.OURS]
        words = f"forecast, {days} days, all kinds of shops"
        for method, error in sorted(others.items()):
            yield Row(f"{words}: {method} is off by", error, "days")
        yield Row(f"{words}: against the best of them", ours / min(others.values()), "×")


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
