"""Lays out French postal addresses by the standard NF Z10-011: six lines of 38 characters.

Line 1 is the person or company, 2 the flat or the person in a company, 3 the building, 4 number
and street, 5 post box or locality, 6 postcode and town. Lines 4 to 6 are in capitals, without
accents or punctuation. Source: the standard, as La Poste publishes it; certain.

Nothing is cut or abbreviations unasked: what does not fit is a `FieldFault` that proposes a wording.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from app.postal.characters import capitals, foreign_letters, has_content, printed_text
from app.postal.shortening import abbreviations, split_in_two, with_initials
from app.shipments.faults import Field, FieldFault, FieldProblem, sorted_by_field
from app.shipments.postal_places import towns_of

LINE_LENGTH = 38
TOWN_LENGTH = LINE_LENGTH - len("75001 ")
STORED_LENGTH = 2 * LINE_LENGTH
"""The longest stored line. It counts punctuation, which is not printed from line 4 on."""
LONGEST_FIELD = 200
"""No field of an address is longer: it is refused before any line is planned."""

POST_BOX = re.compile(
    r"(BP|B P|BOITE POSTALE|CS|C S|TSA|CIDEX|LIEU DIT|LIEUDIT|LD|POSTE RESTANTE)\b"
)
IN_THE_BUILDING = re.compile(
    r"(APPARTEMENT|APPART|APPT|APT|APP|CHEZ|C O|PORTE|LOGEMENT|LOGT|LOG|STUDIO|CHAMBRE|CHBRE"
    r"|ETAGE|ETG|REZ DE CHAUSSEE|RDC|BOITE AUX LETTRES|BAL|COULOIR)\b"
    r"|\d+ ?(ER|E|EME|ND|NDE)? ?(ETAGE|ETG)\b|(PREMIER|DEUXIEME|TROISIEME|DERNIER) ETAGE\b"
)


@dataclass(frozen=True, slots=True)
class Address:
    """The lines of an address as the customer wrote them; unused lines are empty."""

    line1: str
    line2: str
    line3: str
    line4: str
    line5: str
    postcode: str
    town: str

    def printed_lines(self) -> tuple[str, ...]:
        """Return the lines to print, without empty ones: at most 6, of at most 38 characters."""
        upper = [printed_text(line) for line in (self.line1, self.line2, self.line3)]
        lower = [capitals(line) for line in (self.line4, self.line5)]
        last = f"{self.postcode} {capitals(self.town)}"
        return tuple(line for line in (*upper, *lower, last) if line)


def content_of(address: Address, grams: int) -> tuple[str, ...]:
    """Return what makes two orders of one reference the same: the printed address, the weight.

    The case of the upper lines does not count.
    """
    return (*map(str.upper, address.printed_lines()), str(grams))


@dataclass(frozen=True, slots=True)
class _Parts:
    """The fields as the customer wrote them; a field without letters or digits ("-") is empty."""

    name: str
    company: str
    street: str
    complement: str
    town: str

    @property
    def person(self) -> str:
        """The person to name on line 2, if there is a company of another name; or empty."""
        same = capitals(self.name) == capitals(self.company)
        return _to_the_attention_of(self.name) if self.company and self.name and not same else ""


_WRITTEN = (Field.NAME, Field.COMPANY, Field.STREET, Field.COMPLEMENT, Field.TOWN)


def compose(
    *, name: str, company: str = "", street: str, complement: str = "", postcode: str, town: str
) -> Address | list[FieldFault]:
    """Lay out an address, or return everything that is wrong with it, in the order of the fields.

    The texts must come from `cells.read_text`. The postcode has been checked before and is used
    only to look up towns to propose. Each proposal fits its line.
    """
    written = (name, company, street, complement, town)
    overlong = _overlong_fields(written)
    if overlong:
        return overlong
    parts = _Parts(*(text if has_content(text) else "" for text in written))
    faults = [
        *_missing_fields(parts, postcode),
        *_foreign_fields(parts),
        *_long_fields(parts, postcode),
    ]
    lines = _lines(parts)
    if faults or lines is None:
        return sorted_by_field(faults)
    return Address(*lines, postcode, parts.town)


def _overlong_fields(written: tuple[str, ...]) -> list[FieldFault]:
    """Refuse what no wording can shorten, so that no cell holds a process."""
    return [
        FieldFault(field, text, FieldProblem.TOO_LONG, limit=LINE_LENGTH)
        for field, text in zip(_WRITTEN, written, strict=True)
        if len(text) > LONGEST_FIELD
    ]


def _missing_fields(parts: _Parts, postcode: str) -> Iterator[FieldFault]:
    if not (parts.name or parts.company):
        yield FieldFault(Field.NAME, "", FieldProblem.MISSING)
    if not parts.street and not _needs_no_street(parts):
        moved = parts.complement if _fits_in_capitals(parts.complement) else ""
        yield FieldFault(Field.STREET, "", FieldProblem.MISSING, instead=moved)
    if not parts.town:
        yield FieldFault(Field.TOWN, "", FieldProblem.MISSING).proposing(towns_of(postcode))


def _needs_no_street(parts: _Parts) -> bool:
    """Whether the address needs no street: it has a post box, a locality or a CEDEX."""
    return bool(_split_off_post_box(parts.complement)[0]) or "CEDEX" in capitals(parts.town).split()


def _foreign_fields(parts: _Parts) -> Iterator[FieldFault]:
    for field in _WRITTEN:
        text = getattr(parts, field)
        if foreign_letters(text):
            yield FieldFault(field, text, FieldProblem.FOREIGN_LETTERS)


def _long_fields(parts: _Parts, postcode: str) -> Iterator[FieldFault]:
    if not _fits(parts.company):
        yield _propose(Field.COMPANY, parts, abbreviations(parts.company))
    if not _fits(parts.name) and (parts.person or not _fits(parts.company) or not parts.company):
        yield _propose(Field.NAME, parts, with_initials(parts.name))
    if not _fits_in_capitals(parts.street):
        yield _propose(Field.STREET, parts, abbreviations(parts.street))
    if _arrange(parts) is None:
        yield _complement_too_long(parts)
    if not _fits_in_capitals(parts.town, TOWN_LENGTH):
        yield _town_too_long(parts.town, postcode)


def _propose(field: Field, parts: _Parts, shorter: Iterator[str]) -> FieldFault:
    """Propose the first wording that fits, or one split over the field and the complement."""
    text: str = getattr(parts, field)
    fault = FieldFault(field, text, FieldProblem.TOO_LONG, limit=LINE_LENGTH)
    fits = _fits_in_capitals if field is Field.STREET else _fits
    wordings = list(shorter)
    whole = next((wording for wording in wordings if fits(wording)), "")
    if whole or field is Field.NAME:
        return replace(fault, instead=whole)
    # Of all wordings the longest and the shortest: trying each would take the square of the words.
    for wording in dict.fromkeys((wordings[0], wordings[-1])):
        for head, tail in _splits(wording, fits):
            complement = ", ".join(filter(None, (parts.complement, tail)))
            if _arrange(replace(parts, complement=complement)):
                return replace(fault, instead=head, complement=complement)
    return fault


def _splits(text: str, fits: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Yield the ways to split a text whose first part fits a line."""
    for head, tail in split_in_two(text):
        if len(head) <= STORED_LENGTH and has_content(head) and fits(head):
            yield head, tail


