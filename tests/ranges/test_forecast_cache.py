"""The prospects that are kept for the portfolio say what a reckoning would, whatever has happened since."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from app.accounts.models import User
from app.clock import today
from app.contracts.models import Contract
from app.contracts.suspension import suspend
from app.extensions import db
from app.overview.attention import LOW_DAYS, Matter
from app.overview.portfolio import MerchantSummary, portfolio
from app.ranges import usage
from app.ranges.bounds import Bounds
from app.ranges.correcting import correct_range
from app.ranges.forecast import Peak, expected_use, forecast
from app.ranges.forecast_cache import AHEAD, CachedForecast, cached_reserves, refresh_forecasts
from app.ranges.label_file import UsedNumber
from app.ranges.models import Issuer, NumberRange, draw_numbers, open_range
from app.ranges.peaks import DeclaredPeak, declare
from app.ranges.reserve import Reserve
from tests.cast import ALICE, BOB, CLAIRE, Cast
from tests.page_client import rows_of
from tests.renewals.reserve.shops import A_DAY, MONTH, at, draw, drew, ending, shop

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]


def reckoned() -> list[MerchantSummary]:
    """As if nothing were kept."""
    kept = db.session.scalars(select(CachedForecast)).all()
    days = {one.id: one.day for one in kept}
    for one in kept:
        one.day = date.min
    db.session.flush()
    lines = portfolio()
    for one in kept:
        one.day = days[one.id]
    db.session.commit()
    return lines


@pytest.fixture
def calm(cast: Cast) -> Iterator[Contract]:
    """A shop with numbers for thirty days more, whose prospect is kept."""
    contract = ending(cast, 30)
    with at(MONTH):
        refresh_forecasts()
        assert set(cached_reserves([contract.id])) == {contract.id}
        yield contract


def test_beyond_what_is_low_is_foreseen() -> None:
    assert timedelta(days=LOW_DAYS) <= AHEAD


def test_kept_it_is_what_would_be_reckoned(cast: Cast) -> None:
    for n, days in enumerate((1, 2, 5, 9, 10, 11, 12, 30)):
        ending(cast, days, email=f"shop-{n}@example.test", first=(n + 1) * 100_000)
    shop(cast, size=50, email=BOB, first=5_000_000)  # it has no history
    with at(MONTH):
        assert refresh_forecasts() == 9
        assert portfolio() == reckoned()
        assert refresh_forecasts() == 0


def _sends(contract: Contract) -> None:
    draw(contract, 3)


def _spends_all(contract: Contract) -> None:
    draw(contract, Reserve.of(contract).left)


def _nearly_all(contract: Contract) -> None:
    draw(contract, Reserve.of(contract).left - 2 * A_DAY)


def _announces(contract: Contract) -> None:
    peak = Peak(today() + timedelta(days=1), today() + timedelta(days=3), 250)
    declare(contract, peak, contract.merchant.owner)


def _suspended(contract: Contract) -> None:
    suspend(contract, "Facture", User.by_email(CLAIRE) or contract.merchant.owner)


def _renews(contract: Contract) -> None:
    bounds = Bounds("2L", 900_000, 900_499, 900_000)
    open_range(contract, bounds, by=contract.merchant.owner, issuer=Issuer.SILLAGE)


HAPPENS = (_sends, _spends_all, _nearly_all, _announces, _suspended, _renews)


@pytest.mark.parametrize("happens", HAPPENS)
def test_whatever_happens_in_the_day_it_is_what_would_be_reckoned(
    calm: Contract, happens: Callable[[Contract], None]
) -> None:
    before = portfolio()
    happens(calm)
    db.session.commit()
    assert portfolio() == reckoned()
    assert portfolio() != before or happens is _sends
    refresh_forecasts()
    assert set(cached_reserves([calm.id])) == {calm.id}
    assert portfolio() == reckoned()


def test_an_exhausted_reserve_is_never_calm_for_what_was_kept(calm: Contract, cast: Cast) -> None:
    claire = cast.browser(CLAIRE)
    assert rows_of(claire.get("/merchants"), "Marchands")[0]["À regarder"] != "Réserve épuisée"
    _spends_all(calm)
    (line,) = portfolio()
    assert line.attention.matter is Matter.EXHAUSTED
    assert rows_of(claire.get("/merchants"), "Marchands")[0]["À regarder"] == "Réserve épuisée"


def test_a_peak_withdrawn_and_a_range_corrected_count_at_once(calm: Contract) -> None:
    _announces(calm)
    db.session.commit()
    refresh_forecasts()
    (peak,) = DeclaredPeak.of(calm, today())
    peak.withdraw(calm.merchant.owner)
    db.session.commit()
    assert portfolio() == reckoned()
    _renews(calm)
    db.session.commit()
    refresh_forecasts()
    known = NumberRange.all_of(calm)[-1]
    correct_range(known, Bounds("2L", 900_000, 900_009, 900_000), by=calm.merchant.owner)
    db.session.commit()
    assert not cached_reserves([calm.id]) and portfolio() == reckoned()


def test_the_next_day_it_counts_for_nothing(calm: Contract) -> None:
    with at(MONTH + 1):
        assert not cached_reserves([calm.id])
        assert portfolio() == reckoned()
        assert refresh_forecasts() == 1 and set(cached_reserves([calm.id])) == {calm.id}


def test_what_is_told_of_numbers_used_elsewhere_counts_at_once(cast: Cast) -> None:
    with at(0, hour=8):
        contract = cast.active_at_sendcloud(ALICE, size=(MONTH + 20) * A_DAY)
    (known,) = NumberRange.all_of(contract)
    drew(contract, 0, MONTH)
    with at(MONTH + 5):
        refresh_forecasts()
        assert portfolio() == reckoned()
        (line,) = portfolio()
        assert line.status.reserve and line.status.reserve.is_presumed
        usage.report_use(
            contract, [UsedNumber("2L", known.next_serial + 7, None)], by=contract.merchant.owner
        )
        db.session.commit()
        assert not cached_reserves([contract.id])
        assert portfolio() == reckoned()


@pytest.mark.parametrize("drawn", [0, 4, 25])
def test_a_prospect_ends_on_the_day_that_the_forecast_says(cast: Cast, drawn: int) -> None:
    contract = ending(cast, 12)
    with at(MONTH):
        if drawn:
            draw_numbers(contract, drawn, by=contract.merchant.owner, purpose="test")
            db.session.commit()
        reserve = Reserve.of(contract)
        found = expected_use(reserve.history, reserve.peaks, AHEAD)
        assert found
        for left in range(1, 13 * A_DAY):
            said = forecast(reserve.history, left, horizon=AHEAD)
            assert said and found.end(left, drawn) == said.day


def test_kept_it_takes_no_question_about_the_past(calm: Contract, cast: Cast) -> None:
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *others: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    portfolio()
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) == 7
    assert sum("number_draw" in one for one in asked) == 1  # today's
