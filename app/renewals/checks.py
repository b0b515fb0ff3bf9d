"""Whether a certificate is this contract's, and whether its range may be recorded."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.contracts.models import Contract
from app.ranges.bounds import Bounds, read_bounds
from app.ranges.models import NumberRange
from app.renewals.certificate.parse import (
    Certificate,
    FoundRange,
    Problem,
    Trouble,
    read_certificate,
)
from app.renewals.models import Renewal

# Something like a number was seen.
OF_NUMBERS = frozenset(
    {
        Problem.MALFORMED,
        Problem.ONE_BOUND,
        Problem.UNPAIRED,
        Problem.WRONG_KEY,
        Problem.DISORDER,
        Problem.OTHER_PRODUCT,
    }
)
# Nothing was seen that can be compared.
OF_NOTHING = frozenset({Problem.NO_NUMBER, Problem.NO_PRODUCT_CODE})


@dataclass(frozen=True, slots=True)
class Stated:
    """What a certificate says beside its numbers, as somebody typed it; None where it does not."""

    count: int | None = None
    tracking_account: str | None = None
    coclico: str | None = None


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
    def names_numbers(self) -> bool:
        """Whether something in it looks like a tracking number, be it alone or broken."""
        return any(trouble.problem in OF_NUMBERS for trouble in self.troubles)

    def names(self, bounds: Bounds) -> bool:
        """Whether one of its ranges shares a number with these bounds."""
        return any(
            found.product_code == bounds.product_code
            and found.first_serial <= bounds.last
            and bounds.first <= found.last_serial
            for found in self.certificate.ranges
        )

    def gives(self, bounds: Bounds) -> bool:
        """Whether one of its ranges is this very one."""
        wanted = (bounds.product_code, bounds.first, bounds.last)
        return any(
            (found.product_code, found.first_serial, found.last_serial) == wanted
            for found in self.certificate.ranges
        )

    @property
    def total(self) -> int:
        """How many numbers it brings."""
        return sum(found.count for found in self.certificate.ranges)

    def found(self, index: int) -> FoundRange | None:
        """One of its ranges, from 0."""
        ranges = self.certificate.ranges
        return ranges[index] if 0 <= index < len(ranges) else None


def checked_of(renewal: Renewal) -> Checked | None:
    """The certificate of a renewal, read and checked; None where there is none yet."""
    if not renewal.certificate_text:
        return None
    return check(read_certificate(renewal.certificate_text), renewal.contract)


def check(certificate: Certificate, contract: Contract) -> Checked:
    """Compare with the contract's numbers and with every known range."""
    troubles = (*certificate.troubles, *_about_contract(certificate, contract))
    return Checked(certificate, (*troubles, *_about_known(certificate, contract)))


def check_typed(stated: Stated, bounds: Bounds, contract: Contract) -> Iterator[Trouble]:
    """The same of a certificate that a person read: the reader sees what nobody could type wrong."""
    if stated.count is not None and stated.count != bounds.size:
        yield Trouble(Problem.COUNT, str(stated.count), str(bounds.size))
    if bounds.size == 1:
        yield Trouble(Problem.UNLIKELY_SIZE, "1")
    yield from _about_contract(stated, contract)


def _about_contract(told: Certificate | Stated, contract: Contract) -> Iterator[Trouble]:
    account, coclico = told.tracking_account, told.coclico
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


def recorded_of(checked: Checked | None, contract: Contract) -> list[NumberRange]:
    """The contract's ranges that the certificate names, in its order."""
    found = checked.certificate.ranges if checked else ()
    return [known for one in found if (known := _known_of(one, contract))]


def next_to_record(checked: Checked | None, contract: Contract) -> int | None:
    """The first range of the certificate that is not the contract's yet; None where none is left."""
    found = checked.certificate.ranges if checked else ()
    left = (n for n, one in enumerate(found) if not _known_of(one, contract))
    return next(left, None)


def _known_of(found: FoundRange, contract: Contract) -> NumberRange | None:
    bounds = bounds_of(found)
    known = NumberRange.meeting(bounds) if bounds else None
    return known if known and bounds and known.is_same(contract, bounds) else None
