"""What htmx puts into the page is what the page itself says when it is asked for anew."""

import pytest
from playwright.sync_api import Route, expect

from app.extensions import db
from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor
from tests.cast import CLAIRE, Cast

pytestmark = [
    pytest.mark.xdist_group("browser"),
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("context"),
]
AS_IN_THE_ADDRESS = "form => '?' + new URLSearchParams(new FormData(form))"
KNOWN = "camille@sendcloud.test"
FIRST = "2L 000 001 0001 4"


def test_the_shipments_ticked_are_counted_as_a_reload_would(arrive: Arrive, cast: Cast) -> None:
    contract = cast.active(size=5)
    cast.shipments(contract, 6)
    alice = arrive().signs_in()
    alice.goes_by_the_bar_to("Envois")
    for said in ("1 étiquette : 2L", "2 étiquettes : de 2L"):
        tick_the_next_row(alice)
        expect(alice.page.locator("#selection")).to_contain_text(said)
        assert_as_reloaded(alice, "/shipments")
    alice.ticks("Tout sélectionner sur cette page")
    expect(alice.page.locator("#selection")).to_contain_text("Il reste 5 numéros, il en faut 6.")
    assert_as_reloaded(alice, "/shipments")


def test_the_labels_ticked_are_added_up_as_a_reload_would(arrive: Arrive, cast: Cast) -> None:
    contract = cast.active()
    cast.batch(
        contract,
        [*cast.shipments(contract, 2), *cast.shipments(contract, 1, postcode="97410", grams=2_500)],
    )
    alice = arrive().signs_in()
    alice.goes_by_the_bar_to("Étiquettes créées")
    for said in ("1 étiquette cochée.", "2 étiquettes cochées."):
        tick_the_next_row(alice)
        expect(alice.page.locator("#selection")).to_contain_text(said)
        assert_as_reloaded(alice, "/labels")
    expect(alice.page.locator("#selection")).to_contain_text("OM 1")


def test_who_ticks_faster_than_the_server_answers_sees_the_last_answer(
    arrive: Arrive, cast: Cast
) -> None:
    contract = cast.active()
    cast.shipments(contract, 3)
    alice = arrive().signs_in().goes_to("/shipments")
    waiting: list[Route] = []
    # Playwright marks the function it is given, which a built-in one does not bear.
    alice.page.route("**/shipments?*", lambda route: waiting.append(route))  # noqa: PLW0108
    for _ in range(3):
        with alice.page.expect_request("**/shipments?*"):
            tick_the_next_row(alice)
    waiting[-1].continue_()
    expect(alice.page.locator("#selection")).to_contain_text("3 étiquettes : de 2L")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("98765", "La Poste lira : 00098765"), ("123456789", "compte 9 chiffres")],
)
def test_the_coclico_is_read_while_typing_as_by_the_button(
    arrive: Arrive, cast: Cast, typed: str, answer: str
) -> None:
    cast.described()
    asked = [arrive(javascript=javascript).signs_in() for javascript in (True, False)]
    for alice in asked:
        alice.goes_to("/onboarding/port-paye?contract=yes")
        alice.types_slowly("N° COCLICO", typed)
    asked[1].presses("Vérifier les numéros")
    assert_same_answer(asked, "#coclico-reading", answer)


@pytest.mark.parametrize(
    ("number", "typed", "part", "answer"),
    [
        ("Numéro de contrat", "d-1234567-8", "contract_number", "La Poste lira : D-1234567-8"),
        ("Compte de suivi", "11840", "tracking_account", "compte 5 chiffres"),
        ("Code du site de dépôt", "69381a", "site_code", "La Poste lira : 69381A"),
    ],
)
def test_every_number_is_read_while_typing(
    arrive: Arrive, cast: Cast, number: str, typed: str, part: str, answer: str
) -> None:
    cast.waiting()
    alice = arrive().signs_in().goes_to("/onboarding/port-paye?contract=yes")
    alice.types_slowly(number, typed)
    expect(alice.page.locator(f"#{part}-reading")).to_contain_text(answer)
    expect(alice.page.locator(".field-error")).to_have_count(0)


