"""Replies by mail join the dialogue: a real mailbox, read as the worker reads it."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.contracts.models import Contract
from app.extensions import db
from app.mail.inbound import Outcome, read_mailbox
from app.mail.models import OutboxMail
from app.mail.sending import deliver_pending
from app.onboarding.dialogue import messages, replies
from app.onboarding.dialogue.mails import send_answer, send_bounce_notice, send_question
from app.onboarding.dialogue.models import Message
from tests import samples
from tests.at_once import at_once
from tests.cast import ALICE, BOB, CLAIRE, TESS, Cast
from tests.mail.letter_box import LetterBox, reply
from tests.mail.post_office import PostOffice
from tests.page_client import text_of

pytestmark = pytest.mark.usefixtures("context")

SUPPORT = "support@sendcloud.test"


@pytest.fixture
def contract(cast: Cast, letter_box: LetterBox) -> Contract:
    """A request that Claire looks after."""
    claire = cast.advisor()
    contract = cast.requested()
    contract.take(claire)
    db.session.commit()
    return contract


@pytest.fixture
def question(contract: Contract) -> OutboxMail:
    """Claire's question, on its way to Alice."""
    return _ask(contract)


def test_a_merchants_reply_is_an_answer_and_goes_to_the_advisor(
    contract: Contract, question: OutboxMail, letter_box: LetterBox, cast: Cast
) -> None:
    quoted = "Lyon PIC.\n\nLe lun. 23 nov. 2026 à 17:20, Claire <c@x.fr> a écrit :\n> Quel site ?\n"
    letter_box.drop(reply(question.message_id, ALICE.upper(), quoted))
    assert read_mailbox() == {Outcome.REPLY: 1}
    said = _last(contract)
    assert (said.kind, said.text, said.author) == ("answer", "Lyon PIC.", "Alice")
    (mail,) = cast.mails("answer")
    assert (mail.recipient, mail.reply_to) == (CLAIRE, "reponses@sillage.test")
    assert "Lyon PIC." in mail.text
    assert letter_box.marks() == ["Seen"]
    assert "Lyon PIC." in text_of(cast.browser(CLAIRE).get(f"/requests/{contract.id}"))


def test_an_advisors_reply_goes_to_the_merchant(
    contract: Contract, letter_box: LetterBox, cast: Cast
) -> None:
    answer = _answer(contract)
    letter_box.drop(reply(answer.message_id, CLAIRE, "Et le compte de suivi ?"))
    read_mailbox()
    said = _last(contract)
    assert (said.kind, said.text, said.author) == ("question", "Et le compte de suivi ?", "Claire")
    (mail,) = cast.mails("question")
    assert mail.recipient == ALICE and "Et le compte de suivi ?" in mail.text


def test_an_address_without_account_speaks_under_its_address(
    letter_box: LetterBox, cast: Cast
) -> None:
    contract = cast.requested()
    answer = _answer(contract)
    assert answer.recipient == SUPPORT
    letter_box.drop(reply(answer.message_id, SUPPORT, "C'est noté."))
    read_mailbox()
    said = _last(contract)
    # Nothing is asked: no answer is waited for.
    assert (said.kind, said.author, said.written_by) == ("message", SUPPORT, None)
    assert cast.mails("message")[0].recipient == ALICE
    assert f"{SUPPORT} vous écrit" in text_of(cast.browser().get("/onboarding/advisor"))


def test_a_colleague_may_answer_too(
    contract: Contract, question: OutboxMail, letter_box: LetterBox, cast: Cast
) -> None:
    cast.member(contract.merchant)
    letter_box.drop(reply(question.message_id, TESS))
    assert read_mailbox() == {Outcome.REPLY: 1}
    assert _last(contract).author == "Tess"


@pytest.mark.parametrize("stranger", ["eve@elsewhere.test", BOB])
def test_nobody_else_speaks_though_they_know_the_mail(
    contract: Contract, question: OutboxMail, letter_box: LetterBox, cast: Cast, stranger: str
) -> None:
    cast.merchant(BOB)
    before = len(Message.about(contract))
    letter_box.drop(reply(question.message_id, stranger))
    assert read_mailbox() == {Outcome.UNFIT: 1}
    assert len(Message.about(contract)) == before
    assert letter_box.marks() == ["Flagged"]


def test_who_has_left_the_company_speaks_for_it_no_more(
    contract: Contract, question: OutboxMail, letter_box: LetterBox, cast: Cast
) -> None:
    member = cast.member(contract.merchant)
    mail = send_bounce_notice(contract.merchant, contract, question, TESS)
    db.session.delete(member)
    db.session.commit()
    letter_box.drop(reply(mail.message_id, TESS))
    assert read_mailbox() == {Outcome.UNFIT: 1}


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Subject": "Réponse automatique : Votre contrat"},
        {"Subject": "Out of Office: Votre contrat"},
    ],
)
def test_a_machine_that_answers_says_nothing(
    contract: Contract, question: OutboxMail, letter_box: LetterBox, headers: dict[str, str]
) -> None:
    letter_box.drop(reply(question.message_id, ALICE, "Je suis en congé.", **headers))
    assert read_mailbox() == {Outcome.AUTOMATIC: 1}
    assert _last(contract).kind == "question"
    assert letter_box.marks() == ["Seen"]


def test_what_fits_nothing_is_left_to_a_person_and_not_looked_at_again(
    contract: Contract, question: OutboxMail, letter_box: LetterBox
) -> None:
    letter_box.drop(reply("<unknown@elsewhere.test>", ALICE))
    letter_box.drop(reply(question.message_id, ALICE, "> only a quote"))
    letter_box.drop(reply(question.message_id, ALICE, "x" * 20_001))
    letter_box.drop(b"nothing of a mail")
    assert read_mailbox() == {Outcome.UNFIT: 4}
    assert letter_box.marks() == ["Flagged"] * 4
    assert read_mailbox() == {}


