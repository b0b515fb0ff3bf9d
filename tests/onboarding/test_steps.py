"""The list of the three steps, and the way through them."""

import pytest

from app.contracts.models import Contract
from app.extensions import db
from tests.cast import Cast
from tests.page_client import PageClient, page_of, text_of
from tests.typed import PORT_PAYE, TO_SUPPORT

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

TODO, DONE, CLOSED = "À faire", "Fait", "Pas encore ouverte"
AT_SENDCLOUD, AT_LA_POSTE = "En attente de Sendcloud", "En attente de La Poste"
AT_THE_ADVISOR = "En attente du conseiller"


def _states(client: PageClient) -> list[str]:
    """The word beside each of the three steps."""
    page = page_of(client.get("/onboarding"))
    marks = page.xpath("//li[contains(@class, 'step ')]//span[contains(@class, 'state ')]")
    return [mark.text_content().strip() for mark in marks]


def test_a_new_merchant_begins_with_the_plan(cast: Cast) -> None:
    cast.merchant()
    alice = cast.browser()
    assert _states(alice) == [TODO, CLOSED, CLOSED]
    assert page_of(alice.get("/onboarding")).xpath("//main//a[@href='/onboarding/plan']")


def test_each_answer_opens_what_follows_until_the_request_is_sent(cast: Cast) -> None:
    cast.merchant()
    alice = cast.browser()
    alice.send("/onboarding/plan", {"plan": "growth"})
    assert _states(alice) == [DONE, TODO, TODO]
    alice.send("/onboarding/port-paye", PORT_PAYE)
    assert _states(alice) == [DONE, DONE, TODO]
    alice.send("/onboarding/advisor", TO_SUPPORT)
    assert _states(alice) == [DONE, DONE, AT_THE_ADVISOR]
    assert "Tout est envoyé" in text_of(alice.get("/onboarding"))


def test_steps_that_wait_for_others_let_the_merchant_go_on(cast: Cast) -> None:
    cast.merchant()
    alice = cast.browser()
    alice.send("/onboarding/plan", {"plan": "demo"})
    assert _states(alice) == [AT_SENDCLOUD, TODO, TODO]
    alice.send("/onboarding/port-paye", {"contract": "no"})
    assert _states(alice) == [AT_SENDCLOUD, AT_LA_POSTE, TODO]
    assert alice.send("/onboarding/advisor", TO_SUPPORT).status_code == 303
    assert _states(alice) == [AT_SENDCLOUD, AT_LA_POSTE, AT_THE_ADVISOR]


def test_an_active_contract_closes_the_journey(cast: Cast) -> None:
    cast.active()
    alice = cast.browser()
    assert _states(alice) == [DONE, DONE, DONE]
    assert "est actif" in text_of(alice.get("/onboarding"))


@pytest.mark.parametrize("slug", ["port-paye", "advisor"])
def test_no_step_opens_before_the_plan_is_answered(cast: Cast, slug: str) -> None:
    cast.merchant()
    alice = cast.browser()
    asked = alice.get(f"/onboarding/{slug}")
    assert (asked.status_code, asked.location) == (303, "/onboarding/plan")
    sent = alice.send(f"/onboarding/{slug}", PORT_PAYE | TO_SUPPORT)
    assert (sent.status_code, sent.location) == (303, "/onboarding/plan")
    assert "Répondez d’abord à l’étape" in text_of(alice.get("/onboarding/plan"))
    assert db.session.query(Contract).count() == 0


def test_another_session_continues_where_the_first_stopped(cast: Cast) -> None:
    cast.merchant()
    first = cast.browser()
    first.send("/onboarding/plan", {"plan": "premium"})
    first.send("/onboarding/port-paye", PORT_PAYE | {"site_code": "", "site_code_unknown": "y"})
    second = cast.browser()
    assert _states(second) == [DONE, "En attente de La Poste", TODO]
    plan = page_of(second.get("/onboarding/plan"))
    assert plan.xpath("//input[@checked]/@value") == ["premium"]
    form = page_of(second.get("/onboarding/port-paye"))
    assert form.xpath("//input[@name='sender_street']/@value") == ["12 rue des Lilas"]
    assert form.xpath("//input[@type='checkbox'][@checked]/@name") == ["site_code_unknown"]


def test_home_leads_to_the_steps_until_the_contract_is_active(cast: Cast) -> None:
    cast.requested()
    assert cast.browser().get("/").location == "/onboarding"


def test_a_step_that_does_not_exist_is_not_found(cast: Cast) -> None:
    cast.merchant()
    alice = cast.browser()
    assert alice.get("/onboarding/no-such-step").status_code == 404
    assert alice.send("/onboarding/no-such-step").status_code == 404


@pytest.mark.parametrize(
    ("slug", "answer"),
    [
        ("plan", {"plan": "lite"}),
        ("plan", {"plan": "demo"}),
        ("port-paye", PORT_PAYE | {"coclico": "1", "sender_town": "Paris"}),
        ("port-paye", {"contract": "no"}),
        ("advisor", TO_SUPPORT),
    ],
)
def test_after_activation_answers_no_longer_change(
    cast: Cast, slug: str, answer: dict[str, str]
) -> None:
    contract = cast.active(coclico="00098765")
    alice = cast.browser()
    response = alice.send(f"/onboarding/{slug}", answer)
    assert (response.status_code, response.location) == (303, "/onboarding")
    assert "ces réponses ne changent plus" in text_of(alice.get("/onboarding"))
    assert (contract.coclico, contract.sender_town) == ("00098765", "Lyon")
    assert contract.is_described and contract.waiting_since is None
    assert cast.mails("demo_request") == cast.mails("request_to_advisor") == []
    assert "Growth" in text_of(alice.get("/onboarding"))


@pytest.mark.parametrize("slug", ["plan", "port-paye", "advisor"])
def test_after_activation_each_step_can_still_be_read(cast: Cast, slug: str) -> None:
    cast.active()
    page = page_of(cast.browser().get(f"/onboarding/{slug}"))
    # But for a message to the advisor.
    assert not page.xpath("//main//input[not(@type='hidden' or @name='file')]")
