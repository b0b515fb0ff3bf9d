"""Formats every number, date, weight and amount that a person reads, in the page's language."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, format_time, format_timedelta

from app.clock import now
from app.language import gettext as _
from app.language import language

GRAMS_IN_A_KILO = 1000
BYTES_IN_A_MEGABYTE = 1024 * 1024


def number(value: int) -> str:
    """5000 → « 5 000 » (narrow no-break space) or « 5,000 »."""
    return str(format_decimal(value))


def day(value: date) -> str:
    """Format a date in full: « 23 novembre 2026 ». Of a datetime, its day in Paris."""
    shown = str(format_date(value, "long"))
    # French writes « 1er » for the first of a month, which Babel does not know.
    return f"1er{shown[1:]}" if language() == "fr" and shown.startswith("1 ") else shown


def month(value: date) -> str:
    """Format the month of a date: « novembre 2026 »."""
    return str(format_date(value, "LLLL yyyy"))


def short_day(value: date) -> str:
    """Format a date in digits, for tables and labels: « 23/11/2026 »."""
    return str(format_date(value, "dd/MM/yyyy"))


def day_and_month(value: date) -> str:
    """Format a date without its year: « 1 déc. »."""
    return str(format_date(value, "d MMM"))


def moment(value: datetime) -> str:
    """Format a datetime in Paris time: « 23 nov. 2026, 17:20 »."""
    return str(format_datetime(value, "medium").rsplit(":", 1)[0])


def time_of_day(value: datetime) -> str:
    """Format the hour and minute of a datetime, in Paris time: « 17:20 »."""
    return str(format_time(value, "short"))


def age(value: datetime) -> str:
    """Format how long ago a datetime is, in one unit: « il y a 3 jours »."""
    return str(format_timedelta(value - now(), add_direction=True))


def grams(value: int) -> str:
    """Format a weight in grams: « 850 g », « 1,2 kg »."""
    if value < GRAMS_IN_A_KILO:
        return _("%(weight)s g", weight=number(value))
    return _("%(weight)s kg", weight=format_decimal(value / GRAMS_IN_A_KILO))


def unit_price(value: int) -> str:
    """Format a price in ten-thousandths of a euro, with two to four decimals: « 2,1234 »."""
    return str(format_decimal(Decimal(value).scaleb(-4), "#,##0.00##"))


def amount(value: int) -> str:
    """Format cents as euros without the sign, for a table column: « 1 234,56 »."""
    return str(format_decimal(Decimal(value).scaleb(-2), "#,##0.00"))


def euros(value: int) -> str:
    """Format cents as euros: « 1 234,56 € »."""
    return _("%(amount)s €", amount=amount(value))


def file_size(value: int) -> str:
    """Format a number of bytes: « 320 ko », « 1,4 Mo »; at least 1 ko."""
    if value < BYTES_IN_A_MEGABYTE:
        return _("%(size)s ko", size=number(max(1, round(value / 1024))))
    return _("%(size)s Mo", size=format_decimal(round(value / BYTES_IN_A_MEGABYTE, 1)))


_DATE_FORMATS: tuple[Callable[[Any], str], ...] = (
    day,
    month,
    short_day,
    day_and_month,
    moment,
    time_of_day,
    age,
)
_NUMBER_FORMATS: tuple[Callable[[Any], str], ...] = (
    number,
    grams,
    unit_price,
    amount,
    euros,
    file_size,
)


def init_app(app: Flask) -> None:
    """Make each function a template filter of the same name."""
    for show in _DATE_FORMATS + _NUMBER_FORMATS:
        app.jinja_env.filters[show.__name__] = show
