"""Where an order goes: postcode, town and country of a row, checked against each other.

A row without a country is taken for French only if its postcode and town are. A zero that a
spreadsheet has removed is given back only where the town lies in that department.
"""

import re
from dataclasses import dataclass

from app.postal.characters import capitals, has_content, place_key
from app.shipments.cells import postcode_digits
from app.shipments.faults import Field, FieldFault, FieldProblem, Remark, RemarkKind
from app.shipments.postal_places import is_in_department, knows_town, postcodes_of, towns_of
from app.shipments.zones import (
    SERVED,
    Zone,
    country_code,
    is_known_country,
    is_of_the_armed_forces,
    territory_of,
)

_POSTCODE_AND_TOWN = re.compile(r"(?P<code>[0-9]{5})[\s,-]+(?P<town>\D+)")
_TOWN_AND_POSTCODE = re.compile(r"(?P<town>\D+?)[\s,-]+\(?(?P<code>[0-9]{5})\)?")
_OVERSEAS = ("97", "98")  # the list of towns has not all of theirs
_MOST_CHOICES = 8


@dataclass(frozen=True, slots=True)
class Destination:
    """A checked destination. `restored`: its postcode had lost a zero."""

    postcode: str
    town: str
    zone: Zone
    restored: bool = False
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Written:
    """Postcode and town as they are meant, and the country as it is written."""

    raw: str
    digits: str
    town: str
    country: str


def read_destination(
    postcode: str, town: str, country: str, *, serve_armed_forces: bool = False
) -> Destination | FieldFault:
    """Check a destination; return the first fault found."""
    code = country_code(country) if has_content(country) else None
    if has_content(country) and code is None:
        return _other_country(country)
    written = _tell_apart(postcode, town, country)
    if not has_content(written.raw):
        known = postcodes_of(written.town)
        return FieldFault(Field.POSTCODE, "", FieldProblem.MISSING).proposing(known)
    return _french(written, code, serve_armed_forces=serve_armed_forces)


def _other_country(country: str) -> FieldFault:
    known = is_known_country(country)
    problem = FieldProblem.COUNTRY_NOT_SERVED if known else FieldProblem.COUNTRY_UNKNOWN
    return FieldFault(Field.COUNTRY, country.strip(), problem)


def _tell_apart(postcode: str, town: str, country: str) -> _Written:
    """Find the postcode if it stands with the town, or the town with the postcode."""
    if (
        re.fullmatch(r"\s*[0-9]{5}\s*", town)
        and postcode.strip()
        and not re.search(r"\d", postcode)
    ):
        postcode, town = town, postcode
    both = _POSTCODE_AND_TOWN.fullmatch(postcode.strip())
    if both:
        rest = both["town"].strip()
        if capitals(rest).startswith("CEDEX"):
            postcode, town = both["code"], f"{town} {rest}"
        elif not town.strip() or place_key(rest) == place_key(town):
            postcode, town = both["code"], rest
    digits = postcode_digits(postcode)
    inside = _POSTCODE_AND_TOWN.fullmatch(town) or _TOWN_AND_POSTCODE.fullmatch(town)
    if inside and (not has_content(postcode) or inside["code"].endswith(digits)):
        postcode, digits, town = inside["code"], inside["code"], inside["town"].strip(" ,-")
    return _Written(postcode.strip(), digits, town, country)


def _french(
    written: _Written, code: str | None, *, serve_armed_forces: bool
) -> Destination | FieldFault:
    digits, town = written.digits, written.town
    restored = False
    if re.fullmatch("[1-9][0-9]{3}", digits):
        if not is_in_department(f"0{digits}", town):
            return _not_a_postcode(written) if code else _which_country(written)
        digits, restored = f"0{digits}", True
    if is_of_the_armed_forces(digits):
        if serve_armed_forces:
            return Destination(digits, town, Zone.METROPOLE)
        return FieldFault(Field.POSTCODE, written.raw, FieldProblem.ARMED_FORCES)
    territory = territory_of(digits)
    if territory is None:
        return _not_a_postcode(written) if code else _not_a_postcode_here(written)
    if code and code not in territory.countries:
        return FieldFault(
            Field.COUNTRY,
            written.country,
            FieldProblem.COUNTRY_CONTRADICTS,
            instead=territory.name,
        )
    if territory.zone not in SERVED:
        return FieldFault(Field.POSTCODE, written.raw, FieldProblem.ZONE_NOT_SERVED)
    if _is_no_town(town):
        fault = FieldFault(Field.TOWN, town, FieldProblem.NOT_A_TOWN)
        return fault.proposing(towns_of(digits))
    if not code and has_content(town) and not _is_french(digits, town):
        return _which_country(written)
    return Destination(
        digits, town, territory.zone, restored, tuple(_remarks(digits, town, written, restored))
    )


def _is_french(postcode: str, town: str) -> bool:
    return (
        knows_town(postcode, town) or is_in_department(postcode, town) or bool(postcodes_of(town))
    )


def _is_no_town(town: str) -> bool:
    """Whether a number or a country stands where the town should: `12345`, `FRANCE`."""
    key = capitals(town)
    if not key or postcodes_of(town):
        return False
    return key.replace(" ", "").isdigit() or (key != "MONACO" and country_code(town) is not None)


def _which_country(written: _Written) -> FieldFault:
    value = " ".join(filter(None, (written.raw, written.town)))
    return FieldFault(Field.COUNTRY, value, FieldProblem.COUNTRY_UNSURE)


def _not_a_postcode_here(written: _Written) -> FieldFault:
    """Ask for the country of `L-1234 Luxembourg`, unless a French postcode can be proposed."""
    fault = _not_a_postcode(written)
    if fault.instead or fault.choices or not has_content(written.town):
        return fault
    return _which_country(written)


def _not_a_postcode(written: _Written) -> FieldFault:
    fault = FieldFault(Field.POSTCODE, written.raw, FieldProblem.NOT_A_POSTCODE)
    likely = written.digits.replace("O", "0").replace(".", "")
    if likely != written.digits and territory_of(likely.zfill(5)):
        return fault.proposing((likely.zfill(5),))
    known = postcodes_of(written.town)
    alike = tuple(code for code in known if written.digits and code.startswith(written.digits))
    return fault.proposing(alike or known)


def _remarks(postcode: str, town: str, written: _Written, restored: bool) -> list[Remark]:
    remarks = []
    if restored:
        remarks.append(
            Remark(Field.POSTCODE, RemarkKind.POSTCODE_RESTORED, written.raw, (postcode,))
        )
    if not has_content(town) or knows_town(postcode, town):
        return remarks
    towns = towns_of(postcode)
    if towns:
        remarks.append(Remark(Field.TOWN, RemarkKind.TOWN_UNKNOWN, town, towns[:_MOST_CHOICES]))
    elif (known := postcodes_of(town)[:_MOST_CHOICES]) or not postcode.startswith(_OVERSEAS):
        remarks.append(Remark(Field.POSTCODE, RemarkKind.POSTCODE_OF_NO_TOWN, postcode, known))
    return remarks