def _complement_too_long(parts: _Parts) -> FieldFault:
    wordings = list(abbreviations(parts.complement))
    in_two = (
        f"{head}, {tail}"
        for text in dict.fromkeys((wordings[0], wordings[-1]))
        for head, tail in _splits(text, _fits)
    )
    fitting = (text for text in (*wordings, *in_two) if _arrange(replace(parts, complement=text)))
    instead = next(fitting, "")
    return FieldFault(
        Field.COMPLEMENT,
        parts.complement,
        FieldProblem.TOO_LONG,
        instead=instead,
        limit=LINE_LENGTH,
    )


def _town_too_long(town: str, postcode: str) -> FieldFault:
    fault = FieldFault(Field.TOWN, town, FieldProblem.TOO_LONG, limit=TOWN_LENGTH)
    short = (text for text in abbreviations(town) if _fits_in_capitals(text, TOWN_LENGTH))
    instead = next(short, "")
    return replace(fault, instead=instead) if instead else fault.proposing(towns_of(postcode))


def _to_the_attention_of(name: str) -> str:
    """Return the name with the longest form of "for the attention of" that fits the line."""
    forms = (f"À L'ATTENTION DE {name}", f"ATT. {name}")
    return next((form for form in forms if _fits(form)), name)


def _lines(parts: _Parts) -> tuple[str, str, str, str, str] | None:
    placed = _arrange(parts)
    if placed is None:
        return None
    line2, line3, line5 = placed
    return parts.company or parts.name, line2, line3, parts.street, line5


def _arrange(parts: _Parts) -> tuple[str, str, str] | None:
    """Put the person and the complement on lines 2, 3 and 5; None if they do not fit.

    Parts inside the building (flat, floor) go on line 2, the building on line 3. If that does not
    fit, the parts between commas fill both lines in the order in which they were written.
    """
    box, rest = _split_off_post_box(parts.complement)
    if not _fits_in_capitals(", ".join(box)):
        return None
    for upper in _plans(rest, parts.person):
        line2, line3 = (", ".join(pieces) for pieces in upper)
        if (parts.person or _fits(line2)) and _fits(line3):  # a long name is reported separately
            return line2, line3, ", ".join(box)
    return None


def _plans(pieces: list[str], person: str) -> Iterator[tuple[list[str], list[str]]]:
    if person:
        yield [person], pieces
        return
    inside = [piece for piece in pieces if IN_THE_BUILDING.match(capitals(piece))]
    yield inside, [piece for piece in pieces if piece not in inside]
    for count in range(1, len(pieces)):
        if not _fits(", ".join(pieces[:count])):
            return  # and no longer part fits
        yield pieces[:count], pieces[count:]


def _split_off_post_box(complement: str) -> tuple[list[str], list[str]]:
    """Return the parts of the complement that belong on line 5, and the others."""
    pieces = [piece.strip() for piece in complement.split(",") if has_content(piece)]
    box = [piece for piece in pieces if POST_BOX.match(capitals(piece))]
    return box, [piece for piece in pieces if piece not in box]


def _fits(text: str) -> bool:
    return len(printed_text(text)) <= LINE_LENGTH and len(text) <= STORED_LENGTH


def _fits_in_capitals(text: str, limit: int = LINE_LENGTH) -> bool:
    return len(capitals(text)) <= limit and len(text) <= STORED_LENGTH
