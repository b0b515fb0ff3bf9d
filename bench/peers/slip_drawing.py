"""The texts of a slip's front, which each library must draw, in mm from the top left."""

from collections.abc import Iterator

from app.deposits.front_grid import band_words
from app.deposits.paper import SlipSheet
from app.formats import amount, euros, number, short_day, unit_price

# Text, left end, baseline, size in points, whether bold.
Text = tuple[str, float, float, float, bool]

SECTIONS = (
    *(("Identification du contractant", 12, 33.4, 186), ("Dépôt", 12, 61.6, 186)),
    *(("Mode d’affranchissement", 12, 80.6, 120.67), ("Produit", 137.67, 80.6, 60.33)),
    *(("Montant", 12, 94.52, 186),),
)
CAPTIONS = (
    *(("Clé unique du dépôt", 155.2, 19.9), ("Société et adresse", 12, 42.43)),
    *(("Téléphone", 74, 42.43), ("Adresse électronique", 74, 49.27)),
    *(("N° de compte de suivi", 136, 42.43), ("N° de contrat", 136, 49.27)),
    *(("COCLICO contractant", 169.5, 42.43), ("COCLICO facturation", 169.5, 49.27)),
    *(("Site de dépôt", 12, 70.63), ("Code du site", 57.25, 70.63), ("Date", 82.37, 70.63)),
    *(("Heure", 107.5, 70.63), ("N° de dépôt", 132.63, 70.63)),
    *(("Libellé du dépôt", 157.75, 70.63),),
)
ANOMALIES = (
    *("Plis dans une mauvaise tranche de poids", "Écart entre quantités déclarées et constatées"),
    *("Plis de plus de 3 000 g", "Contrat non valide", "Site de dépôt non autorisé"),
    *("Dernier contenant non identifié", "Plusieurs prestations dans le dépôt"),
    *("Zones non séparées", "Tranches de poids non séparées", "Signalétique non conforme"),
    *("Règles de format non respectées", "Mention d’affranchissement ou de produit absente"),
)
CLOSING = ("Observations du client", "Observations de La Poste", "Timbre à date")
COLUMNS = ("Déclaré", "Constaté", "Prix unit.", "Montant")
DOTS = "………………"
GRID_TOP, ROW, BAND, CELL = 101.31, 5.8, 25.07, 13.404


def texts(sheet: SlipSheet, page_count: int) -> Iterator[Text]:
    """Yield every text except those of the grid's cells."""
    yield "Bordereau de dépôt", 12, 18.08, 20, True
    yield "Lettre Suivie – offre tracée en égrené", 12, 24.07, 10, False
    for words, left, baseline in CAPTIONS:
        yield words, left, baseline, 7, False
    for words, left, top, _width in SECTIONS:
        yield words, left, top + 4.53, 9, True
    yield from _values(sheet)
    yield f"☑ Port payé, autorisation n° {sheet.franking_authorisation}", 12, 90.18, 8.5, False
    yield f"☐ CE n° {DOTS}", 68.5, 90.18, 8.5, False
    yield f"☐ MA n° {DOTS}", 100, 90.18, 8.5, False
    yield "☑ Lettre Suivie", 137.67, 90.18, 8.5, False
    below = GRID_TOP + ROW * (4 + len(sheet.bands))
    yield from _sums(sheet, below)
    below += 10.7 + 3.75 * sum(1 for zone in sheet.zones if sheet.zone_total(zone))
    yield from _closing(below + 4.34)
    day = short_day(sheet.deposit_date)
    yield f"Bordereau de dépôt n° {sheet.padded_number} du {day}", 12, 287.48, 7.5, False
    yield f"page 1/{page_count}", 188, 287.48, 7.5, False


def cells(sheet: SlipSheet) -> Iterator[tuple[str, int, int]]:
    """Yield the right-aligned texts of the grid's cells: text, row and column."""
    for row, band in enumerate(sheet.bands):
        for place, zone in enumerate(sheet.zones):
            count, price = sheet.count(band, zone), sheet.amounts.price((band, zone))
            cost = sheet.amounts.amount((band, zone))
            yield number(count) if count else "–", row, 4 * place
            if price is not None and cost is not None:
                yield unit_price(price), row, 4 * place + 2
                yield amount(cost), row, 4 * place + 3
    for place, zone in enumerate(sheet.zones):
        cost = sheet.zone_amount(zone)
        yield number(sheet.zone_total(zone)), len(sheet.bands), 4 * place
        if cost is not None:
            yield amount(cost), len(sheet.bands), 4 * place + 3


def heads(sheet: SlipSheet) -> Iterator[Text]:
    """Yield the headings of the grid's columns and rows."""
    yield "Tranche de poids", 13.15, GRID_TOP + 6.74, 8.5, False
    for place, zone in enumerate(sheet.zones):
        left = 12 + BAND + 4 * CELL * place
        yield zone, left + 20, GRID_TOP + 3.84, 8.5, True
        for column, words in enumerate(COLUMNS):
            yield words, left + CELL * column + 2, GRID_TOP + 9.47, 7, False
    names = [*map(band_words, sheet.bands), "Total des plis", "Contenants"]
    for row, words in enumerate(names):
        yield words, 13.15, GRID_TOP + 15.44 + ROW * row, 8.5, words == "Total des plis"


def _values(sheet: SlipSheet) -> Iterator[Text]:
    yield sheet.printed_key, 130, 23.48, 8.5, True
    yield sheet.company, 12, 46.02, 8.5, True
    for place, line in enumerate(sheet.address, 1):
        yield line, 12, 46.02 + 3.75 * place, 8.5, False
    for words, left, baseline in (
        *((sheet.phone, 74, 46.02), (sheet.email, 74, 52.86)),
        *((sheet.tracking_account, 136, 46.02), (sheet.contract_number, 136, 52.86)),
        *((sheet.coclico, 169.5, 46.02), (sheet.coclico_billing, 169.5, 52.86)),
        *((sheet.site_name, 12, 74.22), (sheet.site_code, 57.25, 74.22)),
        *((short_day(sheet.deposit_date), 82.37, 74.22), (sheet.padded_number, 132.63, 74.22)),
        *((sheet.description, 157.75, 74.22),),
    ):
        yield words, left, baseline, 8.5, True


def _sums(sheet: SlipSheet, below: float) -> Iterator[Text]:
    total = sheet.amounts.total
    yield f"Nombre total de plis : {number(sheet.total)}", 110, below + 5.18, 10, False
    if total is not None:
        yield f"Montant total : {euros(total)}", 160, below + 5.18, 10, False
    below += 10.7
    yield "Remettre les plis triés par zone, puis par tranche de poids :", 12, below, 8.5, False
    for zone in sheet.zones:
        counts = [(band, sheet.count(band, zone)) for band in sheet.bands]
        told = [f"{band_words(band)} : {number(count)}" for band, count in counts if count]
        if told:
            below += 3.75
            yield f"{zone} – {' · '.join(told)}", 12, below, 8.5, False


def _closing(top: float) -> Iterator[Text]:
    yield "Anomalies constatées (cadre réservé à La Poste)", 12, top + 4.53, 9, True
    for place, words in enumerate(ANOMALIES):
        column, line = divmod(place, 4)
        yield f"☐ {words}", 12 + 63.67 * column, top + 9.15 + 3.8 * line, 7.5, False
    for place, words in enumerate(CLOSING):
        yield words, 13.85 + 63.33 * place, top + 29.2, 8, True
    for place, words in enumerate(("Visa du client", "Visa de La Poste")):
        yield words, 13.85 + 63.33 * place, top + 49.68, 8, False
