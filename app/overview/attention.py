"""What about a merchant needs an advisor's attention, the most urgent first. Pure.

The limits below are of this program, not of La Poste.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from app.clock import day_of

LOW_SHARE = 10  # without a forecast, a reserve is low below one tenth of the range in use
LOW_DAYS = 10  # with one, when it ends within so many days: La Poste's own rule for its parcels
UNANSWERED = timedelta(days=2)
MERCHANT_SILENT = timedelta(days=7)
LA_POSTE_SILENT = timedelta(days=14)
NOT_BEGUN = timedelta(days=7)
NEVER_DEPOSITED = timedelta(days=14)
NO_LONGER_DEPOSITS = timedelta(days=60)


class Matter(IntEnum):
    """What is the matter, the most urgent first."""

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
class Reserve:
    """The numbers left in the range in use, of how many, and those in ranges that wait.

    `ends_on` is the projected end; `is_forecast` tells whether the history says anything of it.
    """

    left: int
    size: int
    queued: int
    is_forecast: bool = False
    ends_on: date | None = None
    # Sendcloud gives the numbers: labels and deposits are made there.
    is_elsewhere: bool = False
    # What was used since somebody last told of it is guessed.
    is_presumed: bool = False

    @property
    def all_left(self) -> int:
        """How many numbers can still be drawn."""
        return self.left + self.queued

    def is_low(self, today: date) -> bool:
        """Whether it ends soon; not foreseen, whether a tenth of the range in use is left."""
        if self.is_forecast:
            return self.ends_on is not None and (self.ends_on - today).days <= LOW_DAYS
        return self.all_left * LOW_SHARE < self.size


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a merchant stands."""

    signed_up_at: datetime
    waiting_for_la_poste_since: datetime | None = None
    requested_at: datetime | None = None
    # Who spoke last: the advisor asked, the merchant answered or reminded.
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    # The last word of an advisor, asked or not.
    spoken_at: datetime | None = None
    activated_at: datetime | None = None
    suspended_at: datetime | None = None
    reserve: Reserve | None = None
    last_deposit: date | None = None


@dataclass(frozen=True, slots=True)
class Attention:
    """What is the matter; since when, or when a reserve ends, where that is known."""

    matter: Matter
    since: datetime | date | None = None
    ends_on: date | None = None

    @property
    def is_urgent(self) -> bool:
        """Whether work stands still, or soon will."""
        return self.matter <= Matter.UNANSWERED


def attention(standing: Standing, now: datetime) -> Attention:
    """The most urgent matter about a merchant."""
    if standing.activated_at is None:
        return _before_activation(standing, now)
    return _at_work(standing, standing.activated_at, now)


def _before_activation(standing: Standing, now: datetime) -> Attention:
    if standing.requested_at is None:
        return _before_the_request(standing, now)
    waits_for_merchant = standing.asked_at is not None and (
        standing.answered_at is None or standing.answered_at < standing.asked_at
    )
    if waits_for_merchant:
        return _after(MERCHANT_SILENT, standing.asked_at, now, Matter.MERCHANT_SILENT)
    if standing.waiting_for_la_poste_since:
        return _after(
            LA_POSTE_SILENT, standing.waiting_for_la_poste_since, now, Matter.LA_POSTE_SILENT
        )
    # A question that was answered starts the wait anew; a reminder does not.
    since = standing.answered_at if standing.asked_at else standing.requested_at
    return _after(UNANSWERED, since, now, Matter.UNANSWERED)


def _before_the_request(standing: Standing, now: datetime) -> Attention:
    if standing.waiting_for_la_poste_since:
        return _after(
            LA_POSTE_SILENT, standing.waiting_for_la_poste_since, now, Matter.LA_POSTE_SILENT
        )
    return _after(NOT_BEGUN, standing.signed_up_at, now, Matter.NOT_BEGUN)


def _at_work(standing: Standing, activated_at: datetime, now: datetime) -> Attention:
    if standing.reserve is None or not standing.reserve.all_left:
        return Attention(Matter.EXHAUSTED)
    if standing.suspended_at:
        return Attention(Matter.SUSPENDED, standing.suspended_at)
    if standing.reserve.is_low(day_of(now)):
        return Attention(Matter.LOW, ends_on=standing.reserve.ends_on)
    if _is_unanswered(standing, activated_at, now):
        return Attention(Matter.UNANSWERED, standing.answered_at)
    if standing.reserve.is_elsewhere:
        return Attention(Matter.NOTHING)
    if standing.last_deposit is None:
        return _after(NEVER_DEPOSITED, activated_at, now, Matter.NEVER_DEPOSITED)
    if now.date() - standing.last_deposit >= NO_LONGER_DEPOSITS:
        return Attention(Matter.NO_LONGER_DEPOSITS, standing.last_deposit)
    return Attention(Matter.NOTHING)


def _is_unanswered(standing: Standing, activated_at: datetime, now: datetime) -> bool:
    """Whether the merchant wrote since the activation, and nobody has said anything for days."""
    wrote = standing.answered_at
    if wrote is None or wrote < activated_at or now - wrote < UNANSWERED:
        return False
    return standing.spoken_at is None or standing.spoken_at < wrote


def _after(patience: timedelta, since: datetime | None, now: datetime, matter: Matter) -> Attention:
    if since is not None and now - since >= patience:
        return Attention(matter, since)
    return Attention(Matter.NOTHING)
