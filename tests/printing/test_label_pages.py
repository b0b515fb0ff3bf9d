import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

import pytest
import zxingcpp
from flask_babel import force_locale

from app.labels.printing import LabelContent, labels_pdf
from app.printing.text_fit import TextDoesNotFit

Look = Callable[[bytes], Any]

NUMBER = "2L00000100014"
FACE = LabelContent(
    recipient=("Camille Lefèvre", "8 RUE DE L EGLISE", "33000 BORDEAUX"),
    sender=("Librairie de l’Œuvre", "14 RUE DES FRERES LUMIERE", "69008 LYON"),
    franking=("PORT PAYÉ", "Contrat D-1234567-8"),
    product="LETTRE SUIVIE",
    tracking_number=NUMBER,
    reference="CMD-2026-004512",
    grams=1250,
    deposit_site="Lyon Guillotière (693850)",
    deposit_date=date(2026, 11, 23),
)
WIDEST = replace(
    FACE,
    recipient=("W" * 38,) * 6,
    sender=("W" * 38,) * 6,
    franking=("PORT PAYÉ", "La Poste", "Autorisation 1234567", "D-1234567-8"),
    reference="W" * 40,
    deposit_site="W" * 30,
)
LONG = replace(
    FACE,
    recipient=(
        "MADAME ANNE-CHARLOTTE DE ROCHEFOUCAULD",
        "APPARTEMENT 12 ÉTAGE 3 PORTE GAUCHE",
        "RÉSIDENCE LES JARDINS DE LA BAÏSE",
        "128 AVENUE DU GÉNÉRAL DE GAULLE",
        "BP 90132 L’ŒUVRE – « Ÿ »",
        "97133 SAINT BARTHÉLEMY",
    ),
    reference="",
)
FACES = (FACE, WIDEST, LONG, replace(FACE, recipient=("M" * 38,) * 6, reference=""))

# Where things stand on the page, in millimetres: bars, and the quiet zones on either side.
BARS_LEFT, BARS_WIDTH, BARS_TOP, BARS_HEIGHT, QUIET = 24.875, 50.25, 96, 15, 3.75


@pytest.fixture(scope="module")
def sheet(french_documents: object, paper: Look) -> Any:
    """The labels of `FACES`, rendered once for this file."""
    return paper(labels_pdf(FACES, "Étiquettes"))


def strip(sheet: Any, dpi: float, left: float, right: float) -> Any:
    """The height of the bars, from `left` to `right` in mm."""
    inside = 0.3
    bottom = 150 - BARS_TOP - BARS_HEIGHT + inside
    return sheet.printed(dpi, crop=(left, bottom, 100 - right, BARS_TOP + inside))


def test_each_label_has_its_page_of_100_by_150_mm(sheet: Any) -> None:
    assert sheet.sizes_mm == [(100, 150)] * len(FACES)


def test_a_label_carries_every_field(sheet: Any) -> None:
    fields = (
        *FACE.recipient,
        *FACE.sender,
        *FACE.franking,
        FACE.product,
        "2L 000 001 0001 4",
        FACE.reference,
        "1,25 kg",
        FACE.deposit_site,
        "23/11/2026",
    )
    assert [field for field in fields if field not in sheet.texts[0]] == []


def test_accents_survive_and_an_absent_reference_leaves_no_caption(sheet: Any) -> None:
    assert [line for line in LONG.recipient if line not in sheet.texts[2]] == []
    assert "Référence" in sheet.texts[0]
    assert "Référence" not in sheet.texts[2]


@pytest.mark.parametrize("page", range(len(FACES)))
def test_no_letter_leaves_its_place(sheet: Any, page: int) -> None:
    left, bottom, right, top = sheet.edges_mm(page)
    assert left >= 6 and right <= 94
    assert bottom >= 5 and top <= 145
    sender = [box for _, box in sheet.letters(page) if 150 - box[3] < 36 and box[0] < 59]
    assert max(box[2] for box in sender) <= 59.1


