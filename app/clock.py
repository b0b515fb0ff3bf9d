"""The time: kept in UTC, thought of in Paris."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in Paris, where the post offices are."""
    return datetime.now(PARIS).date()


def day_of(moment: datetime) -> date:
    """The day in Paris on which a moment lies."""
    return moment.astimezone(PARIS).date()
