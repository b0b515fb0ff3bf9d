"""When a deposit slip cannot be made, nothing changes, and the page says why."""

import pytest

from app.deposits.models import DepositSlip
from app.extensions import db
from app.labels.models import Label
from tests.cast import BOB, CLAIRE, Cast
from tests.labels.ticking import SLIPS, error_links, errors, made, no_slip_was_made
from tests.page_client import PageClient, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

PATH = SLIPS.path
THREADS = 12
look, form, make = SLIPS.look, SLIPS.form, SLIPS.make


def some_labels(cast: Cast, count: int = 3) -> list[Label]:
    """Make labels of Alice's that are on no slip."""
    contract = cast.active()
    return cast.batch(contract, cast.shipments(contract, count)).labels


class TestRefusals:
    def test_labels_of_two_sites_are_refused_with_the_site_and_how_many(self, cast: Cast) -> None:
        contract = cast.active()
        here = cast.batch(contract, cast.shipments(contract, 2)).labels
        site = cast.second_site(contract)
        there = cast.batch(contract, cast.shipments(contract, 1), site=site).labels
        refused = make(cast.browser(), [*here, *there], site=str(contract.sites[0].id))
        assert (
            "1 étiquette nomme un autre site (Villeurbanne PIC) : "
            "un bordereau ne va qu’à un seul site."
        ) in errors(refused)
        assert error_links(refused) == ["#site"]
        assert len(form(refused)["label"]) == 3
        assert no_slip_was_made()

    def test_labels_of_two_products_are_refused(self, cast: Cast) -> None:
        contract = cast.active(size=1)
        cast.more_numbers(contract, first=1, size=1, product="2K")
        labels = cast.batch(contract, cast.shipments(contract, 2)).labels
        refused = make(cast.browser(), labels)
        assert "Un bordereau ne porte qu’un seul produit : séparez-les." in errors(refused)
        assert no_slip_was_made()

    def test_labels_listed_or_voided_meanwhile_are_told_and_the_others_stay(
        self, cast: Cast
    ) -> None:
        listed, voided, *left = labels = some_labels(cast, 4)
        alice = cast.browser()
        typed = form(look(alice, labels))
        cast.slip(listed.batch.contract, [listed])
        voided.void(listed.batch.contract.merchant.owner)
        db.session.commit()
        refused = alice.send(PATH, typed)
        assert "Certaines étiquettes figurent déjà sur un bordereau" in errors(refused)
        kept = form(refused)
        assert sorted(kept["label"]) == [str(label.id) for label in left]
        assert made(DepositSlip, alice.send(PATH, kept)).labels == left

    def test_when_all_were_listed_meanwhile_the_slips_are_shown(self, cast: Cast) -> None:
        labels = some_labels(cast)
        alice = cast.browser()
        typed = form(look(alice, labels))
        cast.slip(labels[0].batch.contract, labels)
        assert alice.send(PATH, typed).location == PATH
        assert "Ces étiquettes figurent déjà sur un bordereau." in text_of(alice.get(PATH))

    @pytest.mark.parametrize(
        ("typed", "sentence", "field"),
        [
            ({"deposit_date": "2020-01-01"}, "Le jour du dépôt est aujourd’hui", "deposit_date"),
            ({"deposit_date": ""}, "Indiquez le jour du dépôt", "deposit_date"),
            ({"deposit_date": "demain"}, "Indiquez le jour du dépôt", "deposit_date"),
            ({"site": ""}, "Choisissez le site de dépôt.", "site"),
            ({"site": "999"}, "Choisissez le site de dépôt.", "site"),
            ({"request_key": "x"}, "Rechargez la page.", "request_key"),
        ],
    )
    def test_a_wrong_value_is_told_on_its_field_and_kept(
        self, cast: Cast, typed: dict[str, str], sentence: str, field: str
    ) -> None:
        labels = some_labels(cast)
        refused = make(cast.browser(), labels, **typed)
        assert sentence in errors(refused)
        assert error_links(refused) == [f"#{field}"]
        kept = form(refused)
        assert sorted(kept["label"]) == [str(label.id) for label in labels]
        if field == "deposit_date":
            assert kept["deposit_date"] == [typed["deposit_date"]]
        assert no_slip_was_made()

    @pytest.mark.parametrize(
        "ids", [[], ["x"], ["-1"], ["0"], ["2147483648"], ["9" * 30], ["9" * 5_000], ["1\x00"]]
    )
    def test_hostile_numbers_make_nothing(self, cast: Cast, ids: list[str]) -> None:
        labels = some_labels(cast)
        alice = cast.browser()
        typed = form(look(alice, labels)) | {"label": ids}
        assert alice.send(PATH, typed).location == PATH
        assert alice.send(PATH, typed | {"deposit_date": "x"}).location == PATH
        assert no_slip_was_made()

    def test_more_numbers_than_any_list_offers_are_refused_whole(self, cast: Cast) -> None:
        labels = some_labels(cast)
        alice = cast.browser()
        typed = form(look(alice, labels))
        refused = alice.send(PATH, typed | {"label": [str(n) for n in range(1, 40_001)]})
        assert refused.status_code == 422
        assert no_slip_was_made()

    def test_nothing_ticked_leads_back_to_the_labels(self, cast: Cast) -> None:
        cast.active()
        alice = cast.browser()
        for query in ("", "?label=999", "?label=x", "?all=1"):
            assert alice.get(f"{PATH}/new{query}").location == "/labels"
        assert "Cochez d’abord les étiquettes à déposer." in text_of(alice.get("/labels"))


