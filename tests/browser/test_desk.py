"""The advisor's desk under the hand: keys, a question ready to be asked, nothing lost."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.extensions import db
from tests.browser.conftest import Arrive
from tests.browser.test_access import presses, reaches, writes
from tests.browser.visitor import Visitor
from tests.cast import ALICE, BOB, CLAIRE, Cast

pytestmark = [
    pytest.mark.xdist_group("browser"),
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("context"),
]


@pytest.fixture
def claire(app: Flask, arrive: Arrive, cast: Cast) -> Visitor:
    cast.advisor()
    cast.requested(ALICE)
    cast.requested(BOB)
    return arrive().signs_in(CLAIRE)


def focused(visitor: Visitor) -> str:
    """The words of what has the focus."""
    text: str = visitor.page.evaluate("document.activeElement.textContent.trim()")
    return text


def test_one_key_leads_from_request_to_request_and_to_the_search(claire: Visitor) -> None:
    claire.stands_on("Demandes")
    keyboard = claire.page.keyboard
    for key, company in (("j", "Alice"), ("j", "Bob"), ("j", "Bob"), ("k", "Alice")):
        keyboard.press(key)
        assert focused(claire) == f"Atelier {company}"
    keyboard.press("/")
    search = claire.page.get_by_label("Chercher une demande")
    expect(search).to_be_focused()
    keyboard.type("jk/bob")
    expect(search).to_have_value("jk/bob")
    search.fill("bob")
    keyboard.press("Enter")
    expect(claire.rows()).to_have_count(1)
    keyboard.press("j")
    keyboard.press("Enter")
    claire.stands_on("Atelier Bob")
    assert claire.clicks == 1  # to sign in


def test_the_keys_can_be_switched_off_for_good(claire: Visitor) -> None:
    claire.presses("Raccourcis actifs")
    claire.goes_to("/requests")
    claire.page.keyboard.press("j")
    assert not focused(claire).startswith("Atelier Alice")
    toggle = claire.page.get_by_role("button", name="Raccourcis actifs")
    expect(toggle).to_have_attribute("aria-pressed", "false")
    claire.presses("Raccourcis actifs")
    claire.page.keyboard.press("j")
    assert focused(claire) == "Atelier Alice"


def test_a_chosen_question_fills_the_field_and_leaves_what_was_typed_elsewhere(
    claire: Visitor, cast: Cast
) -> None:
    cast.question_template()
    claire.goes_to("/requests/1")
    claire.types("Compte de suivi", "604217")
    claire.page.get_by_label("Question type").select_option("Certificat")
    question = claire.page.get_by_label("Votre message")
    expect(question).to_have_value("Pouvez-vous joindre le certificat ?")
    expect(claire.page.get_by_label("Compte de suivi", exact=True)).to_have_value("604217")


def test_a_chosen_question_fills_the_field_without_javascript_too(
    app: Flask, arrive: Arrive, cast: Cast
) -> None:
    cast.advisor()
    cast.requested()
    cast.question_template()
    claire = arrive(javascript=False).signs_in(CLAIRE).goes_to("/requests/1")
    claire.page.get_by_label("Question type").select_option("Certificat")
    claire.presses("Reprendre ce texte")
    question = claire.page.get_by_label("Votre message")
    expect(question).to_have_value("Pouvez-vous joindre le certificat ?")


def test_a_contract_can_be_activated_by_keyboard_alone(claire: Visitor, cast: Cast) -> None:
    claire.page.keyboard.press("j")
    claire.page.keyboard.press("Enter")
    claire.stands_on("Atelier Alice")
    for box in claire.page.locator(".check-tick input[type=checkbox]").all():
        reaches(claire, box)
        claire.page.keyboard.press("Space")
    for field, number in (
        ("Premier numéro de la plage", "2L 000 001 0001 4"),
        ("Dernier numéro de la plage", "2L 000 001 0500 2"),
        ("Premier numéro encore libre", "2L 000 001 0001 4"),
    ):
        writes(claire, field, number)
    presses(claire, "Activer le contrat")
    claire.reads("Contrat activé.")
    db.session.rollback()
    assert len(cast.mails("activated")) == 1
    assert claire.clicks == 1  # to sign in
