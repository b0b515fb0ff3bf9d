"""A range that somebody wants to record: for which contract, by which renewal, instead of what."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.contracts.models import Contract
from app.ranges.bounds import Bounds, Finding
from app.ranges.correcting import meeting_another
from app.ranges.models import Issuer, NumberRange
from app.renewals.checks import Checked, Stated, checked_of
from app.renewals.models import Renewal
from app.renewals.recording.objections import Doubts


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted, before any number was typed."""

    contract: Contract
    renewal: Renewal | None = None
    checked: Checked | None = None
    corrects: NumberRange | None = None

    @property
    def issuer(self) -> Issuer:
        """As the range before it, unless the person chooses another for this one."""
        if self.corrects:
            return Issuer(self.corrects.issuer)
        ranges = NumberRange.all_of(self.contract)
        return Issuer(ranges[-1].issuer) if ranges else Issuer.SILLAGE

    @property
    def is_typed_by_hand(self) -> bool:
        """Whether nothing could be read of the certificate that its page shows."""
        return self.renewal is not None and not (self.checked and self.checked.certificate.ranges)

    def in_the_way(self, bounds: Bounds) -> NumberRange | None:
        """A known range that these bounds would meet; the very same one is none."""
        if self.corrects:
            return meeting_another(self.corrects, bounds)
        known = NumberRange.meeting(bounds)
        return None if known and known.is_same(self.contract, bounds) else known

    def doubts(self, bounds: Bounds, findings: Sequence[Finding], stated: Stated) -> Doubts:
        """What speaks against these bounds."""
        return Doubts.about(
            bounds,
            findings,
            stated=stated,
            checked=self.checked or self._certificate_about(bounds),
            contract=self.contract,
        )

    def _certificate_about(self, bounds: Bounds) -> Checked | None:
        """The certificate that the open renewal has: typed without it, it still counts."""
        renewal = Renewal.open_of(self.contract)
        found = checked_of(renewal) if renewal else None
        return found if found and found.names(bounds) else None
