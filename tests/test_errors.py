"""Error pages."""

import pytest
from flask import Flask

from tests.cast import Cast
from tests.page_client import PageClient, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]


def test_an_unknown_address_is_not_found(client: PageClient) -> None:
    response = client.get("/no-such-page")
    assert response.status_code == 404
    assert "Page introuvable" in text_of(response)


def test_an_address_for_forms_is_no_page(cast: Cast) -> None:
    cast.merchant()
    response = cast.browser().get("/sign-out")
    assert response.status_code == 405
    assert "Adresse sans page" in text_of(response)


@pytest.mark.parametrize("token", [None, "", "of-another-session"])
def test_a_form_without_its_token_is_refused(client: PageClient, token: str | None) -> None:
    data = {} if token is None else {"csrf_token": token}
    response = client.post("/sign-in", data=data)
    assert response.status_code == 400
    assert "Formulaire trop ancien" in text_of(response)


def test_every_route_that_receives_a_form_wants_its_token(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            path = rule.rule.replace("<slug>", "plan")
            for place in rule.arguments:
                path = path.replace(f"<int:{place}>", "1")
            assert app.test_client().post(path).status_code == 400, path


def test_what_cannot_be_read_is_a_bad_request(client: PageClient) -> None:
    response = client.post("/sign-in", data=b"x=%ff\x00&&&=", content_type="multipart/form-data")
    assert response.status_code == 400


def test_a_body_that_is_too_big_is_refused(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1_000)
    response = client.send("/sign-up", {"company": "x" * 1_000})
    assert response.status_code == 413
    assert "Envoi trop gros" in text_of(response)


def test_a_form_of_a_thousand_files_is_refused(client: PageClient) -> None:
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n\r\n' for n in range(1_001)
    )
    response = client.post(
        "/sign-in", data=f"{parts}--x--\r\n", content_type="multipart/form-data; boundary=x"
    )
    assert response.status_code == 413


def test_an_error_page_keeps_the_person_signed_in(cast: Cast) -> None:
    cast.merchant()
    response = cast.browser().get("/no-such-page")
    assert "Se déconnecter" in text_of(response)
