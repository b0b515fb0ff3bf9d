"""Importing an order file."""

from functools import partial
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import AuditEvent, Merchant
from app.database import begin_write
from app.extensions import db
from app.shipments import importing
from app.shipments.models import Shipment, ShipmentImport
from tests.at_once import at_once
from tests.cast import ALICE, BOB, Cast
from tests.page_client import PageClient, page_of, text_of
from tests.samples import DATA
from tests.shipments.uploading import GOOD, HEADER, count, upload

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

SENDCLOUD, SPREADSHEET = "orders_sendcloud.csv", "orders_excel_fr.csv"
FAULTY_LINES = [26, 51, 76, 101, 126, 151, 176, 198, 201, 226, 251, 276, 301]


def report(client: PageClient, answer: TestResponse) -> TestResponse:
    """The page that an accepted file leads to."""
    assert answer.status_code == 303, text_of(answer)
    return client.get(answer.location)


def sample(name: str) -> bytes:
    return (DATA / name).read_bytes()


def table_of(page: TestResponse) -> list[list[str]]:
    rows = page_of(page).xpath("(//table)[1]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("td")] for row in rows]


@pytest.mark.parametrize(("file", "created", "bad"), [(SENDCLOUD, 114, 6), (SPREADSHEET, 287, 13)])
def test_the_good_lines_become_shipments_and_the_bad_ones_are_counted(
    newcomer: PageClient, file: str, created: int, bad: int
) -> None:
    said = text_of(report(newcomer, upload(newcomer, sample(file), file)))
    assert f"Import de {file}" in said
    assert f"Envois créés {created} Déjà connus 0 laissés tels quels" in said
    assert f"Lignes à corriger {bad}" in said
    assert count(Shipment) == created


def test_each_bad_line_is_listed_with_field_what_was_read_and_what_to_write(
    newcomer: PageClient,
) -> None:
    not_served = (
        "Retirez cette commande : seuls la France, Monaco et l’outre-mer de la zone OM 1 sont "
        "desservis."
    )
    rows = table_of(report(newcomer, upload(newcomer, sample(SENDCLOUD))))
    assert rows[0][:3] == ["21", "Ville", "rien"]
    assert rows[0][3].startswith("La ville manque. Écrivez l’une de ces valeurs : BRICY, COINCES")
    assert rows[1:] == [
        ["41", "Nom", "rien", "Le destinataire manque. Écrivez un nom ou une société."],
        [
            "61",
            "Poids",
            "3.001",
            "Le poids « 3.001 » dépasse 3 000 g, le maximum de la Lettre Suivie. "
            "Partagez l’envoi ou choisissez un autre service.",
        ],
        [
            "81",
            "Poids",
            "léger",
            "« léger » n’est pas un poids. Écrivez le poids avec son unité, par exemple 250 g.",
        ],
        [
            "101",
            "Code postal",
            "98800",
            f"La Lettre Suivie ne va pas au code postal 98800. {not_served}",
        ],
        ["121", "Pays", "DE", f"La Lettre Suivie ne va pas vers « DE ». {not_served}"],
    ]


def test_what_excel_has_spoilt_is_told_and_what_is_too_long_gets_a_proposal(
    newcomer: PageClient,
) -> None:
    page = report(newcomer, upload(newcomer, sample(SPREADSHEET)))
    assert "28 codes postaux avaient perdu leur zéro" in text_of(page)
    rows = {row[0]: row[1:] for row in table_of(page)}
    assert [int(line) for line in rows] == FAULTY_LINES
    assert rows["176"][2].endswith(
        "Écrivez Adresse : « 171 rue du MAL des Logis-Chef » / "
        "Complément : « Jean-Baptiste Philippe de la GDE Armée »."
    )
    assert rows["201"] == [
        "Code postal",
        "750",
        "« 750 » n’est pas un code postal français. Écrivez « 45300 ».",
    ]


def test_a_shipment_is_what_its_line_says(newcomer: PageClient) -> None:
    upload(newcomer, sample(SENDCLOUD))
    first = db.session.scalars(select(Shipment).order_by(Shipment.id)).first()
    assert first is not None
    assert first.reference == "CMD-1-000001"
    assert first.grams == 2999
    assert first.address.printed_lines()[0] == "Jérôme Dubois"
    assert first.address.printed_lines()[-1] == "24460 SAINT FRONT D ALEMPS"
    assert first.labelled_at is None


def test_a_second_import_creates_nothing_twice(newcomer: PageClient) -> None:
    upload(newcomer, sample(SENDCLOUD))
    said = text_of(report(newcomer, upload(newcomer, sample(SENDCLOUD))))
    assert "Envois créés 0 Déjà connus 114" in said
    assert count(Shipment) == 114


def test_a_corrected_file_brings_only_the_corrected_line(newcomer: PageClient) -> None:
    upload(newcomer, f"{HEADER}\n{GOOD}\nCMD-2;Luc;1 rue Basse;33000;Bordeaux;lourd")
    again = upload(newcomer, f"{HEADER}\n{GOOD}\nCMD-2;Luc;1 rue Basse;33000;Bordeaux;80")
    said = text_of(report(newcomer, again))
    assert "Envois créés 1 Déjà connus 1" in said
    assert "Toutes les lignes sont justes." in said


def test_two_merchants_may_use_the_same_references(newcomer: PageClient, cast: Cast) -> None:
    cast.merchant(BOB)
    upload(newcomer, f"{HEADER}\n{GOOD}")
    bob = cast.browser(BOB)
    assert "Envois créés 1" in text_of(report(bob, upload(bob, f"{HEADER}\n{GOOD}")))


def many_orders(count: int) -> str:
    rows = (f"C-{n};Zoé Lefèvre;{n} rue Basse;33000;Bordeaux;120" for n in range(1, count + 1))
    return "\n".join((HEADER, *rows))


def test_the_same_file_twice_at_once_comes_in_once(cast: Cast) -> None:
    cast.merchant(ALICE)
    browsers, file = [cast.browser(ALICE), cast.browser(ALICE)], many_orders(200)
    answers = at_once([partial(upload, browser, file) for browser in browsers])
    assert [answer.status_code for answer in answers] == [303, 303]
    assert count(Shipment) == 200
    kept = db.session.scalars(select(ShipmentImport)).all()
    assert sorted((one.created, one.known) for one in kept) == [(0, 200), (200, 0)]


def test_two_files_with_the_same_orders_in_another_order_do_not_block_each_other(
    app: Flask, cast: Cast
) -> None:
    merchant_id = cast.company(cast.merchant(ALICE)).id
    orders = importing.read_file(many_orders(3_000).encode()).orders

    def keep(reading: importing.Reading) -> int:
        with app.app_context():
            begin_write(db.session)
            merchant = db.session.get_one(Merchant, merchant_id)
            created = importing.keep(merchant, reading, filename="x.csv", by=None).created
            db.session.commit()
            return created

    readings = [importing.Reading(orders, []), importing.Reading(orders[::-1], [])]
    assert sorted(at_once([partial(keep, reading) for reading in readings])) == [0, 3_000]


def test_the_same_order_twice_in_a_file_is_one_and_is_told(newcomer: PageClient) -> None:
    twice = f"{HEADER}\n{GOOD}\n\n{GOOD}"
    (row,) = table_of(report(newcomer, upload(newcomer, twice)))
    assert row == [
        "4",
        "La commande « CMD-1 » est déjà sur la ligne 2, avec le même contenu.",
    ]
    assert count(Shipment) == 1


def test_a_reference_with_two_contents_in_a_file_is_asked_about(newcomer: PageClient) -> None:
    other = "CMD-1;Luc Essai;3 rue du Bac;75007;Paris;90"
    (row,) = table_of(report(newcomer, upload(newcomer, f"{HEADER}\n{GOOD}\n{other}")))
    assert row[:3] == ["3", "Référence", "CMD-1"]
    assert "« CMD-1 » est déjà sur la ligne 2 de ce fichier." in row[3]
    assert "Lu : LUC ESSAI, 3 RUE DU BAC, 75007 PARIS, 90 g." in row[3]
    assert "la même commande, modifiée, ou une autre ?" in row[3]
    assert count(Shipment) == 1


def test_a_known_reference_with_another_content_is_asked_about(newcomer: PageClient) -> None:
    upload(newcomer, f"{HEADER}\n{GOOD}")
    other = "CMD-1;Luc Essai;3 rue du Bac;75007;Paris;90"
    page = report(newcomer, upload(newcomer, f"{HEADER}\n{other}"))
    (row,) = table_of(page)
    assert row[:3] == ["2", "Référence", "CMD-1"]
    assert "déjà connue avec un autre contenu" in row[3]
    assert "Lu : LUC ESSAI" in row[3]
    assert "Envois créés 0 Déjà connus 0" in text_of(page)
    assert count(Shipment) == 1


def test_the_same_order_in_a_file_of_another_shape_is_known(newcomer: PageClient) -> None:
    upload(newcomer, "Référence;Nom;Adresse;CP;Ville;Poids (g)\n1;Luc;1 rue Basse;1000;Bourg;80")
    again = (
        "Order number,Recipient,House number,Street,Zip,City,Country,Weight (kg)\n"
        '="1",LUC,1,rue basse,\'01000,BOURG,FR,0.08'
    )
    said = text_of(report(newcomer, upload(newcomer, again)))
    assert "Envois créés 0 Déjà connus 1" in said


def test_orders_of_another_source_have_their_own_numbers(newcomer: PageClient, cast: Cast) -> None:
    upload(newcomer, f"{HEADER}\n{GOOD}")
    merchant = db.session.scalars(select(Merchant)).one()
    reading = importing.read_file(f"{HEADER}\n{GOOD}".encode())
    begin_write(db.session)
    kept = importing.keep(merchant, reading, filename="x.csv", by=None, source="file:Marché")
    db.session.commit()
    assert (kept.created, count(Shipment)) == (1, 2)


def test_cancelled_and_sent_orders_are_left_out_and_told(newcomer: PageClient) -> None:
    rows = f"{GOOD};En attente\n{GOOD};Annulée\n".replace("CMD-1", "CMD-2", 1)
    rows += f"{GOOD};Expédié".replace("CMD-1", "CMD-3")
    page = report(newcomer, upload(newcomer, f"{HEADER};Statut\n{rows}"))
    assert table_of(page) == [
        ["3", "La commande « CMD-1 » est annulée : « Annulée »."],
        ["4", "La commande « CMD-3 » est déjà expédiée : « Expédié »."],
    ]
    assert count(Shipment) == 1


def test_the_recipients_e_mail_is_kept_beside_the_shipment_and_not_shown(
    newcomer: PageClient,
) -> None:
    upload(newcomer, f"{HEADER};E-mail\n{GOOD};zoe@example.com")
    shipment = db.session.scalars(select(Shipment)).one()
    assert shipment.recipient_email == "zoe@example.com"
    assert "zoe@example.com" not in " ".join(shipment.address.printed_lines())
    assert "zoe@example.com" not in text_of(newcomer.get("/shipments"))


def test_what_a_file_says_is_never_markup(newcomer: PageClient) -> None:
    hostile = "<script>alert(1)</script><img src=x>"
    rows = f"{hostile};Luc;1 rue Basse;33000;Bordeaux;80\nB;Luc;1 rue Basse;{hostile};Bordeaux;80"
    page = report(newcomer, upload(newcomer, f"{HEADER}\n{rows}", "<img src=x>.csv"))
    waiting = newcomer.get("/shipments")
    for shown in (page, waiting):
        assert page_of(shown).xpath("//script[not(@src)] | //img[@src='x']") == []
        assert hostile in text_of(shown)
    assert text_of(page).count("<img src=x>.csv") > 0


def test_an_import_is_written_in_the_journal(newcomer: PageClient) -> None:
    upload(newcomer, sample(SENDCLOUD))
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.act.like("shipments.%"))).one()
    assert (event.act, event.details) == ("shipments.imported", {"created": 114, "refused": 6})


