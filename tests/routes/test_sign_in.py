"""Signing in."""

import pytest

from tests.cast import ALICE, PASSWORD, Cast
from tests.page_client import PageClient, text_of

pytestmark = pytest.mark.usefixtures("context")


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


@pytest.mark.parametrize("elsewhere", ["//evil.test", "https://evil.test", "/\\evil.test", "\\/x"])
def test_no_other_site_is_led_to(client: PageClient, cast: Cast, elsewhere: str) -> None:
    cast.merchant()
    path = f"/sign-in?next={elsewhere}"
    response = client.send(path, {"email": ALICE, "password": PASSWORD})
    assert response.location == "/"
