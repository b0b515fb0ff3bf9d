"""The form for a price grid: its first day, and a price for each weight band and zone."""

from datetime import date, timedelta
from typing import Any, ClassVar, cast

from wtforms import StringField
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from app.clock import today
from app.deposits.price_grids import Cell, Prices
from app.deposits.sheet import ZONE_NAMES
from app.deposits.unit_price import HIGHEST, NotAPrice, PriceProblem, read_price
from app.formats import number, short_day, unit_price
from app.forms import DayField, Form, ValueRequired, tidy
from app.language import gettext
from app.language import lazy_gettext as _
from app.shipments.weight_bands import WeightBand, bands, first_day
from app.shipments.zones import SERVED, Zone

PRICED_ZONES = tuple(zone for zone in Zone if zone in SERVED)
# La Poste announces prices some weeks ahead; a later day is probably a typing error.
FURTHEST = timedelta(days=730)
_LONGEST_SHOWN = 30


class PriceField(StringField):
    """A unit price, or empty; `data` is in ten-thousandths of a euro."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse the price; raise ValueError with what was read and what to write instead."""
        typed = tidy(valuelist[0]) if valuelist else None
        self.data = None
        if not typed:
            return
        try:
            self.data = read_price(typed)
        except NotAPrice as error:
            raise ValueError(_sentence(error.problem, typed)) from error

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return unit_price(self.data) if self.data else ""


class PriceForm(Form):
    """Base of the form: the first day of the grid, and that of the grid it corrects.

    `price_form` makes a subclass with a field for each cell, listed in `CELLS`.
    """

    valid_from = DayField(
        _("Prix valables à partir du"),
        [ValueRequired(_("Indiquez le jour où ces prix commencent : 01/01/2026."))],
        description=_("Les bordereaux des jours d'avant gardent leurs prix."),
    )
    corrects = DayField("", widget=HiddenInput())

    CELLS: ClassVar[dict[Cell, str]] = {}

    def validate_valid_from(self, field: DayField) -> None:
        """Refuse days before the first known weight bands, and days too far ahead."""
        earliest, latest = first_day(), today() + FURTHEST
        if field.data and not earliest <= field.data <= latest:
            raise ValidationError(
                gettext(
                    "« %(read)s » est trop loin : écrivez un jour entre le %(earliest)s et le "
                    "%(latest)s.",
                    read=short_day(field.data),
                    earliest=short_day(earliest),
                    latest=short_day(latest),
                )
            )

    @property
    def rows(self) -> list[tuple[WeightBand, list[PriceField]]]:
        """The fields of each weight band, in the order of the zones."""
        in_order = dict.fromkeys(band for band, _zone in self.CELLS)
        return [
            (band, [self[self.CELLS[band, zone]] for zone in PRICED_ZONES]) for band in in_order
        ]

    @property
    def prices(self) -> Prices:
        """The prices typed, without empty cells."""
        read = {cell: self[name].data for cell, name in self.CELLS.items()}
        return {cell: price for cell, price in read.items() if price}

    def show(self, prices: Prices) -> None:
        """Fill in known prices."""
        for cell, name in self.CELLS.items():
            self[name].data = prices.get(cell)


def price_form(on: date) -> PriceForm:
    """Return a form with a cell for each weight band in force on a day and each served zone."""
    cells = {(band, zone): f"{zone}_{band.upper}" for band in bands(on) for zone in PRICED_ZONES}
    fields = {name: PriceField(cell_in_words(*cell)) for cell, name in cells.items()}
    return cast(PriceForm, type("PriceFormOfBands", (PriceForm,), {"CELLS": cells, **fields})())


def cell_in_words(band: WeightBand, zone: Zone) -> str:
    """Return the name of a cell: « 101 à 250 g, Métropole »."""
    return f"{band_in_words(band)}, {ZONE_NAMES[zone]}"


def band_in_words(band: WeightBand) -> str:
    """Return the name of a band: « 101 à 250 g »."""
    return gettext("%(lower)s à %(upper)s g", lower=number(band.lower), upper=number(band.upper))


def _sentence(problem: PriceProblem, typed: str) -> str:
    read = typed if len(typed) <= _LONGEST_SHOWN else f"{typed[:_LONGEST_SHOWN]}…"
    match problem:
        case PriceProblem.NOT_A_PRICE:
            return gettext(
                "« %(read)s » n'est pas un prix. Écrivez des euros : %(example)s.",
                read=read,
                example=unit_price(21234),
            )
        case PriceProblem.TOO_FINE:
            return gettext(
                "« %(read)s » a plus de quatre décimales. Écrivez-en quatre au plus : %(example)s.",
                read=read,
                example=unit_price(21234),
            )
        case PriceProblem.ZERO:
            return gettext(
                "« %(read)s » n'est pas un prix. Laissez la case vide tant qu'il n'est pas connu.",
                read=read,
            )
        case PriceProblem.TOO_HIGH:
            return gettext(
                "« %(read)s » dépasse %(most)s €. Écrivez le prix d'un seul pli, en euros : "
                "%(example)s.",
                read=read,
                most=unit_price(HIGHEST),
                example=unit_price(21234),
            )
    raise LookupError(problem)
