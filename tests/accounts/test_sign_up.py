"""Signing up."""

import pytest
from sqlalchemy import func, select

from app.accounts.models import AuditEvent, Merchant, User
from app.extensions import db
from tests.at_once import at_once
from tests.cast import ALICE, Cast
from tests.page_client import PageClient, page_of, text_of
from tests.typed import SIGN_UP

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]


def test_a_company_and_its_owner_are_made_and_signed_in(client: PageClient) -> None:
    response = client.send("/sign-up", SIGN_UP)
    assert (response.status_code, response.location) == (303, "/onboarding")
    assert client.get("/onboarding").status_code == 200
    user = User.by_email(ALICE)
    assert user is not None and user.merchant is not None
    assert (user.merchant.company, user.merchant.siret) == ("Atelier Alma", "90300003200016")
    assert user.merchant.owner is user
    assert user.password_hash.startswith("$argon2id$")


def test_it_is_written_into_the_journal_without_personal_data(client: PageClient) -> None:
    client.send("/sign-up", SIGN_UP)
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.act, event.details) == ("merchant.signed_up", {})
    assert event.actor_id is not None and event.merchant_id is not None


@pytest.mark.parametrize("field", SIGN_UP)
def test_each_empty_field_says_so_and_the_others_are_kept(client: PageClient, field: str) -> None:
    response = client.send("/sign-up", SIGN_UP | {field: "  "})
    assert response.status_code == 422
    page = page_of(response)
    assert page.xpath("//*[@id=$id]", id=f"{field}-error")
    assert page.xpath("//div[@id='error-summary']//a[@href=$to]", to=f"#{field}")
    kept = {name: SIGN_UP[name] for name in ("company", "name", "email") if name != field}
    for name, value in kept.items():
        assert page.xpath("//input[@name=$name]/@value", name=name) == [value]
    assert _companies() == 0


def test_the_password_is_not_sent_back(client: PageClient) -> None:
    response = client.send("/sign-up", SIGN_UP | {"siret": "1"})
    assert page_of(response).xpath("//input[@type='password']/@value") in ([], [""])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("903 000 032", "Un SIRET compte 14 chiffres ; 903 000 032 en a 9."),
        ("903000032000160", "Un SIRET compte 14 chiffres ; 903000032000160 en a 15."),
        ("903 000 032 0001O", "« 903 000 032 0001O » contient autre chose que des chiffres"),
        ("903 000 032 00017", "« 903 000 032 00017 » n’est pas un SIRET : un chiffre est faux"),
    ],
)
def test_a_wrong_siret_says_what_was_read(client: PageClient, typed: str, sentence: str) -> None:
    response = client.send("/sign-up", SIGN_UP | {"siret": typed})
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert f'value="{typed}"' in response.text


@pytest.mark.parametrize(
    "typed", ["90300003200016", "903.000.032.00016", "903\u00a0000\u202f032 00016"]
)
def test_a_siret_is_read_however_it_is_grouped(client: PageClient, typed: str) -> None:
    client.send("/sign-up", SIGN_UP | {"siret": typed})
    assert db.session.scalars(select(Merchant.siret)).all() == ["90300003200016"]


def test_la_poste_itself_could_sign_up(client: PageClient) -> None:
    """The establishments of La Poste are exempt from the usual check digit."""
    response = client.send("/sign-up", SIGN_UP | {"siret": "356 000 000 09075"})
    assert response.status_code == 303


@pytest.mark.parametrize(
    "typed", ["alice", "alice@", "@alma.test", "a@b", "a b@alma.test", "a@-.fr"]
)
def test_what_is_no_address_is_named(client: PageClient, typed: str) -> None:
    response = client.send("/sign-up", SIGN_UP | {"email": typed})
    assert response.status_code == 422
    assert f"« {typed} » n’est pas une adresse e-mail" in text_of(response)


def test_a_short_password_is_refused(client: PageClient) -> None:
    response = client.send("/sign-up", SIGN_UP | {"password": "neuf.neuf"})
    assert response.status_code == 422
    assert "de 10 à 200 caractères" in text_of(response)


def test_a_second_click_makes_one_company_and_signs_in(client: PageClient) -> None:
    client.get("/sign-up")
    first = client.send("/sign-up", SIGN_UP)
    second = client.send("/sign-up", SIGN_UP)  # the token of the same page
    assert first.status_code == second.status_code == 303
    assert client.get("/onboarding").status_code == 200
    assert _companies() == 1


def test_two_clicks_at_the_same_moment_make_one_company(cast: Cast) -> None:
    clients = [cast.stranger() for _ in range(4)]
    for client in clients:
        client.get("/sign-up")
    answers = at_once([lambda c=c: c.send("/sign-up", SIGN_UP).status_code for c in clients])  # type: ignore[misc]
    assert answers == [303] * 4
    assert _companies() == 1


def test_an_address_in_capitals_is_the_same(client: PageClient, cast: Cast) -> None:
    cast.merchant()
    response = client.send("/sign-up", SIGN_UP | {"email": "ALICE@Alma.TEST"})
    assert response.status_code == 303
    assert _companies() == 1
    assert cast.browser("Alice@ALMA.test").get("/onboarding").status_code == 200


def test_an_address_with_an_account_is_refused_with_another_password(
    client: PageClient, cast: Cast
) -> None:
    cast.merchant()
    response = client.send("/sign-up", SIGN_UP | {"password": "another-password"})
    assert response.status_code == 422
    page = page_of(response)
    assert "a déjà un compte" in page.xpath("string(//*[@id='email-error'])")
    assert client.get("/onboarding").status_code == 303
    assert _companies() == 1


@pytest.mark.parametrize(
    "hostile",
    [
        "x" * 10_000,
        "nul\x00nul",
        "🦊" * 30,
        "<script>alert(1)</script>",
        "'; DROP TABLE merchant; --",
        "\ud7ff\u202egnihtyreve",
        "{7*7} ${7*7} %s %d 100%",
        '" onfocus="alert(1)',
    ],
    ids=["long", "nul", "emoji", "html", "sql", "bidi", "template", "attribute"],
)
def test_hostile_values_are_kept_as_text_or_refused(cast: Cast, hostile: str) -> None:
    for field in SIGN_UP:
        client = cast.stranger()
        response = client.send(
            "/sign-up", SIGN_UP | {"email": f"{field}@alma.test", field: hostile}
        )
        assert response.status_code in (303, 422), field
        page = response if response.status_code == 422 else client.get("/onboarding")
        assert not page_of(page).xpath("//script[not(@src)] | //*[@onfocus]")
    assert db.session.scalar(select(func.count(User.id))) == _companies()


def _companies() -> int:
    return db.session.scalar(select(func.count(Merchant.id))) or 0
