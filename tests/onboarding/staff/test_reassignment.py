"""The merchants of an advisor given to another, together or not at all."""

import pytest
from flask import Flask

from app.accounts.models import User
from app.clock import now
from app.contracts.models import Contract
from app.extensions import db
from app.onboarding.staff import reassignment
from tests.cast import ADAM, ALICE, BOB, CLAIRE, Cast
from tests.onboarding.staff.test_advisors import DORA, acts, deactivate, who
from tests.page_client import PageClient, rows_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]


@pytest.fixture
def contracts(context: None, cast: Cast) -> list[Contract]:
    """Claire looks after Alice, and Bob has written to her."""
    claire = cast.advisor()
    taken, written = cast.requested(), cast.described(BOB)
    taken.take(claire)
    written.request_activation(CLAIRE, written.merchant.owner)
    db.session.commit()
    return [taken, written]


def advisors_of(contracts: list[Contract]) -> list[str | None]:
    db.session.expire_all()
    return [contract.taken_by and contract.taken_by.email for contract in contracts]


def test_the_new_advisor_has_them_all_and_the_merchants_know(
    adam: PageClient, cast: Cast, contracts: list[Contract]
) -> None:
    dora = cast.advisor(DORA)
    path = f"/advisors/{who(CLAIRE).id}/reassignment"
    assert "2 marchands changent de conseiller" in text_of(adam.get(path))
    assert adam.send(path, {"to": str(dora.id)}).location == "/advisors"
    assert advisors_of(contracts) == [DORA, DORA]
    told = {(mail.recipient, mail.reply_to) for mail in cast.mails("handled_by")}
    assert told == {(ALICE, DORA), (BOB, DORA)}
    assert sorted(mail.recipient for mail in cast.mails("reassigned")) == [CLAIRE, DORA]
    assert "les 2 marchands de Claire" in cast.mails("reassigned")[0].text
    assert acts("contract.assigned") == ["contract.assigned"] * 2
    counts = {
        row["E-mail"]: row["Marchands"] for row in rows_of(adam.get("/advisors"), "Conseillers")
    }
    assert counts == {ADAM: "0", CLAIRE: "0", DORA: "2"}


def test_deactivating_asks_for_a_successor_and_does_both(
    adam: PageClient, cast: Cast, contracts: list[Contract]
) -> None:
    response = deactivate(adam, CLAIRE, to="")
    assert response.status_code == 422
    assert "Choisissez qui s’occupe désormais" in text_of(response)
    assert who(CLAIRE).is_active, "both or nothing"
    deactivate(adam, CLAIRE, to=str(who(ADAM).id))
    assert not who(CLAIRE).is_active
    assert advisors_of(contracts) == [ADAM, ADAM]


def test_a_mail_that_cannot_be_written_leaves_all_as_it_was(
    app_in_production: Flask,
    adam: PageClient,
    contracts: list[Contract],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(contract: Contract, advisor: User) -> None:
        if contract.merchant.owner.email == BOB:
            raise OSError("the template is gone")

    monkeypatch.setattr(reassignment, "send_handler_notice", fails)
    assert deactivate(adam, CLAIRE, to=str(who(ADAM).id)).status_code == 500
    assert who(CLAIRE).is_active
    assert advisors_of(contracts) == [CLAIRE, None]
    assert acts("staff") == []


@pytest.mark.parametrize("chosen", ["herself", "a merchant", "somebody who left", "nobody", "x"])
def test_only_who_works_at_sendcloud_can_be_named(
    adam: PageClient, cast: Cast, contracts: list[Contract], chosen: str
) -> None:
    gone = cast.advisor(DORA)
    gone.deactivated_at = now()
    db.session.commit()
    typed = {
        "herself": who(CLAIRE).id,
        "a merchant": who(ALICE).id,
        "somebody who left": gone.id,
        "nobody": 2**40,
    }.get(chosen, chosen)
    path = f"/advisors/{who(CLAIRE).id}/reassignment"
    assert adam.send(path, {"to": str(typed)}).status_code == 422
    assert advisors_of(contracts) == [CLAIRE, None]


def test_who_has_no_merchants_has_none_to_give(adam: PageClient, cast: Cast) -> None:
    cast.advisor()
    path = f"/advisors/{who(CLAIRE).id}/reassignment"
    assert "ne s’occupe d’aucun marchand" in text_of(adam.get(path))
    assert adam.send(path, {"to": ""}).status_code == 303


def test_the_merchants_of_somebody_who_left_can_still_be_given_on(
    adam: PageClient, contracts: list[Contract]
) -> None:
    claire = who(CLAIRE)
    claire.deactivated_at = now()
    db.session.commit()
    assert "Confier ses marchands" in text_of(adam.get("/advisors"))
    adam.send(f"/advisors/{claire.id}/reassignment", {"to": str(who(ADAM).id)})
    assert advisors_of(contracts) == [ADAM, ADAM]
