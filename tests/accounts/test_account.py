"""The account page: people change their name at once, their address once its link is followed."""

import pytest

from app.accounts.models import User
from app.extensions import db
from tests.accounts.test_links import newest_link
from tests.cast import ALICE, BOB, PASSWORD, Cast
from tests.page_client import PageClient, page_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

RIGHT = "alice@alma.example"


def ask(browser: PageClient, email: str = RIGHT, password: str = PASSWORD) -> int:
    typed = {"name": "Alice", "email": email, "password": password}
    return browser.send("/account", typed).status_code


def person(email: str) -> User | None:
    db.session.expire_all()
    return User.by_email(email)


def test_a_name_is_corrected_without_a_password(newcomer: PageClient) -> None:
    assert newcomer.send("/account", {"name": "Alice Martin", "email": ALICE}).status_code == 303
    page = newcomer.get("/account")
    assert "C’est enregistré" in text_of(page)
    assert page_of(page).xpath("//input[@name='name']/@value") == ["Alice Martin"]


def test_a_mistyped_address_is_corrected_by_a_link_to_the_right_one(
    newcomer: PageClient, cast: Cast
) -> None:
    assert "Corriger l’adresse" in text_of(newcomer.get("/onboarding"))
    assert ask(newcomer) == 303
    assert person(ALICE) and not person(RIGHT)
    (mail,) = cast.mails("new_address")
    assert mail.recipient == RIGHT
    link = newest_link("new_address")
    assert RIGHT in text_of(newcomer.get(link))
    assert person(ALICE), "a link that is only looked at changes nothing"
    assert newcomer.send(link).status_code == 303
    changed = person(RIGHT)
    assert changed and changed.is_confirmed and not person(ALICE)
    assert [mail.recipient for mail in cast.mails("address_changed")] == [ALICE]
    assert newcomer.get("/onboarding").status_code == 200, "the session goes on"
    assert newcomer.send(link).status_code == 303
    assert len(cast.mails("address_changed")) == 1


def test_the_link_to_the_wrong_address_brings_it_back_no_more(
    newcomer: PageClient, cast: Cast
) -> None:
    newcomer.send("/confirmation")
    older = newest_link("address_confirmation")
    ask(newcomer)
    assert newcomer.send(newest_link("new_address")).status_code == 303
    assert cast.stranger().send(older).status_code == 410
    assert person(RIGHT) and not person(ALICE)


def test_a_link_to_set_a_password_that_went_to_the_old_address_is_dead(
    newcomer: PageClient, cast: Cast
) -> None:
    cast.stranger().send("/password", {"email": ALICE})
    older = newest_link("password_reset")
    ask(newcomer)
    newcomer.send(newest_link("new_address"))
    assert cast.stranger().get(older).status_code == 410


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        (RIGHT, "", "Ce n’est pas votre mot de passe"),
        (RIGHT, "wrong", "Ce n’est pas votre mot de passe"),
        (BOB, PASSWORD, "Cette adresse a déjà un compte"),
        ("alice", PASSWORD, "« alice » n’est pas une adresse e-mail"),
    ],
)
def test_what_may_not_be_is_refused_and_stays_typed(
    newcomer: PageClient, cast: Cast, email: str, password: str, sentence: str
) -> None:
    cast.merchant(BOB)
    typed = {"name": "Alice Martin", "email": email, "password": password}
    response = newcomer.send("/account", typed)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert page_of(response).xpath("//input[@name='name']/@value") == ["Alice Martin"]
    assert cast.mails("new_address") == []


def test_an_address_that_somebody_else_took_meanwhile_stays_theirs(
    newcomer: PageClient, cast: Cast
) -> None:
    ask(newcomer)
    link = newest_link("new_address")
    cast.merchant(RIGHT)
    assert newcomer.send(link).status_code == 410
    assert person(ALICE) and person(RIGHT)
    assert cast.mails("address_changed") == []