@pytest.mark.parametrize(
    ("first", "answer"),
    [(FIRST, "Encore 500 numéros libres sur 500."), ("2L 000 001 0001 5", "clé attendue : 4")],
)
def test_the_range_is_read_while_typing_as_by_the_button(
    arrive: Arrive, cast: Cast, first: str, answer: str
) -> None:
    cast.advisor()
    contract = cast.requested()
    asked = [arrive(javascript=javascript).signs_in(CLAIRE) for javascript in (True, False)]
    for claire in asked:
        claire.goes_to(f"/requests/{contract.id}")
        claire.types("Dernier numéro de la plage", "2L 000 001 0500 2")
        claire.types("Premier numéro encore libre", FIRST)
        claire.types_slowly("Premier numéro de la plage", first)
    asked[1].presses("Vérifier la plage")
    assert_same_answer(asked, "#range-reading", answer)


def test_the_mail_follows_the_one_it_goes_to_as_by_the_button(arrive: Arrive, cast: Cast) -> None:
    cast.described()
    asked = [arrive(javascript=javascript).signs_in() for javascript in (True, False)]
    for alice in asked:
        alice.goes_to("/onboarding/advisor")
        alice.reads("support@sendcloud.test")
        alice.ticks("Oui, par son adresse e-mail")
        alice.types("E-mail de votre conseiller", KNOWN)
        alice.page.keyboard.press("Tab")
    asked[1].presses("Voir le message")
    assert_same_answer(asked, "#message", KNOWN)
    asked[0].presses("Envoyer la demande")
    asked[0].reads("Demande envoyée le")
    (mail,) = cast.mails("request_to_advisor")
    assert mail.recipient == KNOWN


def test_an_advisor_is_found_by_name_as_by_the_button(arrive: Arrive, cast: Cast) -> None:
    cast.described().merchant.owner.confirm()
    cast.advisor().name = "Hélène Martin"
    db.session.commit()
    asked = [arrive(javascript=javascript).signs_in() for javascript in (True, False)]
    for alice in asked:
        alice.goes_to("/onboarding/advisor")
        name = alice.page.get_by_label("Nom complet de votre conseiller", exact=True)
        expect(name).not_to_be_visible()
        alice.ticks("Oui, par son nom")
        name.fill("helene martin")
        name.press("Tab")
    asked[1].presses("Voir le message")
    assert_same_answer(asked, "#message", "Bonjour Hélène Martin,")
    asked[0].presses("Envoyer la demande")
    asked[0].reads("Demande envoyée le", "à Hélène Martin")


def test_the_label_is_seen_while_its_settings_are_typed_as_by_the_button(
    arrive: Arrive, cast: Cast
) -> None:
    cast.advisor()
    contract = cast.requested()
    asked = [arrive(javascript=javascript).signs_in(CLAIRE) for javascript in (True, False)]
    for claire in asked:
        claire.goes_to(f"/requests/{contract.id}/label-settings")
        claire.types_slowly("Hauteur du code-barres, en mm", "25")
    asked[1].presses("Voir l’aperçu")
    seen = [claire.page.get_by_role("img", name="code-barres de 25 mm") for claire in asked]
    for picture in seen:
        expect(picture).to_be_visible()
        assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") == 591
    assert seen[0].get_attribute("src") == seen[1].get_attribute("src")
    assert asked[0].page.url == asked[1].page.url


def tick_the_next_row(alice: Visitor) -> None:
    alice.page.locator("tbody input[type=checkbox]:not(:checked)").first.click()


def assert_as_reloaded(alice: Visitor, path: str) -> None:
    """The part that was put in equals that of the page of the same state."""
    swapped = alice.part("#selection")
    state = alice.page.locator("form[hx-get]").evaluate(AS_IN_THE_ADDRESS)
    alice.goes_to(path + state)
    assert alice.part("#selection") == swapped


def assert_same_answer(asked: list[Visitor], part: str, answer: str) -> None:
    """With JavaScript and without, the part says the same, and this."""
    for visitor in asked:
        expect(visitor.page.locator(part)).to_contain_text(answer)
    assert asked[0].part(part) == asked[1].part(part)
