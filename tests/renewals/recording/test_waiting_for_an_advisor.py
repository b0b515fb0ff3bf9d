"""What one tick does not settle: another merchant's certificate, a large range without a certificate."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.contracts.models import Contract
from app.extensions import db
from app.ranges.findings import Finding, FindingKind, Severity
from app.ranges.models import NumberRange
from tests.cast import CLAIRE, Cast
from tests.page_client import PageClient, page_of, text_of
from tests.renewals.renewing import begun, certificate, typed_range

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

OTHER = {"coclico": "00777777", "account": "777777"}


def _recorded() -> int:
    return db.session.query(NumberRange).count() - 1


def _tick(answer: TestResponse) -> list[str]:
    return list(page_of(answer).xpath("//input[@name='seen']/@value"))


@pytest.mark.parametrize("kind", [FindingKind.OTHER_HOLDER, FindingKind.UNCERTIFIED_SIZE])
def test_both_take_an_advisor_s_reason(kind: FindingKind) -> None:
    assert Finding(kind).severity is Severity.REASON


def test_another_merchant_s_certificate_waits_for_an_advisor(
    contract: Contract, cast: Cast, alice: PageClient
) -> None:
    address = begun(alice, contract.id)
    alice.send(f"{address}/certificate", {"text": certificate((5_000, 500), **OTHER)})
    answer = alice.send(f"{address}/range", typed_range(5_000, 500))
    assert answer.status_code == 422
    assert "celui d’un autre marchand" in text_of(answer)
    assert "votre conseiller peut alors enregistrer la plage" in text_of(answer)
    assert not _tick(answer) and _recorded() == 0
    assert alice.send(f"{address}/range", typed_range(5_000, 500, seen="x")).status_code == 422
    claire = cast.browser(CLAIRE)
    assert claire.send(f"{address}/range", typed_range(5_000, 500)).status_code == 422
    sent = typed_range(5_000, 500, reason="Rachat de la société, confirmé par La Poste.")
    assert claire.send(f"{address}/range", sent).status_code == 303
    assert _recorded() == 1


@pytest.mark.parametrize("differs", [{"coclico": "00777777"}, {"account": "777777"}])
def test_one_number_that_differs_is_ticked(
    contract: Contract, alice: PageClient, differs: dict[str, str]
) -> None:
    address = begun(alice, contract.id)
    alice.send(f"{address}/certificate", {"text": certificate((5_000, 500), **differs)})
    answer = alice.send(f"{address}/range", typed_range(5_000, 500))
    (seen,) = _tick(answer)
    assert alice.send(f"{address}/range", typed_range(5_000, 500, seen=seen)).status_code == 303


def test_typed_beside_the_numbers_both_of_another_wait_too(
    contract: Contract, alice: PageClient
) -> None:
    path = f"/settings/contracts/{contract.id}"
    sent = typed_range(5_000, 500, coclico="777777", tracking_account="777777")
    answer = alice.send(path, sent)
    assert answer.status_code == 422 and "celui d’un autre marchand" in text_of(answer)
    assert _recorded() == 0


def test_a_large_range_without_a_certificate_waits_for_an_advisor(
    contract: Contract, cast: Cast, alice: PageClient
) -> None:
    path = f"/settings/contracts/{contract.id}"
    answer = alice.send(path, typed_range(1_000_000, 100_001))
    assert answer.status_code == 422
    assert "Au-delà de 100 000" in text_of(answer).replace("\u202f", " ").replace("\xa0", " ")
    assert _recorded() == 0
    assert alice.send(path, typed_range(1_000_000, 100_000)).status_code == 303
    claire = cast.browser(CLAIRE)
    sent = typed_range(2_000_000, 100_001, reason="Vu avec La Poste.")
    assert claire.send(path, sent).status_code == 303
    assert _recorded() == 2


def test_a_hundred_million_invented_numbers_are_not_recorded_with_a_tick(
    contract: Contract, alice: PageClient
) -> None:
    path = f"/settings/contracts/{contract.id}"
    answer = alice.send(path, typed_range(1_000_000, 100_000_000))
    assert answer.status_code == 422 and not _tick(answer)
    assert _recorded() == 0


def test_a_certificate_that_grants_it_is_enough(contract: Contract, alice: PageClient) -> None:
    address = begun(alice, contract.id)
    alice.send(f"{address}/certificate", {"text": certificate((1_000_000, 200_000))})
    answer = alice.send(f"{address}/range", typed_range(1_000_000, 200_000))
    assert answer.status_code == 303 and _recorded() == 1


def test_how_large_is_a_setting(
    app: Flask, contract: Contract, alice: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "LARGEST_UNCERTIFIED_RANGE", 400)
    path = f"/settings/contracts/{contract.id}"
    assert alice.send(path, typed_range(5_000, 500)).status_code == 422
    assert alice.send(path, typed_range(5_000, 400)).status_code == 303
