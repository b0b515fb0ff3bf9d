"""The third step: writing to the advisor, once, and only what was shown."""

import pytest
from flask import Flask

from app.accounts.models import User
from app.contracts.models import Contract
from app.extensions import db
from app.mail.models import OutboxMail
from app.onboarding.models import PlanAnswer
from tests.at_once import at_once
from tests.cast import ALICE, BOB, CLAIRE, Cast
from tests.page_client import PageClient, page_of, text_of
from tests.typed import TO_SUPPORT

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

ADDRESS = "/onboarding/advisor"
SUPPORT = "support@sendcloud.test"
TO_CLAIRE = {"advisor": "known", "email": CLAIRE, "shown_to": CLAIRE}


@pytest.fixture
def alice(cast: Cast) -> PageClient:
    """A merchant who has answered both steps before."""
    cast.described()
    return cast.browser()


def _contract() -> Contract:
    return db.session.query(Contract).one()


def _confirm(email: str) -> User:
    """This person follows the link in their mail."""
    person = db.session.query(User).filter_by(email=email).one()
    person.confirm()
    db.session.commit()
    return person


def _mails() -> list[OutboxMail]:
    return db.session.query(OutboxMail).order_by(OutboxMail.id).all()


def test_the_mail_is_shown_before_it_goes(alice: PageClient) -> None:
    page = page_of(alice.get(ADDRESS))
    facts = [dd.text_content() for dd in page.xpath("//section[@class='mail-preview']//dd")]
    assert facts[:2] == [SUPPORT, ALICE]
    assert "Atelier Alice" in facts[2]
    shown = page.xpath("string(//pre)")
    assert "Atelier Alice, souhaite ajouter son propre contrat Lettre Suivie" in shown
    assert page.xpath("//input[@name='shown_to']/@value") == [SUPPORT]
    assert _mails() == []


def test_it_is_sent_with_a_copy_and_the_merchant_as_reply_to(alice: PageClient, cast: Cast) -> None:
    shown = page_of(alice.get(ADDRESS)).xpath("string(//pre)")
    response = alice.send(ADDRESS, TO_SUPPORT)
    assert (response.status_code, response.location) == (303, "/onboarding")
    (request,) = cast.mails("request_to_advisor")
    (copy,) = cast.mails("copy_of_request")
    assert (request.recipient, request.reply_to) == (SUPPORT, ALICE)
    assert request.text.split() == shown.split()
    assert copy.recipient == ALICE
    assert request.subject in copy.text
    assert len(_mails()) == 2
    assert _contract().requested_to == SUPPORT
    assert "Demande envoyée le" in text_of(alice.get("/onboarding"))


def test_it_goes_to_the_advisor_who_is_known(alice: PageClient, cast: Cast) -> None:
    cast.advisor()
    assert alice.send(ADDRESS, TO_CLAIRE).status_code == 303
    (request,) = cast.mails("request_to_advisor")
    assert request.recipient == CLAIRE
    assert request.text.startswith("Bonjour,")  # her name is not told to just anybody


def test_two_clicks_send_one_request(alice: PageClient) -> None:
    for _ in range(2):
        assert alice.send(ADDRESS, TO_SUPPORT).status_code == 303
    assert [mail.kind for mail in _mails()] == ["request_to_advisor", "copy_of_request"]


def test_clicks_at_the_same_moment_send_one_request(cast: Cast) -> None:
    cast.described()
    browsers = [cast.browser() for _ in range(4)]
    sent = [lambda b=b: b.send(ADDRESS, TO_SUPPORT).status_code for b in browsers]
    assert at_once(sent) == [303] * 4
    assert [mail.kind for mail in _mails()] == ["request_to_advisor", "copy_of_request"]


def test_a_second_request_to_another_person_is_not_sent(alice: PageClient) -> None:
    alice.send(ADDRESS, TO_SUPPORT)
    assert alice.send(ADDRESS, TO_CLAIRE).status_code in (200, 303)
    assert _contract().requested_to == SUPPORT
    assert len(_mails()) == 2


@pytest.mark.parametrize(
    "sent",
    [
        {"advisor": "support"},
        {"advisor": "support", "shown_to": ""},
        {"advisor": "support", "shown_to": CLAIRE},
        {"advisor": "known", "email": CLAIRE, "shown_to": SUPPORT},
        {"advisor": "known", "email": "other@sendcloud.test", "shown_to": CLAIRE},
    ],
)
def test_nothing_goes_to_someone_for_whom_it_was_not_shown(
    alice: PageClient, sent: dict[str, str]
) -> None:
    response = alice.send(ADDRESS, sent)
    assert response.status_code == 200
    wanted = sent.get("email", SUPPORT)
    assert page_of(response).xpath("//input[@name='shown_to']/@value") == [wanted]
    assert _mails() == [] and not _contract().is_requested


def test_what_is_shown_for_another_is_sent_at_the_second_click(alice: PageClient) -> None:
    first = alice.send(ADDRESS, {"advisor": "known", "email": " Claire@Sendcloud.TEST "})
    shown_to = page_of(first).xpath("//input[@name='shown_to']/@value")[0]
    assert shown_to == CLAIRE
    alice.send(ADDRESS, {"advisor": "known", "email": CLAIRE, "shown_to": shown_to})
    assert _contract().requested_to == CLAIRE


def test_looking_at_it_again_sends_nothing(alice: PageClient) -> None:
    assert alice.send(ADDRESS, TO_SUPPORT | {"check": "1"}).status_code == 200
    assert _mails() == []


