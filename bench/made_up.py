"""Made-up labels and slips to measure with."""

from datetime import date

from app.deposits.list_pages import SlipLine
from app.deposits.paper import SlipSheet
from app.deposits.sheet import grid_of
from app.labels.printing import LabelContent
from app.ranges import tracking_number

DAY = date(2026, 11, 23)


def face(rank: int) -> LabelContent:
    """Return a label that is different for each rank."""
    return LabelContent(
        recipient=(
            f"Amélie Lefèvre-Dubois {rank}",
            "RÉSIDENCE LES CÈDRES, ESCALIER C",
            f"{rank + 1} RUE DU FAUBOURG SAINT HONORE",
            "69002 LYON",
        ),
        sender=("Atelier Alma", "12 RUE DES LILAS", "69002 LYON"),
        franking=("PORT PAYÉ", "Contrat D-1234567-8"),
        product="LETTRE SUIVIE",
        tracking_number=tracking_number.write("2L", 1_000 + rank),
        reference=f"CMD-1-{rank:06d}",
        grams=120 + rank % 2_800,
        deposit_site="Lyon Montrochet PIC",
        deposit_date=DAY,
    )


def line(rank: int) -> SlipLine:
    """Return an item of a slip that is different for each rank."""
    return SlipLine(
        tracking_number.write("2L", 1_000 + rank),
        f"Amélie Lefèvre {rank}",
        "69002",
        120 + rank % 2_800,
        f"CMD-1-{rank:06d}",
    )


def slip(count: int) -> SlipSheet:
    """Return a slip of `count` items, with every place of its front filled in."""
    lines = [line(rank) for rank in range(count)]
    grid = grid_of(lines, DAY)
    return SlipSheet(
        company="Atelier Alma",
        address=("12 RUE DES LILAS", "69002 LYON"),
        phone="04 72 00 00 00",
        email="contact@alma.test",
        tracking_account="118402",
        contract_number="D-1234567-8",
        coclico="00098765",
        coclico_billing="00123456",
        site_name="Lyon Montrochet PIC",
        site_code="69381A",
        site_s3c_code="",
        deposit_date=DAY,
        number=42,
        description="Envois du lundi",
        franking_authorisation="D-1234567-8",
        **grid,
        items=lines,
        prices=dict.fromkeys(grid["counts"], 12345),
    )
