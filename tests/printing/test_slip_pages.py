import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import zxingcpp

from app.deposits.front_grid import MONEY
from app.deposits.list_pages import ROWS_A_PAGE, SlipLine, list_pages
from app.deposits.paper import Band, SlipSheet
from app.deposits.printing import CountsDisagree, slip_pdf
from app.deposits.unit_price import HIGHEST
from app.printing import compiling, full_layout
from app.printing.text_fit import TextDoesNotFit

Look = Callable[[bytes], Any]

BANDS: tuple[Band, ...] = (
    (0, 20),
    (21, 50),
    (51, 100),
    (101, 250),
    (251, 500),
    (501, 1000),
    (1001, 2000),
    (2001, 3000),
)
LARGEST_SLIP = 5_000
ZONES = ("Métropole", "OM 1", "OM 2")
WIDEST = SlipLine("2L99999999994", "W" * 38, "97133", 3000, "W" * 40)


def items(count: int) -> list[SlipLine]:
    """Items of every band, highest number first; the first is the widest there can be."""
    weights = [upper for _, upper in BANDS]
    lines = [
        SlipLine(f"2L{rank:010d}4", "Zoé Lefèvre", "69008", weights[rank % 8], f"CMD-{rank}")
        for rank in range(count - 1)
    ]
    return [WIDEST, *reversed(lines)]


def sheet_of(lines: list[SlipLine]) -> SlipSheet:
    counts = Counter(
        (next(band for band in BANDS if band[0] <= line.grams <= band[1]), ZONES[rank % 2])
        for rank, line in enumerate(lines)
    )
    return SlipSheet(
        company="Librairie de l’Œuvre",
        address=("14 RUE DES FRERES LUMIERE", "69008 LYON"),
        phone="04 72 00 00 00",
        email="contact@librairie.test",
        tracking_account="123456",
        contract_number="D-1234567-8",
        coclico="00123456",
        coclico_billing="00987654",
        site_name="Lyon Guillotière",
        site_code="693850",
        site_s3c_code="S3C001",
        deposit_date=date(2026, 11, 23),
        number=42,
        description="Envois du lundi",
        franking_authorisation="D-7654321-8",
        bands=BANDS,
        zones=ZONES,
        counts=counts,
        items=lines,
    )


SHEET = sheet_of(items(60))


@pytest.fixture(scope="module")
def slip(french_documents: object, paper: Look) -> Any:
    """The slip of `SHEET`, rendered once for this file."""
    return paper(slip_pdf(SHEET))


def test_a_form_and_its_list_on_a4(slip: Any) -> None:
    assert slip.sizes_mm == [(210, 297)] * 3
    assert [f"page {n}/3" in text for n, text in enumerate(slip.texts, 1)] == [True] * 3
    title = slip.reader.metadata.title
    assert title == "Bordereau de dépôt n° 000042 du 23/11/2026"


def test_the_form_carries_every_field(slip: Any) -> None:
    form = slip.texts[0]
    fields = (
        SHEET.company,
        *SHEET.address,
        SHEET.phone,
        SHEET.email,
        SHEET.tracking_account,
        SHEET.contract_number,
        SHEET.coclico,
        SHEET.coclico_billing,
        SHEET.site_name,
        SHEET.site_code,
        "23/11/2026",
        "000042",
        SHEET.description,
        "☑ Port payé, autorisation n° D-7654321-8",
        "☐ CE n°",
        "☐ MA n°",
        "☑ Lettre Suivie",
        *ZONES,
        "Observations du client",
        "Observations de La Poste",
        "Visa du client",
        "Visa de La Poste",
        "Timbre à date",
        "Nombre total de plis : 60",
    )
    assert [field for field in fields if field not in form] == []


def test_the_sections_stand_in_the_order_of_la_poste(slip: Any) -> None:
    sections = ("Identification", "Dépôt", "Mode d’", "Montant", "Anomalies", "Observations")
    places = [re.search(rf"(?<!\w){section}", slip.texts[0][60:]) for section in sections]
    starts = [place.start() for place in places if place]
    assert len(starts) == len(sections)
    assert starts == sorted(starts)


def test_each_row_of_the_grid_declares_its_counts(slip: Any) -> None:
    for lower, upper in BANDS:
        words = f"{lower:,} à {upper:,} g".replace(",", " ")
        cells = [SHEET.count((lower, upper), zone) or "–" for zone in ZONES]
        assert f"{words} {' '.join(map(str, cells))}" in slip.texts[0]
    totals = [SHEET.zone_total(zone) for zone in ZONES]
    assert f"Total des plis {' '.join(map(str, totals))}" in slip.texts[0]
    assert sum(totals) == SHEET.total == 60


