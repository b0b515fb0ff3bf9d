"""Writing to an advisor whose name is known, and where the advisor finds the account."""

import pytest

from app.accounts.models import Merchant, StaffRole, User
from app.contracts.models import Contract
from app.extensions import db
from app.onboarding.models import PlanAnswer
from tests.cast import ALICE, CLAIRE, Cast
from tests.page_client import PageClient, page_of, text_of
from tests.typed import TO_SUPPORT

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

ADDRESS = "/onboarding/advisor"
BY_NAME = {"advisor": "directory"}
NAME = "Hélène Martin-Œillet"
HELENE = "helene@sendcloud.test"


@pytest.fixture
def alice(cast: Cast) -> PageClient:
    """A merchant who has answered both steps before; her address is confirmed."""
    cast.described().merchant.owner.confirm()
    cast.advisor(HELENE).name = NAME
    cast.advisor("root@sendcloud.test").staff_role = StaffRole.ADMIN
    cast.advisor()
    db.session.commit()
    return cast.browser()


def _contract() -> Contract:
    return db.session.query(Contract).one()


def _shown_for(alice: PageClient, name: str) -> str:
    """What the form carries once the mail for this name was shown."""
    page = page_of(alice.send(ADDRESS, BY_NAME | {"advisor_name": name, "check": "1"}))
    assert page.xpath("//section[@class='mail-preview']"), page.text_content()
    return str(page.xpath("//input[@name='shown_to']/@value")[0])


def test_the_names_of_the_advisors_are_offered_without_their_addresses(alice: PageClient) -> None:
    response = alice.get(ADDRESS)
    names = page_of(response).xpath("//datalist[@id='advisors']/option/@value")
    assert names == ["Claire", NAME]
    assert HELENE not in response.text and CLAIRE not in response.text


@pytest.mark.parametrize(
    "typed",
    [NAME, "helene martin-œillet", "  HÉLÈNE   MARTIN œillet ", "He\u0301le\u0300ne Martin-Œillet"],
)
def test_a_name_is_found_whatever_its_capitals_and_accents(
    alice: PageClient, cast: Cast, typed: str
) -> None:
    key = _shown_for(alice, typed)
    sent = BY_NAME | {"advisor_name": typed, "shown_to": key}
    assert alice.send(ADDRESS, sent).status_code == 303
    (request,) = cast.mails("request_to_advisor")
    assert request.recipient == HELENE == _contract().requested_to
    assert f"Bonjour {NAME}," in request.text


def test_the_address_behind_a_name_stays_in_the_directory(alice: PageClient, cast: Cast) -> None:
    preview = alice.send(ADDRESS, BY_NAME | {"advisor_name": NAME, "check": "1"})
    assert page_of(preview).xpath("string(//section[@class='mail-preview']//dd)") == NAME
    alice.send(ADDRESS, BY_NAME | {"advisor_name": NAME, "shown_to": _shown_for(alice, NAME)})
    pages = [preview, alice.get(ADDRESS), alice.get("/onboarding")]
    (copy,) = cast.mails("copy_of_request")
    for written in (*(page.text for page in pages), copy.text, copy.html):
        assert HELENE not in written
    assert f"à {NAME}." in text_of(pages[1]) and f"partie à {NAME}" in copy.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Hélène", "Aucun conseiller ne s’appelle « Hélène »."),
        ("Claire Conseil", "Aucun conseiller ne s’appelle"),
        ("<b>", "Aucun conseiller ne s’appelle"),
        ("x" * 81, "80 caractères au plus."),
        ("", "Indiquez le nom complet"),
    ],
)
def test_a_name_that_is_nobody_s_is_told_and_kept(
    alice: PageClient, cast: Cast, typed: str, sentence: str
) -> None:
    response = alice.send(ADDRESS, BY_NAME | {"advisor_name": typed})
    assert response.status_code == 422
    page = page_of(response)
    assert sentence in " ".join(page.xpath("string(//*[@id='advisor_name-error'])").split())
    assert page.xpath("//input[@name='advisor_name']/@value") == [typed]
    assert not page.xpath("//section[@class='mail-preview']")
    assert len(cast.mails("request_to_advisor")) == 0


