"""Puts the fields of an address in order before its lines are planned.

Number and street are line 4 wherever they stood; postcode and town are not repeated; an e-mail or a
telephone is no line of an address. What is moved or left off is told in a remark.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.postal.characters import capitals, has_content, place_key
from app.shipments.address import IN_THE_BUILDING, POST_BOX
from app.shipments.cells import whole_number
from app.shipments.faults import Field, FieldFault, FieldProblem, Remark, RemarkKind
from app.shipments.postal_places import towns_of

_WAY = (
    r"(?:R|RUE|RUELLE|AV|AVE|AVENUE|BD|BLD|BLVD|BVD|BOUL|BOULEVARD|PL|PLACE|PLACETTE|CH|CHE|CHEM|CHEMIN"
    r"|IMP|IMPASSE|ALL|ALLEE|ALLEES|RTE|ROUTE|QU|QUAI|CRS|COURS|COUR|SQ|SQUARE|PAS|PASSAGE|PASS|CITE"
    r"|FG|FBG|FAUBOURG|SENTE|SENTIER|SEN|ESP|ESPLANADE|PROM|PROMENADE|LOT|LOTISSEMENT|HAMEAU|HAM|MAIL"
    r"|VOIE|ROND POINT|RD POINT|TRAVERSE|MONTEE|MTE|CLOS|PARVIS|VENELLE|CORNICHE|CHAUSSEE|CHS|LIEU DIT"
    r"|LIEUDIT|ROCADE|RAMPE|DESCENTE|LEVEE|VILLA|GALERIE|DREVE|DIGUE|PONT|PORT|AUTOROUTE"
    r"|GRANDE RUE|GRAND RUE|GRAND PLACE|VIEILLE ROUTE|ANCIENNE ROUTE|PETITE RUE|ZA|ZI|ZAC|ZONE)"
)
_NUMBER = r"\d{1,5} ?(?:BIS|TER|QUATER|[A-H])?(?: (?:ET |A )?\d{1,5} ?(?:BIS|TER|QUATER|[A-H])?)?"
_NUMBERED_WAY = re.compile(rf"(?:N |NO |NUMERO )?{_NUMBER} {_WAY}\b")
_NUMBERED = re.compile(rf"{_NUMBER} (?=[A-Z]{{2}})")
_STARTS_WITH_WAY = re.compile(rf"{_WAY}\b(?! \d+$)")
_ONLY_A_NUMBER = re.compile(rf"(?:N |NO |NUMERO )?{_NUMBER}")

_LABEL = (
    r"(?:(?:t[ée]l(?:[ée]phone)?|portable|mobile|gsm|phone|e-?mail|mail|courriel)\b\s*\.?\s*:?\s*)?"
)
_CONTACT = re.compile(
    rf"{_LABEL}[^\s@,;<>]{{1,64}}@[^\s@,;<>]+\.[a-z]{{2,}}"
    rf"|{_LABEL}(?<![\d+])(?:\+33|0033|\+33 ?\(0\)|0)[\s.\-]?[1-9](?:[\s.\-]?\d\d){{4}}(?!\d)",
    re.IGNORECASE,
)
_PLACE_AT_THE_END = re.compile(
    r"^(?P<rest>.*?)[\s,;–-]*(?<!\d)(?P<postcode>\d{5})(?:[\s,]+(?P<town>[^\d,]+))?(?:,\s*france)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of an address as read: `street` and `complement` in the pieces of their cells."""

    name: str
    company: str
    house_number: str
    street: tuple[str, ...]
    complement: tuple[str, ...]
    postcode: str
    town: str


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The fields in order. `faults` are contradictions that only the person can decide."""

    name: str
    company: str
    street: str
    complement: str
    remarks: tuple[Remark, ...] = ()
    faults: tuple[FieldFault, ...] = ()


@dataclass(slots=True)
class _Layout:
    """The work on one address."""

    fields: Fields
    remarks: list[Remark] = field(default_factory=list)
    faults: list[FieldFault] = field(default_factory=list)

    def run(self) -> LaidOut:
        fields = self.fields
        name = self._without_contacts(Field.NAME, fields.name)
        company = self._without_contacts(Field.COMPANY, fields.company)
        street = [self._cleaned(Field.STREET, piece) for piece in fields.street]
        complement = [self._cleaned(Field.COMPLEMENT, piece) for piece in fields.complement]
        pieces = [piece for piece in (*street[1:], *complement) if has_content(piece)]
        first, company = self._line_4(street[0] if street else "", company, pieces)
        return LaidOut(
            name,
            company,
            first,
            ", ".join(self._not_repeated(pieces, (name, company, first))),
            tuple(self.remarks),
            tuple(self.faults),
        )

    def _cleaned(self, where: Field, text: str) -> str:
        return self._without_place(where, self._without_contacts(where, text))

    def _without_contacts(self, where: Field, text: str) -> str:
        if "@" not in text and sum(c.isdigit() for c in text) < 9:
            return text
        found = [match.group() for match in _CONTACT.finditer(text)]
        if not found:
            return text
        self.remarks.append(Remark(where, RemarkKind.LEFT_OFF, ", ".join(found)))
        return re.sub(r"\s+", " ", _CONTACT.sub(" ", text)).strip(" ,;:/-")

    def _without_place(self, where: Field, text: str) -> str:
        """Take postcode and town off the end, if they are those of the address."""
        at_end = _PLACE_AT_THE_END.match(text)
        if at_end is None or not self.fields.postcode:
            return self._without_town(where, text)
        town = (at_end["town"] or "").strip()
        same_town = not town or place_key(town) == place_key(self.fields.town)
        if at_end["postcode"] == self.fields.postcode and (same_town or at_end["rest"]):
            self.remarks.append(Remark(where, RemarkKind.PLACE_REPEATED, text))
            return at_end["rest"]
        if town and place_key(town) in map(place_key, towns_of(at_end["postcode"])):
            self.faults.append(FieldFault(where, text, FieldProblem.OTHER_PLACE))
        return text

    def _without_town(self, where: Field, text: str) -> str:
        rest, comma, town = text.rpartition(",")
        if comma and has_content(town) and place_key(town) == place_key(self.fields.town):
            self.remarks.append(Remark(where, RemarkKind.PLACE_REPEATED, text))
            return rest.strip()
        return text

    def _line_4(self, street: str, company: str, pieces: list[str]) -> tuple[str, str]:
        """Return number and street, and the company; take them out of the pieces."""
        number = self.fields.house_number
        written = add_house_number(number, street) if has_content(street) else street
        if _weight(written) == _SURE:
            return written, company
        moved = self._joined(number, street, pieces) or self._swapped(number, street, pieces)
        if not moved and _weight(company) == _SURE and not has_content(street):
            moved, company = company, ""
        if moved:
            self.remarks.append(Remark(Field.STREET, RemarkKind.LINES_SWAPPED, moved))
        line_4 = moved or written
        if has_content(number) and f" {capitals(number)} " not in f" {capitals(line_4)} ":
            pieces.insert(0, number)
        return line_4, company

    def _joined(self, number: str, street: str, pieces: list[str]) -> str:
        """Join a number that stands alone to the street before or after it."""
        key = capitals(street)
        if _STARTS_WITH_WAY.match(key) and not has_content(number):
            return self._joined_before(street, pieces)
        alone = street if _ONLY_A_NUMBER.fullmatch(key) else number
        way = next((p for p in pieces if _STARTS_WITH_WAY.match(capitals(p))), "")
        if not way or not has_content(alone) or (alone != street and _weight(street) > 0):
            return ""
        pieces.remove(way)
        if has_content(street) and alone != street:
            pieces.insert(0, street)
        return add_house_number(alone, way)

    def _joined_before(self, street: str, pieces: list[str]) -> str:
        alone = next((p for p in pieces if _ONLY_A_NUMBER.fullmatch(capitals(p))), "")
        if not alone:
            return ""
        pieces.remove(alone)
        return add_house_number(alone, street)

    def _swapped(self, number: str, street: str, pieces: list[str]) -> str:
        """Take the piece that is surely number and street, and put the other one in its place."""
        if has_content(number) and has_content(street):
            return ""
        sure = next((piece for piece in pieces if _weight(piece) == _SURE), "")
        if not sure:
            return ""
        place = pieces.index(sure)
        if has_content(street):
            pieces[place] = street
        else:
            del pieces[place]
        return sure

    def _not_repeated(self, pieces: list[str], others: tuple[str, ...]) -> Iterator[str]:
        """Yield the pieces that say something new."""
        said = {capitals(text) for text in others}
        said |= {capitals(self.fields.town), capitals(f"{self.fields.postcode} {self.fields.town}")}
        for piece in pieces:
            key = capitals(piece)
            if key and key not in said:
                said.add(key)
                yield piece


_SURE = 3


def _weight(text: str) -> int:
    """Return how surely a text is number and street: 3 for `12 rue des Lilas`, 0 for `Bât B`."""
    key = capitals(text)
    if _NUMBERED_WAY.match(key):
        return _SURE
    if IN_THE_BUILDING.match(key) or POST_BOX.match(key):
        return 0
    if _NUMBERED.match(key):
        return 2
    return 1 if _STARTS_WITH_WAY.match(key) else 0


def lay_out(fields: Fields) -> LaidOut:
    """Put the fields of an address in order."""
    return _Layout(fields).run()


def without_postcode(town: str, postcode: str) -> str:
    """Return the town without its own postcode before or after it."""
    rest = re.sub(rf"^(?:F-|FR-)?{postcode}[\s,-]+|[\s,-]+\(?{postcode}\)?$", "", town.strip())
    return rest if postcode and has_content(rest) else town


def add_house_number(number: str, street: str) -> str:
    """Put a house number before its street, unless the street begins with it."""
    number = whole_number(number)
    if not has_content(number):
        return street
    key, street_key = capitals(number), capitals(street)
    if street_key == key or street_key.startswith(f"{key} "):
        return street
    return f"{number} {street}"