def test_a_mail_too_large_is_not_even_fetched(
    app: Flask, question: OutboxMail, letter_box: LetterBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "INBOUND_MEGABYTES", 1)
    large = reply(question.message_id, ALICE)
    large.add_attachment(b"x" * 2_000_000, maintype="application", subtype="pdf", filename="x.pdf")
    letter_box.drop(large)
    assert read_mailbox() == {Outcome.UNFIT: 1}
    assert letter_box.marks() == ["Flagged"]


def test_attachments_become_documents_and_refused_ones_are_named(
    contract: Contract, question: OutboxMail, letter_box: LetterBox, cast: Cast
) -> None:
    mail = reply(question.message_id, ALICE)
    mail.add_attachment(
        samples.pdf(), maintype="application", subtype="pdf", filename="Contrat été.pdf"
    )
    mail.add_attachment(
        samples.photo_with_place(), maintype="image", subtype="jpeg", filename="page.jpg"
    )
    mail.add_attachment(
        samples.archive(), maintype="application", subtype="pdf", filename="../tout.pdf"
    )
    letter_box.drop(mail)
    read_mailbox()
    said = _last(contract)
    assert [document.upload.filename for document in said.documents] == [
        "Contrat été.pdf",
        "page.jpg",
    ]
    assert said.refused_files == ["tout.pdf"]
    page = text_of(cast.browser(CLAIRE).get(f"/requests/{contract.id}"))
    assert "Contrat été.pdf" in page and "refusée, car ni PDF ni photo lisible : tout.pdf" in page
    alice = cast.browser()
    assert "tout.pdf" in text_of(alice.get("/onboarding/advisor"))
    for document in said.documents:
        assert alice.get(f"/onboarding/documents/{document.id}").status_code == 200
    assert "- Contrat été.pdf\n" in cast.mails("answer")[0].text


def test_a_reply_that_is_only_a_document_is_taken(
    contract: Contract, question: OutboxMail, letter_box: LetterBox
) -> None:
    mail = reply(question.message_id, ALICE, "")
    mail.add_attachment(samples.pdf(), maintype="application", subtype="pdf", filename="a.pdf")
    letter_box.drop(mail)
    assert read_mailbox() == {Outcome.REPLY: 1}
    assert (_last(contract).text, len(_last(contract).documents)) == ("", 1)


def test_html_alone_is_read_as_text(
    contract: Contract, question: OutboxMail, letter_box: LetterBox
) -> None:
    html = (
        "<html><head><style>p{}</style></head><body><p>Lyon <b>PIC</b> &amp; Vaise</p>"
        "<script>alert(1)</script><div>Le 23/11/2026 à 17:20, Claire a écrit&nbsp;:</div>"
        "<blockquote><p>Quel site ?</p></blockquote></body></html>"
    )
    letter_box.drop(reply(question.message_id, ALICE, html=html))
    read_mailbox()
    assert _last(contract).text == "Lyon PIC & Vaise"


def test_a_mail_is_acted_upon_once_however_often_it_comes(
    contract: Contract, question: OutboxMail, letter_box: LetterBox
) -> None:
    mail = reply(question.message_id, ALICE)
    letter_box.drop(mail)
    read_mailbox()
    letter_box.drop(mail)
    letter_box.forget_marks()
    assert read_mailbox() == {Outcome.REPLY: 2}
    assert letter_box.marks() == ["Seen", "Seen"]
    assert [said.kind for said in Message.about(contract)] == ["question", "answer"]


def test_two_machines_that_answer_each_other_are_stopped(
    contract: Contract, question: OutboxMail, letter_box: LetterBox
) -> None:
    for _ in range(replies.MOST_IN_AN_HOUR - 2):
        messages.answer(contract, "Absent.", contract.merchant.owner)
    db.session.commit()
    for _ in range(2):
        letter_box.drop(reply(question.message_id, ALICE, "Absent."))
    assert read_mailbox() == {Outcome.REPLY: 1, Outcome.UNFIT: 1}
    assert letter_box.marks() == ["Seen", "Flagged"]


def test_workers_at_once_act_upon_each_mail_once(
    app: Flask, contract: Contract, question: OutboxMail, letter_box: LetterBox
) -> None:
    for n in range(6):
        letter_box.drop(reply(question.message_id, ALICE, f"Réponse {n}"))

    def work() -> int:
        with app.app_context():
            return read_mailbox().total()

    at_once([work] * 3)
    said = [message.text for message in Message.about(contract) if message.kind == "answer"]
    assert sorted(said) == [f"Réponse {n}" for n in range(6)]
    assert letter_box.marks() == ["Seen"] * 6


def test_mails_about_a_request_ask_for_replies_and_bounces_in_the_mailbox(
    question: OutboxMail, office: PostOffice
) -> None:
    deliver_pending()
    (arrived,) = office.received
    assert arrived["Reply-To"] == "reponses@sillage.test"
    assert office.envelopes[0][0] == "reponses@sillage.test"


def _ask(contract: Contract) -> OutboxMail:
    claire = User.by_email(CLAIRE)
    assert claire is not None
    mail = send_question(messages.ask(contract, "Quel site ?", claire))
    db.session.commit()
    return mail


def _answer(contract: Contract) -> OutboxMail:
    mail = send_answer(messages.answer(contract, "Lyon", contract.merchant.owner))
    db.session.commit()
    return mail


def _last(contract: Contract) -> Message:
    db.session.rollback()
    newest = select(Message).where(Message.contract_id == contract.id).order_by(Message.id.desc())
    return db.session.scalars(newest.limit(1)).one()
