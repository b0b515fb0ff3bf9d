"""Writing a mail: in the transaction of what it reports, in the language of its reader."""

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select

from app import jobs
from app.clock import now
from app.contracts.models import Contract
from app.contracts.suspension import resume, suspend
from app.extensions import db
from app.mail import outbox
from app.mail.models import OutboxMail
from app.onboarding.answers import Answers
from app.onboarding.la_poste.mails import send_la_poste_reminder
from app.onboarding.la_poste.models import LaPosteReminder
from app.onboarding.mails import (
    preview_request,
    send_activation_notice,
    send_copy_of_request,
    send_demo_request,
    send_request,
    send_resumption_notice,
    send_suspension_notice,
)
from app.onboarding.recipient import Addressee
from tests.cast import ALICE, CLAIRE, Cast
from tests.page_client import UNTRANSLATED

pytestmark = pytest.mark.usefixtures("context")

TO_CLAIRE = Addressee.at(CLAIRE)


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[jobs.Work]:
    """The work that workers were woken for."""
    works: list[jobs.Work] = []
    monkeypatch.setattr(jobs, "wake", works.append)
    return works


def test_a_mail_is_written_with_its_fact(cast: Cast, woken: list[jobs.Work]) -> None:
    _ask(cast)
    db.session.flush()
    assert woken == []
    db.session.commit()
    assert (_waiting(), len(woken)) == (1, 1)


def test_a_fact_taken_back_takes_its_mail_with_it(cast: Cast, woken: list[jobs.Work]) -> None:
    _ask(cast)
    db.session.flush()
    db.session.rollback()
    cast.merchant("bob@basalte.test")  # another transaction, which writes no mail
    assert (_waiting(), woken) == (0, [])


def test_the_fact_stands_where_the_queue_is_away(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise ConnectionError

    sweeps = app.extensions["sweeps"]
    monkeypatch.setattr(
        app, "extensions", {**app.extensions, "sweeps": dict.fromkeys(sweeps, away)}
    )
    _ask(cast)
    db.session.commit()
    assert _waiting() == 1


def test_each_has_a_message_id_of_our_own_domain(cast: Cast) -> None:
    alice = cast.merchant()
    written = [send_demo_request(cast.company(alice), alice).message_id for _ in range(3)]
    assert len(set(written)) == 3
    assert all(one.startswith("<") and one.endswith("@sillage.test>") for one in written)


def test_what_people_typed_is_text_in_both_bodies(cast: Cast) -> None:
    alice = cast.merchant()
    company = cast.company(alice)
    company.company = "<b>Gras</b> & « Fils »"
    alice.name = "'; <script>"
    mail = send_demo_request(company, alice)
    assert "<b>Gras</b> & « Fils »" in mail.subject
    assert "<b>Gras</b> & « Fils »" in mail.text
    page = html.document_fromstring(mail.html)
    assert not page.xpath("//b | //script")
    assert "<b>Gras</b> & « Fils »" in page.text_content()


def test_a_subject_is_one_line_of_bounded_length(cast: Cast) -> None:
    alice = cast.merchant()
    company = cast.company(alice)
    company.company = "a\r\nBcc: evil@example.com\n" + "x" * 400
    mail = outbox.render(
        "demo_request", to=ALICE, language="fr", merchant=company, by=alice, times=None
    )
    assert "\n" not in mail.subject and "\r" not in mail.subject
    assert len(mail.subject) == 250
    db.session.rollback()


def test_styles_stand_on_the_elements(cast: Cast) -> None:
    page = html.document_fromstring(_ask(cast).html)
    assert page.xpath("//*[@style]")
    assert not page.xpath("//link | //script | //img")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_mail_is_whole_in_the_language_of_its_reader(cast: Cast, language: str) -> None:
    for mail in _every_mail(cast, language):
        page = html.document_fromstring(mail.html)
        assert page.get("lang") == mail.language == language
        for heading in (".//title", ".//h1"):
            assert " ".join(page.findtext(heading).split()) == mail.subject
        for written in (mail.subject, mail.text, page.text_content()):
            assert not UNTRANSLATED.search(written), mail.kind
        greeting = {"fr": "Bonjour", "en": "Hello"}[language]
        assert mail.text.startswith(greeting), mail.kind


def test_addresses_in_a_mail_are_whole(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://sillage.example")
    contract = cast.requested()
    mail = send_activation_notice(contract)
    assert "https://sillage.example/shipments" in mail.text
    links = html.document_fromstring(mail.html).xpath("//a/@href")
    assert links == ["https://sillage.example/shipments"]


def test_the_request_says_who_and_what(cast: Cast) -> None:
    contract = cast.described()
    alice = contract.merchant.owner
    mail = preview_request(Answers.of(contract.merchant), alice, TO_CLAIRE, ALICE)
    assert mail.subject == "Atelier Alice : ajouter notre contrat Lettre Suivie"
    for told in ("Atelier Alice", "903 000 032 00016", "Growth", "00098765", "D-1234567-8", ALICE):
        assert told in mail.text
    assert mail.reply_to == ALICE
    assert _waiting() == 0


def test_what_is_not_known_is_said_to_be(cast: Cast) -> None:
    user = cast.merchant()
    contract = Contract(merchant=cast.company(user))
    db.session.add(contract)
    db.session.commit()
    mail = preview_request(Answers.of(contract.merchant), user, TO_CLAIRE, ALICE)
    assert mail.text.count("pas encore connu") == 5


def test_a_preview_is_written_nowhere(cast: Cast) -> None:
    contract = cast.described()
    owner = contract.merchant.owner
    preview_request(Answers.of(contract.merchant), owner, TO_CLAIRE, ALICE)
    db.session.commit()
    assert _waiting() == 0


def test_link_needs_no_request(app: Flask) -> None:
    assert outbox.link("onboarding.steps") == f"{app.config['PUBLIC_URL']}/onboarding"


def _ask(cast: Cast) -> OutboxMail:
    alice = cast.merchant()
    return send_demo_request(cast.company(alice), alice)


def _waiting() -> int:
    return db.session.scalar(select(func.count(OutboxMail.id))) or 0


def _every_mail(cast: Cast, language: str) -> list[OutboxMail]:
    """Write one mail of each kind to a reader with this language."""
    contract = cast.requested()
    claire = cast.advisor()
    claire.language = contract.merchant.owner.language = language
    db.session.commit()
    answers, alice = Answers.of(contract.merchant), contract.merchant.owner
    request = send_request(answers, alice, TO_CLAIRE, ALICE)
    copy = send_copy_of_request(answers, alice, TO_CLAIRE, request)
    return [request, copy, send_activation_notice(contract), _reminder_of_la_poste(contract)]


def _reminder_of_la_poste(contract: Contract) -> OutboxMail:
    contract.waiting_since = now()
    return send_la_poste_reminder(LaPosteReminder.get_or_create(contract))


def test_whose_labels_are_made_at_sendcloud_is_not_sent_to_make_them_here(
    context: None, cast: Cast
) -> None:
    contract = cast.active_at_sendcloud()
    advisor = contract.activated_by
    assert advisor
    for change, tell in ((suspend, send_suspension_notice), (resume, send_resumption_notice)):
        made = change(contract, "Facture.", advisor)
        assert made
        tell(made)
    db.session.commit()
    for kind in ("activated", "suspended", "resumed"):
        (mail,) = cast.mails(kind)
        assert "chez Sendcloud" in mail.text and "/shipments" not in mail.text, kind
        assert "/shipments" not in mail.html
