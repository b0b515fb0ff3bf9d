"""A certificate of a range that was recorded before the renewal: the wrong paper, not its end."""

from app.formats import number
from app.language import gettext as _
from app.language import ngettext
from app.ranges.models import NumberRange
from app.ranges.reserve import Reserve
from app.renewals.checks import CheckedCertificate, next_to_record, recorded_ranges
from app.renewals.models import Renewal


def old_range_of(checked: CheckedCertificate | None, renewal: Renewal) -> NumberRange | None:
    """The last range of a certificate that names older ones only; None where it names another."""
    if not renewal.is_open or next_to_record(checked, renewal.contract) is not None:
        return None
    known = recorded_ranges(checked, renewal.contract)
    return known[-1] if known and all(is_older(one, renewal) for one in known) else None


def is_older(known: NumberRange, renewal: Renewal) -> bool:
    """Whether a range was recorded before the renewal began, so that it cannot be its fruit."""
    return known.opened_at < renewal.started_at


def sentence_about(known: NumberRange) -> str:
    """Which of the ranges it is, and what to look for."""
    lefts = Reserve.of(known.contract).lefts
    left = lefts.get(known.id, 0)
    in_use = next((one for one, many in lefts.items() if many), None)
    if not left:
        return _("C'est une plage épuisée : cherchez le nouveau certificat.")
    if in_use != known.id:
        return _("C'est une plage déjà enregistrée : cherchez le nouveau certificat.")
    return ngettext(
        "C'est la plage en cours (il reste %(left)s numéro) : cherchez le nouveau certificat.",
        "C'est la plage en cours (il reste %(left)s numéros) : cherchez le nouveau certificat.",
        left,
        left=number(left),
    )
