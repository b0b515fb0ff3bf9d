"""Finds the most urgent reason why a merchant needs an advisor's attention. Pure.

The limits below are this program's, not La Poste's.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from app.clock import day_of

LOW_SHARE = 10  # without a forecast, a reserve is low below this fraction (1/10) of its range
LOW_DAYS = 10  # with one, if it ends within so many days: La Poste's rule for Colissimo, inferred
UNANSWERED = timedelta(days=2)
MERCHANT_SILENT = timedelta(days=7)
LA_POSTE_SILENT = timedelta(days=14)
NOT_BEGUN = timedelta(days=7)
NEVER_DEPOSITED = timedelta(days=14)
NO_LONGER_DEPOSITS = timedelta(days=60)


class Matter(IntEnum):
    """Reasons for attention, the most urgent first."""

    EXHAUSTED = 1
    SUSPENDED = 2
    LOW = 3
    UNANSWERED = 4
    MERCHANT_SILENT = 5
    LA_POSTE_SILENT = 6
    NOT_BEGUN = 7
    NEVER_DEPOSITED = 8
    NO_LONGER_DEPOSITS = 9
    NOTHING = 10


@dataclass(frozen=True, slots=True)
class ReserveSummary:
    """Numbers left in the range in use, its size, and numbers in queued ranges.

    `ends_on` is the projected end; `is_forecast` whether there is enough history for a forecast.
    """

    left: int
    size: int
    queued: int
    is_forecast: bool = False
    ends_on: date | None = None
    # Sendcloud issues the numbers, so labels and deposits are made there.
    is_elsewhere: bool = False
    # The use since it was last reported is an estimate.
    is_presumed: bool = False

    @property
    def all_left(self) -> int:
        """The number of tracking numbers left."""
        return self.left + self.queued

    def is_low(self, today: date) -> bool:
        """Whether it ends within `LOW_DAYS`, or without a forecast is below 1/`LOW_SHARE`."""
        if self.is_forecast:
            return self.ends_on is not None and (self.ends_on - today).days <= LOW_DAYS
        return self.all_left * LOW_SHARE < self.size


@dataclass(frozen=True, slots=True)
class MerchantStatus:
    """How far a merchant is, and what happened last."""

    signed_up_at: datetime
    waiting_for_la_poste_since: datetime | None = None
    requested_at: datetime | None = None
    # The last question of an advisor, and the last answer or reminder of the merchant.
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    # The last message of an advisor, a question or not.
    spoken_at: datetime | None = None
    activated_at: datetime | None = None
    suspended_at: datetime | None = None
    reserve: ReserveSummary | None = None
    last_deposit: date | None = None


@dataclass(frozen=True, slots=True)
class Attention:
    """The reason, and since when it exists or when a reserve ends, if known."""

    matter: Matter
    since: datetime | date | None = None
    ends_on: date | None = None

    @property
    def is_urgent(self) -> bool:
        """Whether the merchant cannot work, or soon will not be able to."""
        return self.matter <= Matter.UNANSWERED


def attention(status: MerchantStatus, now: datetime) -> Attention:
    """Return the most urgent reason for attention."""
    if status.activated_at is None:
        return _before_activation(status, now)
    return _at_work(status, status.activated_at, now)


def _before_activation(status: MerchantStatus, now: datetime) -> Attention:
    if status.requested_at is None:
        return _before_the_request(status, now)
    waits_for_merchant = status.asked_at is not None and (
        status.answered_at is None or status.answered_at < status.asked_at
    )
    if waits_for_merchant:
        return _after(MERCHANT_SILENT, status.asked_at, now, Matter.MERCHANT_SILENT)
    if status.waiting_for_la_poste_since:
        return _after(
            LA_POSTE_SILENT, status.waiting_for_la_poste_since, now, Matter.LA_POSTE_SILENT
        )
    # The waiting time starts again when a question was answered, but not with a reminder.
    since = status.answered_at if status.asked_at else status.requested_at
    return _after(UNANSWERED, since, now, Matter.UNANSWERED)


def _before_the_request(status: MerchantStatus, now: datetime) -> Attention:
    if status.waiting_for_la_poste_since:
        return _after(
            LA_POSTE_SILENT, status.waiting_for_la_poste_since, now, Matter.LA_POSTE_SILENT
        )
    return _after(NOT_BEGUN, status.signed_up_at, now, Matter.NOT_BEGUN)


def _at_work(status: MerchantStatus, activated_at: datetime, now: datetime) -> Attention:
    if status.reserve is None or not status.reserve.all_left:
        return Attention(Matter.EXHAUSTED)
    if status.suspended_at:
        return Attention(Matter.SUSPENDED, status.suspended_at)
    if status.reserve.is_low(day_of(now)):
        return Attention(Matter.LOW, ends_on=status.reserve.ends_on)
    if _is_unanswered(status, activated_at, now):
        return Attention(Matter.UNANSWERED, status.answered_at)
    if status.reserve.is_elsewhere:
        return Attention(Matter.NOTHING)
    if status.last_deposit is None:
        return _after(NEVER_DEPOSITED, activated_at, now, Matter.NEVER_DEPOSITED)
    if now.date() - status.last_deposit >= NO_LONGER_DEPOSITS:
        return Attention(Matter.NO_LONGER_DEPOSITS, status.last_deposit)
    return Attention(Matter.NOTHING)


def _is_unanswered(status: MerchantStatus, activated_at: datetime, now: datetime) -> bool:
    """Whether a message of the merchant, written after activation, is unanswered for too long."""
    wrote = status.answered_at
    if wrote is None or wrote < activated_at or now - wrote < UNANSWERED:
        return False
    return status.spoken_at is None or status.spoken_at < wrote


def _after(patience: timedelta, since: datetime | None, now: datetime, matter: Matter) -> Attention:
    if since is not None and now - since >= patience:
        return Attention(matter, since)
    return Attention(Matter.NOTHING)
