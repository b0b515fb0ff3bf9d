"""What size a letter may have, and the dimensions of a row.

At most 3 cm thick; length, width and height together under 90 cm. Source: Sendcloud's description of
Lettre Suivie; probable.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from app.shipments.faults import Field, FieldFault, FieldProblem

THICKEST_MM = 30
LONGEST_TOGETHER_MM = 900

_SIZE = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,4})?)\s*(mm|cm|m)?\.?", re.IGNORECASE)
_SIDE = r"[0-9]{1,6}(?:[.,][0-9]{1,4})?"
_THREE_SIDES = re.compile(
    rf"(?P<sides>{_SIDE}(?:\s*[x×*]\s*{_SIDE}){{2}})\s*(?P<unit>mm|cm|m)?", re.IGNORECASE
)
_MILLIMETRES = {"mm": Decimal(1), "cm": Decimal(10), "m": Decimal(1000)}


def sides(written: str) -> dict[str, str]:
    """Return the three sides of `20 × 15 × 2 cm`; none if the cell does not name three."""
    match = _THREE_SIDES.fullmatch(written.strip())
    if match is None:
        return {}
    unit = match["unit"] or ""
    sizes = [f"{size} {unit}" for size in re.split(r"\s*[xX×*]\s*", match["sides"])]
    return dict(zip(("length", "width", "height"), sizes, strict=True))


def check_dimensions(written: Mapping[str, str], units: Mapping[str, str]) -> FieldFault | None:
    """Return what is wrong with `length`, `width` and `height`; None if nothing is, or none is given.

    `units` is `mm` or `cm` for each of them; a unit in the cell comes first.
    """
    sizes: dict[str, Decimal] = {}
    for name, text in written.items():
        match = _SIZE.fullmatch(text.strip())
        if match is None:
            return FieldFault(Field.DIMENSIONS, text, FieldProblem.NOT_A_DIMENSION)
        factor = _MILLIMETRES[(match[2] or units[name]).lower()]
        sizes[name] = Decimal(match[1].replace(",", ".")) * factor
    sizes = {name: size for name, size in sizes.items() if size}
    if sum(sizes.values()) >= LONGEST_TOGETHER_MM or _is_too_thick(sizes):
        value = " × ".join(written.values())
        return FieldFault(Field.DIMENSIONS, value, FieldProblem.TOO_LARGE)
    return None


def _is_too_thick(sizes: Mapping[str, Decimal]) -> bool:
    """Whether even the smallest side is too thick; a height alone is the thickness."""
    if len(sizes) == len(("length", "width", "height")):
        return min(sizes.values()) > THICKEST_MM
    return set(sizes) == {"height"} and sizes["height"] > THICKEST_MM
