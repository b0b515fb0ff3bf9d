"""A bounced mail is noted once, and reported to the other side."""

import pytest

from app.accounts.mails import password_reset as reset
from app.contracts.models import Contract
from app.extensions import db
from app.mail.inbound import Outcome, read_mailbox
from app.mail.models import OutboxMail
from app.onboarding.dialogue import messages
from app.onboarding.dialogue.mails import send_answer, send_question
from app.onboarding.la_poste.mails import send_la_poste_reminder
from app.onboarding.la_poste.models import LaPosteReminder
from tests.cast import ALICE, CLAIRE, TESS, Cast
from tests.mail.letter_box import LetterBox, bounce, reply
from tests.page_client import text_of

pytestmark = pytest.mark.usefixtures("context")

SUPPORT = "support@sendcloud.test"


@pytest.fixture
def contract(cast: Cast, letter_box: LetterBox) -> Contract:
    """A request that Claire looks after; Tess works for Alice."""
    claire = cast.advisor()
    contract = cast.requested()
    cast.member(contract.merchant)
    contract.take(claire)
    db.session.commit()
    return contract


@pytest.fixture
def question(contract: Contract) -> OutboxMail:
    """Claire's question, whose mail to Alice bounces."""
    assert contract.taken_by is not None
    mail = send_question(messages.ask(contract, "Quel site ?", contract.taken_by))
    db.session.commit()
    return mail


def test_the_others_are_told_and_both_see_it(
    contract: Contract, question: OutboxMail, letter_box: LetterBox, cast: Cast
) -> None:
    letter_box.drop(bounce(question.message_id, ALICE))
    assert read_mailbox() == {Outcome.BOUNCE: 1}
    db.session.rollback()
    assert question.bounced_at is not None
    alerts = cast.mails("bounced")
    assert [mail.recipient for mail in alerts] == [CLAIRE, TESS]
    assert all(ALICE in mail.text and question.subject in mail.text for mail in alerts)
    assert f"/requests/{contract.id}" in alerts[0].text
    assert letter_box.marks() == ["Seen"]
    for person, path in ((ALICE, "/onboarding/advisor"), (CLAIRE, f"/requests/{contract.id}")):
        assert f"Un e-mail à {ALICE} n’est pas arrivé" in text_of(cast.browser(person).get(path))


def test_the_same_mail_alerts_once(question: OutboxMail, letter_box: LetterBox, cast: Cast) -> None:
    letter_box.drop(bounce(question.message_id, ALICE))
    letter_box.drop(bounce(question.message_id, ALICE, "5.2.2"))
    assert read_mailbox() == {Outcome.BOUNCE: 2}
    assert len(cast.mails("bounced")) == 2


def test_an_alert_that_comes_back_alerts_nobody(
    question: OutboxMail, letter_box: LetterBox, cast: Cast
) -> None:
    letter_box.drop(bounce(question.message_id, ALICE))
    read_mailbox()
    for alert in cast.mails("bounced"):
        letter_box.drop(bounce(alert.message_id, alert.recipient))
    assert read_mailbox() == {Outcome.BOUNCE: 2}
    assert len(cast.mails("bounced")) == 2
    assert all(alert.bounced_at for alert in cast.mails("bounced"))


def test_where_the_advisors_address_is_dead_support_is_told(
    contract: Contract, letter_box: LetterBox, cast: Cast
) -> None:
    mail = send_answer(messages.answer(contract, "Lyon", contract.merchant.owner))
    db.session.commit()
    letter_box.drop(bounce(mail.message_id, CLAIRE))
    read_mailbox()
    assert [mail.recipient for mail in cast.mails("bounced")] == [ALICE, SUPPORT, TESS]


@pytest.mark.parametrize(("status", "action"), [("4.2.2", "delayed"), ("2.0.0", "delivered")])
def test_a_mail_that_is_late_has_not_come_back(
    question: OutboxMail, letter_box: LetterBox, cast: Cast, status: str, action: str
) -> None:
    letter_box.drop(bounce(question.message_id, ALICE, status, action))
    assert read_mailbox() == {Outcome.AUTOMATIC: 1}
    db.session.rollback()
    assert question.bounced_at is None
    assert cast.mails("bounced") == []


def test_a_mail_about_nothing_is_noted_and_nobody_alerted(
    letter_box: LetterBox, cast: Cast
) -> None:
    lost = reset(cast.merchant(), "token")
    db.session.commit()
    letter_box.drop(bounce(lost.message_id, lost.recipient))
    assert read_mailbox() == {Outcome.BOUNCE: 1}
    db.session.rollback()
    assert lost.bounced_at is not None
    assert cast.mails("bounced") == []


def test_a_demonstration_that_reaches_nobody_is_told_to_who_asked_and_to_support(
    queued: OutboxMail, letter_box: LetterBox, cast: Cast
) -> None:
    letter_box.drop(bounce(queued.message_id, queued.recipient))
    assert read_mailbox() == {Outcome.BOUNCE: 1}
    alerts = {mail.recipient: mail for mail in cast.mails("bounced")}
    assert set(alerts) == {ALICE, SUPPORT}
    assert alerts[ALICE].text.count("/onboarding") == 1
    assert "/merchants/" in alerts[SUPPORT].text
    assert queued.reply_to == ALICE, "sales answer who asked"


def test_a_reminder_of_la_poste_that_comes_back_is_told_to_the_others(
    letter_box: LetterBox, cast: Cast
) -> None:
    contract = cast.waiting()
    cast.member(contract.merchant)
    reminder = LaPosteReminder.get_or_create(contract)
    mail = send_la_poste_reminder(reminder)
    db.session.commit()
    letter_box.drop(bounce(mail.message_id, ALICE))
    assert read_mailbox() == {Outcome.BOUNCE: 1}
    alerts = {mail.recipient: mail for mail in cast.mails("bounced")}
    assert set(alerts) == {TESS, SUPPORT}
    assert "/onboarding" not in alerts[TESS].text, "who ships may not open it"


def test_a_reply_to_a_reminder_of_la_poste_is_left_to_a_person(
    letter_box: LetterBox, cast: Cast
) -> None:
    mail = send_la_poste_reminder(LaPosteReminder.get_or_create(cast.waiting()))
    db.session.commit()
    letter_box.drop(reply(mail.message_id, ALICE, "Signé hier."))
    assert read_mailbox() == {Outcome.UNFIT: 1}


def test_what_never_left_here_cannot_come_back(letter_box: LetterBox) -> None:
    letter_box.drop(bounce("<unknown@elsewhere.test>", ALICE))
    assert read_mailbox() == {Outcome.UNFIT: 1}
    assert letter_box.marks() == ["Flagged"]
