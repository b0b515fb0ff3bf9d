"""What a range is recorded for: a contract, perhaps by a renewal, perhaps instead of another range."""

from dataclasses import dataclass, field

from app.contracts.models import Contract
from app.ranges.bounds import Bounds
from app.ranges.correcting import meeting_another
from app.ranges.models import Issuer, NumberRange
from app.renewals.checks import CheckedCertificate, read_certificate_of
from app.renewals.models import Renewal


@dataclass(frozen=True)
class RecordingTarget:
    """Where a range is to be recorded, before any number was typed.

    It reads each certificate once, whoever asks: the page, the objections, the range that keeps it.
    """

    contract: Contract
    renewal: Renewal | None = None
    corrects: NumberRange | None = None
    _readings: dict[str, CheckedCertificate | None] = field(default_factory=dict, init=False)

    @property
    def certificate(self) -> CheckedCertificate | None:
        """The certificate of the renewal whose page this is; None where none can be read."""
        return self.certificate_of(self.renewal) if self.renewal else None

    def certificate_of(self, renewal: Renewal) -> CheckedCertificate | None:
        """The certificate of a renewal; read again only if another has taken its place."""
        text = renewal.certificate_text or ""
        if text not in self._readings:
            self._readings[text] = read_certificate_of(renewal)
        return self._readings[text]

    def certificate_about(self, bounds: Bounds) -> CheckedCertificate | None:
        """The certificate to compare bounds with.

        Where the page has none, that of the contract's open renewal if it names one of the numbers:
        numbers that are typed without it still have to agree with it.
        """
        if self.certificate:
            return self.certificate
        renewal = Renewal.open_of(self.contract)
        found = self.certificate_of(renewal) if renewal else None
        return found if found and found.names(bounds) else None

    @property
    def issuer(self) -> Issuer:
        """The issuer of the range before it, unless the person chooses another for this one."""
        if self.corrects:
            return Issuer(self.corrects.issuer)
        ranges = NumberRange.all_of(self.contract)
        return Issuer(ranges[-1].issuer) if ranges else Issuer.SILLAGE

    @property
    def is_typed_by_hand(self) -> bool:
        """Whether nothing could be read of the certificate that its page shows."""
        return self.renewal is not None and not (
            self.certificate and self.certificate.certificate.ranges
        )

    def overlapped(self, bounds: Bounds) -> NumberRange | None:
        """A known range that these bounds would overlap; the same range again is none."""
        if self.corrects:
            return meeting_another(self.corrects, bounds)
        known = NumberRange.meeting(bounds)
        return None if known and known.is_same(self.contract, bounds) else known
