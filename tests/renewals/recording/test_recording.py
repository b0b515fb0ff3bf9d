"""Recording a range: contradictions are named, one click or many is one range, the old one first."""

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.audit_labels import CONTRADICTIONS
from app.accounts.models import AuditEvent
from app.contracts.models import Contract
from app.extensions import db
from app.labels.models import Label
from app.ranges import tracking_number
from app.ranges.findings import Finding, FindingKind, Severity
from app.ranges.models import Issuer, NumberRange
from app.renewals.models import Renewal
from tests.at_once import at_once
from tests.cast import ALICE, BOB, CLAIRE, Cast
from tests.page_client import PageClient, form_of, page_of, rows_of, text_of
from tests.renewals.renewing import begun, certificate, numbers, typed_range

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]


@pytest.fixture
def address(contract: Contract, alice: PageClient) -> str:
    return begun(alice, contract.id)


@pytest.fixture
def pencil(contract: Contract) -> str:
    return f"/settings/contracts/{contract.id}"


def _ranges() -> list[NumberRange]:
    return list(db.session.scalars(select(NumberRange).order_by(NumberRange.id)))


def _acts() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.act).order_by(AuditEvent.id)))


def _given(browser: PageClient, address: str, text: str) -> str:
    browser.send(f"{address}/certificate", {"text": text})
    return text_of(browser.get(f"{address}/range"))


def _named(response: TestResponse) -> str:
    """What the tick names."""
    return " ".join(page_of(response).xpath("string(//label[@for='seen'])").split())


def _error(response: TestResponse, name: str) -> str:
    return " ".join(page_of(response).xpath(f"string(//*[@id='{name}-error'])").split())


def _trace(response: TestResponse) -> str:
    return str(page_of(response).xpath("string(//*[@id='seen']/@value)"))


def test_a_confirmed_certificate_becomes_the_new_range(alice: PageClient, address: str) -> None:
    _given(alice, address, certificate((5_000, 500)))
    sent = form_of(alice.get(f"{address}/range"), f"{address}/range")
    answer = alice.send(f"{address}/range", {k: v[0] for k, v in sent.items()})
    assert (answer.status_code, answer.location) == (303, address)
    _old, new = _ranges()
    assert (new.first_serial, new.last_serial, new.next_serial) == (5_000, 5_499, 5_000)
    assert (new.issuer, new.override_reason) == (Issuer.SILLAGE, None)
    renewal = db.session.scalars(select(Renewal)).one()
    assert (renewal.range_id, renewal.is_open) == (new.id, False)
    assert "Elle prend la suite toute seule" in text_of(alice.get(address))


CONTRADICTED = [
    ({"account": "999999"}, "nomme le compte de suivi 999999", "999999 ≠ 118402"),
    ({"coclico": "77777777"}, "nomme le COCLICO 77777777", "77777777 ≠ 00001000"),
]


@pytest.mark.parametrize(("more", "said", "noted"), CONTRADICTED)
def test_what_does_not_agree_is_recorded_once_somebody_has_ticked_that_they_have_seen_it(
    alice: PageClient,
    claire: PageClient,
    address: str,
    pencil: str,
    more: dict[str, str],
    said: str,
    noted: str,
) -> None:
    page = _given(alice, address, certificate((5_000, 500), **more))
    assert said in page
    for path in (f"{address}/range", pencil):
        refused = alice.send(path, typed_range(5_000, 500))
        assert refused.status_code == 422
        assert said in _named(refused)
        assert page_of(refused).xpath("//*[@id='seen-error']")
        assert alice.send(path, typed_range(5_000, 500, seen="y")).status_code == 422
    assert len(_ranges()) == 1
    sent = typed_range(5_000, 500, seen=_trace(alice.get(f"{address}/range")))
    for _ in range(2):
        assert alice.send(f"{address}/range", sent).status_code == 303
    assert _ranges()[1].override_reason is None
    assert _acts().count("range.contradicted") == 1 and "range.overridden" not in _acts()
    journal = text_of(claire.get("/journal"))
    assert "malgré ce qui ne concordait pas" in journal and noted in journal
    assert noted in text_of(claire.get(f"/merchants/{_ranges()[1].contract.merchant_id}"))