class TestGuards:
    def test_another_merchants_slip_is_not_found(self, cast: Cast) -> None:
        labels = some_labels(cast)
        slip = cast.slip(labels[0].batch.contract, labels)
        cast.active(BOB, first=5_000)
        alice, bob = cast.browser(), cast.browser(BOB)
        for path in (f"{PATH}/{slip.id}", f"{PATH}/{slip.id}/slip.pdf"):
            assert alice.get(path).status_code == 200
            assert bob.get(path).status_code == 404
        assert "Aucun bordereau" in text_of(bob.get(PATH))

    def test_another_merchants_labels_are_not_listed(self, cast: Cast) -> None:
        labels = some_labels(cast)
        contract = cast.active(BOB, first=5_000)
        own = cast.batch(contract, cast.shipments(contract, 1)).labels
        bob = cast.browser(BOB)
        assert bob.get(f"{PATH}/new?label={labels[0].id}").location == "/labels"
        ids = {"label": [str(label.id) for label in (*own, *labels)]}
        refused = bob.send(PATH, form(look(bob, own)) | ids)
        assert form(refused)["label"] == [str(own[0].id)]
        only_foreign = {"label": [str(labels[0].id)]}
        assert bob.send(PATH, form(look(bob, own)) | only_foreign).location == PATH
        assert no_slip_was_made()

    def test_a_contract_that_is_not_active_makes_no_slip(self, cast: Cast) -> None:
        cast.requested()
        assert cast.browser().send(PATH, {"label": "1"}).status_code == 403

    @pytest.mark.parametrize("number", ["0", "999", "2147483648", "9" * 30, "x"])
    def test_a_slip_that_never_was_is_not_found(self, cast: Cast, number: str) -> None:
        cast.active()
        alice = cast.browser()
        assert alice.get(f"{PATH}/{number}").status_code == 404
        assert alice.get(f"{PATH}/{number}/slip.pdf").status_code == 404

    def test_who_is_signed_out_goes_to_sign_in(self, client: PageClient) -> None:
        assert client.get(PATH).location.startswith("/sign-in?next=/deposit-slips")
        assert client.send(PATH, {"label": "1"}).location == "/sign-in"

    def test_an_advisor_has_no_slips(self, cast: Cast) -> None:
        cast.advisor(CLAIRE)
        claire = cast.browser(CLAIRE)
        assert claire.get(PATH).status_code == 403
        assert claire.send(PATH, {"label": "1"}).status_code == 403
