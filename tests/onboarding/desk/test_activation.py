"""Activating a contract: the range is checked, opened once, and the merchant is told."""

import pytest
from sqlalchemy import select

from app.accounts.models import AuditEvent
from app.contracts.models import Contract
from app.extensions import db
from app.ranges import tracking_number
from app.ranges.models import NumberRange
from tests.cast import ALICE, CLAIRE, Cast
from tests.page_client import PageClient, page_of, text_of
from tests.typed import PORT_PAYE, activation

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

FIRST, LAST = tracking_number.write("2L", 1_000), tracking_number.write("2L", 1_999)


@pytest.fixture
def contract(cast: Cast) -> Contract:
    """A contract whose activation was asked for."""
    cast.advisor()
    return cast.requested()


@pytest.fixture
def address(contract: Contract) -> str:
    """Where the activation is sent."""
    return f"/contracts/{contract.id}/activation"


def _ranges() -> list[NumberRange]:
    return list(db.session.scalars(select(NumberRange).order_by(NumberRange.id)))


def test_the_contract_is_active_with_its_range(
    claire: PageClient, contract: Contract, address: str
) -> None:
    response = claire.send(address, activation(1_000, 1_999, 1_120))
    assert (response.status_code, response.location) == (303, f"/requests/{contract.id}")
    assert contract.is_active
    (opened,) = _ranges()
    assert (opened.product_code, opened.issuer) == ("2L", "sillage")
    assert (opened.first_serial, opened.last_serial) == (1_000, 1_999)
    assert opened.first_free_serial == opened.next_serial == 1_120
    assert opened.override_reason is None
    assert "Contrat activé" in text_of(claire.get(response.location))


def test_the_merchant_gets_one_mail_and_may_begin(
    claire: PageClient, address: str, cast: Cast
) -> None:
    claire.send(address, activation())
    (mail,) = cast.mails("activated")
    assert (mail.recipient, mail.language) == (ALICE, "fr")
    assert "est actif" in mail.subject
    assert cast.browser().get("/").status_code == 200


def test_it_is_written_into_the_journal(claire: PageClient, address: str) -> None:
    claire.send(address, activation())
    acts = db.session.scalars(select(AuditEvent.act).order_by(AuditEvent.id)).all()
    assert acts[-2:] == ["range.opened", "contract.activated"]


def test_the_numbers_that_were_missing_are_completed(
    claire: PageClient, contract: Contract, address: str
) -> None:
    for name in ("coclico", "tracking_account"):
        setattr(contract, name, None)
    db.session.commit()
    claire.send(address, activation() | {"coclico": "7", "tracking_account": "604 217"})
    assert (contract.coclico, contract.tracking_account) == ("00000007", "604217")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2L 000 000 1000", "2L 000 000 1999"),
        ("2L0000001000", LAST[:-1]),
        ("2l 000 000 1000 9", tracking_number.in_groups(LAST).lower()),
        ("2L\u00a0000\u202f000\u00a01000\u00a09", f"2L-000.000-1999/{LAST[-1]}"),
    ],
)
def test_a_bound_is_read_however_it_is_written(
    claire: PageClient, address: str, first: str, last: str
) -> None:
    sent = activation() | {"first": first, "last": last, "first_free": first}
    assert claire.send(address, sent).status_code == 303
    (opened,) = _ranges()
    assert (opened.first_number, opened.last_number) == (FIRST, LAST)


def test_a_bound_without_its_key_beside_one_with_it_wants_a_reason(
    claire: PageClient, address: str
) -> None:
    sent = activation() | {"first": FIRST, "last": LAST[:-1], "first_free": FIRST}
    refused = claire.send(address, sent)
    assert refused.status_code == 422 and "ou un chiffre" in text_of(refused)
    assert claire.send(address, sent | {"reason": "Sans clé au certificat."}).status_code == 303


def test_a_wrong_key_names_the_digit_expected(
    claire: PageClient, contract: Contract, address: str
) -> None:
    response = claire.send(address, activation() | {"first": f"{FIRST[:-1]}3"})
    assert response.status_code == 422
    error = page_of(response).xpath("string(//*[@id='first-error'])")
    assert f"Clé lue : 3, clé attendue : {FIRST[-1]}." in " ".join(error.split())
    assert f'value="{FIRST[:-1]}3"' in response.text
    assert _ranges() == [] and not contract.is_active


@pytest.mark.parametrize(("product", "spoiled"), [("2L", True), ("2K", False)])
def test_a_doubt_passes_with_a_written_reason_that_is_kept(
    claire: PageClient, address: str, product: str, spoiled: bool
) -> None:
    first, last = (tracking_number.write(product, serial) for serial in (1_000, 1_999))
    typed = f"{first[:-1]}3" if spoiled else first
    sent = activation() | {"first": typed, "last": last, "first_free": first}
    assert claire.send(address, sent).status_code == 422
    assert claire.send(address, sent | {"reason": "   "}).status_code == 422
    assert _ranges() == []
    sent["reason"] = "  Confirmé par La Poste le 3 novembre.  "
    assert claire.send(address, sent).status_code == 303
    (opened,) = _ranges()
    assert opened.override_reason == "Confirmé par La Poste le 3 novembre."
    assert opened.product_code == product