@pytest.mark.parametrize(
    ("plan", "preselected"),
    [
        ("lite", "support"),
        ("growth", "support"),
        ("premium", "directory"),
        ("enterprise", "directory"),
        (None, "support"),
    ],
)
def test_below_premium_support_is_preselected(
    alice: PageClient, plan: str | None, preselected: str
) -> None:
    _confirm(ALICE)
    answer = db.session.query(PlanAnswer).one()
    answer.plan_code = plan
    db.session.commit()
    page = page_of(alice.get(ADDRESS))
    assert page.xpath("//input[@name='advisor'][@checked]/@value") == [preselected]


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("claire", "n’est pas une adresse e-mail"),
        (f"{CLAIRE}, evil@example.com", "n’est pas une adresse e-mail"),
        (f"{CLAIRE}\r\nBcc: evil@example.com", "n’est pas une adresse e-mail"),
        ("x" * 10_000 + "@sendcloud.test", "n’est pas une adresse e-mail"),
        ("nul\x00@sendcloud.test", "n’est pas une adresse e-mail"),
        ("", "Indiquez l’adresse e-mail"),
    ],
    ids=str,
)
def test_what_is_no_address_is_refused_on_the_field(
    alice: PageClient, email: str, sentence: str
) -> None:
    response = alice.send(ADDRESS, {"advisor": "known", "email": email, "shown_to": email})
    assert response.status_code in (200, 422)
    page = page_of(response)
    assert sentence in " ".join(page.xpath("string(//*[@id='email-error'])").split())
    assert not page.xpath("//section[@class='mail-preview']")
    assert _mails() == [] and not _contract().is_requested


@pytest.mark.parametrize(
    "email",
    [
        "claire@example.com",
        "claire@evil-sendcloud.test",
        "claire@sendcloud.test.evil.com",
        "claire@sub.sendcloud.test",
    ],
)
def test_an_address_elsewhere_leads_to_support_which_passes_it_on(
    alice: PageClient, cast: Cast, email: str
) -> None:
    known = {"advisor": "known", "email": email}
    shown = page_of(alice.send(ADDRESS, known | {"check": "1"}))
    said = " ".join(shown.xpath("string(//*[@id='message'])").split())
    assert f"« {email} » n’est pas une adresse de Sendcloud : votre demande ira au support" in said
    assert shown.xpath("string(//section[@class='mail-preview']//dd)") == SUPPORT
    assert not shown.xpath("//*[@aria-invalid] | //*[@id='error-summary']")
    (key,) = shown.xpath("//input[@name='shown_to']/@value")
    assert alice.send(ADDRESS, known | {"shown_to": key}).status_code == 303
    (request,) = cast.mails("request_to_advisor")
    assert request.recipient == SUPPORT
    assert f"Nous pensions écrire à {email}" in request.text
    assert (_contract().requested_to, _contract().named_advisor) == (SUPPORT, email)


def test_support_is_not_written_to_for_another_than_was_shown(alice: PageClient) -> None:
    known = {"advisor": "known", "email": "claire@example.com", "check": "1"}
    (key,) = page_of(alice.send(ADDRESS, known)).xpath("//input[@name='shown_to']/@value")
    for typed in ("eve@example.com", ""):
        other = {"advisor": "known" if typed else "support", "email": typed, "shown_to": key}
        assert alice.send(ADDRESS, other).status_code == 200
    assert _mails() == [] and _contract().named_advisor is None


@pytest.mark.parametrize("advisor", ["", "boss", "<b>"])
def test_the_choice_is_one_of_those_offered(alice: PageClient, advisor: str) -> None:
    response = alice.send(ADDRESS, {"advisor": advisor, "shown_to": SUPPORT})
    assert response.status_code == 422
    assert _mails() == []


def test_both_steps_before_are_needed(cast: Cast) -> None:
    cast.merchant()
    alice = cast.browser()
    alice.send("/onboarding/plan", {"plan": "growth"})
    response = alice.send(ADDRESS, TO_SUPPORT)
    assert response.status_code == 422
    assert page_of(response).xpath("//main//a[@href='/onboarding/port-paye']")
    assert "Envoyer la demande" not in text_of(alice.get(ADDRESS))
    assert db.session.query(Contract).count() == 0
    assert _mails() == []


def test_a_contract_awaited_from_la_poste_is_asked_for_all_the_same(cast: Cast) -> None:
    cast.merchant()
    alice = cast.browser()
    alice.send("/onboarding/plan", {"plan": "demo"})
    alice.send("/onboarding/port-paye", {"contract": "no"})
    assert alice.send(ADDRESS, TO_SUPPORT).status_code == 303
    (request,) = cast.mails("request_to_advisor")
    assert request.text.count("pas encore connu") == 5


def test_the_domains_are_a_setting(
    app: Flask, alice: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "ADVISOR_MAIL_DOMAINS", ("example.com",))
    there = "claire@example.com"
    alice.send(ADDRESS, {"advisor": "known", "email": there, "shown_to": there})
    assert _contract().requested_to == there


def test_once_sent_there_is_nothing_more_to_send(alice: PageClient) -> None:
    alice.send(ADDRESS, TO_SUPPORT)
    page = page_of(alice.get(ADDRESS))
    assert not page.xpath("//main//*[@name='shown_to']")
    assert SUPPORT in page.text_content()


def test_the_request_of_one_merchant_is_not_that_of_another(alice: PageClient, cast: Cast) -> None:
    cast.described(BOB)
    alice.send(ADDRESS, TO_SUPPORT)
    assert page_of(cast.browser(BOB).get(ADDRESS)).xpath("//section[@class='mail-preview']")


def test_signed_out_goes_to_sign_in(client: PageClient) -> None:
    assert client.get(ADDRESS).location == f"/sign-in?next={ADDRESS}"


def test_an_advisor_asks_nobody(cast: Cast) -> None:
    cast.advisor()
    assert cast.browser(CLAIRE).get(ADDRESS).status_code == 403
