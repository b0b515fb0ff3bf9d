"""The first step: which plan is active, or a demonstration."""

import pytest
from flask import Flask

from app.extensions import db
from app.onboarding.models import PlanAnswer
from tests.at_once import at_once
from tests.cast import ALICE, BOB, CLAIRE, Cast
from tests.page_client import PageClient, page_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

ADDRESS = "/onboarding/plan"


def _answer() -> PlanAnswer:
    return db.session.query(PlanAnswer).one()


def test_the_plans_are_offered_under_both_names(newcomer: PageClient) -> None:
    text = text_of(newcomer.get(ADDRESS))
    for new, old in (("Lite", "Small shop"), ("Growth", "Large shop"), ("Premium", "Business")):
        assert new in text and old in text
    assert "Enterprise" in text


@pytest.mark.parametrize("plan", ["lite", "growth", "premium", "enterprise"])
def test_a_plan_is_confirmed(newcomer: PageClient, plan: str) -> None:
    response = newcomer.send(ADDRESS, {"plan": plan})
    assert (response.status_code, response.location) == (303, "/onboarding")
    answer = _answer()
    assert answer.plan_code == plan and answer.is_confirmed
    assert page_of(newcomer.get(ADDRESS)).xpath("//input[@checked]/@value") == [plan]


def test_a_plan_without_own_contracts_is_shown_and_explained(newcomer: PageClient) -> None:
    offered = newcomer.get(ADDRESS)
    assert "Avant : Essential. Sans contrat propre." in text_of(offered)
    assert page_of(offered).xpath("//*[@class='if-free']")

    response = newcomer.send(ADDRESS, {"plan": "free"})
    assert response.status_code == 200
    page = page_of(response)
    said = " ".join(page.xpath("string(//*[@role='status'][.//strong])").split())
    assert said.startswith("Free ne permet pas encore d’ajouter votre contrat.")
    assert "changer d’abonnement" in said and "demander une démonstration" in said
    assert page.xpath("//input[@checked]/@value") == ["free"]
    assert not page.xpath("//*[@aria-invalid] | //*[@id='error-summary']")
    assert db.session.query(PlanAnswer).count() == 0
    assert page_of(newcomer.get("/onboarding")).xpath("//main//a[@href='/onboarding/plan']")


def test_a_plan_confirmed_before_stays_where_another_is_only_explained(
    newcomer: PageClient,
) -> None:
    newcomer.send(ADDRESS, {"plan": "growth"})
    newcomer.send(ADDRESS, {"plan": "free"})
    assert _answer().plan_code == "growth"


def test_the_answer_may_change(newcomer: PageClient) -> None:
    newcomer.send(ADDRESS, {"plan": "lite"})
    newcomer.send(ADDRESS, {"plan": "premium"})
    assert _answer().plan_code == "premium"


def test_a_demonstration_is_asked_of_sales(newcomer: PageClient, cast: Cast) -> None:
    assert newcomer.send(ADDRESS, {"plan": "demo"}).status_code == 303
    (mail,) = cast.mails("demo_request")
    assert (mail.recipient, mail.reply_to) == ("ventes@sendcloud.test", ALICE)
    assert "Atelier Alice" in mail.subject
    assert "903 000 032 00016" in mail.text and "903 000 032 00016" in mail.html
    assert _answer().is_asked and not _answer().is_confirmed
    assert "ont votre demande depuis le" in text_of(newcomer.get(ADDRESS))


def test_sales_are_told_when_and_where_to_call(newcomer: PageClient, cast: Cast) -> None:
    asked = {"plan": "demo", "times": "mardi matin, <b>tôt</b>", "phone": "04 78 00 00 00"}
    assert newcomer.send(ADDRESS, asked).status_code == 303
    (mail,) = cast.mails("demo_request")
    told = " ".join(mail.text.split())
    assert "Disponibilités : mardi matin, <b>tôt</b> Téléphone : 04 78 00 00 00 Merci" in told
    assert "mardi matin, &lt;b&gt;tôt&lt;/b&gt;" in mail.html
    assert _answer().demo_times == "mardi matin, <b>tôt</b>"
    shown = text_of(newcomer.get(ADDRESS))
    assert "mardi matin, <b>tôt</b>" in shown and "04 78 00 00 00" in shown