def test_the_recipient_is_the_largest_text(sheet: Any) -> None:
    def height(first: str, above: float, below: float) -> float:
        heights: list[float] = [
            box[3] - box[1]
            for letter, box in sheet.letters()
            if letter == first and above < 150 - box[3] < below
        ]
        return max(heights)

    recipient = height("L", 45, 91)
    assert recipient > 1.5 * height("L", 6, 22)
    assert recipient > height("L", 111, 121)


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("page", range(len(FACES)))
def test_the_bars_read_back_from_black_dots(sheet: Any, dpi: int, page: int) -> None:
    (read,) = zxingcpp.read_barcodes(sheet.printed(dpi, page))
    assert (read.text, read.format) == (NUMBER, zxingcpp.BarcodeFormat.Code128)


def test_the_bars_are_134_modules_of_exactly_0_375_mm(sheet: Any) -> None:
    dots_a_module = 30
    dpi = dots_a_module / 0.375 * 25.4
    picture = strip(sheet, dpi, BARS_LEFT - 1, BARS_LEFT + BARS_WIDTH + 1)
    row = picture.crop((0, 100, picture.width, 101)).tobytes()
    bars = [len(list(run)) for _, run in groupby(row)][1:-1]
    assert all(min(bar % dots_a_module, -bar % dots_a_module) <= 1 for bar in bars)
    assert sum(round(bar / dots_a_module) for bar in bars) == 134
    assert sum(bars) == pytest.approx(134 * dots_a_module, abs=1)


@pytest.mark.parametrize("dpi", [203, 300])
def test_the_quiet_zones_are_white(sheet: Any, dpi: int) -> None:
    dot = 25.4 / dpi
    right = BARS_LEFT + BARS_WIDTH
    for zone in ((BARS_LEFT - QUIET, BARS_LEFT - dot), (right + dot, right + QUIET)):
        assert strip(sheet, dpi, *zone).getextrema() == (255, 255)


def test_the_bars_are_one_vector_path_15_mm_high(sheet: Any) -> None:
    page = sheet.reader.pages[0]
    assert list(page.images) == []
    paths = re.findall(rb"(?:[\d. -]+ re\s)+f", page.get_contents().get_data())
    assert [path.count(b"re\n") for path in paths] == [37]
    inside = sheet.printed(203, crop=(BARS_LEFT, 38, 100 - BARS_LEFT - 0.4, 95))
    column = inside.crop((1, 0, 2, inside.height)).tobytes()
    assert column.count(0) * 25.4 / 203 == pytest.approx(15, abs=0.15)


def test_the_same_labels_give_the_same_sound_bytes(sheet: Any) -> None:
    assert labels_pdf(FACES, "Étiquettes") == sheet.pdf
    sheet.assert_sound()
    assert sheet.reader.metadata.title == "Étiquettes"


def test_a_label_is_french_in_any_language(sheet: Any) -> None:
    with force_locale("en"):
        assert labels_pdf(FACES, "Étiquettes") == sheet.pdf


def test_a_label_is_text_never_markup(paper: Look) -> None:
    hostile = replace(FACE, reference="<b>&amp;</b>{{ 7 }}")
    assert hostile.reference in paper(labels_pdf([hostile], "x")).texts[0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("recipient", ("W" * 99,)),
        ("recipient", ("ligne",) * 20),
        ("sender", ("W" * 99,)),
        ("franking", ("W" * 40,)),
        ("reference", "W" * 99),
        ("deposit_site", "W" * 99),
    ],
)
def test_a_text_too_long_names_its_slot(field: str, value: Any) -> None:
    with pytest.raises(TextDoesNotFit) as refused:
        labels_pdf([replace(FACE, **{field: value})], "x")
    assert refused.value.slot == field.replace("_", "-")


def test_no_label_is_no_document() -> None:
    with pytest.raises(ValueError, match="no page"):
        labels_pdf([], "x")
