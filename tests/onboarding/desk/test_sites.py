"""The deposit sites of a contract: several, withdrawn ones offered no more."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.clock import today
from app.contracts.models import Contract, DepositSite
from app.extensions import db
from app.labels.models import Label
from tests.cast import Cast
from tests.page_client import PageClient, page_of, rows_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

SITE = {"site_name": "Bron PIC", "site_code": "69500a", "site_postcode": "69500"}


def _offered(cast: Cast, contract: Contract, path: str = "") -> list[str]:
    shipment = cast.shipments(contract, 1)[0]
    page = page_of(cast.browser().get(path or f"/batches/new?shipment={shipment.id}"))
    labels = page.xpath("//fieldset//input[@name='site']/following::label[1]")
    return [label.text_content() for label in labels]


def test_a_site_is_added_and_offered(claire: PageClient, contract: Contract, cast: Cast) -> None:
    path = f"/requests/{contract.id}/sites"
    for _ in range(2):
        assert claire.send(path, SITE).status_code == 303
    assert [row["Site"] for row in rows_of(claire.get(path), "Sites de dépôt")] == [
        "Lyon Montrochet PIC",
        "Bron PIC",
    ]
    (added,) = contract.open_sites[1:]
    assert (added.code, added.postcode) == ("69500A", "69500")
    assert _offered(cast, contract) == ["Lyon Montrochet PIC", "Bron PIC"]


@pytest.mark.parametrize(
    ("spoiled", "sentence"),
    [
        ({"site_postcode": "97400"}, "les zones de tarif seraient autres"),
        ({"site_postcode": "9740"}, "n’est pas un code postal"),
        ({"site_name": ""}, "Indiquez où vous déposez"),
        ({"site_code": "é"}, "signe inattendu"),
    ],
)
def test_a_wrong_site_is_refused_with_its_reason(
    claire: PageClient, contract: Contract, spoiled: dict[str, str], sentence: str
) -> None:
    response = claire.send(f"/requests/{contract.id}/sites", SITE | spoiled)
    assert response.status_code == 422 and sentence in text_of(response)
    assert len(contract.sites) == 1


def test_a_withdrawn_site_stays_in_history_and_is_offered_no_more(
    claire: PageClient, contract: Contract, cast: Cast
) -> None:
    second = cast.second_site(contract)
    usual = contract.sites[0]
    batch = cast.batch(contract, cast.shipments(contract, 2), site=usual)
    for _ in range(2):
        path = f"/contracts/{contract.id}/sites/{usual.id}/withdrawal"
        assert claire.send(path).status_code == 303
    assert contract.site == second and usual.is_withdrawn
    assert _offered(cast, contract) == ["Villeurbanne PIC"]
    # What was printed for it can still be handed in there.
    new = f"/deposit-slips/new?label={batch.labels[0].id}"
    assert _offered(cast, contract, new) == ["Villeurbanne PIC", "Lyon Montrochet PIC"]
    assert "Retiré" in text_of(claire.get(f"/requests/{contract.id}/sites"))


def test_no_label_names_a_site_that_was_withdrawn_meanwhile(contract: Contract, cast: Cast) -> None:
    usual, _second = contract.sites[0], cast.second_site(contract)
    shipment = cast.shipments(contract, 1)[0]
    contract.withdraw_site(usual, contract.merchant.owner)
    db.session.commit()
    sent = {
        "shipment": shipment.id,
        "site": usual.id,
        "deposit_date": today().isoformat(),
        "request_key": str(uuid4()),
    }
    assert cast.browser().send("/batches", sent).status_code == 422
    assert db.session.scalar(select(func.count(Label.id))) == 0


def test_the_last_site_stays(claire: PageClient, contract: Contract) -> None:
    path = f"/contracts/{contract.id}/sites/{contract.sites[0].id}/withdrawal"
    response = claire.send(path)
    assert "C’est le seul site de ce contrat" in text_of(claire.get(response.location))
    assert not contract.sites[0].is_withdrawn


def test_a_known_name_corrects_or_reopens_that_site(
    claire: PageClient, contract: Contract, cast: Cast
) -> None:
    second = cast.second_site(contract)
    contract.withdraw_site(second, contract.merchant.owner)
    db.session.commit()
    sent = {"site_name": second.name, "site_code": "69100Z"}
    claire.send(f"/requests/{contract.id}/sites", sent)
    assert not second.is_withdrawn and second.code == "69100Z"
    assert db.session.scalar(select(func.count(DepositSite.id))) == 2


def test_a_site_of_another_contract_is_not_found(
    claire: PageClient, contract: Contract, cast: Cast
) -> None:
    other = cast.requested("bob@basalte.test")
    path = f"/contracts/{contract.id}/sites/{other.sites[0].id}/withdrawal"
    assert claire.send(path).status_code == 404
