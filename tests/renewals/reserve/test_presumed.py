"""What Sendcloud has used since it was last told is presumed: one figure, said as such, everywhere."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.accounts.models import User
from app.contracts.models import Contract
from app.extensions import db
from app.ranges.models import NumberRange
from app.ranges.reserve import Reserve
from app.renewals.reserve.low_reserve import tell_advisors, warn_of_low_reserves
from tests.cast import CLAIRE, Cast
from tests.page_client import page_of, rows_of, text_of
from tests.renewals.reserve.shops import A_DAY, BEGAN, MONTH, at, drew

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

SILENT = 14
TOLD, PRESUMED = 200, 200 - (SILENT - 1) * A_DAY


@pytest.fixture
def contract(cast: Cast) -> Iterator[Contract]:
    """Ten numbers a day until the last word, two weeks ago: 200 were left, some 70 are by now."""
    with at(0, hour=8):
        found = cast.active_at_sendcloud(size=MONTH * A_DAY + TOLD)
        found.take(User.by_email(CLAIRE) or cast.advisor())
    (known,) = NumberRange.all_of(found)
    drew(found, 0, MONTH)
    known.told_on = BEGAN + timedelta(days=MONTH - 1)
    db.session.commit()
    with at(MONTH + SILENT - 1):
        yield found


def test_it_is_the_figure_that_the_forecast_goes_by(contract: Contract) -> None:
    reserve = Reserve.of(contract)
    assert (reserve.left, reserve.presumed_left, reserve.is_presumed) == (TOLD, PRESUMED, True)
    assert sum(reserve.lefts.values()) == reserve.level.left == PRESUMED
    assert reserve.forecast and reserve.forecast.days_left == PRESUMED // A_DAY - 1


def test_pages_and_portfolio_show_it_as_a_guess(contract: Contract, cast: Cast) -> None:
    warn_of_low_reserves()
    alice, claire = cast.browser(), cast.browser(CLAIRE)
    about = f"environ {PRESUMED}"
    home, reserve = alice.get("/"), alice.get("/ranges")
    for page in (home, reserve, claire.get(f"/requests/{contract.id}")):
        assert about in page_of(page).xpath("string(//*[@role='meter']/@aria-valuetext)")
    assert f"Ce jour-là, il en restait {TOLD}" in text_of(reserve)
    (row,) = rows_of(reserve, "Les plages")
    assert row["Restent"].startswith(about)
    assert rows_of(reserve, "La réserve au fil du temps")[0]["Nature"] == "mesuré"
    assert f"Il ne reste plus qu’{about} numéros de suivi" in text_of(alice.get("/team"))
    (row,) = rows_of(claire.get("/merchants"), "Marchands")
    assert row["Numéros restants"].startswith(about)
    merchant = text_of(claire.get(f"/merchants/{contract.merchant_id}"))
    assert about in merchant
    assert f";{PRESUMED};" in claire.get("/merchants.csv").text
    assert about in text_of(alice.get(f"/settings/contracts/{contract.id}"))
    renewal = text_of(alice.get(f"/contracts/{contract.id}/renewals/new"))
    assert about in renewal and f"{TOLD} numéros" not in renewal


def test_mails_say_it_as_a_guess(contract: Contract, cast: Cast) -> None:
    assert warn_of_low_reserves() == 1 and tell_advisors() == 1
    (low,), (digest,) = cast.mails("reserve_low"), cast.mails("reserve_digest")
    for told in (low.subject, low.text, digest.text):
        assert f"nviron {PRESUMED} numéros" in " ".join(told.split())
        assert f"{TOLD} numéros" not in " ".join(told.split())


def test_the_picture_falls_to_it_from_the_last_word_on(contract: Contract, cast: Cast) -> None:
    rows = rows_of(cast.browser().get("/ranges"), "La réserve au fil du temps")
    figures = [row for row in rows if row["Nature"] in ("mesuré", "projeté")]
    measured = [row for row in figures if row["Nature"] == "mesuré"]
    assert measured[-1]["Numéros restants"] == str(TOLD)
    guessed = [int(row["Numéros restants"]) for row in figures[len(measured) :]]
    assert guessed == sorted(guessed, reverse=True) and PRESUMED < guessed[0] < TOLD


def test_that_nothing_is_left_is_never_said_of_a_guess(contract: Contract, cast: Cast) -> None:
    with at(MONTH + 60):
        reserve = Reserve.of(contract)
        assert (reserve.presumed_left, reserve.level.left) == (1, 1)
        assert "épuisée" not in text_of(cast.browser().get("/ranges"))
