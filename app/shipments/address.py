"""A French postal address by NF Z10-011: six lines of 38 characters, from the person to the town.

Line 1 the person or company, 2 the flat or a company's person, 3 the building, 4 number and
street, 5 post box or locality, 6 postcode and town. From line 4 on capitals, without accents or
punctuation. Source: the standard, as La Poste teaches it; sure.

Nothing is cut or abbreviated unasked: what does not fit is a `Fault` that proposes a wording.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.shipments.faults import Fault, Field, Problem, sorted_by_field
from app.shipments.postal_characters import as_written, capitals, foreign_letters, says_something
from app.shipments.postal_places import towns_of
from app.shipments.shortening import abbreviated, split_in_two, with_initials

LINE_LENGTH = 38
TOWN_LENGTH = LINE_LENGTH - len("75001 ")
STORED_LENGTH = 2 * LINE_LENGTH
"""No stored line is longer: punctuation counts here, though it is not printed from line 4 on."""

_POST_BOX = re.compile(
    r"(BP|B P|BOITE POSTALE|CS|C S|TSA|CIDEX|LIEU DIT|LIEUDIT|LD|POSTE RESTANTE)\b"
)
_IN_THE_BUILDING = re.compile(
    r"(APPARTEMENT|APPART|APPT|APT|APP|CHEZ|C O|PORTE|LOGEMENT|LOGT|LOG|STUDIO|CHAMBRE|CHBRE"
    r"|ETAGE|ETG|REZ DE CHAUSSEE|RDC|BOITE AUX LETTRES|BAL|COULOIR)\b"
    r"|\d+ ?(ER|E|EME|ND|NDE)? ?(ETAGE|ETG)\b|(PREMIER|DEUXIEME|TROISIEME|DERNIER) ETAGE\b"
)


@dataclass(frozen=True, slots=True)
class Address:
    """The lines of an address as the customer wrote them; a line that is not used is empty."""

    line1: str
    line2: str
    line3: str
    line4: str
    line5: str
    postcode: str
    town: str

    def printed_lines(self) -> tuple[str, ...]:
        """The lines to print: at most 6 of at most 38 characters, empty ones closed up."""
        upper = [as_written(line) for line in (self.line1, self.line2, self.line3)]
        lower = [capitals(line) for line in (self.line4, self.line5)]
        last = f"{self.postcode} {capitals(self.town)}"
        return tuple(line for line in (*upper, *lower, last) if line)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the customer wrote, field by field; what says nothing ("-") is empty."""

    name: str
    company: str
    street: str
    complement: str
    town: str

    @property
    def person(self) -> str:
        """The person beside a company on line 2; nobody if the company is the person."""
        same = capitals(self.name) == capitals(self.company)
        return _to_the_attention_of(self.name) if self.company and self.name and not same else ""


_WRITTEN = (Field.NAME, Field.COMPANY, Field.STREET, Field.COMPLEMENT, Field.TOWN)


def compose(
    *, name: str, company: str = "", street: str, complement: str = "", postcode: str, town: str
) -> Address | list[Fault]:
    """Lay out an address, or say everything that is wrong with it, in the order of its fields.

    The texts have their entities decoded and their white space squeezed; the postcode has been
    read before (only towns to propose are looked up by it). Each proposal, put in place of what
    was written, fits its line.
    """
    written = (name, company, street, complement, town)
    parts = _Parts(*(text if says_something(text) else "" for text in written))
    faults = [*_missing(parts, postcode), *_foreign(parts), *_too_long(parts, postcode)]
    lines = _lines(parts)
    if faults or lines is None:
        return sorted_by_field(faults)
    return Address(*lines, postcode, parts.town)


def _missing(parts: _Parts, postcode: str) -> Iterator[Fault]:
    if not (parts.name or parts.company):
        yield Fault(Field.NAME, "", Problem.MISSING)
    if not parts.street and not _delivered_without_street(parts):
        moved = parts.complement if _fits_in_capitals(parts.complement) else ""
        yield Fault(Field.STREET, "", Problem.MISSING, instead=moved)
    if not parts.town:
        yield Fault(Field.TOWN, "", Problem.MISSING).proposing(towns_of(postcode))


def _delivered_without_street(parts: _Parts) -> bool:
    """A post box or a locality is enough, and so is the CEDEX of a large organisation."""
    return bool(_box_and_rest(parts.complement)[0]) or "CEDEX" in capitals(parts.town).split()


def _foreign(parts: _Parts) -> Iterator[Fault]:
    for field in _WRITTEN:
        text = getattr(parts, field)
        if foreign_letters(text):
            yield Fault(field, text, Problem.FOREIGN_LETTERS)


