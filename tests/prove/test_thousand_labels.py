"""A thousand labels, from an order file to the paper: each can be scanned and read."""

import csv
from io import BytesIO, StringIO
from pathlib import Path
from random import Random

import pypdf
import pypdfium2
import pytest
import zxingcpp

from app import formats
from app.contracts.models import Contract
from app.extensions import db
from app.labels.models import Batch, Label
from app.language import in_language
from app.ranges.tracking_number import in_groups
from app.shipments.models import Shipment
from tests.cast import ALICE, Cast
from tests.page_client import PageClient

pytestmark = [
    pytest.mark.prove,
    pytest.mark.usefixtures("context"),
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
]

LABELS, A_BATCH = 1_000, 200
DPI = 203
POSTCODES = Path(__file__).parents[2] / "app" / "shipments" / "data" / "postcodes.csv"
HEADER = ("Référence", "Nom", "Société", "Adresse", "Complément", "Code postal", "Ville", "Poids")
FIRST_NAMES = (
    *("Zoé", "François", "Maëlle", "Noël", "Gwenaëlle", "Cécile"),
    *("Ångel", "Željka", "Łukasz", "İpek", "Ørjan", "Thaïs"),
)
LAST_NAMES = (
    *("Lefèvre", "d'Hervé", "Muñoz", "Œhler", "Strauß", "Dvořák", "Nguyễn", "Ștefan"),
    *("MacLeod-Þorsson", "L’Hénoret", "de-La-Rochefoucauld", "Ÿ"),
)
COMPANIES = ("", "", "", "Boulangerie & Fils", "SARL « Les Cèdres »", "L'Œuvre 100 %", "Æther SA")
STREETS = ("rue de l'Église", "bd du Maréchal-Foch", "allée des Châtaigniers", "impasse Saint-Jean")
COMPLEMENTS = ("", "Appt 12 – 3e étage", "Résidence Les Mûriers", "BP 40123", "Bât. C, escalier 2")
OVERSEAS_SHARE = 0.2


def test_each_of_a_thousand_labels_can_be_scanned_and_read(cast: Cast) -> None:
    contract = cast.active(size=LABELS)
    newcomer = cast.browser(ALICE)
    _import_orders(newcomer, contract)
    numbers = set()
    while waiting := list(
        db.session.scalars(Shipment.to_prepare(contract.merchant).limit(A_BATCH))
    ):
        batch = cast.batch(contract, waiting)
        _check_on_paper(batch, newcomer.get(f"/batches/{batch.id}/labels.pdf").data)
        numbers |= {label.tracking_number for label in batch.labels}
    assert len(numbers) == LABELS


def _import_orders(newcomer: PageClient, contract: Contract) -> None:
    """A file of made-up orders, each of which is good."""
    chance = Random(1)
    towns = _towns()
    overseas = [place for place in towns if place[0].startswith("97")]
    file = StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerow(HEADER)
    for rank in range(LABELS):
        place = chance.choice(overseas if chance.random() < OVERSEAS_SHARE else towns)
        writer.writerow(_order(rank, place, chance))
    answer = newcomer.send(
        "/shipments/imports", {"file": (BytesIO(file.getvalue().encode()), "a.csv")}
    )
    assert answer.status_code == 303
    made = list(db.session.scalars(Shipment.to_prepare(contract.merchant)))
    assert len(made) == LABELS, newcomer.get(answer.location).text
    assert sum(shipment.goes_overseas for shipment in made) > LABELS * OVERSEAS_SHARE / 2


def _order(rank: int, place: tuple[str, str], chance: Random) -> tuple[object, ...]:
    postcode, town = place
    name = f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"
    street = f"{chance.randint(1, 240)} {chance.choice(STREETS)}"
    company, complement = chance.choice(COMPANIES), chance.choice(COMPLEMENTS)
    grams = f"{chance.randint(1, 3_000)} g"
    return f"N°{rank:05d}/é", name, company, street, complement, postcode, town, grams


def _towns() -> list[tuple[str, str]]:
    """Postcodes and towns of zones that are served, short enough for a line."""
    with POSTCODES.open(encoding="utf-8") as file:
        rows = [(row["postcode"], row["town"]) for row in csv.DictReader(file, delimiter=";")]
    return [row for row in rows if not row[0].startswith("98") and len(row[1]) <= 30]


def _check_on_paper(batch: Batch, pdf: bytes) -> None:
    pages, pictures = pypdf.PdfReader(BytesIO(pdf)).pages, pypdfium2.PdfDocument(pdf)
    labels = batch.live_labels
    assert len(pages) == len(labels)
    for label, page, sheet in zip(labels, pages, pictures, strict=True):
        picture = sheet.render(scale=DPI / 72, grayscale=True).to_pil()
        dots = picture.point(lambda grey: 255 if grey > 127 else 0)
        (read,) = zxingcpp.read_barcodes(dots)
        assert (read.text, read.format) == (label.tracking_number, zxingcpp.BarcodeFormat.Code128)
        text = " ".join(page.extract_text().split())
        assert [words for words in _words(label) if words not in text] == [], text


def _words(label: Label) -> list[str]:
    """What the page must say."""
    with in_language("fr"):
        weight, number = formats.grams(label.grams), in_groups(label.tracking_number)
    lines = [*label.recipient_lines, label.reference, weight, number]
    return [" ".join(line.split()) for line in lines]