def test_the_numbers_of_a_specimen_are_taken_for_no_reason(
    claire: PageClient, address: str
) -> None:
    first, last = (tracking_number.write("0X", serial) for serial in (1_000, 1_999))
    sent = activation() | {"first": first, "last": last, "first_free": first, "reason": "Vu."}
    answer = claire.send(address, sent)
    assert answer.status_code == 422
    assert "0X est le code des spécimens" in text_of(answer)
    assert _ranges() == []


def test_the_bulk_product_is_questioned(claire: PageClient, address: str) -> None:
    first = tracking_number.write("2K", 1_000)
    sent = activation() | {"first": first, "last": first, "first_free": first}
    assert "dépôt en nombre" in text_of(claire.send(address, sent))


@pytest.mark.parametrize(
    ("spoiled", "field", "sentence"),
    [
        ({"first": LAST, "last": FIRST}, "last", "vient avant le premier numéro"),
        ({"first_free": "2L0000000999"}, "first_free", "vient avant le premier numéro"),
        ({"first_free": "2L0000002000"}, "first_free", "vient après le dernier numéro"),
        ({"last": "1L0000001999"}, "last", "Code produit lu : 1L"),
        ({"first": "abc"}, "first", "ne commence pas par un code produit"),
        ({"first": "2L 12"}, "first", "est trop court"),
        ({"last": "2L" + "1" * 12}, "last", "est trop long"),
        ({"first": "<b>2L</b>"}, "first", "ne commence pas par un code produit"),
        ({"first": ""}, "first", "Indiquez le premier numéro du certificat"),
        ({"first": "x" * 10_000}, "first", "40 caractères au plus"),
        ({"coclico": ""}, "coclico", "Ce numéro manque encore"),
        ({"coclico": "123456789"}, "coclico", "compte 9 chiffres"),
        ({"contract_number": ""}, "contract_number", "Ce numéro manque encore"),
        ({"tracking_account": ""}, "tracking_account", "Ce numéro manque encore"),
        ({"tracking_account": "1"}, "tracking_account", "« 1 » compte 1 chiffre"),
        ({"site_name": ""}, "site_name", "Indiquez où le marchand dépose"),
        ({"reason": "x" * 501}, "reason", "500 caractères au plus"),
    ],
)
def test_what_cannot_be_is_told_on_its_field_and_nothing_is_done(
    claire: PageClient,
    contract: Contract,
    address: str,
    cast: Cast,
    spoiled: dict[str, str],
    field: str,
    sentence: str,
) -> None:
    sent = activation() | {"reason": "Je confirme."} | spoiled
    response = claire.send(address, sent)
    assert response.status_code == 422
    page = page_of(response)
    assert sentence in " ".join(page.xpath("string(//*[@id=$id])", id=f"{field}-error").split())
    assert page.xpath("//input[@name='last']/@value") == [sent["last"]]
    assert _ranges() == [] and not contract.is_active
    assert contract.coclico == "00098765"
    assert cast.mails("activated") == []


def test_the_code_of_the_site_may_come_later(
    claire: PageClient, contract: Contract, address: str
) -> None:
    assert claire.send(address, activation() | {"site_code": ""}).status_code == 303
    assert contract.site is not None and contract.site.code is None


def test_the_check_tells_the_size_and_keeps_nothing(
    claire: PageClient, contract: Contract, address: str
) -> None:
    response = claire.send(address, activation(1_000, 1_999, 1_120) | {"check": "1"})
    assert response.status_code == 200
    reading = page_of(response).xpath("string(//*[@id='range-reading'])").replace("\u202f", " ")
    assert "880" in reading and "1 000" in reading
    assert _ranges() == [] and not contract.is_active


def test_without_a_sender_no_contract_is_activated(
    claire: PageClient, contract: Contract, address: str
) -> None:
    for name in ("sender_name", "sender_street", "sender_postcode", "sender_town"):
        setattr(contract, name, None)
    db.session.commit()
    response = claire.send(address, activation() | {"coclico": "1"})
    assert response.status_code == 422
    assert "L’adresse de l’expéditeur manque encore." in text_of(response)
    assert _ranges() == [] and not contract.is_active
    assert contract.coclico == PORT_PAYE["coclico"].zfill(8)


def test_a_second_click_activates_once(claire: PageClient, address: str, cast: Cast) -> None:
    for _ in range(2):
        assert claire.send(address, activation()).status_code == 303
    assert len(_ranges()) == 1
    assert len(cast.mails("activated")) == 1


def test_what_nobody_asked_for_is_not_found(cast: Cast) -> None:
    cast.advisor()
    contract = cast.described()
    response = cast.browser(CLAIRE).send(f"/contracts/{contract.id}/activation", activation())
    assert response.status_code == 404
    assert _ranges() == [] and not contract.is_active


def test_signed_out_goes_to_sign_in(client: PageClient, address: str) -> None:
    assert client.send(address, activation()).location == "/sign-in"
    assert _ranges() == []


def test_a_merchant_activates_nothing(cast: Cast, contract: Contract, address: str) -> None:
    assert cast.browser().send(address, activation()).status_code == 403
    assert _ranges() == [] and not contract.is_active