def _too_long(parts: _Parts, postcode: str) -> Iterator[Fault]:
    if not _fits(parts.company):
        yield _proposed(Field.COMPANY, parts, abbreviated(parts.company))
    if not _fits(parts.name) and (parts.person or not _fits(parts.company) or not parts.company):
        yield _proposed(Field.NAME, parts, with_initials(parts.name))
    if not _fits_in_capitals(parts.street):
        yield _proposed(Field.STREET, parts, abbreviated(parts.street))
    if _placed(parts) is None:
        yield _complement_too_long(parts)
    if not _fits_in_capitals(parts.town, TOWN_LENGTH):
        yield _town_too_long(parts.town, postcode)


def _proposed(field: Field, parts: _Parts, shorter: Iterator[str]) -> Fault:
    """The first wording that fits; failing that, one cut in two, the rest in the complement."""
    text: str = getattr(parts, field)
    fault = Fault(field, text, Problem.TOO_LONG, limit=LINE_LENGTH)
    fits = _fits_in_capitals if field is Field.STREET else _fits
    wordings = list(shorter)
    whole = next((wording for wording in wordings if fits(wording)), "")
    if whole or field is Field.NAME:
        return replace(fault, instead=whole)
    for wording in wordings:
        for head, tail in split_in_two(wording):
            complement = ", ".join(filter(None, (parts.complement, tail)))
            if (
                fits(head)
                and says_something(head)
                and _placed(replace(parts, complement=complement))
            ):
                return replace(fault, instead=head, complement=complement)
    return fault


def _complement_too_long(parts: _Parts) -> Fault:
    wordings = list(abbreviated(parts.complement))
    in_two = (f"{head}, {tail}" for text in wordings for head, tail in split_in_two(text))
    fitting = (text for text in (*wordings, *in_two) if _placed(replace(parts, complement=text)))
    instead = next(fitting, "")
    return Fault(
        Field.COMPLEMENT, parts.complement, Problem.TOO_LONG, instead=instead, limit=LINE_LENGTH
    )


def _town_too_long(town: str, postcode: str) -> Fault:
    fault = Fault(Field.TOWN, town, Problem.TOO_LONG, limit=TOWN_LENGTH)
    short = (text for text in abbreviated(town) if _fits_in_capitals(text, TOWN_LENGTH))
    instead = next(short, "")
    return replace(fault, instead=instead) if instead else fault.proposing(towns_of(postcode))


def _to_the_attention_of(name: str) -> str:
    """The longest form of address that fits the line, the bare name if none does."""
    forms = (f"À L'ATTENTION DE {name}", f"ATT. {name}")
    return next((form for form in forms if _fits(form)), name)


def _lines(parts: _Parts) -> tuple[str, str, str, str, str] | None:
    placed = _placed(parts)
    if placed is None:
        return None
    line2, line3, line5 = placed
    return parts.company or parts.name, line2, line3, parts.street, line5


def _placed(parts: _Parts) -> tuple[str, str, str] | None:
    """The person and the complement on lines 2, 3 and 5, or None if they find no room there.

    What stands inside the building goes above the building itself; if that does not fit, the
    pieces between commas fill both lines in the order in which they were written.
    """
    box, rest = _box_and_rest(parts.complement)
    if not _fits_in_capitals(", ".join(box)):
        return None
    for upper in _plans(rest, parts.person):
        line2, line3 = (", ".join(pieces) for pieces in upper)
        if (parts.person or _fits(line2)) and _fits(line3):  # the person has a fault of their own
            return line2, line3, ", ".join(box)
    return None


def _plans(pieces: list[str], person: str) -> Iterator[tuple[list[str], list[str]]]:
    if person:
        yield [person], pieces
        return
    inside = [piece for piece in pieces if _IN_THE_BUILDING.match(capitals(piece))]
    yield inside, [piece for piece in pieces if piece not in inside]
    for count in range(1, len(pieces)):
        yield pieces[:count], pieces[count:]


def _box_and_rest(complement: str) -> tuple[list[str], list[str]]:
    """The pieces of the complement for line 5, and the others."""
    pieces = [piece.strip() for piece in complement.split(",") if says_something(piece)]
    box = [piece for piece in pieces if _POST_BOX.match(capitals(piece))]
    return box, [piece for piece in pieces if piece not in box]


def _fits(text: str) -> bool:
    return len(as_written(text)) <= LINE_LENGTH and len(text) <= STORED_LENGTH


def _fits_in_capitals(text: str, limit: int = LINE_LENGTH) -> bool:
    return len(capitals(text)) <= limit and len(text) <= STORED_LENGTH
