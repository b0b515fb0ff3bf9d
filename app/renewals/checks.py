"""Whether a certificate is this contract's, and whether its range may be recorded."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.contracts.models import Contract
from app.ranges.bounds import Bounds, Finding, read_bounds
from app.ranges.models import NumberRange
from app.renewals.certificate import Certificate, FoundRange, Problem, Trouble

# The certificate is somebody else's: only an advisor may take it all the same, with a reason.
FOREIGN = frozenset({Problem.OTHER_ACCOUNT, Problem.OTHER_COCLICO})


@dataclass(frozen=True, slots=True)
class Checked:
    """A certificate beside the contract it was given for."""

    certificate: Certificate
    troubles: tuple[Trouble, ...]

    @property
    def is_clear(self) -> bool:
        """Whether everything agrees."""
        return bool(self.certificate.ranges) and not self.troubles

    @property
    def is_foreign(self) -> bool:
        """Whether it names another account or another customer number."""
        return any(trouble.problem in FOREIGN for trouble in self.troubles)

    @property
    def total(self) -> int:
        """How many numbers it brings."""
        return sum(found.count for found in self.certificate.ranges)

    def found(self, index: int) -> FoundRange | None:
        """One of its ranges, from 0."""
        ranges = self.certificate.ranges
        return ranges[index] if 0 <= index < len(ranges) else None


def check(certificate: Certificate, contract: Contract) -> Checked:
    """Compare with the contract's numbers and with every known range."""
    troubles = (*certificate.troubles, *_about_contract(certificate, contract))
    return Checked(certificate, (*troubles, *_about_known(certificate, contract)))


def _about_contract(certificate: Certificate, contract: Contract) -> Iterator[Trouble]:
    account, coclico = certificate.tracking_account, certificate.coclico
    if account and contract.tracking_account and account != contract.tracking_account:
        yield Trouble(Problem.OTHER_ACCOUNT, account, contract.tracking_account)
    if coclico and contract.coclico and coclico != contract.coclico:
        yield Trouble(Problem.OTHER_COCLICO, coclico, contract.coclico)


def _about_known(certificate: Certificate, contract: Contract) -> Iterator[Trouble]:
    for found in certificate.ranges:
        bounds = bounds_of(found)
        known = NumberRange.meeting(bounds) if bounds else None
        if known and bounds and not known.is_same(contract, bounds):
            yield Trouble(Problem.KNOWN_RANGE, found.first, line=found.line)


def bounds_of(found: FoundRange) -> Bounds | None:
    """The bounds of a range that was found; None where they make no sense."""
    bounds, _findings = read_bounds(found.first, found.last, found.first)
    return bounds


def needs_reason(findings: list[Finding], checked: Checked | None) -> bool:
    """Whether only an advisor may go on, in writing."""
    return bool(findings) or (checked is not None and checked.is_foreign)