def test_a_tick_is_for_what_was_named_beside_it(alice: PageClient, address: str) -> None:
    text = certificate((5_000, 500)).replace("Nombre : 500", "Nombre : 600")
    _given(alice, address, text)
    trace = _trace(alice.get(f"{address}/range"))
    other = typed_range(5_000, 400, seen=trace)
    refused = alice.send(f"{address}/range", other)
    assert refused.status_code == 422 and "donne une autre plage" in _named(refused)
    assert not page_of(refused).xpath("//*[@id='seen' and @checked]")
    checks = alice.send(f"{address}/range", typed_range(5_000, 500, seen=trace, check="1"))
    assert page_of(checks).xpath("//*[@id='range-reading']//*[@id='seen' and @checked]")
    assert alice.send(f"{address}/range", typed_range(5_000, 500, seen=trace)).status_code == 303


def test_an_advisors_reason_speaks_of_what_does_not_agree_too(
    claire: PageClient, alice: PageClient, address: str
) -> None:
    _given(alice, address, certificate((5_000, 500), account="999999"))
    sent = typed_range(5_000, 500, reason="Vu avec La Poste.")
    assert alice.send(f"{address}/range", sent).status_code == 422
    assert claire.send(f"{address}/range", sent).status_code == 303
    assert _ranges()[1].override_reason == "Vu avec La Poste."
    assert {"range.overridden", "range.contradicted"} <= set(_acts())
    assert "Plage confirmée malgré un doute" in text_of(alice.get("/settings/journal"))


@pytest.mark.parametrize(
    ("size", "typed", "said", "noted"),
    [
        (500, {"count": "5 000"}, "annonce 5 000 numéros", "nombre annoncé : 5000 ≠ 500"),
        (500, {"tracking_account": "999 999"}, "le compte de suivi 999999", "999999 ≠ 118402"),
        (500, {"coclico": "7777"}, "le COCLICO 00007777", "00007777 ≠ 00001000"),
        (1, {}, "compterait 1 numéro :", "taille invraisemblable : 1"),
    ],
)
def test_numbers_typed_from_a_scan_are_checked_like_those_that_are_read(
    alice: PageClient,
    claire: PageClient,
    address: str,
    pencil: str,
    size: int,
    typed: dict[str, str],
    said: str,
    noted: str,
) -> None:
    for path in (f"{address}/range", pencil):
        refused = alice.send(path, typed_range(5_000, size, **typed))
        assert refused.status_code == 422
        assert said in _named(refused).replace("\u202f", " ")
        seen = _trace(refused)
    assert len(_ranges()) == 1
    assert alice.send(pencil, typed_range(5_000, size, seen=seen, **typed)).status_code == 303
    assert noted in text_of(claire.get("/journal")).replace("\u202f", " ")


def test_a_certificate_of_specimens_is_told_what_both_its_bounds_carry(
    alice: PageClient, address: str
) -> None:
    first, last = numbers(5_000, 500, product="0X")
    page = _given(alice, address, f"Premier numéro : {first}\nDernier numéro : {last}")
    assert "0X est le code des spécimens de Sillage" in page
    assert "le premier 2L" not in page and "Le dernier numéro porte" not in page


def test_a_letter_and_a_lost_digit_are_told_on_their_field_and_ticked(
    alice: PageClient, pencil: str
) -> None:
    first, last = numbers(5_000, 500)
    sent = {"first": first.replace("0", "O", 1), "last": last[:-1]}
    refused = alice.send(pencil, sent)
    assert refused.status_code == 422
    assert "« O » lu comme 0" in _error(refused, "first")
    assert "10 chiffres lus, et 11" in _error(refused, "last")
    assert "« O » lu comme 0" in _named(refused) and "un chiffre manque" in _named(refused)
    assert form_of(refused, pencil)["first"] == [sent["first"]]
    assert alice.send(pencil, sent | {"seen": _trace(refused)}).status_code == 303
    assert _ranges()[1].first_number == first


