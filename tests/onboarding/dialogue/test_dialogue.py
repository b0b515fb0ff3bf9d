"""What merchant and advisor say to each other, and the timeline that both read."""

from datetime import timedelta

import pytest
import time_machine

from app.accounts.models import User
from app.clock import now
from app.contracts.models import Contract
from app.extensions import db
from app.mail.sending import deliver_pending
from tests.cast import ALICE, BOB, CLAIRE, Cast
from tests.page_client import PageClient, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

STEP = "/onboarding/advisor"


def test_who_takes_a_request_is_named_to_the_merchant_once(
    contract: Contract, alice: PageClient, claire: PageClient, cast: Cast
) -> None:
    for _ in range(2):
        assert claire.send(f"/contracts/{contract.id}/taking").status_code == 303
    (mail,) = cast.mails("handled_by")
    assert mail.recipient == ALICE
    assert mail.reply_to == CLAIRE
    assert "Claire s’occupe de la demande" in text_of(alice.get(STEP))


def test_a_colleague_can_take_over(contract: Contract, claire: PageClient, cast: Cast) -> None:
    claire.send(f"/contracts/{contract.id}/taking")
    cast.advisor("dora@sendcloud.test")
    cast.browser("dora@sendcloud.test").send(f"/contracts/{contract.id}/taking")
    db.session.refresh(contract)
    assert contract.taken_by == User.by_email("dora@sendcloud.test")


def test_a_question_and_its_answer_stand_on_both_pages(
    contract: Contract, alice: PageClient, claire: PageClient, cast: Cast
) -> None:
    asked = {"question": "Quel est\nvotre site ?"}
    assert claire.send(f"/contracts/{contract.id}/questions", asked).status_code == 303
    assert cast.mails("question")[0].recipient == ALICE
    assert "votre site ?" in cast.mails("question")[0].text
    assert "Claire demande" in text_of(alice.get(STEP))

    assert alice.send("/onboarding/answers", {"answer": "Lyon <b>PIC</b>"}).status_code == 303
    (mail,) = cast.mails("answer")
    assert mail.recipient == "support@sendcloud.test"
    assert mail.in_reply_to == contract.requested_message_id
    for browser, path in ((alice, STEP), (claire, f"/requests/{contract.id}")):
        page = browser.get(path)
        assert "Alice répond" in text_of(page)
        assert "Lyon &lt;b&gt;PIC&lt;/b&gt;" in page.text


def test_an_answer_goes_to_who_has_taken_the_request(
    contract: Contract, alice: PageClient, claire: PageClient, cast: Cast
) -> None:
    claire.send(f"/contracts/{contract.id}/taking")
    alice.send("/onboarding/answers", {"answer": "Lyon"})
    assert cast.mails("answer")[0].recipient == CLAIRE


def test_a_note_is_for_advisors_only(
    contract: Contract, alice: PageClient, claire: PageClient, cast: Cast
) -> None:
    claire.send(f"/contracts/{contract.id}/notes", {"note": "À rappeler lundi"})
    assert "À rappeler lundi" in text_of(claire.get(f"/requests/{contract.id}"))
    assert "À rappeler lundi" not in text_of(alice.get(STEP))
    assert [mail.kind for mail in cast.mails("note")] == []


def test_a_reminder_goes_at_most_once_a_day_in_the_thread_of_the_request(
    contract: Contract, alice: PageClient, cast: Cast
) -> None:
    contract.requested_message_id = "<request@sillage.test>"
    db.session.commit()
    assert "Vous pourrez relancer" in text_of(alice.get(STEP))
    alice.send("/onboarding/reminders")
    assert len(cast.mails("reminder")) == 0
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        assert "Relancer le conseiller" in text_of(alice.get(STEP))
        alice.send("/onboarding/reminders")
        alice.send("/onboarding/reminders")
    (mail,) = cast.mails("reminder")
    assert mail.in_reply_to == "<request@sillage.test>"
    with time_machine.travel(now() + timedelta(hours=51), tick=False):
        alice.send("/onboarding/reminders")
    assert len(cast.mails("reminder")) == 2


def test_the_request_remembers_its_mail(cast: Cast) -> None:
    cast.described(BOB)
    bob = cast.browser(BOB)
    sent_to = {"advisor": "support", "shown_to": "support@sendcloud.test"}
    assert bob.send(STEP, sent_to).status_code == 303
    contract = Contract.of(Cast.company(User.by_email(BOB) or cast.merchant(BOB)))
    assert contract is not None
    assert contract.requested_message_id == cast.mails("request_to_advisor")[0].message_id
    assert deliver_pending() == 2


@pytest.mark.parametrize("said", ["", "   ", "x" * 2_001])
def test_what_says_nothing_or_too_much_is_refused_and_kept(
    contract: Contract, alice: PageClient, claire: PageClient, said: str
) -> None:
    answers = (
        alice.send("/onboarding/answers", {"answer": said}),
        claire.send(f"/contracts/{contract.id}/questions", {"question": said}),
        claire.send(f"/contracts/{contract.id}/notes", {"note": said}),
    )
    for response in answers:
        assert response.status_code == 422
        assert said.strip() in response.text


def test_nothing_is_said_before_a_request(cast: Cast) -> None:
    contract = cast.described(BOB)
    cast.advisor()
    bob, claire = cast.browser(BOB), cast.browser(CLAIRE)
    assert bob.send("/onboarding/answers", {"answer": "Lyon"}).status_code == 404
    assert bob.send("/onboarding/reminders").status_code == 404
    for what in ("taking", "questions", "notes"):
        assert claire.send(f"/contracts/{contract.id}/{what}").status_code == 404