SHOPIFY = DATA / "reports" / "csv" / "shopify-orders-export.csv"


def upload_shopify(client: PageClient, usual_weight: str) -> TestResponse:
    file = (BytesIO(SHOPIFY.read_bytes()), SHOPIFY.name)
    return client.send("/shipments/imports", {"file": file, "usual_weight": usual_weight})


@pytest.mark.parametrize("typed", ["80", "80 g", "0,08 kg"])
def test_a_file_without_weights_takes_the_usual_one_and_says_so(
    newcomer: PageClient, typed: str
) -> None:
    response = upload_shopify(newcomer, typed)
    assert response.status_code == 303
    assert db.session.scalars(select(Shipment.grams)).all() == [80]
    assert "80 g" in text_of(newcomer.get(response.location))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("lourd", "n’est pas un poids"), ("4 kg", "3 000 g"), ("0", "supérieur à zéro")],
)
def test_a_usual_weight_that_is_none_is_told_and_imports_nothing(
    newcomer: PageClient, typed: str, expected: str
) -> None:
    response = upload_shopify(newcomer, typed)
    assert response.status_code == 422
    assert expected in text_of(response).replace("\u202f", " ").replace("\u00a0", " ")
    assert f'value="{typed}"' in response.text
    assert count(Shipment) == 0