def test_a_digit_too_few_or_too_many_says_how_many_on_its_field(
    alice: PageClient, pencil: str
) -> None:
    first, last = numbers(5_000, 500)
    refused = alice.send(pencil, {"first": first[:-3], "last": last + "7"})
    assert first[:-3] in _error(refused, "first")
    assert "Il en manque 2." in _error(refused, "first")
    assert "Il y en a 1 de trop." in _error(refused, "last")


def test_what_agrees_with_the_rest_of_a_scan_needs_no_tick(alice: PageClient, address: str) -> None:
    page = page_of(alice.get(f"{address}/range"))
    assert page.xpath("//details[@open]//input/@name")[:3] == [
        "count",
        "tracking_account",
        "coclico",
    ]
    agrees = typed_range(5_000, 500, count="500", tracking_account="118 402", coclico="1000")
    assert alice.send(f"{address}/range", agrees).status_code == 303
    assert "range.contradicted" not in _acts()


@pytest.mark.parametrize(
    ("name", "typed"), [("count", "beaucoup"), ("tracking_account", "12"), ("coclico", "123456789")]
)
def test_what_cannot_be_the_rest_of_a_certificate_is_named_and_kept(
    alice: PageClient, pencil: str, name: str, typed: str
) -> None:
    refused = alice.send(pencil, typed_range(5_000, 500, **{name: typed}))
    assert refused.status_code == 422
    assert page_of(refused).xpath(f"//details[@open]//*[@id='{name}-error']")
    assert form_of(refused, pencil)[name] == [typed]


def test_a_correction_is_checked_the_same(
    alice: PageClient, cast: Cast, contract: Contract
) -> None:
    cast.more_numbers(contract, first=5_000, size=500)
    sent = typed_range(5_000, 400, count="500")
    refused = alice.send(_correction(), sent)
    assert refused.status_code == 422 and "annonce 500 numéros" in _named(refused)
    assert alice.send(_correction(), sent | {"seen": _trace(refused)}).status_code == 303
    assert (_ranges()[1].size, _acts().count("range.contradicted")) == (400, 1)


def test_every_contradiction_has_its_words_in_the_journal() -> None:
    confirmed = {
        kind.name.lower() for kind in FindingKind if Finding(kind).severity is Severity.CONFIRMATION
    }
    assert confirmed == set(CONTRADICTIONS)


def test_a_wrong_key_is_named_and_never_corrected(
    alice: PageClient, claire: PageClient, address: str
) -> None:
    first, last = numbers(5_000, 500)
    wrong = last[:-1] + str((int(last[-1]) + 1) % 10)
    page = _given(alice, address, certificate((5_000, 500)).replace(last, wrong))
    assert f"devrait être {last[-1]}" in page and "tout ne concorde pas" in page
    refused = alice.send(f"{address}/range", {"first": first, "last": wrong})
    assert refused.status_code == 422
    assert f"Clé lue : {wrong[-1]}, clé attendue : {last[-1]}" in text_of(refused)
    assert "donnez le motif" not in text_of(refused)
    assert form_of(refused, f"{address}/range")["last"] == [wrong]
    sent = {"first": first, "last": wrong, "reason": "La Poste confirme ce numéro."}
    assert claire.send(f"{address}/range", sent).status_code == 303
    assert _ranges()[1].override_reason == "La Poste confirme ce numéro."


def test_a_reason_where_nothing_is_doubtful_is_not_kept(claire: PageClient, pencil: str) -> None:
    assert claire.send(pencil, typed_range(5_000, 500, reason="Pour voir")).status_code == 303
    assert _ranges()[1].override_reason is None
    assert "range.overridden" not in _acts()


