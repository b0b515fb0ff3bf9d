"""What keeps a merchant from recording a range, and an advisor until they have given a reason."""

from collections.abc import Sequence

from app.contracts.models import Contract
from app.language import gettext as _
from app.ranges.bounds import Bounds, Finding
from app.renewals import messages
from app.renewals.checks import FOREIGN, Checked, checked_of
from app.renewals.forms import RangeForm, ReasonedRangeForm
from app.renewals.models import Renewal


def are_there(
    findings: Sequence[Finding], checked: Checked | None, contract: Contract, bounds: Bounds | None
) -> bool:
    """Whether a number is doubtful, or its certificate somebody else's."""
    return bool(findings) or _foreign(checked, contract, bounds) is not None


def tell(form: RangeForm, checked: Checked | None, contract: Contract, bounds: Bounds) -> None:
    """Say what speaks against it, and who goes on how."""
    foreign = _foreign(checked, contract, bounds)
    named = foreign.troubles if foreign else ()
    said = [messages.sentence(one) for one in named if one.problem in FOREIGN]
    form.first.errors = [*form.first.errors, *said]
    if isinstance(form, ReasonedRangeForm):
        form.reason.errors = [_("Donnez ici le motif, pour confirmer malgré ce doute.")]
        return
    helped = _("Ce doute se lève avec La Poste ; votre conseiller peut alors enregistrer la plage.")
    form.first.errors = [*form.first.errors, helped]


def _foreign(checked: Checked | None, contract: Contract, bounds: Bounds | None) -> Checked | None:
    """The certificate, where it names another account; typed without it, it still counts."""
    if checked is None and bounds is not None:
        renewal = Renewal.open_of(contract)
        certificate = checked_of(renewal) if renewal else None
        checked = certificate if certificate and certificate.names(bounds) else None
    return checked if checked and checked.is_foreign else None
