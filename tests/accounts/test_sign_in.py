"""Signing in."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.accounts.models import RateCounter
from app.extensions import db
from tests.at_once import at_once
from tests.cast import ALICE, BOB, PASSWORD, Cast
from tests.page_client import PageClient, page_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

WINDOW_OPENS = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_the_right_password_leads_to_the_steps(client: PageClient, cast: Cast) -> None:
    cast.merchant()
    response = client.send("/sign-in", {"email": ALICE, "password": PASSWORD})
    assert response.status_code == 303
    assert "Mise en service" in text_of(client.get("/", follow_redirects=True))


def test_a_wrong_password_keeps_the_address_and_says_nothing_else(
    client: PageClient, cast: Cast
) -> None:
    cast.merchant()
    known = client.send("/sign-in", {"email": ALICE, "password": "wrong"})
    unknown = client.send("/sign-in", {"email": "x@alma.test", "password": "wrong"})
    assert known.status_code == unknown.status_code == 422
    assert "E-mail ou mot de passe inconnu." in text_of(known)
    assert "E-mail ou mot de passe inconnu." in text_of(unknown)
    assert f'value="{ALICE}"' in known.text


def test_a_page_that_was_asked_for_is_shown_after_signing_in(
    client: PageClient, cast: Cast
) -> None:
    cast.merchant()
    asked = client.get("/shipments/imports")
    assert asked.status_code == 303
    response = client.send(asked.location, {"email": ALICE, "password": PASSWORD})
    assert response.location == "/shipments/imports"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.test",
        "https://evil.test",
        "/\\evil.test",
        "\\/x",
        "/\\[",
        "//sign-in",
        "/\t/evil.test",
        "javascript:alert(1)",
        "/no-such-page",
        "/batches",
    ],
)
def test_no_other_site_is_led_to(client: PageClient, cast: Cast, elsewhere: str) -> None:
    cast.merchant()
    path = f"/sign-in?next={quote(elsewhere)}"
    response = client.send(path, {"email": ALICE, "password": PASSWORD})
    assert response.location == "/"


@pytest.mark.parametrize("field", ["email", "password"])
def test_an_empty_field_says_so_and_keeps_the_other(client: PageClient, field: str) -> None:
    response = client.send("/sign-in", {"email": ALICE, "password": PASSWORD} | {field: ""})
    assert response.status_code == 422
    assert page_of(response).xpath("//*[@id=$id]", id=f"{field}-error")
    if field == "password":
        assert f'value="{ALICE}"' in response.text


def test_who_is_signed_in_goes_home_and_who_signs_out_is_out(cast: Cast) -> None:
    cast.merchant()
    alice = cast.browser()
    assert alice.get("/sign-in").location == "/"
    assert alice.get("/onboarding").status_code == 200
    assert alice.send("/sign-out").location == "/sign-in"
    assert alice.get("/onboarding").location == "/sign-in?next=/onboarding"


def test_an_account_that_is_gone_is_signed_out(app: Flask) -> None:
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "999"
    assert client.get("/onboarding").status_code == 303


@pytest.mark.parametrize(
    "email", ["x" * 10_000, "nul\x00@alma.test", "🦊@alma.test", "' OR 1=1 --"]
)
def test_a_hostile_address_is_only_unknown(client: PageClient, cast: Cast, email: str) -> None:
    cast.merchant()
    response = client.send("/sign-in", {"email": email, "password": PASSWORD})
    assert response.status_code == 422


def test_an_endless_password_is_refused_before_it_is_hashed(client: PageClient) -> None:
    response = client.send("/sign-in", {"email": ALICE, "password": "x" * 10_000})
    assert response.status_code == 422
    assert "200 caractères au plus." in text_of(response)


def test_the_accounts_of_the_demonstration_are_listed_in_development_only(
    app: Flask, client: PageClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.merchant("actif@demo.test")
    cast.merchant()
    assert "actif@demo.test" in client.get("/sign-in").text
    assert ALICE not in client.get("/sign-in").text
    monkeypatch.setitem(app.config, "DEVELOPMENT", False)
    assert "actif@demo.test" not in client.get("/sign-in").text


class TestTooManyFailures:
    """Ten failures in a quarter of an hour are allowed per e-mail, a hundred per network address."""

    @pytest.fixture(autouse=True)
    def three_are_enough(
        self, app: Flask, context: None, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(app.config, "SIGN_IN_FAILURES_PER_EMAIL", 3)
        monkeypatch.setitem(app.config, "SIGN_IN_FAILURES_PER_ADDRESS", 5)
        cast.merchant()
        cast.merchant(BOB)

    @pytest.fixture(autouse=True)
    def one_window(self) -> Iterator[None]:
        """What is tried falls into one window, whatever the time is."""
        with time_machine.travel(WINDOW_OPENS):
            yield

    def test_even_the_right_password_waits_for_the_next_window(self, app: Flask) -> None:
        with time_machine.travel(WINDOW_OPENS, tick=False) as clock:
            assert [_try(app, ALICE, "wrong") for _ in range(3)] == [422] * 3
            assert _try(app, ALICE, PASSWORD) == 429
            assert _try(app, ALICE.upper(), PASSWORD) == 429
            clock.shift(timedelta(minutes=15))
            assert _try(app, ALICE, PASSWORD) == 303

    def test_the_page_says_so(self, app: Flask, client: PageClient) -> None:
        for _ in range(3):
            _try(app, ALICE, "wrong")
        response = client.send("/sign-in", {"email": ALICE, "password": PASSWORD})
        assert "Trop d’essais. Attendez un quart d’heure" in text_of(response)
        assert f'value="{ALICE}"' in response.text

    def test_somebody_else_elsewhere_is_not_affected(self, app: Flask) -> None:
        for _ in range(3):
            _try(app, ALICE, "wrong")
        assert _try(app, BOB, PASSWORD, address="203.0.113.9") == 303
        assert _try(app, ALICE, PASSWORD, address="203.0.113.9") == 429

    def test_one_network_address_cannot_try_many_accounts(self, app: Flask) -> None:
        for n in range(5):
            _try(app, f"{n}@alma.test", "wrong")
        assert _try(app, ALICE, PASSWORD) == 429
        assert _try(app, ALICE, PASSWORD, address="203.0.113.9") == 303

    def test_failures_at_the_same_moment_are_all_counted(self, app: Flask) -> None:
        with time_machine.travel(WINDOW_OPENS, tick=False):
            at_once([lambda: _try(app, ALICE, "wrong")] * 3)
            assert _try(app, ALICE, PASSWORD) == 429

    def test_nothing_personal_is_kept(self, app: Flask) -> None:
        _try(app, ALICE, "wrong")
        keys = db.session.scalars(select(RateCounter.key)).all()
        assert len(keys) == 2
        assert all(re.fullmatch(r"[0-9a-f]{64}", key) for key in keys)

    def test_windows_gone_by_are_forgotten(self, app: Flask) -> None:
        with time_machine.travel(WINDOW_OPENS, tick=False) as clock:
            _try(app, ALICE, "wrong")
            clock.shift(timedelta(minutes=15))
            _try(app, BOB, "wrong")
            assert set(db.session.scalars(select(RateCounter.tries))) == {1}
            assert len(set(db.session.scalars(select(RateCounter.window)))) == 1


def _try(app: Flask, email: str, password: str, *, address: str = "192.0.2.1") -> int:
    """Sign in with a new browser at this network address; return the status code."""
    client = Cast(app).stranger()
    client.environ_base["REMOTE_ADDR"] = address
    return client.send("/sign-in", {"email": email, "password": password}).status_code