@pytest.mark.parametrize(
    ("first", "size"), [(90_000, 100), (90_010, 5), (89_000, 5_000), (89_950, 51), (90_099, 10)]
)
def test_a_range_that_meets_another_merchant_s_is_refused_without_saying_whose_or_which(
    alice: PageClient,
    claire: PageClient,
    address: str,
    pencil: str,
    cast: Cast,
    first: int,
    size: int,
) -> None:
    cast.active(BOB, first=90_000)
    assert "touche une plage déjà connue" in _given(alice, address, certificate((first, size)))
    for path in (f"{address}/range", pencil):
        refused = alice.send(path, typed_range(first, size))
        assert refused.status_code == 422
        error = page_of(refused).xpath("string(//*[@id='first-error'])")
        assert "touche une plage déjà connue" in error
        assert not {"Bob", *numbers(90_000, 100)} & set(error.split())
    told = text_of(claire.send(pencil, typed_range(first, size, reason="Si, si.")))
    assert "Bob" not in told and "touche une plage déjà connue" in told
    assert len(_ranges()) == 2


def test_a_range_that_meets_one_s_own_names_it(alice: PageClient, pencil: str) -> None:
    refused = alice.send(pencil, typed_range(1_050, 100))
    assert refused.status_code == 422
    assert all(number in text_of(refused) for number in numbers(1_000, 100))


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [("", "", "first"), ("2L", "2L00000050004", "first"), ("2L000000500", "abc", "last")],
)
def test_what_is_no_range_is_named_and_kept(
    alice: PageClient, pencil: str, first: str, last: str, name: str
) -> None:
    refused = alice.send(pencil, {"first": first, "last": last})
    assert refused.status_code == 422
    assert page_of(refused).xpath(f"//*[@id='{name}-error']")
    assert form_of(refused, pencil)["last"] == [last]


def test_the_page_answers_while_typing_and_keeps_nothing(alice: PageClient, pencil: str) -> None:
    answer = alice.send(pencil, typed_range(5_000, 500, check="1"))
    assert answer.status_code == 200
    reading = page_of(answer).xpath("string(//*[@id='range-reading'])")
    assert "500 numéros libres sur 500" in " ".join(reading.split())
    assert len(_ranges()) == 1


def test_twice_and_back_and_again_is_one_range(alice: PageClient, address: str) -> None:
    sent = typed_range(5_000, 500)
    for _ in range(3):
        assert alice.send(f"{address}/range", sent).status_code == 303
    assert "déjà enregistrée : rien n’a changé" in text_of(alice.get(address))
    assert len(_ranges()) == 2
    assert _acts().count("renewal.recorded") == _acts().count("range.opened") - 1 == 1


def test_the_old_form_sent_again_does_not_end_a_renewal_begun_since(
    contract: Contract, alice: PageClient, address: str
) -> None:
    alice.send(f"{address}/range", typed_range(5_000, 500))
    newer = begun(alice, contract.id)
    alice.send(f"{address}/range", typed_range(5_000, 500))
    assert newer != address
    assert Renewal.open_of(contract) is not None


def test_two_people_at_once_record_one_range(
    cast: Cast, contract: Contract, address: str, pencil: str
) -> None:
    browsers = [cast.browser(who) for who in (ALICE, CLAIRE, ALICE, CLAIRE)]
    paths = [f"{address}/range", f"{address}/range", pencil, pencil]
    for browser, path in zip(browsers, paths, strict=True):
        browser.get(path)
    sent = typed_range(5_000, 500)
    acts = [
        lambda browser=browser, path=path: browser.send(path, sent)
        for browser, path in zip(browsers, paths, strict=True)
    ]
    assert {answer.status_code for answer in at_once(acts)} == {303}
    assert len(_ranges()) == 2
    assert _acts().count("renewal.recorded") == 1


