"""The specimens of a contract with hardly any data, and of a complete one."""

import re
from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any

import pytest
import zxingcpp

from app.accounts.models import Membership, Merchant, Role, User
from app.contracts.label_settings import LabelSettings
from app.contracts.models import Contract, DepositSite, StoredLabelSettings
from app.deposits import specimen as slip
from app.labels import specimen as label
from app.ranges.tracking_number import SPECIMEN_PRODUCT_CODE, in_groups

# A contract's tables refer to these; nothing else reads them where this file runs alone.
import_module("app.onboarding.dialogue.models")
Look = Callable[[bytes], Any]
DAY = date(2026, 11, 23)


def contract(**known: Any) -> Contract:
    owner = Membership(user=User(email="alice@alma.test"), role=Role.OWNER)
    return Contract(
        merchant=Merchant(company="Atelier Alma", memberships=[owner]),
        sender_name="Atelier Alma",
        sender_street="12 rue des Lilas",
        sender_postcode="69002",
        sender_town="Lyon",
        **known,
    )


def known_contract() -> Contract:
    return contract(
        contract_number="D-1234567-8",
        coclico="00098765",
        tracking_account="118402",
        sites=[DepositSite(name="Lyon Montrochet PIC", code="69381A")],
    )


def test_a_name_and_an_address_are_enough_for_a_label(paper: Look) -> None:
    sheet = paper(label.specimen_pdf(contract(), DAY))
    assert sheet.sizes_mm == [(100, 150)]
    told = ("Atelier Alma", "12 rue des Lilas", "69002 Lyon", "PORT PAYÉ", "LETTRE SUIVIE")
    made_up = ("Contrat à venir", "À convenir", "Camille Exemple", in_groups(label.NUMBER))
    assert [words for words in (*told, *made_up) if words not in sheet.texts[0]] == []
    assert "None" not in sheet.texts[0]
    sheet.assert_sound()


def test_what_the_contract_tells_stands_on_the_label(paper: Look) -> None:
    text = paper(label.specimen_pdf(known_contract(), DAY)).texts[0]
    assert "Contrat D-1234567-8" in text and "Lyon Montrochet PIC" in text
    assert "à venir" not in text and "À convenir" not in text


def test_a_mention_that_was_set_is_printed_as_it_was_set(paper: Look) -> None:
    chosen = contract(
        stored_label_settings=StoredLabelSettings(
            franking="PORT PAYÉ", product="SUIVIE", bar_height_mm=20
        )
    )
    face = label.specimen_content(chosen, DAY)
    assert (face.franking, face.product, face.bar_height_mm) == (("PORT PAYÉ",), "SUIVIE", 20)
    tried = label.specimen_content(chosen, DAY, LabelSettings(("P.P.",), "LS", 9))
    assert (tried.franking, tried.product, tried.bar_height_mm) == (("P.P.",), "LS", 9)


def test_without_an_address_the_sender_is_plainly_missing(paper: Look) -> None:
    nobody = Contract(merchant=Merchant(company="Atelier Alma"))
    assert "Expéditeur à indiquer" in paper(label.specimen_pdf(nobody, DAY)).texts[0]


def test_the_number_of_a_specimen_is_of_no_range() -> None:
    assert label.NUMBER.startswith(SPECIMEN_PRODUCT_CODE)
    numbers = [line.tracking_number for line in slip.sheet_of(contract(), DAY).items]
    assert {number[:2] for number in numbers} == {SPECIMEN_PRODUCT_CODE}
    assert numbers[0] == label.NUMBER


@pytest.mark.parametrize("make", [contract, known_contract])
def test_a_slip_says_on_each_page_that_it_is_a_specimen(
    paper: Look, make: Callable[[], Contract]
) -> None:
    sheet = paper(slip.specimen_pdf(make(), DAY))
    assert sheet.sizes_mm == [(210, 297)] * 2
    assert [text.count("SPÉCIMEN") for text in sheet.texts] == [1, 1]
    assert sheet.reader.metadata.title == "Spécimen de bordereau de dépôt"
    grey = sheet.printed(60).histogram()
    assert grey[0] > 0
    sheet.assert_sound()


def test_the_word_on_a_slip_is_large_and_hides_nothing(paper: Look) -> None:
    sheet = paper(slip.specimen_pdf(known_contract(), DAY))
    tall = [box for letter, box in sheet.letters() if letter in "SPÉCIMEN" and box[3] - box[1] > 20]
    assert len(tall) == len("SPÉCIMEN")
    assert min(box[0] for box in tall) > 12 and max(box[2] for box in tall) < 198
    for told in ("00098765", "118402", "D-1234567-8", "Lyon Montrochet PIC", "69381A"):
        assert told in sheet.texts[0]


def test_a_specimen_has_no_unique_key(paper: Look) -> None:
    sheet = paper(slip.specimen_pdf(known_contract(), DAY))
    assert zxingcpp.read_barcodes(sheet.printed(300)) == []
    assert not re.search(r"69381A;00098765", sheet.texts[0])
    assert "aucune : spécimen" in sheet.texts[0]


def test_what_is_not_known_of_the_contract_is_left_to_write(paper: Look) -> None:
    text = paper(slip.specimen_pdf(contract(), DAY)).texts[0]
    assert "None" not in text
    assert "Nombre total de plis : 6" in text
    assert "Port payé, autorisation n° …" in text
