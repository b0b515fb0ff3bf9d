"""Whatever the forms have taken can be printed: a label with a number is lost otherwise."""

from datetime import date
from io import BytesIO

import pytest

from app.accounts.models import User
from app.contracts.models import Contract
from app.extensions import db
from app.onboarding.desk import checklist
from app.onboarding.desk.activation import activate
from app.ranges.bounds import Bounds
from app.shipments.models import Shipment
from tests.cast import ALICE, Cast
from tests.page_client import PageClient, text_of
from tests.typed import PORT_PAYE, SIGN_UP

pytestmark = [
    pytest.mark.one_database,
    pytest.mark.usefixtures("context"),
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
]

ONE_LINE = 38
PRINTED = ("sender_name", "sender_complement", "sender_street", "sender_town", "site_name")
# The widest of each kind: letters, signs, letters of another script, pictures, whole words in one.
SIGNS = "W@Œ‰—漢ж👩⸻﷽"
ORDER = "Référence;Nom;Adresse;Code postal;Ville;Poids (g)\n{0};A{1};A{1};33000;Bordeaux;120\n"


@pytest.mark.parametrize("sign", SIGNS)
def test_the_widest_texts_that_are_taken_come_out_on_paper(
    client: PageClient, cast: Cast, sign: str
) -> None:
    _sign_up(client, sign)
    _describe_the_contract(client, sign)
    contract = _activated(cast)
    order = ORDER.format(sign * 40, sign * (ONE_LINE - 1))
    client.send("/shipments/imports", {"file": (BytesIO(order.encode()), "a.csv")})
    shipments = list(db.session.scalars(Shipment.to_prepare(contract.merchant)))
    batch = cast.batch(contract, [*shipments, *cast.shipments(contract, 1)])
    slip = cast.slip(contract, batch.labels)
    assert client.get(f"/batches/{batch.id}/labels.pdf").status_code == 200
    assert client.get(f"/deposit-slips/{slip.id}/slip.pdf").status_code == 200


@pytest.mark.parametrize("sign", "漢👩⸻")
def test_a_sign_that_cannot_be_printed_is_named(client: PageClient, cast: Cast, sign: str) -> None:
    cast.described()
    alice = client.sign_in(ALICE)
    refused = alice.send("/onboarding/port-paye", PORT_PAYE | {"sender_name": f"Alma {sign}"})
    assert refused.status_code == 422
    assert f"« {sign} » ne s’imprime pas" in text_of(refused)
    assert f'value="Alma {sign}"' in refused.text


def _sign_up(client: PageClient, sign: str) -> None:
    """With a company called so, or by the usual name where that is refused."""
    if client.send("/sign-up", SIGN_UP | {"company": sign * 2 * ONE_LINE}).status_code == 422:
        assert client.send("/sign-up", SIGN_UP).status_code == 303


def _describe_the_contract(client: PageClient, sign: str) -> None:
    """With texts of this sign only; a field where it is refused has its usual text."""
    client.send("/onboarding/plan", {"plan": "growth"})
    typed = dict(PORT_PAYE) | {"contract_number": "W" * 20}
    for field in PRINTED:
        widest = {**typed, field: sign * (32 if field == "sender_town" else ONE_LINE)}
        if client.send("/onboarding/port-paye", widest).status_code == 303:
            typed = widest
    assert client.send("/onboarding/port-paye", typed).status_code == 303


def _activated(cast: Cast) -> Contract:
    contract = db.session.query(Contract).one()
    contract.starts_on = date(2026, 1, 1)
    contract.request_activation("support@sendcloud.test", contract.merchant.owner)
    advisor: User = cast.advisor()
    checklist.verify_all(contract, advisor)
    activate(contract, Bounds("2L", 1_000, 1_999, 1_000), by=advisor)
    db.session.commit()
    return contract
