"""The second step: what the contract with La Poste says."""

from datetime import date

import pytest

from app.contracts.models import Contract
from app.extensions import db
from tests.cast import BOB, CLAIRE, Cast
from tests.page_client import PageClient, page_of, text_of
from tests.typed import NUMBERS, PORT_PAYE

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

ADDRESS = "/onboarding/port-paye"


@pytest.fixture
def alice(cast: Cast) -> PageClient:
    """A merchant who has said which plan is active."""
    cast.merchant()
    browser = cast.browser()
    browser.send("/onboarding/plan", {"plan": "growth"})
    return browser


def _contract() -> Contract:
    return db.session.query(Contract).one()


def test_the_answers_are_kept(alice: PageClient) -> None:
    response = alice.send(ADDRESS, PORT_PAYE)
    assert (response.status_code, response.location) == (303, "/onboarding")
    contract = _contract()
    assert contract.is_described and contract.missing_numbers == []
    assert (contract.coclico, contract.contract_number) == ("00098765", "D-1234567-8")
    assert contract.tracking_account == "118402"
    assert contract.site is not None
    assert (contract.site.name, contract.site.code) == ("Lyon Montrochet PIC", "69381A")
    assert contract.sender_lines == ("Atelier Alma", "12 rue des Lilas", "69002 Lyon")


def test_saving_twice_keeps_one_contract_and_one_site(alice: PageClient) -> None:
    alice.send(ADDRESS, PORT_PAYE)
    alice.send(ADDRESS, PORT_PAYE | {"site_name": "Villeurbanne PIC"})
    assert [site.name for site in _contract().sites] == ["Villeurbanne PIC"]


def test_first_it_asks_whether_a_contract_exists(alice: PageClient) -> None:
    page = page_of(alice.get(ADDRESS))
    hrefs = page.xpath("//main//a/@href")
    assert f"{ADDRESS}?contract=yes" in hrefs and f"{ADDRESS}?contract=no" in hrefs


def test_the_name_of_the_company_stands_as_the_sender(alice: PageClient) -> None:
    page = page_of(alice.get(f"{ADDRESS}?contract=yes"))
    assert page.xpath("//input[@name='sender_name']/@value") == ["Atelier Alice"]


def test_without_a_contract_it_says_what_to_do_and_waits(alice: PageClient) -> None:
    page = page_of(alice.get(f"{ADDRESS}?contract=no"))
    assert page.xpath("//main//a[@href='/onboarding/port-paye/letter']")
    assert alice.send(ADDRESS, {"contract": "no"}).status_code == 303
    assert _contract().is_waiting_for_la_poste
    assert "En attente de La Poste" in text_of(alice.get("/onboarding"))


def test_who_waited_describes_the_contract_later(alice: PageClient) -> None:
    alice.send(ADDRESS, {"contract": "no"})
    alice.send(ADDRESS, PORT_PAYE)
    assert _contract().is_described and not _contract().is_waiting_for_la_poste


def test_the_dates_are_kept_and_the_last_may_be_missing(alice: PageClient) -> None:
    alice.send(ADDRESS, PORT_PAYE | {"ends_on": "31/12/2028"})
    assert (_contract().starts_on, _contract().ends_on) == (date(2026, 1, 1), date(2028, 12, 31))
    form = page_of(alice.get(ADDRESS))
    assert form.xpath("//input[@name='ends_on']/@value") == ["2028-12-31"]
    alice.send(ADDRESS, PORT_PAYE | {"starts_on": "", "starts_on_unknown": "y", "ends_on": ""})
    assert (_contract().starts_on, _contract().ends_on) == (None, None)
    assert "Encore attendu de La Poste : date de début" in text_of(alice.get("/onboarding"))


def test_where_the_coclico_stands_is_drawn_and_told(alice: PageClient) -> None:
    page = page_of(alice.get(f"{ADDRESS}?contract=yes"))
    (drawing,) = page.xpath("//main//*[local-name()='svg'][@role='img']")
    told = [
        page.xpath("string(//*[@id=$id])", id=i) for i in drawing.get("aria-labelledby").split()
    ]
    assert "facture de La Poste" in told[0] and "En haut à droite" in told[1]
    assert not drawing.xpath(".//*[@fill or @stroke]")  # its colours are those of the style sheet


@pytest.mark.parametrize(
    ("number", "typed", "read"),
    [
        ("coclico", "98.765", "La Poste lira : 00098765"),
        ("contract_number", "d-1234567-8", "La Poste lira : D-1234567-8"),
        ("tracking_account", "118 402", "La Poste lira : 118402"),
        ("site_code", "69381a", "La Poste lira : 69381A"),
        ("coclico", "123456789", "compte 9 chiffres"),
        ("contract_number", "D/1", "contient un signe inattendu"),
        ("tracking_account", "11840", "compte 5 chiffres"),
        ("site_code", "69/381", "contient un signe inattendu"),
    ],
)
def test_each_number_is_read_while_it_is_typed(
    alice: PageClient, number: str, typed: str, read: str
) -> None:
    response = alice.send(ADDRESS, {"contract": "yes", number: typed, "check": "1"})
    assert response.status_code == 200
    reading = page_of(response).xpath("string(//*[@id=$id])", id=f"{number}-reading")
    assert read in " ".join(reading.split())
    assert db.session.query(Contract).count() == 0