def test_the_advice_counts_what_to_sort(slip: Any) -> None:
    advice = slip.texts[0].split("Remettre les plis triés par zone")[1].split("Anomalies")[0]
    assert f"OM 1 – 0 à 20 g : {SHEET.count((0, 20), 'OM 1')} · 51 à 100 g" in advice
    assert "OM 2" not in advice


@pytest.mark.parametrize(
    ("known", "key"),
    [
        ({}, "S3C001;00987654;2026000042"),
        ({"site_s3c_code": ""}, "693850;00987654;2026000042"),
        ({"coclico_billing": ""}, "S3C001;00123456;2026000042"),
        ({"coclico_billing": "", "coclico": ""}, ""),
        ({"site_s3c_code": "", "site_code": ""}, ""),
    ],
)
def test_the_unique_key(known: dict[str, str], key: str) -> None:
    assert replace(SHEET, **known).unique_key == key  # type: ignore[arg-type]


@pytest.mark.parametrize("dpi", [203, 300])
def test_the_unique_key_stands_as_text_and_as_data_matrix(slip: Any, dpi: int) -> None:
    (read,) = zxingcpp.read_barcodes(slip.printed(dpi))
    assert (read.text, read.format) == (SHEET.unique_key, zxingcpp.BarcodeFormat.DataMatrix)
    assert SHEET.unique_key in slip.texts[0]


def test_the_list_ascends_and_loses_nothing(slip: Any) -> None:
    text = " ".join(slip.texts[1:])
    numbers = re.findall(r"2L \d{3} \d{3} \d{4} \d", text)
    assert numbers == sorted(numbers)
    assert len(numbers) == 60
    assert {number.replace(" ", "") for number in numbers} == {
        line.tracking_number for line in SHEET.items
    }
    assert "2L 000 000 0007 4 Zoé Lefèvre 69008 3 000 CMD-7" in text
    assert f"{WIDEST.recipient} 97133 3 000 {WIDEST.reference}" in text


def test_the_page_totals_add_up_to_the_grand_total(slip: Any) -> None:
    def read(words: str, text: str) -> list[tuple[int, int]]:
        found = re.findall(rf"{words} : ([\d ]+) plis? Poids : ([\d ]+) g", text)
        return [(int(n.replace(" ", "")), int(g.replace(" ", ""))) for n, g in found]

    pages = [read("Total de la page", text) for text in slip.texts[1:]]
    assert [len(totals) for totals in pages] == [1, 1]
    counts, weights = zip(*(totals[0] for totals in pages), strict=True)
    assert counts == (ROWS_A_PAGE, 60 - ROWS_A_PAGE)
    (grand,) = read("Total général", " ".join(slip.texts))
    assert grand == (sum(counts), sum(weights))
    assert grand == (60, sum(line.grams for line in SHEET.items))


@pytest.mark.parametrize("page", range(3))
def test_no_letter_leaves_the_margins(slip: Any, page: int) -> None:
    left, bottom, right, top = slip.edges_mm(page)
    assert left >= 11.9 and right <= 198.1
    assert bottom >= 5 and top <= 286


def test_no_cell_of_the_list_runs_into_the_next(slip: Any) -> None:
    """The widest recipient and reference stand in the last row, measured by their W's."""
    wide = [box for letter, box in slip.letters(2) if letter == "W"]
    recipient, reference = wide[:38], wide[38:]
    assert len(reference) == 40
    assert max(box[2] for box in recipient) <= 12 + 10 + 33 + 58
    assert min(box[0] for box in reference) >= 12 + 10 + 33 + 58 + 18 + 18


@pytest.mark.parametrize("count", [1, ROWS_A_PAGE])
def test_pages_of_the_list_break_at_their_edges(count: int, paper: Look) -> None:
    slip = paper(slip_pdf(sheet_of(items(count))))
    expected = 1 + (count + ROWS_A_PAGE - 1) // ROWS_A_PAGE
    assert len(slip.texts) == expected
    assert f"Total général : {count} {'plis' if count > 1 else 'pli'}" in slip.texts[-1]


