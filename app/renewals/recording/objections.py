"""What speaks against a range that somebody wants to record, and what it takes to record it.

A key that does not fit, a product that is questioned, a certificate of another merchant and a large
range without a certificate are for an advisor, who gives a reason.
Whatever else contradicts the certificate or the contract is named, and whoever records the range
ticks that they have seen it. The tick carries a trace of what was named beside it: it is for that,
and for nothing that turned up since.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from app.forms import trace_of
from app.ranges.bounds import Bounds
from app.ranges.findings import Bound, Finding, FindingKind, Severity
from app.renewals.checks import CheckedCertificate


@dataclass(frozen=True, slots=True)
class Objections:
    """Against a range as typed: what an advisor answers for, and what anybody is to have seen."""

    for_advisors: tuple[Finding, ...] = ()
    contradictions: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Self:
        """Those of the findings that can be answered, each once."""
        found = list(findings)
        named = (one for one in found if one.severity is Severity.CONFIRMATION)
        once = {(one.kind, one.read, one.expected): one for one in named}
        return cls(
            tuple(one for one in found if one.severity is Severity.REASON), tuple(once.values())
        )

    def __bool__(self) -> bool:
        return bool(self.for_advisors or self.contradictions)

    @property
    def trace(self) -> str:
        """What was named, in short: it comes back with the tick."""
        named = (f"{one.kind}|{one.read}|{one.expected}" for one in self.contradictions)
        return trace_of("\n".join(named))

    def are_answered(self, *, seen: str, reason: str) -> bool:
        """Whether the range may be recorded; an advisor's reason answers all of them."""
        if reason:
            return True
        return not self.for_advisors and (not self.contradictions or seen == self.trace)

    @property
    def details(self) -> dict[str, str]:
        """The contradictions for the journal: what was read and, behind it, what was expected."""
        found: dict[str, str] = {}
        for one in self.contradictions:
            named = " ≠ ".join(filter(None, (one.read, one.expected))) or "seen"
            key = one.kind.name.lower()
            found[key] = f"{found[key]} ; {named}" if key in found else named
        return found


def about_certificate(checked: CheckedCertificate | None, bounds: Bounds) -> Iterator[Finding]:
    """What the certificate says against these bounds."""
    yield from checked.findings if checked else ()
    if checked and checked.certificate.ranges and not checked.grants(bounds):
        yield Finding(FindingKind.OTHER_NUMBERS, checked.certificate.ranges[0].first)


def about_large_range(
    checked: CheckedCertificate | None, bounds: Bounds, largest: int
) -> Iterator[Finding]:
    """A range of more than `largest` numbers takes a certificate that grants exactly it."""
    if bounds.size > largest and not (checked and checked.grants(bounds)):
        yield Finding(
            FindingKind.UNCERTIFIED_SIZE, str(bounds.size), str(largest), bound=Bound.LAST
        )
