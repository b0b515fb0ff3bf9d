"""Made-up values for the templates, from ordinary to extreme."""

from datetime import date
from random import Random

from app.deposits.list_pages import SlipLine
from app.deposits.paper import Band, SlipSheet
from app.labels.printing import LabelContent
from app.ranges import tracking_number

NAMES = (
    *("Zoé", "François-Xavier", "Maëlle", "Gwenaëlle", "L’Hénoret", "Ångel", "Łukasz", "Œhler"),
    *("Nguyễn", "de La Rochefoucauld–Montmorency", "Ÿ", "Ștefan", "(SARL) « Les Cèdres »", "A\\B"),
)
STREETS = ("RUE DE L EGLISE", "BD DU MARECHAL-FOCH", "ALLEE DES CHATAIGNIERS PROLONGEE", "LE BOURG")
TOWNS = ("69002 LYON", "80190 Y", "14140 EPE", "97133 SAINT BARTHELEMY", "01350 BEON")
MORE = ("", "", "RESIDENCE LES JARDINS DE LA BAISE", "BP 40123 – ŒUVRE", "W" * 38)
REFERENCES = ("", "CMD-2026-004512", "N° 7/é – (urgent)", "W" * 40, "i")


def face(rank: int) -> LabelContent:
    """Return one of many labels: long names, accents, no second line, short towns."""
    chance = Random(rank)
    lines = (
        f"{chance.choice(NAMES)} {chance.choice(NAMES)}"[:38],
        chance.choice(MORE),
        chance.choice(MORE),
        f"{chance.randint(1, 240)} {chance.choice(STREETS)}",
        chance.choice(TOWNS),
    )
    return LabelContent(
        recipient=tuple(line for line in lines if line),
        sender=("Librairie de l’Œuvre", "14 RUE DES FRERES LUMIERE", chance.choice(TOWNS)),
        franking=("PORT PAYÉ", "Contrat D-1234567-8", "La Poste")[: chance.randint(1, 3)],
        product="LETTRE SUIVIE",
        tracking_number=tracking_number.write("2L", chance.randrange(10**9)),
        reference=chance.choice(REFERENCES),
        grams=chance.randint(1, 3_000),
        deposit_site=chance.choice(("Lyon Guillotière (693850)", "Ÿ", "W" * 30)),
        deposit_date=date(2026, 11, chance.randint(1, 30)),
        bar_height_mm=chance.choice((8, 12, 15, 27)),
    )


def line(rank: int) -> SlipLine:
    """Return one of many items of a slip."""
    one = face(rank)
    return SlipLine(
        one.tracking_number, one.recipient[0], one.recipient[-1][:5], one.grams, one.reference
    )


COMPANIES = (
    "Librairie de l’Œuvre",
    "W" * 76,
    "Société des transports et messageries du Grand-Ouest",
)
EMAILS = (
    "",
    "zoé@alma.test",
    "service.des.expeditions@manufacture-de-l-ouest.test",
    "m" * 248 + "@a.bc",
)
SITES = ("Lyon Guillotière", "Ÿ", "Plateforme industrielle de Villeneuve-la-Garenne", "W" * 60)
BANDS: tuple[Band, ...] = ((0, 20), (21, 50), (51, 100), (101, 250), (251, 500), (501, 3000))
ZONES = ("Métropole", "OM 1", "OM 2")


def slip(rank: int) -> SlipSheet:
    """Return one of many slips: with unknown, short and long values, with and without prices."""
    chance = Random(rank)
    cells = [(band, zone) for band in BANDS for zone in ZONES]
    counts = {
        cell: chance.choice((1, 45, 5_000, 99_999)) for cell in cells if chance.random() < 0.7
    }
    priced = chance.random() < 0.6
    return SlipSheet(
        company=chance.choice(COMPANIES),
        address=face(rank).sender[1:] + (chance.choice(STREETS),) * chance.randint(0, 2),
        phone=chance.choice(("", "04 72 00 00 00")),
        email=chance.choice(EMAILS),
        tracking_account=chance.choice(("", "118402")),
        contract_number=chance.choice(("", "D-1234567-8", "W" * 20)),
        coclico=chance.choice(("", "00098765")),
        coclico_billing=chance.choice(("00098765", "00123456")),
        site_name=chance.choice(SITES),
        site_code=chance.choice(("", "69381A", "ABCDEFGHIJ")),
        site_s3c_code="",
        deposit_date=date(2026, 11, chance.randint(1, 30)),
        number=chance.randint(1, 999_999),
        description=chance.choice(("", "Envois du lundi", "W" * 60)),
        franking_authorisation=chance.choice(("", "D-1234567-8", "W" * 20)),
        bands=BANDS,
        zones=ZONES,
        counts=counts,
        items=(),
        prices={cell: chance.randint(1, 99_9999) for cell in cells} if priced else {},
    )