def test_the_check_shows_the_zeros_and_keeps_nothing(alice: PageClient) -> None:
    response = alice.send(ADDRESS, PORT_PAYE | {"coclico": "98 765", "check": "1"})
    assert response.status_code == 200
    page = page_of(response)
    assert page.xpath("string(//*[@id='coclico-reading']//strong)") == "00098765"
    assert page.xpath("//input[@name='coclico']/@value") == ["00098765"]
    assert db.session.query(Contract).count() == 0


def test_the_check_while_typing_needs_nothing_else(alice: PageClient) -> None:
    response = alice.send(ADDRESS, {"contract": "yes", "coclico": "7", "check": "1"})
    assert response.status_code == 200
    assert page_of(response).xpath("string(//*[@id='coclico-reading']//strong)") == "00000007"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("coclico", "123456789", "« 123456789 » compte 9 chiffres."),
        ("coclico", "12A45", "« 12A45 » contient autre chose que des chiffres."),
        ("tracking_account", "60421", "« 60421 » compte 5 chiffres."),
        ("tracking_account", "60421é", "contient autre chose que des chiffres."),
        ("contract_number", "D/1234567", "contient un signe inattendu"),
        ("contract_number", "ß" * 20, "contient un signe inattendu"),
        ("site_code", "69/381", "contient un signe inattendu"),
        ("site_code", "X" * 11, "10 caractères au plus"),
        ("starts_on", "32/01/2026", "« 32/01/2026 » n’est pas une date."),
        ("starts_on", "0001-01-01", "L’année 1 paraît trop loin."),
        ("ends_on", "9999-12-31", "L’année 9999 paraît trop loin."),
        ("ends_on", "2025-12-31", "Le contrat finirait avant son début."),
        ("site_name", "", "Indiquez où vous déposez"),
        ("sender_name", "", "Indiquez le nom à imprimer"),
        ("sender_name", "x" * 39, "38 caractères au plus"),
        ("sender_complement", "x" * 39, "38 caractères au plus"),
        ("sender_street", "", "Indiquez le numéro et la rue"),
        ("sender_postcode", "6900", "Un code postal compte 5 chiffres"),
        ("sender_postcode", "٦٩٠٠٢", "Un code postal compte 5 chiffres"),
        ("sender_town", "x" * 33, "32 caractères au plus"),
    ],
)
def test_a_wrong_value_is_told_on_its_field_and_the_rest_is_kept(
    alice: PageClient, field: str, typed: str, sentence: str
) -> None:
    response = alice.send(ADDRESS, PORT_PAYE | {field: typed})
    assert response.status_code == 422
    page = page_of(response)
    assert sentence in " ".join(page.xpath("string(//*[@id=$id])", id=f"{field}-error").split())
    assert page.xpath("//div[@id='error-summary']//a[@href=$to]", to=f"#{field}")
    kept = PORT_PAYE | {"coclico": "00098765"} | {field: typed}
    for name in ("coclico", "sender_street", "sender_town", field):
        assert page.xpath("//input[@name=$name]/@value", name=name) == [kept[name]]
    assert db.session.query(Contract).count() == 0


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_left_empty_is_asked_for(alice: PageClient, number: str) -> None:
    response = alice.send(ADDRESS, PORT_PAYE | {number: ""})
    assert response.status_code == 422
    error = page_of(response).xpath("string(//*[@id=$id])", id=f"{number}-error")
    assert "Je ne l’ai pas encore" in error


@pytest.mark.parametrize(
    ("number", "title"),
    [
        ("coclico", "COCLICO"),
        ("contract_number", "numéro de contrat"),
        ("tracking_account", "compte de suivi"),
        ("site_code", "code du site de dépôt"),
    ],
)
def test_a_number_not_known_yet_is_empty_in_the_form_of_the_advisor(
    alice: PageClient, cast: Cast, number: str, title: str
) -> None:
    unknown = {number: "", f"{number}_unknown": "y"}
    assert alice.send(ADDRESS, PORT_PAYE | unknown).status_code == 303
    assert [str(name) for name in _contract().missing_numbers] == [title]
    _contract().request_activation("support@sendcloud.test", _contract().merchant.owner)
    db.session.commit()
    cast.advisor()
    page = page_of(cast.browser(CLAIRE).get(f"/requests/{_contract().id}"))
    empty = {name for name in NUMBERS if not page.xpath("string(//input[@name=$n]/@value)", n=name)}
    assert empty == {number}


def test_all_of_them_may_be_unknown(alice: PageClient) -> None:
    unknown = dict.fromkeys(NUMBERS, "") | {f"{name}_unknown": "y" for name in NUMBERS}
    assert alice.send(ADDRESS, PORT_PAYE | unknown).status_code == 303
    assert len(_contract().missing_numbers) == 5
    form = page_of(alice.get(ADDRESS))
    assert len(form.xpath("//input[@type='checkbox'][@checked]")) == 5


def test_a_number_that_came_after_all_goes_before_its_box(alice: PageClient) -> None:
    alice.send(ADDRESS, PORT_PAYE | {"coclico_unknown": "y"})
    assert _contract().coclico == "00098765"


def test_each_merchant_has_a_contract_of_their_own(alice: PageClient, cast: Cast) -> None:
    alice.send(ADDRESS, PORT_PAYE)
    cast.described(BOB, coclico="00011111")
    assert "00098765" not in cast.browser(BOB).get(ADDRESS).text


def test_signed_out_goes_to_sign_in(client: PageClient) -> None:
    assert client.get(ADDRESS).location == f"/sign-in?next={ADDRESS}"


def test_an_advisor_has_no_contract(cast: Cast) -> None:
    cast.advisor()
    assert cast.browser(CLAIRE).get(ADDRESS).status_code == 403
