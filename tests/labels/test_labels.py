"""Labels: their PDF, their list and the totals of the ticked ones."""

from datetime import timedelta

import pytest
import zxingcpp
from sqlalchemy import select

from app.clock import today
from app.extensions import db
from app.labels.models import Batch, Label
from app.ranges.tracking_number import in_groups
from app.shipments import importing
from app.shipments.models import Shipment
from tests.cast import ALICE, BOB, CLAIRE, Cast
from tests.page_client import PageClient, page_of, rows_of, text_of
from tests.printing.conftest import Paper
from tests.samples import DATA

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

# Orders of the sample file with accents, a company and names as long as a line.
TELLING = ("CMD-1-000001", "CMD-1-000003", "CMD-1-000004", "CMD-1-000012")


def batch_of_real_orders(cast: Cast) -> Batch:
    """Labels for some orders of the sample file, the longest address among them."""
    contract = cast.active()
    reading = importing.read_file((DATA / "orders_sendcloud.csv").read_bytes())
    importing.keep(contract.merchant, reading, filename="x.csv", by=contract.merchant.owner)
    db.session.commit()
    waiting = db.session.scalars(Shipment.to_prepare(contract.merchant)).all()
    telling = [s for s in waiting if s.reference in TELLING]
    longest = max(waiting, key=lambda s: sum(map(len, s.address.printed_lines())))
    return cast.batch(contract, [*telling, longest])


def listed(client: PageClient, query: str = "") -> list[dict[str, str]]:
    return rows_of(client.get(f"/labels{query}"), "Étiquettes créées")


def bar(client: PageClient, query: str) -> str:
    """Return the text about the ticked labels."""
    (line,) = page_of(client.get(f"/labels{query}")).xpath("//*[@id='selection']/p")
    return " ".join(line.text_content().split())


def totals(client: PageClient, query: str) -> list[dict[str, str]]:
    return rows_of(client.get(f"/labels{query}"), "Totaux par tranche et par zone")


class TestTheirPdf:
    """One page of 100 × 150 mm for each label, with all that La Poste wants to see."""

    @pytest.fixture
    def batch(self, cast: Cast) -> Batch:
        return batch_of_real_orders(cast)

    @pytest.fixture
    def paper(self, batch: Batch, cast: Cast) -> Paper:
        answer = cast.browser().get(f"/batches/{batch.id}/labels.pdf")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.headers["Content-Disposition"] == (
            f'inline; filename="etiquettes-{batch.id}.pdf"'
        )
        assert answer.headers["Cache-Control"] == "no-store"
        return Paper(answer.data)

    def test_each_label_says_everything_on_its_own_page(self, batch: Batch, paper: Paper) -> None:
        paper.assert_sound()
        assert len(batch.labels) == len(TELLING) + 1
        assert paper.sizes_mm == [(100, 150)] * len(batch.labels)
        for label, text in zip(batch.labels, paper.texts, strict=True):
            weight = f"{label.grams} g" if label.grams < 1000 else f"{label.grams / 1000:n} kg"
            expected = (
                in_groups(label.tracking_number),
                label.reference,
                *label.recipient_lines,
                weight.replace(".", ","),
                "Lyon Montrochet PIC",
                f"{batch.deposit_date:%d/%m/%Y}",
                *batch.sender_lines,
                "PORT PAYÉ",
                "Contrat D-1234567-8",
                "LETTRE SUIVIE",
            )
            assert [words for words in expected if words not in text] == []

    def test_each_bar_code_reads_back_as_its_labels_number(
        self, batch: Batch, paper: Paper
    ) -> None:
        for page, label in enumerate(batch.labels):
            for dpi in (203, 300):
                (read,) = zxingcpp.read_barcodes(paper.printed(dpi, page))
                assert read.format == zxingcpp.BarcodeFormat.Code128
                assert read.text == label.tracking_number


def test_the_real_addresses_keep_their_accents(cast: Cast) -> None:
    first = batch_of_real_orders(cast).labels[0]
    assert first.recipient_lines == [
        "Jérôme Dubois",
        "Résidence Les Cèdres, escalier C",
        "31 BIS RUE DU FAUBOURG SAINT HONORE",
        "24460 SAINT FRONT D ALEMPS",
    ]