def test_sales_can_be_reached_at_once(
    app: Flask, newcomer: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "tel:" not in newcomer.get(ADDRESS).text
    monkeypatch.setitem(app.config, "SALES_PHONE", "01 23 45 67 89")
    hrefs = page_of(newcomer.get(ADDRESS)).xpath("//main//a/@href")
    assert {"mailto:ventes@sendcloud.test", "tel:0123456789"} <= set(hrefs)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("phone", "demain", "« demain » n’est pas un numéro de téléphone."),
        ("phone", "+-()", "n’est pas un numéro de téléphone."),
        ("phone", "٠٤٧٨٠٠٠٠", "n’est pas un numéro de téléphone."),
        ("phone", "0" * 16, "n’est pas un numéro de téléphone."),
        ("times", "x" * 201, "200 caractères au plus."),
    ],
)
def test_what_sales_cannot_use_is_told_on_its_field_and_matters_to_them_only(
    newcomer: PageClient, cast: Cast, field: str, typed: str, sentence: str
) -> None:
    asked = {"plan": "demo", "times": "mardi", "phone": "04 78 00 00 00"} | {field: typed}
    response = newcomer.send(ADDRESS, asked)
    assert response.status_code == 422
    page = page_of(response)
    assert sentence in " ".join(page.xpath("string(//*[@id=$id])", id=f"{field}-error").split())
    for name in ("times", "phone"):
        assert page.xpath("//input[@name=$name]/@value", name=name) == [asked[name]]
    assert len(cast.mails("demo_request")) == 0
    assert newcomer.send(ADDRESS, asked | {"plan": "growth"}).status_code == 303


def test_two_clicks_ask_once(newcomer: PageClient, cast: Cast) -> None:
    for _ in range(2):
        assert newcomer.send(ADDRESS, {"plan": "demo"}).status_code == 303
    assert len(cast.mails("demo_request")) == 1


def test_clicks_at_the_same_moment_ask_once(cast: Cast) -> None:
    cast.merchant()
    browsers = [cast.browser() for _ in range(4)]
    answers = at_once([lambda b=b: b.send(ADDRESS, {"plan": "demo"}).status_code for b in browsers])  # type: ignore[misc]
    assert answers == [303] * 4
    assert len(cast.mails("demo_request")) == 1


def test_a_plan_can_be_confirmed_after_the_demonstration(newcomer: PageClient) -> None:
    newcomer.send(ADDRESS, {"plan": "demo"})
    newcomer.send(ADDRESS, {"plan": "growth"})
    assert _answer().is_confirmed
    assert "Votre abonnement : Growth" in text_of(newcomer.get("/onboarding"))


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choisissez votre abonnement"),
        ({"plan": ""}, "Choisissez votre abonnement"),
        ({"plan": "gold"}, "Choisissez votre abonnement, ou demandez une démonstration."),
        ({"plan": "x" * 10_000}, "Choisissez votre abonnement, ou demandez une démonstration."),
        ({"plan": "<b>lite</b>"}, "Choisissez votre abonnement, ou demandez une démonstration."),
        ({"plan": "lite\x00"}, "Choisissez votre abonnement, ou demandez une démonstration."),
    ],
)
def test_what_is_not_offered_is_refused_on_the_field(
    newcomer: PageClient, sent: dict[str, str], sentence: str
) -> None:
    response = newcomer.send(ADDRESS, sent)
    assert response.status_code == 422
    page = page_of(response)
    assert sentence in " ".join(page.xpath("string(//*[@id='plan-error'])").split())
    assert page.xpath("//div[@id='error-summary']//a[@href='#plan']")
    assert db.session.query(PlanAnswer).count() == 0


def test_each_merchant_has_an_answer_of_their_own(cast: Cast) -> None:
    cast.merchant()
    cast.merchant(BOB)
    cast.browser().send(ADDRESS, {"plan": "lite"})
    cast.browser(BOB).send(ADDRESS, {"plan": "premium"})
    assert page_of(cast.browser().get(ADDRESS)).xpath("//input[@checked]/@value") == ["lite"]


def test_signed_out_goes_to_sign_in(client: PageClient) -> None:
    assert client.get(ADDRESS).location == f"/sign-in?next={ADDRESS}"


def test_an_advisor_has_no_plan(cast: Cast) -> None:
    cast.advisor()
    assert cast.browser(CLAIRE).get(ADDRESS).status_code == 403