def test_two_merchants_at_once_with_the_same_range_one_is_refused(
    cast: Cast, contract: Contract, alice: PageClient, pencil: str
) -> None:
    of_bob = cast.active(BOB, first=90_000)
    bob = cast.browser(BOB)
    bob_s_pencil, sent = f"/settings/contracts/{of_bob.id}", typed_range(5_000, 500)
    bob.get(bob_s_pencil)
    alice.get(pencil)
    answers = at_once([lambda: alice.send(pencil, sent), lambda: bob.send(bob_s_pencil, sent)])
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert len(_ranges()) == 3


def test_recorded_in_mes_contrats_the_open_renewal_is_done(
    alice: PageClient, address: str, pencil: str
) -> None:
    assert alice.send(pencil, typed_range(5_000, 500)).location == pencil
    assert "C’est fait" in text_of(alice.get(address))


def test_the_new_range_takes_over_inside_a_batch_without_a_gap_or_a_repeat(
    cast: Cast, contract: Contract, alice: PageClient, pencil: str
) -> None:
    cast.batch(contract, cast.shipments(contract, 97))
    alice.send(pencil, typed_range(5_000, 500))
    batch = cast.batch(contract, cast.shipments(contract, 8))
    drawn = sorted(db.session.scalars(select(Label.serial).where(Label.batch_id == batch.id)))
    assert drawn == [1_097, 1_098, 1_099, 5_000, 5_001, 5_002, 5_003, 5_004]


def test_the_first_number_still_free_is_asked_for(alice: PageClient, pencil: str) -> None:
    free = tracking_number.write("2L", 5_100)
    alice.send(pencil, typed_range(5_000, 500, first_free=free))
    assert (_ranges()[1].next_serial, _ranges()[1].left) == (5_100, 400)


def test_several_ranges_of_one_certificate_are_recorded_one_after_the_other(
    alice: PageClient, address: str
) -> None:
    page = _given(alice, address, certificate((5_000, 500), (7_000, 250)))
    assert "750 numéros trouvés" in page and "plusieurs plages" in page
    for first, size, leads_to in ((5_000, 500, f"{address}/range"), (7_000, 250, address)):
        sent = form_of(alice.get(f"{address}/range"), f"{address}/range")
        assert sent["first"] == [numbers(first, size)[0]]
        answer = alice.send(f"{address}/range", {k: v[0] for k, v in sent.items()})
        assert answer.location == leads_to
        if first == 5_000:
            assert "Le certificat nomme encore une plage" in text_of(alice.get(address))
    page = text_of(alice.get(address))
    assert "encore une plage" not in page
    assert len(_ranges()) == 3
    assert "plus rien à enregistrer" in text_of(alice.get(f"{address}/range"))


def test_a_range_that_was_found_can_be_chosen(alice: PageClient, address: str) -> None:
    _given(alice, address, certificate((5_000, 500), (7_000, 250)))
    page = alice.get(f"{address}/range?found=1")
    assert form_of(page, f"{address}/range")["first"] == [numbers(7_000, 250)[0]]
    for other in ("9", "-1", "x", "9" * 30):
        assert alice.get(f"{address}/range?found={other}").status_code == 200


def test_where_sendcloud_issues_it_is_said_where_to_enter_it_there_once(
    contract: Contract, alice: PageClient, address: str
) -> None:
    db.session.get_one(NumberRange, _ranges()[0].id).issuer = Issuer.SENDCLOUD
    db.session.commit()
    alice.send(f"{address}/range", typed_range(5_000, 500))
    assert _ranges()[1].issuer == Issuer.SENDCLOUD
    page = alice.get(address)
    said = text_of(page)
    for words in (
        "Réglages > Transporteurs & Prix > Mes contrats",
        "Mes Envois > Transporteurs > Mes contrats",
        "Début de votre réserve de numéros de suivi",
        "Fin de votre réserve de numéros de suivi",
        "une seule fois",
    ):
        assert words in said
    values = page_of(page).xpath("//ol[@class='todo-list']//input/@value")
    assert values == list(numbers(5_000, 500))
    assert len(page_of(page).xpath("//ol[@class='todo-list']//button[@data-copy]")) == 2
    assert "Sendcloud donnera ces numéros" in text_of(
        alice.get(f"/settings/contracts/{contract.id}")
    )