def test_a_form_with_everything_long_stays_on_its_page(paper: Look) -> None:
    counts = {(band, zone): 99999 for band in BANDS for zone in ZONES}
    long = replace(
        SHEET,
        company="W" * 38,
        address=("W" * 38,) * 6,
        email="m" * 40 + "@" + "m" * 20 + ".test",
        site_name="W" * 40,
        description="W" * 40,
        counts=counts,
        items=(),
    )
    slip = paper(slip_pdf(long))
    assert len(slip.texts) == 1
    left, bottom, right, top = slip.edges_mm()
    assert left >= 11.9 and right <= 198.1
    assert bottom >= 5 and top <= 286
    assert "Timbre à date" in slip.texts[0]


def test_the_widest_amounts_stay_in_their_cells(paper: Look) -> None:
    """The largest slip at the highest price: nothing wraps, nothing runs into the next cell."""
    counts = {(band, zone): LARGEST_SLIP for band in BANDS for zone in ZONES}
    prices = dict.fromkeys(counts, HIGHEST)
    slip = paper(slip_pdf(replace(SHEET, counts=counts, prices=prices, items=())))
    front = slip.texts[0].replace("\u202f", " ")
    row = "5 000 99,9999 499 999,50"
    assert f"2 001 à 3 000 g {row} {row} {row}" in front
    assert "Total des plis 40 000 3 999 996,00 40 000" in front
    assert "Montant total : 11 999 988,00 €" in front
    left, bottom, right, top = slip.edges_mm()
    assert left >= 11.9 and right <= 198.1
    assert bottom >= 5 and top <= 286
    text, boxes = "".join(letter for letter, _ in slip.letters(0)), slip.letters(0)
    starts = [found.start() for found in re.finditer("99,9999", text)]
    assert len(starts) == 24
    for start in starts[:3]:
        width = boxes[start + 6][1][2] - boxes[start][1][0]
        assert width <= MONEY.width_mm


def test_what_is_not_known_yet_leaves_room_to_write(paper: Look) -> None:
    unknown = {"phone": "", "email": "", "tracking_account": "", "site_code": "", "coclico": ""}
    bare = replace(SHEET, coclico_billing="", site_s3c_code="", items=(), **unknown)  # type: ignore[arg-type]
    form = paper(slip_pdf(bare))
    assert "à compléter : code du site, COCLICO" in form.texts[0]
    assert zxingcpp.read_barcodes(form.printed(203)) == []


def test_the_same_slip_gives_the_same_sound_bytes(slip: Any) -> None:
    assert slip_pdf(SHEET) == slip.pdf
    slip.assert_sound()


def test_a_slip_is_stamped_without_laying_out_anything(
    monkeypatch: pytest.MonkeyPatch, paper: Look
) -> None:
    slip_pdf(SHEET)
    for module in (compiling, full_layout):
        monkeypatch.setattr(module, "lay_out", None)
    other = replace(SHEET, company="Atelier Alma", number=43, email="zoe@alma.test")
    slip = paper(slip_pdf(other))
    assert "Atelier Alma" in slip.texts[0] and "000043" in slip.texts[0]


def test_a_name_in_other_letters_is_laid_out_on_its_page_alone(paper: Look) -> None:
    slip = paper(slip_pdf(replace(SHEET, company="Ωмега")))
    assert "Ωмега" in slip.texts[0] and "Total des plis 30" in slip.texts[0]
    slip.assert_sound()


def test_a_legal_name_takes_two_lines_and_a_long_address_the_rest(paper: Look) -> None:
    name = "Société par actions simplifiée des transports"
    slip = paper(slip_pdf(replace(SHEET, company=name, items=())))
    assert name in slip.texts[0] and " ".join(SHEET.address) in slip.texts[0]
    letters = slip.letters()
    start = "".join(letter for letter, _ in letters).index("Sociétéparactions")
    box = letters[start][1]
    assert box[3] - box[1] > 1.8, "capitals of 8.5 points are 2 mm high"


def test_a_grid_that_counts_otherwise_than_its_list_is_refused() -> None:
    with pytest.raises(CountsDisagree, match="counts 60 items, the list holds 59"):
        slip_pdf(replace(SHEET, items=SHEET.items[1:]))


def test_a_recipient_beyond_all_measure_names_its_slot() -> None:
    endless = replace(WIDEST, recipient="W" * 99)
    with pytest.raises(TextDoesNotFit, match="recipient"):
        slip_pdf(sheet_of([endless]))


def test_pages_of_the_list_keep_rank_and_order() -> None:
    pages = list_pages(items(ROWS_A_PAGE + 5))
    assert [(page.first_rank, len(page.lines)) for page in pages] == [(1, ROWS_A_PAGE), (46, 5)]
    assert pages[-1].lines[-1] == WIDEST
    assert list_pages([]) == []
