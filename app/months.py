"""Calendar months, each represented by its first day. Pure."""

import re
from datetime import date

# « 2026-11 » as browsers and URLs write it, « 11/2026 » as people do.
_WRITTEN = re.compile(
    r"(?:(?P<year>20[0-9]{2})-(?P<month>[0-9]{2}))|"
    r"(?:(?P<m>[0-9]{1,2})\s?[/.\- ]\s?(?P<y>20[0-9]{2}))"
)
_MONTHS = 12


def first_of(day: date) -> date:
    """Return the first day of the month of a date."""
    return day.replace(day=1)


def month_after(first: date, count: int = 1) -> date:
    """Return the month `count` months after `first`; before it if `count` is negative."""
    years, month = divmod(first.month - 1 + count, _MONTHS)
    return date(first.year + years, month + 1, 1)


def read_month(written: str) -> date | None:
    """Parse a month of this century; None if the text is not one."""
    found = _WRITTEN.fullmatch(written.strip())
    if found is None:
        return None
    year, month = int(found["year"] or found["y"]), int(found["month"] or found["m"])
    return date(year, month, 1) if 1 <= month <= _MONTHS else None