# Mes contrats


def test_mes_contrats_lists_the_contract_with_a_pencil(
    contract: Contract, alice: PageClient, pencil: str
) -> None:
    page = alice.get("/settings/contracts")
    (row,) = rows_of(page, "Mes contrats")
    assert (row["Contrat"], row["État"]) == (contract.contract_number, "Actif")
    assert page_of(page).xpath("//td/a/@href") == [pencil]


def test_without_a_contract_the_page_leads_on(cast: Cast) -> None:
    cast.merchant(BOB)
    assert "Aucun contrat" in text_of(cast.browser(BOB).get("/settings/contracts"))


def test_before_the_activation_there_is_no_pencil(cast: Cast) -> None:
    contract = cast.requested(BOB)
    bob = cast.browser(BOB)
    assert "En attente" in text_of(bob.get("/settings/contracts"))
    assert bob.get(f"/settings/contracts/{contract.id}").status_code == 404


# Correcting


def _correction(n: int = 1) -> str:
    return f"/ranges/{_ranges()[n].id}/correction"


@pytest.mark.parametrize(
    ("first", "size"), [(4_000, 500), (6_000, 500), (5_100, 100), (4_900, 900)]
)
def test_an_untouched_range_is_corrected(
    cast: Cast, contract: Contract, alice: PageClient, pencil: str, first: int, size: int
) -> None:
    cast.batch(contract, cast.shipments(contract, 1))
    alice.send(pencil, typed_range(5_000, 500))
    path = _correction()
    assert page_of(alice.get(pencil)).xpath("//a[@class='icon-link']/@href") == [path]
    assert form_of(alice.get(path), path)["first"] == [numbers(5_000, 500)[0]]
    for _ in range(2):
        assert alice.send(path, typed_range(first, size)).location == pencil
    corrected = _ranges()[1]
    assert (corrected.first_serial, corrected.last_serial) == (first, first + size - 1)
    assert corrected.left == size
    assert _acts().count("range.corrected") == 1
    batch = cast.batch(contract, cast.shipments(contract, 101))
    assert max(label.serial for label in batch.labels) == first + 1


def test_bounds_that_were_drawn_from_are_not_edited(
    cast: Cast, contract: Contract, alice: PageClient
) -> None:
    path = _correction(0)
    assert form_of(alice.get(path), path)["first"] == [numbers(1_000, 100)[0]]
    cast.batch(contract, cast.shipments(contract, 1))
    refused = alice.send(path, typed_range(1_000, 500))
    assert refused.status_code == 422
    assert "ses bornes ne changent plus" in text_of(refused)
    assert "ses bornes ne changent plus" in text_of(alice.get(path))
    assert _ranges()[0].last_serial == 1_099


def test_a_correction_meets_no_other_range_and_no_wrong_key(
    cast: Cast, alice: PageClient, pencil: str
) -> None:
    cast.active(BOB, first=90_000)
    alice.send(pencil, typed_range(5_000, 500))
    path = _correction(2)
    for first in (1_050, 90_050):
        refused = alice.send(path, typed_range(first, 100))
        assert refused.status_code == 422
        assert "touche une plage déjà connue" in text_of(refused)
    start, last = numbers(5_000, 600)
    wrong = last[:-1] + str((int(last[-1]) + 1) % 10)
    assert alice.send(path, {"first": start, "last": wrong}).status_code == 422
    assert _ranges()[2].size == 500


