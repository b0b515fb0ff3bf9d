"""The same forecasts by AutoETS, Theta and MSTL of statsforecast (the dependency group `peers`)."""

from collections import defaultdict
from collections.abc import Iterable
from importlib.util import find_spec
from statistics import mean

from app.ranges.forecast import forecast
from app.ranges.history import History
from bench.forecast_accuracy import HORIZONS, off_by
from bench.shops import KINDS, Shop, shop

WEEK, YEAR = 7, 364
OURS = "ours"


def is_installed() -> bool:
    """Whether statsforecast is there: it is not among what `make bench` installs."""
    return find_spec("statsforecast") is not None


def errors(seeds: Iterable[int]) -> dict[tuple[str, int], float]:
    """The mean error by method and days ahead, averaged over the kinds; over the same shops for all."""
    found: dict[tuple[str, int, str], list[float]] = defaultdict(list)
    for kind, seed in ((kind, seed) for seed in seeds for kind in KINDS):
        one = shop(kind, seed)
        said = forecast(History(one.past(), one.today), 1)
        if said is None:
            continue
        for days in HORIZONS:
            found[OURS, days, kind].append(off_by(one, said.expected_within(days), days))
        for method, expected in _by_method(one):
            for days in HORIZONS:
                found[method, days, kind].append(off_by(one, sum(expected[:days]), days))
    methods = {method for method, _, _ in found}
    return {
        (method, days): mean(
            mean(found[method, days, kind]) for kind in KINDS if found[method, days, kind]
        )
        for method in methods
        for days in HORIZONS
    }


def _by_method(one: Shop) -> Iterable[tuple[str, list[float]]]:
    """What each method expects of the next days; none less than nothing."""
    import numpy
    from statsforecast.models import MSTL, AutoETS, Theta

    past = numpy.array(list(one.past().values()), dtype=float)
    seasons = [WEEK, YEAR] if len(past) >= 2 * YEAR + WEEK else [WEEK]
    models = {
        "AutoETS": AutoETS(season_length=WEEK),
        "Theta": Theta(season_length=WEEK),
        "MSTL": MSTL(season_length=seasons, trend_forecaster=AutoETS(model="ZZN")),
    }
    for name, model in models.items():
        ahead = model.forecast(y=past, h=max(HORIZONS))["mean"]
        yield name, [max(0.0, float(count)) for count in ahead]
