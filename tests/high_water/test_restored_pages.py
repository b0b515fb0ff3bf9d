"""What people see while the database is taken for a restored one."""

import pytest
from flask import Flask

from app.contracts.models import Contract
from app.extensions import db
from app.high_water.checking import notice
from app.high_water.models import Restoration
from app.high_water.registry import registry
from app.labels.models import Label
from tests.cast import ADAM, CLAIRE, Cast
from tests.page_client import PageClient, form_of

pytestmark = [pytest.mark.usefixtures("context"), pytest.mark.one_database]
NOTICE = "La base de données a été restaurée"


def restore(size: int = 50) -> None:
    registry().marks.advance({"ranges-2L-0000001000-0000001099": 1_000 + size})


@pytest.mark.parametrize("path", ["/shipments", "/labels", "/deposit-slips"])
def test_pages_of_labels_and_slips_say_so(contract: Contract, alice: PageClient, path: str) -> None:
    assert NOTICE not in alice.get(path).text
    restore()
    notice()
    assert NOTICE in alice.get(path).text
    assert NOTICE not in alice.get("/ranges").text


def test_advisors_and_admins_are_told_on_every_page(
    contract: Contract, claire: PageClient, cast: Cast
) -> None:
    cast.admin()
    restore()
    notice()
    assert NOTICE in claire.get("/requests").text
    assert NOTICE in cast.browser(ADAM).get("/journal").text
    assert CLAIRE not in {mail.recipient for mail in cast.mails("database_restored")}


def test_the_first_who_wants_labels_gets_none_and_is_told(
    contract: Contract, alice: PageClient, app: Flask, cast: Cast
) -> None:
    cast.admin()
    ids = [shipment.id for shipment in cast.shipments(contract, 2)]
    form = form_of(
        alice.get("/batches/new?" + "&".join(f"shipment={one}" for one in ids)), "/batches"
    )
    restore()
    answer = alice.post("/batches", data=form)
    assert answer.status_code == 409
    assert "Rien n'a été émis" in answer.text.replace("’", "'")
    assert db.session.query(Label).count() == 0
    assert Restoration.open_one() is not None
    assert len(cast.mails("database_restored")) == 1
    assert NOTICE in alice.get("/shipments").text
