"""The certificate that a new range is kept with: that of the renewal it comes from."""

from collections.abc import Iterable

from app.accounts.models import User
from app.ranges.bounds import Bounds
from app.ranges.certificates import RangeCertificate, certify
from app.ranges.models import NumberRange
from app.renewals.models import Renewal
from app.renewals.recording.target import RecordingTarget


def keep_certificate(
    opened: NumberRange,
    bounds: Bounds,
    target: RecordingTarget,
    renewals: Iterable[Renewal | None],
    *,
    by: User,
) -> None:
    """Give a range the certificate of the first of these renewals that is about it.

    A range that has one already keeps it.
    """
    about = (one for one in renewals if one and _is_about(one, bounds, target))
    source = next(about, None)
    if source and not RangeCertificate.of(opened):
        text = source.certificate_text or ""
        certify(opened, by=by, upload=source.certificate_upload, text=text)


def _is_about(renewal: Renewal, bounds: Bounds, target: RecordingTarget) -> bool:
    """Whether its certificate names the range; one that cannot be read, a person has judged."""
    checked = target.certificate_of(renewal)
    if checked is None or not checked.certificate.ranges:
        return renewal.has_certificate
    return checked.names(bounds)
