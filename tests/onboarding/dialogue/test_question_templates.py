"""Questions ready to be asked: written by admins, asked in the merchant's language."""

import pytest
from sqlalchemy import func, select

from app.accounts.models import User
from app.extensions import db
from app.onboarding.dialogue.templates import QuestionTemplate
from tests.cast import ADAM, ALICE, CLAIRE, Cast
from tests.page_client import PageClient, page_of, text_of
from tests.typed import QUESTION_TEMPLATE

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]


@pytest.fixture
def admin(cast: Cast) -> PageClient:
    cast.admin()
    return cast.browser(ADAM)


def test_an_empty_page_leads_on(admin: PageClient) -> None:
    page = admin.get("/question-templates")
    assert "Aucune question type" in text_of(page)
    assert page_of(page).xpath("//main//a[@href='/question-templates/new']")


def test_a_question_is_written_changed_and_archived(admin: PageClient) -> None:
    sent = QUESTION_TEMPLATE
    assert admin.send("/question-templates/new", sent).status_code == 303
    (template,) = QuestionTemplate.active()
    path = f"/question-templates/{template.id}"
    assert "Could you add the certificate?" in admin.get(path).text
    assert admin.send(path, sent | {"title_fr": "Le certificat"}).status_code == 303
    assert template.title_fr == "Le certificat"
    for _ in range(2):
        assert admin.send(f"{path}/archival").status_code == 303
    assert QuestionTemplate.active() == []
    assert admin.get(path).status_code == admin.send(path, sent).status_code == 404


@pytest.mark.parametrize("name", list(QUESTION_TEMPLATE))
def test_both_languages_are_needed_and_what_was_typed_is_kept(admin: PageClient, name: str) -> None:
    response = admin.send("/question-templates/new", QUESTION_TEMPLATE | {name: " "})
    assert response.status_code == 422
    assert page_of(response).xpath("//*[@id=$id]", id=f"{name}-error")
    kept = next(value for key, value in QUESTION_TEMPLATE.items() if key != name)
    assert kept in response.text
    assert db.session.scalar(select(func.count(QuestionTemplate.id))) == 0


@pytest.mark.parametrize(("language", "asked"), [("fr", "Pouvez-vous"), ("en", "Could you")])
def test_a_chosen_question_is_in_the_merchants_language(
    cast: Cast, language: str, asked: str
) -> None:
    cast.advisor()
    template, contract = cast.question_template(), cast.requested()
    alice = User.by_email(ALICE)
    assert alice is not None
    alice.language = language
    db.session.commit()
    claire = cast.browser(CLAIRE)
    wanted = {"template": str(template.id), "take": "1", "question": ""}
    page = page_of(claire.send(f"/contracts/{contract.id}/questions", wanted))
    assert asked in page.xpath("string(//textarea[@name='question'])")
    assert page.xpath("//select[@name='template']/option")[1].text == "Certificat"


@pytest.mark.parametrize("template", ["", "x", "0", "7", "99999999999999999999", "-1"])
def test_a_question_that_is_not_offered_fills_nothing(cast: Cast, template: str) -> None:
    cast.advisor()
    cast.question_template()
    contract = cast.requested()
    wanted = {"template": template, "take": "1", "question": ""}
    response = cast.browser(CLAIRE).send(f"/contracts/{contract.id}/questions", wanted)
    assert response.status_code == 200
    assert not page_of(response).xpath("string(//textarea[@name='question'])").strip()
