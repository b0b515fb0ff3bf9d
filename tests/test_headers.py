"""The HTTP headers of every response."""

import gc

import pytest
from flask import Flask

from tests.cast import Cast
from tests.page_client import PageClient

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

PATHS = ("/sign-in", "/no-such-page", "/onboarding", "/healthz", "/dev/mails")


@pytest.mark.parametrize("path", PATHS)
def test_nothing_but_our_own_files_may_run_or_style(client: PageClient, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    directives = dict(one.split(" ", 1) for one in policy.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", PATHS)
def test_no_page_is_guessed_at_or_kept(client: PageClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_file_with_its_fingerprint_is_kept_for_a_year(app: Flask, client: PageClient) -> None:
    with app.test_request_context():
        address = app.url_for("static", filename="css/app.css")
    assert "?v=" in address
    response = client.get(address)
    response.close()
    assert response.status_code == 200
    assert "max-age=31536000" in response.headers["Cache-Control"]
    assert "no-store" not in response.headers["Cache-Control"]


def test_over_https_the_browser_is_told_to_stay_there(client: PageClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers
    secure = client.get("/sign-in", base_url="https://localhost")
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_the_session_is_no_business_of_scripts_and_other_sites(
    cast: Cast, client: PageClient
) -> None:
    cast.merchant()
    client.get("/sign-in")
    response = client.send("/sign-in", {"email": "alice@alma.test", "password": "demonstration"})
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_a_page_asks_nothing_of_another_host(client: PageClient) -> None:
    for attribute in ('src="', 'href="'):
        for piece in client.get("/sign-in").text.split(attribute)[1:]:
            assert piece[0] in "/#", piece[:60]


def test_what_is_not_sent_again_leaves_no_file_open(client: PageClient) -> None:
    known = client.get("/static/icons.svg")
    mark = known.headers["ETag"]
    known.close()
    again = client.get("/static/icons.svg", headers={"If-None-Match": mark})
    assert again.status_code == 304
    del again
    gc.collect()  # a file that is still open now is a warning, and so a fault