def test_a_name_that_two_bear_is_told(alice: PageClient, cast: Cast) -> None:
    cast.advisor("claire2@sendcloud.test").name = "CLAIRE"
    db.session.commit()
    response = alice.send(ADDRESS, BY_NAME | {"advisor_name": "Claire"})
    assert "Plusieurs conseillers s’appellent « Claire »" in text_of(response)
    assert response.status_code == 422


def test_a_mail_shown_for_one_name_does_not_go_to_another(alice: PageClient, cast: Cast) -> None:
    sent = BY_NAME | {"advisor_name": "Claire", "shown_to": _shown_for(alice, NAME)}
    assert alice.send(ADDRESS, sent).status_code == 200
    assert len(cast.mails("request_to_advisor")) == 0


def test_who_has_not_confirmed_their_address_learns_no_name(cast: Cast) -> None:
    cast.described()
    cast.advisor(HELENE).name = NAME
    db.session.query(PlanAnswer).one().plan_code = "premium"
    db.session.commit()
    alice = cast.browser()
    asked = alice.get(ADDRESS)
    assert page_of(asked).xpath("//input[@name='advisor'][@checked]/@value") == ["known"]
    assert "L’annuaire des conseillers s’ouvre quand votre adresse est confirmée" in text_of(asked)
    resending = page_of(asked).xpath("//form[@id='resend']/@action")
    assert resending == ["/confirmation"] and page_of(asked).xpath("//button[@form='resend']")
    answers = [asked]
    for typed in (NAME, "Nobody"):
        answers.append(
            alice.send(ADDRESS, BY_NAME | {"advisor_name": typed, "shown_to": "advisor 1"})
        )
        assert answers[-1].status_code == 422
        assert "Confirmez d’abord votre adresse e-mail." in text_of(answers[-1])
    known = {"advisor": "known", "email": HELENE, "check": "1"}
    for answer in (asked, answers[-1], alice.send(ADDRESS, known)):
        assert NAME not in answer.text
    assert len(cast.mails("request_to_advisor")) == 0


def test_the_account_at_sendcloud_is_told_to_the_advisor(alice: PageClient, cast: Cast) -> None:
    page = page_of(alice.get(ADDRESS))
    assert page.xpath("//input[@name='sendcloud_email']/@value") == [ALICE]
    account = {"sendcloud_email": "Boutique@Alma.test"}
    shown = alice.send(ADDRESS, TO_SUPPORT | account | {"check": "1"})
    assert "Compte Sendcloud : boutique@alma.test" in text_of(shown)
    alice.send(ADDRESS, TO_SUPPORT | account)
    (request,) = cast.mails("request_to_advisor")
    assert "Compte Sendcloud : boutique@alma.test" in " ".join(request.text.split())
    assert db.session.query(Merchant).one().sendcloud_email == "boutique@alma.test"
    read = cast.browser(CLAIRE).get(f"/requests/{_contract().id}")
    assert "Compte Sendcloud boutique@alma.test" in text_of(read)


def test_left_empty_the_account_is_that_of_the_merchant(alice: PageClient) -> None:
    alice.send(ADDRESS, TO_SUPPORT | {"sendcloud_email": " "})
    assert db.session.query(Merchant).one().sendcloud_email == ALICE


@pytest.mark.parametrize("typed", ["alice", "a@b@c", "x" * 300 + "@alma.test", "\x00@alma.test"])
def test_an_account_that_is_no_address_is_refused_on_the_field(
    alice: PageClient, cast: Cast, typed: str
) -> None:
    response = alice.send(ADDRESS, TO_SUPPORT | {"sendcloud_email": typed})
    assert response.status_code == 422
    assert page_of(response).xpath("//*[@id='sendcloud_email-error']")
    assert len(cast.mails("request_to_advisor")) == 0 and not _contract().is_requested


def test_an_admin_is_no_advisor_of_merchants(alice: PageClient) -> None:
    admin = db.session.query(User).filter_by(staff_role=StaffRole.ADMIN).one()
    admin.name = "Alix Admin"
    db.session.commit()
    assert "Alix Admin" not in alice.get(ADDRESS).text
    assert alice.send(ADDRESS, BY_NAME | {"advisor_name": "Alix Admin"}).status_code == 422
