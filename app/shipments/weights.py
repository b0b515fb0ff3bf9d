"""What a row weighs: grams, or a question where a number may mean two things."""

from decimal import Decimal

from app.postal.characters import has_content
from app.shipments.cells import Unit, Weight, read_weight
from app.shipments.faults import Field, FieldFault, FieldProblem
from app.shipments.weight_bands import HEAVIEST_GRAMS

# In a column of kilograms, a number from this on was probably meant in grams.
_PROBABLY_GRAMS = 10
_THOUSANDS = 3  # so many digits after a comma or point may be the end of thousands


def check_weight(raw: str, column_unit: Unit | None) -> int | FieldFault:
    """Return a row's weight in grams, at least 1, or what is wrong with it.

    It may be more than a letter may weigh: an order is the sum of its rows, see `check_total`.
    """
    value = raw.strip()
    read = read_weight(raw)
    if not has_content(raw):
        return FieldFault(Field.WEIGHT, "", FieldProblem.MISSING)
    if read is None:
        return FieldFault(Field.WEIGHT, value, FieldProblem.NOT_A_WEIGHT)
    if read.number <= 0:
        return FieldFault(Field.WEIGHT, value, FieldProblem.NOT_POSITIVE)
    unit = read.unit or column_unit
    if unit is None:
        both = tuple(f"{format_number(read.number)} {unit}" for unit in Unit)
        return FieldFault(Field.WEIGHT, value, FieldProblem.UNIT_UNCLEAR, choices=both)
    if unit is Unit.GRAMS:
        return _in_grams(value, read)
    return read.grams(unit)


def check_total(grams: int, raw: str, column_unit: Unit | None) -> FieldFault | None:
    """Return a fault if an order is heavier than a letter may be."""
    if grams <= HEAVIEST_GRAMS:
        return None
    read = read_weight(raw)
    in_grams = (
        read
        and column_unit is Unit.KILOGRAMS
        and not read.unit
        and _PROBABLY_GRAMS <= read.number <= HEAVIEST_GRAMS
    )
    instead = f"{format_number(read.number)} g" if read and in_grams else ""
    return FieldFault(
        Field.WEIGHT, raw.strip(), FieldProblem.TOO_HEAVY, instead=instead, limit=HEAVIEST_GRAMS
    )


def _in_grams(value: str, read: Weight) -> int | FieldFault:
    if read.unit and (_may_be_thousands(read) or read.number < 1):
        return FieldFault(
            Field.WEIGHT, value, FieldProblem.AMOUNT_UNCLEAR, choices=_both_amounts(read)
        )
    if not read.unit and (_may_be_kilograms(read) or _may_be_thousands(read)):
        instead = _as_grams(read.number)
        return FieldFault(Field.WEIGHT, value, FieldProblem.UNIT_UNCLEAR, instead=instead)
    return read.grams(Unit.GRAMS)


def _may_be_thousands(read: Weight) -> bool:
    """Whether the comma or point may part thousands: `1.500 g`. No letter weighs 21 000 g."""
    return read.decimals == _THOUSANDS and read.number * 1000 < 1000 + HEAVIEST_GRAMS


def _may_be_kilograms(read: Weight) -> bool:
    """Whether a number in a column of grams may be kilograms: `0.5`, `1.5`."""
    return read.number < 1 or (read.decimals > 0 and read.number * 1000 <= HEAVIEST_GRAMS)


def _both_amounts(read: Weight) -> tuple[str, ...]:
    return tuple(filter(None, (f"{format_number(read.number)} g", _as_grams(read.number))))


def _as_grams(number: Decimal) -> str:
    return f"{format_number(number * 1000)} g" if number * 1000 <= HEAVIEST_GRAMS else ""


def format_number(number: Decimal) -> str:
    """Return a number with a decimal comma and without needless zeros."""
    whole, _, decimals = f"{number:f}".partition(".")
    return ",".join(filter(None, (whole, decimals.rstrip("0"))))
