"""What speaks against a range that somebody wants to record, and who goes on how.

A key that does not fit and a product that is questioned are for an advisor, who gives a reason.
Whatever else contradicts the certificate or the contract is named, and whoever records the range
ticks that they have seen it. The tick carries a trace of what was named beside it: it is for that,
and for nothing that turned up since.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from app.contracts.models import Contract
from app.forms import trace_of
from app.ranges.bounds import Bounds, Doubt, Finding
from app.renewals.certificate.parse import Problem, Trouble
from app.renewals.checks import OF_NOTHING, Checked, Stated, check_typed

_FOR_ADVISORS = frozenset({Doubt.WRONG_KEY, Doubt.QUESTIONED_PRODUCT})
_CONTRADICTIONS = {
    Doubt.UNLIKELY_SIZE: Problem.UNLIKELY_SIZE,
    Doubt.LETTER: Problem.LETTER,
    Doubt.LACKS_A_DIGIT: Problem.LACKS_A_DIGIT,
}
# Nothing that could be compared; and what no tick helps against, for the door refuses it.
NEVER_SEEN = OF_NOTHING | {Problem.KNOWN_RANGE}


@dataclass(frozen=True, slots=True)
class Doubts:
    """About a range as typed: what an advisor answers for, and what is to be seen by anybody."""

    for_advisors: tuple[Finding, ...] = ()
    contradictions: tuple[Trouble, ...] = ()

    @classmethod
    def about(
        cls,
        bounds: Bounds,
        findings: Sequence[Finding],
        *,
        stated: Stated,
        checked: Checked | None,
        contract: Contract,
    ) -> Self:
        """Hold bounds against what was typed beside them and what the certificate says."""
        named = (
            *_of_findings(findings),
            *check_typed(stated, bounds, contract),
            *_of_certificate(checked, bounds),
        )
        once = {(trouble.problem, trouble.read, trouble.expected): trouble for trouble in named}
        kept = (finding for finding in findings if finding.doubt in _FOR_ADVISORS)
        return cls(tuple(kept), tuple(once.values()))

    def __bool__(self) -> bool:
        return bool(self.for_advisors or self.contradictions)

    @property
    def trace(self) -> str:
        """What was named, in short: it comes back with the tick."""
        told = (f"{one.problem}|{one.read}|{one.expected}" for one in self.contradictions)
        return trace_of("\n".join(told))

    def are_answered(self, *, seen: str, reason: str) -> bool:
        """Whether the range may be recorded; an advisor's reason speaks of all of them."""
        if reason:
            return True
        return not self.for_advisors and (not self.contradictions or seen == self.trace)

    @property
    def details(self) -> dict[str, str]:
        """The contradictions for the journal: what was read and, behind it, what was expected."""
        found: dict[str, str] = {}
        for one in self.contradictions:
            told = " ≠ ".join(filter(None, (one.read, one.expected))) or "seen"
            key = one.problem.name.lower()
            found[key] = f"{found[key]} ; {told}" if key in found else told
        return found


def _of_findings(findings: Sequence[Finding]) -> Iterator[Trouble]:
    for finding in findings:
        if finding.doubt in _CONTRADICTIONS:
            yield Trouble(_CONTRADICTIONS[finding.doubt], finding.read, finding.expected)


def _of_certificate(checked: Checked | None, bounds: Bounds) -> Iterator[Trouble]:
    for trouble in checked.troubles if checked else ():
        if trouble.problem not in NEVER_SEEN:
            yield trouble
    if checked and checked.certificate.ranges and not checked.gives(bounds):
        yield Trouble(Problem.OTHER_NUMBERS, checked.certificate.ranges[0].first)
