"""The one formatter: every number, date and weight that a person reads passes through here."""

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
    """A calendar day in full: « 23 novembre 2026 ». A datetime is shown as its day in Paris."""
    shown = str(format_date(value, "long"))
    # The first of a month has a numeral of its own, which Babel does not know.
    return f"1er{shown[1:]}" if language() == "fr" and shown.startswith("1 ") else shown


def month(value: date) -> str:
    """The month of a day: « novembre 2026 »."""
    return str(format_date(value, "LLLL yyyy"))


def short_day(value: date) -> str:
    """A calendar day in figures, for tables and labels: « 23/11/2026 »."""
    return str(format_date(value, "dd/MM/yyyy"))


def day_and_month(value: date) -> str:
    """A calendar day where the year goes without saying: « 1 déc. »."""
    return str(format_date(value, "d MMM"))


def moment(value: datetime) -> str:
    """A day and a time in Paris: « 23 nov. 2026, 17:20 »."""
    return str(format_datetime(value, "medium").rsplit(":", 1)[0])


def time_of_day(value: datetime) -> str:
    """A time in Paris, hours and minutes."""
    return str(format_time(value, "short"))


def age(value: datetime) -> str:
    """How long ago, in one unit: « il y a 3 jours »."""
    return str(format_timedelta(value - now(), add_direction=True))


def grams(value: int) -> str:
    """A weight: grams below a kilo, kilos from there on."""
    if value < GRAMS_IN_A_KILO:
        return _("%(weight)s g", weight=number(value))
    return _("%(weight)s kg", weight=format_decimal(value / GRAMS_IN_A_KILO))


def unit_price(value: int) -> str:
    """Ten-thousandths of a euro, two to four decimals: « 2,1234 »."""
    return str(format_decimal(Decimal(value).scaleb(-4), "#,##0.00##"))


def amount(value: int) -> str:
    """Cents, as euros in a column: « 1 234,56 »."""
    return str(format_decimal(Decimal(value).scaleb(-2), "#,##0.00"))


def euros(value: int) -> str:
    """Cents, as a sum of euros: « 1 234,56 € »."""
    return _("%(amount)s €", amount=amount(value))


def file_size(value: int) -> str:
    """Bytes as a person counts them: « 320 ko », « 1,4 Mo »; never less than 1 ko."""
    if value < BYTES_IN_A_MEGABYTE:
        return _("%(size)s ko", size=number(max(1, round(value / 1024))))
    return _("%(size)s Mo", size=format_decimal(round(value / BYTES_IN_A_MEGABYTE, 1)))


_OF_DAYS: tuple[Callable[[Any], str], ...] = (
    day,
    month,
    short_day,
    day_and_month,
    moment,
    time_of_day,
    age,
)
_OF_FIGURES: tuple[Callable[[Any], str], ...] = (
    number,
    grams,
    unit_price,
    amount,
    euros,
    file_size,
)


def init_app(app: Flask) -> None:
    """Make each format a filter of the templates, by its own name."""
    for show in _OF_DAYS + _OF_FIGURES:
        app.jinja_env.filters[show.__name__] = show