def test_labels_print_again_the_same_whatever_has_changed_since(cast: Cast) -> None:
    contract = cast.active()
    (shipment,) = cast.shipments(contract, 1)
    batch = cast.batch(contract, [shipment])
    alice, path = cast.browser(), f"/batches/{batch.id}/labels.pdf"
    before = alice.get(path).data
    cast.slip(contract, batch.labels)
    shipment.line1, contract.sender_street = "Someone else", "1 rue Neuve"
    db.session.commit()
    assert alice.get(path).data == before


def test_a_label_stays_french_for_who_reads_english(cast: Cast) -> None:
    contract = cast.active()
    batch = cast.batch(contract, cast.shipments(contract, 1, grams=1_250))
    contract.merchant.owner.language = "en"
    db.session.commit()
    (text,) = Paper(cast.browser().get(f"/batches/{batch.id}/labels.pdf").data).texts
    assert "1,25 kg" in text


def test_printing_marks_nothing(cast: Cast) -> None:
    contract = cast.active()
    batch = cast.batch(contract, cast.shipments(contract, 1))
    alice = cast.browser()
    before = listed(alice, "?show=all")
    alice.get(f"/batches/{batch.id}/labels.pdf")
    assert listed(alice, "?show=all") == before


def test_voided_labels_are_not_printed_and_a_batch_of_nothing_else_has_no_pdf(cast: Cast) -> None:
    contract = cast.active()
    batch = cast.batch(contract, cast.shipments(contract, 2))
    first, second = batch.labels
    alice, path = cast.browser(), f"/batches/{batch.id}/labels.pdf"
    first.void(contract.merchant.owner)
    db.session.commit()
    (text,) = Paper(alice.get(path).data).texts
    assert in_groups(second.tracking_number) in text
    second.void(contract.merchant.owner)
    db.session.commit()
    assert alice.get(path).status_code == 404
    page = alice.get(f"/batches/{batch.id}")
    assert "Toutes les étiquettes de ce lot sont annulées." in text_of(page)
    assert page_of(page).xpath("//a[contains(@href, 'labels.pdf')]") == []


def test_the_list_shows_number_reference_destination_weight_and_state(cast: Cast) -> None:
    contract = cast.active(first=1_000)
    (shipment,) = cast.shipments(contract, 1, grams=2_500)
    batch = cast.batch(contract, [shipment])
    (row,) = listed(cast.browser(), "?show=all")
    assert row["Numéro de suivi"] == "2L 000 000 1000 9"
    assert row["Référence"] == shipment.reference
    assert row["Destinataire"] == "Destinataire 1"
    assert row["Destination"] == "69002 LYON"
    assert row["Poids"] == "2,5 kg"
    assert row["Lot"] == f"Lot {batch.id}"
    assert row["État"].startswith("À déposer")


def test_the_list_shows_first_what_is_to_deposit_and_all_on_request(cast: Cast) -> None:
    contract = cast.active(first=1_000)
    waiting, deposited, voided = cast.batch(contract, cast.shipments(contract, 3)).labels
    cast.slip(contract, [deposited])
    voided.void(contract.merchant.owner)
    db.session.commit()
    alice = cast.browser()
    shown = [row["Numéro de suivi"] for row in listed(alice)]
    assert shown == [in_groups(waiting.tracking_number)]
    assert [row["État"].split(" Annuler")[0] for row in listed(alice, "?show=all")] == [
        "Annulée",
        "Sur un bordereau",
        "À déposer",
    ]
    boxes = page_of(alice.get("/labels?show=all")).xpath("//input[@name='label']/@value")
    assert boxes == [str(waiting.id)]
    assert "1 étiquette attend son bordereau." in text_of(alice.get("/labels"))


def test_ticked_labels_show_their_totals_by_band_and_zone(cast: Cast) -> None:
    contract = cast.active()
    light = cast.shipments(contract, 2, grams=20)
    heavy = cast.shipments(contract, 1, grams=21, postcode="97400")
    labels = cast.batch(contract, [*light, *heavy]).labels
    alice = cast.browser()
    query = "?" + "&".join(f"label={label.id}" for label in labels)
    assert bar(alice, query) == "3 étiquettes cochées."
    assert totals(alice, query) == [
        {"Tranche de poids": "0 à 20 g", "Métropole": "2", "OM 1": "0"},
        {"Tranche de poids": "21 à 50 g", "Métropole": "0", "OM 1": "1"},
    ]
    assert totals(alice, f"?label={labels[2].id}") == [
        {"Tranche de poids": "21 à 50 g", "OM 1": "1"}
    ]
    assert bar(alice, "?all=1") == "3 étiquettes cochées."
    assert bar(alice, "").startswith("Cochez des étiquettes pour voir leurs totaux")