def test_a_correction_and_a_draw_at_once_never_lose_a_number(
    cast: Cast, contract: Contract, alice: PageClient
) -> None:
    path, claire = _correction(0), cast.browser(CLAIRE)
    alice.get(path)
    claire.get(path)
    ticked = [shipment.id for shipment in cast.shipments(contract, 2)]
    batch = form_of(alice.get("/batches/new?all=1"), "/batches")
    answers = at_once(
        [
            lambda: alice.send("/batches", batch | {"shipment": ticked, "customs_cleared": "y"}),
            lambda: claire.send(path, typed_range(2_000, 100)),
        ]
    )
    assert answers[0].status_code == 303
    (known,) = _ranges()
    serials = sorted(db.session.scalars(select(Label.serial)))
    assert serials == [known.first_serial, known.first_serial + 1]


def test_another_merchant_s_range_and_contract_do_not_exist(
    cast: Cast, contract: Contract, pencil: str
) -> None:
    path = _correction(0)
    cast.active(BOB, first=90_000)
    bob = cast.browser(BOB)
    for there in (path, pencil):
        assert bob.get(there).status_code == 404
        assert bob.send(there, typed_range(5_000, 500)).status_code == 404


class TestWhoIssues:
    def test_left_alone_it_is_as_of_the_range_before(
        self, alice: PageClient, pencil: str, cast: Cast
    ) -> None:
        page = alice.get(pencil)
        assert "Sillage donnera ces numéros, et personne d’autre" in text_of(page)
        assert form_of(page, pencil)["issuer"] == ["sillage"]
        assert not page_of(page).xpath("//details[@open]")
        alice.send(pencil, typed_range(5_000, 500))
        assert _ranges()[1].issuer == Issuer.SILLAGE
        other = cast.active_at_sendcloud(BOB, first=90_000)
        bob, bobs = cast.browser(BOB), f"/settings/contracts/{other.id}"
        assert "Sendcloud donnera ces numéros" in text_of(bob.get(bobs))
        bob.send(bobs, typed_range(95_000, 500))
        assert _ranges()[-1].issuer == Issuer.SENDCLOUD

    def test_a_contract_goes_on_at_sendcloud_and_reads_where_to_enter_the_range(
        self, alice: PageClient, address: str
    ) -> None:
        page = _given(alice, address, certificate((5_000, 500)))
        assert "Une plage n’est donnée que par un seul système" in page
        alice.send(f"{address}/range", typed_range(5_000, 500, issuer="sendcloud"))
        assert _ranges()[1].issuer == Issuer.SENDCLOUD
        after = text_of(alice.get(address))
        assert "À enregistrer chez Sendcloud, une seule fois" in after
        assert "Elle prend la suite toute seule" not in after

    def test_and_one_of_sendcloud_s_goes_on_here(self, cast: Cast) -> None:
        contract = cast.active_at_sendcloud(BOB, first=90_000)
        bob, page = cast.browser(BOB), f"/settings/contracts/{contract.id}"
        bob.send(page, typed_range(95_000, 500, issuer="sillage"))
        assert _ranges()[-1].issuer == Issuer.SILLAGE
        (label,) = cast.batch(contract, cast.shipments(contract, 1)).labels
        assert label.serial == 95_000

    def test_nobody_else_gives_numbers(self, alice: PageClient, pencil: str) -> None:
        refused = alice.send(pencil, typed_range(5_000, 500, issuer="colissimo"))
        assert refused.status_code == 422
        assert page_of(refused).xpath("//*[@id='issuer-error']")
        assert len(_ranges()) == 1

    def test_a_correction_never_changes_it(self, alice: PageClient, pencil: str) -> None:
        alice.send(pencil, typed_range(5_000, 500))
        path = _correction()
        assert "issuer" not in form_of(alice.get(path), path)
        alice.send(path, typed_range(5_000, 400, issuer="sendcloud"))
        assert (_ranges()[1].issuer, _ranges()[1].size) == (Issuer.SILLAGE, 400)
