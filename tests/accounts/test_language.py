"""The language of the page: the account's, then the one chosen here, then the browser's."""

import pytest

from app.accounts.models import User
from tests.cast import ALICE, Cast
from tests.page_client import PageClient, page_of, text_of
from tests.typed import SIGN_UP

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

ENGLISH = {"Accept-Language": "en-GB,en;q=0.9,fr;q=0.1"}


def _language_of(client: PageClient, path: str = "/sign-in", **kwargs: object) -> str:
    return str(page_of(client.get(path, **kwargs)).get("lang"))


@pytest.mark.parametrize(
    ("browser", "language"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.5", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.1", "en"),
        ("en", "en"),
        ("de,nl;q=0.8", "fr"),
        ("", "fr"),
        ("*", "fr"),
        (";;;=,,", "fr"),
    ],
)
def test_signed_out_the_browser_decides_and_french_is_the_default(
    client: PageClient, browser: str, language: str
) -> None:
    assert _language_of(client, headers={"Accept-Language": browser}) == language


def test_signed_out_a_choice_goes_before_the_browser(client: PageClient) -> None:
    response = client.send("/language", {"language": "en", "next": "/sign-up"})
    assert (response.status_code, response.location) == (303, "/sign-up")
    assert _language_of(client, headers={"Accept-Language": "fr"}) == "en"


def test_signed_in_the_account_goes_before_all(cast: Cast, client: PageClient) -> None:
    cast.merchant(language="en")
    client.send("/language", {"language": "fr"})
    assert _language_of(client) == "fr"
    client.sign_in(ALICE)
    assert _language_of(client, "/onboarding", headers={"Accept-Language": "fr"}) == "en"


def test_signed_in_a_choice_is_kept_with_the_account(cast: Cast) -> None:
    cast.merchant()
    cast.browser().send("/language", {"language": "en"})
    user = User.by_email(ALICE)
    assert user is not None and user.language == "en"
    assert _language_of(cast.browser(), "/onboarding") == "en"


def test_who_signs_up_in_english_has_an_english_account(client: PageClient) -> None:
    client.send("/sign-up", SIGN_UP, headers=ENGLISH)
    user = User.by_email(ALICE)
    assert user is not None and user.language == "en"


@pytest.mark.parametrize("unknown", ["", "de", "fr-FR", "../etc", "x" * 1_000])
def test_an_unknown_language_changes_nothing(cast: Cast, unknown: str) -> None:
    cast.merchant()
    alice = cast.browser()
    assert alice.send("/language", {"language": unknown}).status_code == 303
    assert _language_of(alice, "/onboarding") == "fr"


@pytest.mark.parametrize("wanted", ["//evil.test", "https://evil.test", "/contracts/1/activation"])
def test_the_choice_leads_home_where_no_page_of_ours_stands(
    client: PageClient, wanted: str
) -> None:
    response = client.send("/language", {"language": "en", "next": wanted})
    assert response.location == "/"


def test_the_page_speaks_the_language_it_names(client: PageClient) -> None:
    assert "Se connecter" in text_of(client.get("/sign-in"))
    assert "Sign in" in text_of(client.get("/sign-in", headers=ENGLISH))


def test_apostrophes_are_set_in_type(client: PageClient) -> None:
    response = client.send("/sign-in", {"email": "x", "password": "x"})
    assert "'" not in response.text.partition("<main")[2].partition("</main>")[0].replace(
        "navigator", ""
    )
    page = text_of(client.get("/no-such-page"))
    assert "L’adresse est fausse, ou ce qu’elle désigne n’est pas à vous." in page
