"""Whether a certificate is this contract's, and whether its ranges may be recorded."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.contracts.models import Contract
from app.ranges.bounds import SMALLEST_LIKELY_SIZE, Bounds, about_size
from app.ranges.findings import Finding, FindingKind
from app.ranges.models import NumberRange
from app.renewals.certificate.parse import Certificate, FoundRange, read_certificate
from app.renewals.models import Renewal

# Nothing was seen that can be compared.
OF_NOTHING = frozenset({FindingKind.NO_NUMBER, FindingKind.NO_PRODUCT_CODE})


@dataclass(frozen=True, slots=True)
class Stated:
    """What a certificate says beside its numbers, as a person typed it; None where it says nothing."""

    count: int | None = None
    tracking_account: str | None = None
    coclico: str | None = None


@dataclass(frozen=True, slots=True)
class CheckedCertificate:
    """A certificate, with what speaks against it as one of this contract."""

    certificate: Certificate
    findings: tuple[Finding, ...]

    @property
    def is_clear(self) -> bool:
        """Whether there is a range, and everything agrees."""
        return bool(self.certificate.ranges) and not self.findings

    def names(self, bounds: Bounds) -> bool:
        """Whether one of its ranges shares a number with these bounds."""
        return any(
            found.product_code == bounds.product_code
            and found.first_serial <= bounds.last
            and bounds.first <= found.last_serial
            for found in self.certificate.ranges
        )

    def grants(self, bounds: Bounds) -> bool:
        """Whether one of its ranges has exactly these bounds."""
        wanted = (bounds.product_code, bounds.first, bounds.last)
        return any(
            (found.product_code, found.first_serial, found.last_serial) == wanted
            for found in self.certificate.ranges
        )

    @property
    def total(self) -> int:
        """How many numbers its ranges hold together."""
        return sum(found.count for found in self.certificate.ranges)

    def range_at(self, index: int) -> FoundRange | None:
        """One of its ranges, counted from 0; None beyond the last."""
        ranges = self.certificate.ranges
        return ranges[index] if 0 <= index < len(ranges) else None


def read_certificate_of(renewal: Renewal) -> CheckedCertificate | None:
    """Read and check the certificate of a renewal; None where it has no text."""
    if not renewal.certificate_text:
        return None
    return check(read_certificate(renewal.certificate_text), renewal.contract)


def check(certificate: Certificate, contract: Contract) -> CheckedCertificate:
    """Compare a certificate with the contract's numbers and with every known range."""
    findings = (*certificate.findings, *_about_contract(certificate, contract))
    return CheckedCertificate(certificate, (*findings, *_about_known(certificate, contract)))


def check_typed(stated: Stated, bounds: Bounds, contract: Contract) -> Iterator[Finding]:
    """Compare bounds typed from a certificate with what was typed beside them, and the contract."""
    if stated.count is not None and stated.count != bounds.size:
        yield Finding(FindingKind.COUNT, str(stated.count), str(bounds.size))
    yield from about_size(bounds.size, SMALLEST_LIKELY_SIZE)
    yield from _about_contract(stated, contract)


def _about_contract(said: Certificate | Stated, contract: Contract) -> Iterator[Finding]:
    account, coclico = said.tracking_account, said.coclico
    differing = [
        Finding(kind, said_here, own)
        for kind, said_here, own in (
            (FindingKind.OTHER_ACCOUNT, account, contract.tracking_account),
            (FindingKind.OTHER_COCLICO, coclico, contract.coclico),
        )
        if said_here and own and said_here != own
    ]
    yield from differing
    if len(differing) > 1:
        yield Finding(FindingKind.OTHER_HOLDER)


def _about_known(certificate: Certificate, contract: Contract) -> Iterator[Finding]:
    for found in certificate.ranges:
        known = NumberRange.meeting(found.bounds)
        if known and not known.is_same(contract, found.bounds):
            yield Finding(FindingKind.KNOWN_RANGE, found.first, line=found.line)


def recorded_ranges(checked: CheckedCertificate | None, contract: Contract) -> list[NumberRange]:
    """The contract's ranges that the certificate names, in its order."""
    found = checked.certificate.ranges if checked else ()
    return [known for one in found if (known := _known_range(one, contract))]


def next_to_record(checked: CheckedCertificate | None, contract: Contract) -> int | None:
    """The first range of the certificate that is not the contract's yet; None where none is left."""
    found = checked.certificate.ranges if checked else ()
    left = (n for n, one in enumerate(found) if not _known_range(one, contract))
    return next(left, None)


def _known_range(found: FoundRange, contract: Contract) -> NumberRange | None:
    known = NumberRange.meeting(found.bounds)
    return known if known and known.is_same(contract, found.bounds) else None
