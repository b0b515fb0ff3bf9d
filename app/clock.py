"""The clock: moments are stored in UTC, calendar days are those of Paris."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """Return the current moment as an aware datetime in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return today's date in Paris, where the post offices are."""
    return datetime.now(PARIS).date()


def day_of(moment: datetime) -> date:
    """Return the date in Paris of an aware datetime."""
    return moment.astimezone(PARIS).date()