def test_only_ones_own_waiting_labels_are_totalled(cast: Cast) -> None:
    contract, other = cast.active(), cast.active(BOB, first=5_000)
    own, deposited = cast.batch(contract, cast.shipments(contract, 2)).labels
    cast.slip(contract, [deposited])
    (foreign,) = cast.batch(other, cast.shipments(other, 1)).labels
    ids = (own.id, deposited.id, foreign.id, 999_999)
    query = "?" + "&".join(f"label={i}" for i in ids)
    assert bar(cast.browser(), query).startswith("1 étiquette cochée.")


@pytest.mark.parametrize(
    "query", ["?label=x", "?label=-1", "?label=2147483648", f"?label={'9' * 30}", "?show=%00"]
)
def test_an_address_written_by_hand_ticks_nothing(cast: Cast, query: str) -> None:
    contract = cast.active()
    cast.batch(contract, cast.shipments(contract, 1))
    assert bar(cast.browser(), query).startswith("Cochez des étiquettes")


def test_pages_keep_which_labels_are_shown(cast: Cast) -> None:
    contract = cast.active()
    cast.batch(contract, cast.shipments(contract, 51))
    alice = cast.browser()
    assert len(listed(alice)) == 50
    assert len(listed(alice, "?page=2")) == len(listed(alice, "?page=9")) == 1
    newest = db.session.scalars(select(Label).order_by(Label.id.desc())).first()
    assert newest is not None
    assert listed(alice)[0]["Numéro de suivi"] == in_groups(newest.tracking_number)
    page = page_of(alice.get("/labels?show=all"))
    assert page.xpath("//a[@rel='next']/@href") == ["/labels?page=2&show=all"]
    assert "Toutes les 51 étiquettes à déposer" in text_of(alice.get("/labels"))


@pytest.mark.parametrize(
    ("query", "title"), [("", "Rien à déposer"), ("?show=all", "Aucune étiquette")]
)
def test_an_empty_list_leads_to_the_shipments(cast: Cast, query: str, title: str) -> None:
    cast.active()
    page = cast.browser().get(f"/labels{query}")
    assert title in text_of(page)
    main = page_of(page).xpath("//main//a[contains(@class, 'btn-primary')]/@href")
    assert main == ["/shipments"]


def test_the_action_menu_leads_to_the_slip_with_what_is_ticked(cast: Cast) -> None:
    contract = cast.active()
    (label,) = cast.batch(contract, cast.shipments(contract, 1)).labels
    page = page_of(cast.browser().get("/labels"))
    (button,) = page.xpath("//button[@form='labels' and @formaction='/deposit-slips/new']")
    assert "Création du bordereau de dépôt" in " ".join(button.text_content().split())
    assert page.xpath("//summary[normalize-space()='Action']") != []
    assert page.xpath("//form[@id='labels']//input[@name='label']/@value") == [str(label.id)]


def test_a_batch_for_next_week_is_totalled_too(cast: Cast) -> None:
    contract = cast.active()
    batch = cast.batch(contract, cast.shipments(contract, 1))
    batch.deposit_date = today() + timedelta(days=7)
    db.session.commit()
    assert bar(cast.browser(), "?all=1").startswith("1 étiquette cochée.")


def test_another_merchants_labels_are_not_listed(cast: Cast) -> None:
    contract = cast.active(ALICE)
    cast.batch(contract, cast.shipments(contract, 2))
    cast.active(BOB, first=5_000)
    assert "Aucune étiquette" in text_of(cast.browser(BOB).get("/labels?show=all"))


def test_who_is_signed_out_goes_to_sign_in(client: PageClient) -> None:
    assert client.get("/labels").location.startswith("/sign-in?next=/labels")


def test_an_advisor_has_no_labels(cast: Cast) -> None:
    cast.advisor(CLAIRE)
    assert cast.browser(CLAIRE).get("/labels").status_code == 403
