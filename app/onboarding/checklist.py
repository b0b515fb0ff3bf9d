"""What an advisor looks at before activating, as data."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import LazyString

from app.language import lazy_gettext as _
from app.onboarding.journey import Journey
from app.ranges.models import NumberRange
from app.ranges.tracking_number import in_groups


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to have: what it is, whether it is there, its value."""

    title: LazyString
    value: Callable[[Journey], str | None]
    # Without it the contract cannot be activated.
    needed: bool = True


def _plan(journey: Journey) -> str | None:
    return journey.plan.plan.name if journey.plan.plan else None


def _site(journey: Journey) -> str | None:
    return journey.contract.site.name if journey.contract.site else None


def _site_code(journey: Journey) -> str | None:
    return journey.contract.site.code if journey.contract.site else None


def _first_range(journey: Journey) -> str | None:
    ranges = NumberRange.of(journey.contract) if journey.contract.id else []
    bounds = [(r.first_number, r.last_number) for r in ranges[:1]]
    return next((f"{in_groups(first)} – {in_groups(last)}" for first, last in bounds), None)


CHECKLIST = (
    Item(_("Abonnement confirmé"), _plan),
    Item(_("N° COCLICO"), lambda journey: journey.contract.coclico),
    Item(_("Numéro de contrat"), lambda journey: journey.contract.contract_number),
    Item(_("Compte de suivi"), lambda journey: journey.contract.tracking_account),
    Item(_("Site de dépôt"), _site),
    Item(_("Code du site de dépôt"), _site_code, needed=False),
    Item(_("Adresse de l'expéditeur"), lambda journey: ", ".join(journey.contract.sender_lines)),
    Item(_("Première plage de numéros"), _first_range),
)
