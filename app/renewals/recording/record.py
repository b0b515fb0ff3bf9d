"""Recording a range: what was typed, reviewed once, and the verb that writes it.

The review reads the typed bounds once, and the certificate through its target, once too. It is made
before the transaction; whatever others may have changed since is asked of the database again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from flask import current_app
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User, record
from app.contracts.locking import lock_contract
from app.contracts.models import Contract
from app.extensions import db
from app.ranges.bounds import Bounds, read_bounds
from app.ranges.correcting import RangeTouched, correct_range
from app.ranges.findings import Finding
from app.ranges.models import Issuer, NumberRange, RangeOverlap, open_range
from app.renewals import mails
from app.renewals.checks import Stated, check_typed
from app.renewals.models import Renewal
from app.renewals.old_certificate import is_older
from app.renewals.recording.evidence import keep_certificate
from app.renewals.recording.objections import (
    Objections,
    about_certificate,
    about_large_range,
)
from app.renewals.recording.target import RecordingTarget
from app.renewals.reserve.models import reset_warnings


class Unanswered(Exception):
    """The numbers are no range, or what speaks against them was not answered."""


class KnownBefore(Exception):
    """The range was recorded before the renewal began: it is not the one that the renewal waits for."""

    def __init__(self, known: NumberRange) -> None:
        super().__init__(f"range {known.id}")
        self.range_id = known.id


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person adds to the numbers: who issues them, what was seen, an advisor's reason.

    `issuer` is None where it stays as it was; `seen` is the trace of the objections ticked.
    """

    issuer: Issuer | None = None
    seen: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """A range as somebody wants it recorded: its bounds, what was found, how it was answered.

    `bounds` is None where what was typed is no range; `overlapped` is a known range in the way.
    """

    target: RecordingTarget
    bounds: Bounds | None
    findings: Sequence[Finding]
    objections: Objections
    answers: Answers
    overlapped: NumberRange | None

    @classmethod
    def of(
        cls,
        target: RecordingTarget,
        typed: tuple[str, str, str],
        stated: Stated,
        answers: Answers,
    ) -> Self:
        """Read the typed bounds and compare them with the certificate, the contract, every range."""
        bounds, findings = read_bounds(*typed)
        if bounds is None:
            return cls(target, None, findings, Objections(), answers, None)
        certificate = target.certificate_about(bounds)
        largest: int = current_app.config["LARGEST_UNCERTIFIED_RANGE"]
        findings += about_large_range(certificate, bounds, largest)
        objections = Objections.of(
            (
                *findings,
                *check_typed(stated, bounds, target.contract),
                *about_certificate(certificate, bounds),
            )
        )
        return cls(target, bounds, findings, objections, answers, target.overlapped(bounds))

    @property
    def is_answered(self) -> bool:
        """Whether whatever speaks against the range was answered."""
        return self.objections.are_answered(seen=self.answers.seen, reason=self.answers.reason)

    @property
    def reason(self) -> str:
        """The advisor's reason, to be kept with the range; none where nothing asked for one."""
        return self.answers.reason if self.objections else ""


def record_range(review: Review, by: User) -> bool:
    """Record a range, or correct the one that the target names, in a transaction of its own.

    Recorded by a renewal, or while one waits for it, it ends that renewal and keeps its certificate.
    Returns whether anything is new: twice is once. Raises `Unanswered`, `RangeOverlap`, `RangeTouched`
    and `KnownBefore`; nothing is written then.
    """
    bounds, target = review.bounds, review.target
    if bounds is None or not review.is_answered:
        raise Unanswered
    try:
        if target.corrects:
            is_new = _correct(review, target.corrects, bounds, by)
        else:
            is_new = _open(review, bounds, by)
        db.session.commit()
    except (RangeTouched, KnownBefore):
        db.session.rollback()
        raise
    except (RangeOverlap, IntegrityError) as error:
        db.session.rollback()
        known = target.overlapped(bounds)
        if known is None:
            raise
        raise RangeOverlap(known) from error
    return is_new


def _open(review: Review, bounds: Bounds, by: User) -> bool:
    target = review.target
    issuer = review.answers.issuer or target.issuer
    contract = lock_contract(target.contract.id)
    is_new = NumberRange.meeting(bounds) is None
    opened = open_range(contract, bounds, by=by, issuer=issuer, reason=review.reason)
    if is_new:
        _note_objections(review, opened, by)
        if by.is_advisor:
            mails.range_recorded(opened)
    of_page = target.renewal
    ended = of_page if of_page and of_page.is_open else _waiting_renewal(contract, is_new=is_new)
    if ended and not is_new and is_older(opened, ended):
        raise KnownBefore(opened)
    keep_certificate(opened, bounds, target, (of_page, ended), by=by)
    if ended:
        ended.note_range(opened, by)
    return is_new


def _waiting_renewal(contract: Contract, *, is_new: bool) -> Renewal | None:
    """Typed without its page, a new range still ends the renewal that waits for one."""
    return Renewal.open_of(contract) if is_new else None


def _correct(review: Review, known: NumberRange, bounds: Bounds, by: User) -> bool:
    contract = lock_contract(known.contract_id)
    is_changed = correct_range(known, bounds, by=by, reason=review.reason)
    if is_changed:
        reset_warnings(contract)
        _note_objections(review, known, by)
        if by.is_advisor:
            mails.range_recorded(known, is_corrected=True)
    return is_changed


def _note_objections(review: Review, known: NumberRange, by: User) -> None:
    """For the journal: what the range was recorded in spite of, and that there was a reason."""
    merchant = known.contract.merchant
    if review.objections.contradictions:
        record("range.contradicted", known, merchant, by, **review.objections.details)
    if review.reason:
        record("range.overridden", known, merchant, by)
