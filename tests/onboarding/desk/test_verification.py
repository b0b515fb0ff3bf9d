"""The checklist: ticks are kept with what was verified, lapse when it changes, and are all needed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.clock import today
from app.contracts.models import Contract
from app.extensions import db
from app.onboarding.answers import Answers
from app.onboarding.desk import checklist
from app.onboarding.desk.activation import AccountTaken, activate
from app.onboarding.desk.checklist import (
    TICKED,
    ChecklistIncomplete,
    ChecklistMark,
    NothingToVerify,
)
from app.overview.invariants import INVARIANTS
from app.ranges.bounds import Bounds
from app.ranges.models import NumberRange
from tests.cast import ALICE, CLAIRE, Cast
from tests.page_client import PageClient, form_of, page_of, text_of
from tests.typed import activation

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

BOUNDS = Bounds("2L", 1_000, 1_999, 1_000)
SLUGS = [item.slug for item in TICKED]


@pytest.fixture
def claire(cast: Cast) -> PageClient:
    cast.advisor()
    return cast.browser(CLAIRE)


@pytest.fixture
def contract(claire: PageClient, cast: Cast) -> Contract:
    return cast.requested()


def _by() -> User:
    advisor = User.by_email(CLAIRE)
    assert advisor is not None
    return advisor


def _marks() -> dict[str, str]:
    return {mark.item: mark.value for mark in db.session.scalars(select(ChecklistMark))}


def _ticked(page: PageClient, contract: Contract) -> list[str]:
    found = page_of(page.get(f"/requests/{contract.id}"))
    names = found.xpath("//input[@type='checkbox' and @checked]/@name")
    return [name.removeprefix("verified_") for name in names]


def _without(*slugs: str) -> dict[str, str]:
    dropped = {f"verified_{slug}" for slug in slugs}
    return {name: value for name, value in activation().items() if name not in dropped}


def test_ticks_and_numbers_are_kept_for_later_without_activating(
    claire: PageClient, contract: Contract, cast: Cast
) -> None:
    sent = _without("sites", "specimen") | {
        "coclico": "7",
        "starts_on": "2026-02-03",
        "ends_on": "2031-02-02",
        "site_postcode": "69007",
    }
    response = claire.send(f"/contracts/{contract.id}/verification", sent)
    assert (response.status_code, response.location) == (303, f"/requests/{contract.id}")
    assert not contract.is_activated and cast.mails("activated") == []
    assert contract.coclico == "00000007"
    assert (contract.starts_on, contract.ends_on) == (date(2026, 2, 3), date(2031, 2, 2))
    assert contract.site is not None and contract.site.postcode == "69007"
    assert _marks()["coclico"] == "00000007"
    assert _marks()["contract"] == "D-1234567-8, 2026-02-03 – 2031-02-02"
    assert _ticked(claire, contract) == [s for s in SLUGS if s not in ("sites", "specimen")]


def test_the_range_that_was_noted_stands_there_again(
    claire: PageClient, contract: Contract
) -> None:
    sent = activation(1_000, 1_999, 1_120) | {"last": "2L 12", "reason": "À confirmer."}
    claire.send(f"/contracts/{contract.id}/verification", sent)
    shown = form_of(claire.get(f"/requests/{contract.id}"), f"/contracts/{contract.id}/activation")
    for name in ("first", "last", "first_free", "reason"):
        assert shown[name][0].strip() == sent[name]
    assert db.session.scalars(select(NumberRange)).all() == []


def test_a_range_names_its_one_issuer(claire: PageClient, contract: Contract) -> None:
    """Noted for later, shown again, and kept for good by the activation."""
    sent = activation() | {"issuer": "sendcloud"}
    claire.send(f"/contracts/{contract.id}/verification", sent)
    shown = page_of(claire.get(f"/requests/{contract.id}"))
    assert shown.xpath("//input[@name='issuer'][@checked]/@value") == ["sendcloud"]
    assert claire.send(f"/contracts/{contract.id}/activation", sent).status_code == 303
    (opened,) = NumberRange.all_of(contract)
    assert opened.issuer == "sendcloud" and NumberRange.of(contract) == []
    said = text_of(claire.get(f"/requests/{contract.id}"))
    assert "Sendcloud donne ces numéros." in said
    assert "2L 000 000 1000 9" in said


def test_an_issuer_that_does_not_exist_is_refused(claire: PageClient, contract: Contract) -> None:
    sent = activation() | {"issuer": "colissimo"}
    response = claire.send(f"/contracts/{contract.id}/activation", sent)
    assert response.status_code == 422
    assert page_of(response).xpath("//*[@id='issuer-error']")
    assert not contract.is_activated


def test_an_active_contract_shows_its_reserve_and_leads_to_a_renewal(
    claire: PageClient, contract: Contract
) -> None:
    claire.send(f"/contracts/{contract.id}/activation", activation())
    answer = claire.get(f"/requests/{contract.id}")
    assert "Il reste 1 000 numéros." in text_of(answer).replace("\u202f", " ")
    response = claire.send(f"/contracts/{contract.id}/renewals")
    assert response.status_code == 303 and "/renewals/" in response.location


def test_what_is_missing_may_come_later(claire: PageClient, contract: Contract) -> None:
    assert claire.send(f"/contracts/{contract.id}/verification", {}).status_code == 303
    assert (contract.coclico, contract.starts_on, contract.noted_range) == (None, None, None)
    assert contract.site is not None and contract.site.name == "Lyon Montrochet PIC"


@pytest.mark.parametrize(
    ("spoiled", "field", "sentence"),
    [
        ({"coclico": "123456789"}, "coclico", "compte 9 chiffres"),
        ({"starts_on": "hier"}, "starts_on", "« hier » n’est pas une date"),
        ({"ends_on": "2020-01-01"}, "ends_on", "La fin vient avant le début."),
        ({"site_postcode": "97410"}, "site_postcode", "n’est pas en Métropole"),
        ({"site_postcode": "98800"}, "site_postcode", "n’est pas en Métropole"),
        ({"site_postcode": "69"}, "site_postcode", "n’est pas un code postal"),
        ({"coclico": ""}, "verified_coclico", "Il n’y a encore rien à vérifier ici."),
        ({"starts_on": ""}, "verified_contract", "Il n’y a encore rien à vérifier ici."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(
    claire: PageClient, contract: Contract, spoiled: dict[str, str], field: str, sentence: str
) -> None:
    sent = activation() | {"tracking_account": "604217"} | spoiled
    response = claire.send(f"/contracts/{contract.id}/verification", sent)
    assert response.status_code == 422
    page = page_of(response)
    read = " ".join(page.xpath("string(//*[@id=$id])", id=f"{field}-error").split())
    assert sentence in read
    assert page.xpath("//input[@name='tracking_account']/@value") == ["604217"]
    assert contract.tracking_account == "118402" and _marks() == {}


@pytest.mark.parametrize("slug", SLUGS)
def test_each_tick_is_needed_and_a_refusal_loses_none(
    claire: PageClient, contract: Contract, slug: str
) -> None:
    sent = _without(slug)
    response = claire.send(f"/contracts/{contract.id}/activation", sent)
    assert response.status_code == 422
    page = page_of(response)
    assert "Vérifiez, puis cochez." in page.xpath("string(//*[@id=$i])", i=f"verified_{slug}-error")
    ticked = page.xpath("//input[@type='checkbox' and @checked]/@name")
    assert ticked == [f"verified_{other}" for other in SLUGS if other != slug]
    assert page.xpath("//input[@name='first']/@value") == [sent["first"]]
    assert not contract.is_activated and db.session.scalars(select(NumberRange)).all() == []


@pytest.mark.parametrize("slug", SLUGS)
def test_the_one_door_asks_for_each_item(contract: Contract, slug: str) -> None:
    checklist.verify(Answers.about(contract), [s for s in SLUGS if s != slug], _by())
    with pytest.raises(ChecklistIncomplete) as refused:
        activate(contract, BOUNDS, by=_by())
    assert [item.slug for item in refused.value.items] == [slug]
    assert not contract.is_activated


def test_a_tick_lapses_when_its_value_changes_and_says_since_when(
    claire: PageClient, contract: Contract
) -> None:
    checklist.verify_all(contract, _by())
    db.session.commit()
    contract.contract_number = "D-0000000-0"
    db.session.commit()
    assert _ticked(claire, contract) == ["plan", "coclico", "tracking_account", "sites"]
    page = text_of(claire.get(f"/requests/{contract.id}"))
    assert page.count("Changé depuis la vérification du") == 3
    with pytest.raises(ChecklistIncomplete):
        activate(contract, BOUNDS, by=_by())
    db.session.rollback()
    contract.contract_number = "D-1234567-8"
    assert activate(contract, BOUNDS, by=_by())


def test_another_site_makes_the_specimen_lapse(contract: Contract, cast: Cast) -> None:
    checklist.verify_all(contract, _by())
    cast.second_site(contract)
    db.session.expire_all()
    left = checklist.unverified_items(Answers.about(contract))
    assert [item.slug for item in left] == ["sites", "specimen"]


def test_a_tick_taken_away_is_taken_away(claire: PageClient, contract: Contract) -> None:
    path = f"/contracts/{contract.id}/verification"
    claire.send(path, activation())
    claire.send(path, _without("plan"))
    assert set(_marks()) == set(SLUGS) - {"plan"}


def test_a_tick_is_for_what_was_seen(claire: PageClient, contract: Contract, cast: Cast) -> None:
    address = f"/contracts/{contract.id}/activation"
    seen = form_of(claire.get(f"/requests/{contract.id}"), address)
    sent = activation() | {k: v[0] for k, v in seen.items() if k.startswith("seen_")}
    cast.second_site(contract)
    response = claire.send(address, sent)
    assert response.status_code == 422
    assert text_of(response).count("Ceci vient de changer") == 4  # two ticks, each told twice
    assert not contract.is_activated and _marks() == {}
    again = form_of(response, address)
    assert "verified_sites" not in again and "verified_coclico" in again
    ticks = {"verified_sites": "y", "verified_specimen": "y"}
    assert claire.send(address, {k: v[0] for k, v in again.items()} | ticks).status_code == 303
    assert contract.is_activated


def test_a_value_that_is_not_there_cannot_be_verified(contract: Contract) -> None:
    contract.coclico = None
    with pytest.raises(NothingToVerify):
        checklist.verify_all(contract, _by())


def test_a_contract_that_is_over_is_not_activated(claire: PageClient, contract: Contract) -> None:
    over = (today() - timedelta(days=1)).isoformat()
    sent = activation() | {"starts_on": "2020-01-01", "ends_on": over}
    response = claire.send(f"/contracts/{contract.id}/activation", sent)
    assert response.status_code == 422 and "a pris fin" in text_of(response)


def test_an_account_is_activated_once_a_merchant(cast: Cast, claire: PageClient) -> None:
    first = cast.active()
    second = Contract(
        merchant=first.merchant,
        contract_number="D-2222222-2",
        coclico="00000002",
        tracking_account=first.tracking_account,
        starts_on=today(),
        sender_name="Atelier Alice",
    )
    db.session.add(second)
    second.set_site("Bron PIC", None)
    second.request_activation("support@sendcloud.test", first.merchant.owner)
    checklist.verify_all(second, _by())
    db.session.commit()
    with pytest.raises(AccountTaken):
        activate(second, Bounds("2L", 5_000, 5_999, 5_000), by=_by())
    db.session.rollback()
    sent = activation(5_000, 5_999) | {"contract_number": "D-2222222-2", "coclico": "2"}
    response = claire.send(f"/contracts/{second.id}/activation", sent)
    assert response.status_code == 422
    assert "Un autre contrat de ce marchand est déjà activé" in text_of(response)
    assert (
        claire.send(
            f"/contracts/{second.id}/activation", sent | {"tracking_account": "222222"}
        ).status_code
        == 303
    )


def test_once_activated_nothing_is_ticked_or_changed(claire: PageClient, cast: Cast) -> None:
    contract = cast.active()
    for what in ("verification", "activation"):
        sent = {"coclico": "1"}
        assert claire.send(f"/contracts/{contract.id}/{what}", sent).status_code == 303
    assert contract.coclico == "00001000" and set(_marks()) == set(SLUGS)
    with pytest.raises(checklist.AlreadyActivated):
        checklist.verify(Answers.about(contract), [], _by())


def test_what_follows_can_be_the_sites(claire: PageClient, contract: Contract) -> None:
    sent = activation() | {"then": "sites"}
    response = claire.send(f"/contracts/{contract.id}/verification", sent)
    assert response.location == f"/requests/{contract.id}/sites"


def test_the_check_of_the_database_counts_every_tick() -> None:
    assert f"< {len(TICKED)}" in INVARIANTS["an activated contract was verified"]


def test_a_merchant_verifies_nothing(cast: Cast, contract: Contract) -> None:
    response = cast.browser(ALICE).send(f"/contracts/{contract.id}/verification", activation())
    assert response.status_code == 403 and _marks() == {}
