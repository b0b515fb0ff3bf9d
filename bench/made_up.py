"""Labels and rows to measure with, each different."""

from datetime import date

from app.deposits.list_pages import SlipLine
from app.labels.printing import LabelFace
from app.ranges import tracking_number

DAY = date(2026, 11, 23)


def face(rank: int) -> LabelFace:
    """One of many labels, each different."""
    return LabelFace(
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
    """One of many rows of a slip."""
    return SlipLine(
        tracking_number.write("2L", 1_000 + rank),
        f"Amélie Lefèvre {rank}",
        "69002",
        120 + rank % 2_800,
        f"CMD-1-{rank:06d}",
    )
