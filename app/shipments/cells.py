"""What a cell of an order file means: text, postcode, weight, in the dress that shops give them."""

import html
import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from app.shipments.postal_characters import squeezed

LOST_LETTER = "\ufffd"

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_SPREADSHEET_DRESS = re.compile(r"""^(?:="?|')|"$""")
_FLOAT_TAIL = re.compile(r"[.,]0+$")


def _as_windows_letter(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)  # five bytes that cp1252 leaves out


# UTF-8 read as cp1252 or Latin-1: a lead byte, then the bytes 80 to BF in the shape those give.
_BYTE_OF = {
    letter: byte for byte in range(0x80, 0x100) for letter in (_as_windows_letter(byte), chr(byte))
}
_TRAIL = "[" + re.escape("".join(c for c, byte in _BYTE_OF.items() if byte < 0xC0)) + "]"
_MOJIBAKE = re.compile(f"[Â-ß]{_TRAIL}|[à-ï]{_TRAIL}{{2}}")


@dataclass(frozen=True, slots=True)
class Words:
    """The text of a cell as it was meant.

    `spoilt`: accents damaged by a wrong encoding, or control characters, had to be mended.
    `lost`: a letter is gone for good (U+FFFD), so that `text` is no proposal.
    """

    text: str
    spoilt: bool
    lost: bool


def words(raw: str) -> Words:
    """Read a cell as text: HTML entities decoded, white space single, `JÃ©rÃ´me` mended."""
    decoded = _ENTITY.sub(_decoded_entity, _ENTITY.sub(_decoded_entity, raw))
    mended = _mended(decoded)
    visible = "".join(c for c in mended if unicodedata.category(c) != "Cf")
    return Words(
        text=squeezed(unicodedata.normalize("NFC", visible)),
        spoilt=mended != decoded,
        lost=LOST_LETTER in decoded,
    )


def postcode_digits(raw: str) -> str:
    """The cell of a postcode without what spreadsheets and people put around the digits.

    Understands `75001.0`, `'01000`, `="01000"`, `F-75001`, spaces and no-break spaces.
    """
    compact = "".join(unicodedata.normalize("NFKC", words(raw).text).split()).upper()
    compact = _SPREADSHEET_DRESS.sub("", _SPREADSHEET_DRESS.sub("", compact))
    return re.sub(r"^FR?-?(?=\d)", "", _FLOAT_TAIL.sub("", compact))


class Unit(StrEnum):
    """The unit of a weight."""

    GRAMS = "g"
    KILOGRAMS = "kg"


@dataclass(frozen=True, slots=True)
class Weighing:
    """A weight as read: the number, and the unit that the cell itself gives, if any."""

    number: Decimal
    unit: Unit | None
    decimals: int

    def grams(self, unit: Unit) -> int:
        """Whole grams, any fraction rounded up: a band is never understated."""
        factor = 1000 if unit is Unit.KILOGRAMS else 1
        return int((self.number * factor).to_integral_value(ROUND_CEILING))


_WEIGHT = re.compile(
    r"(?P<number>[+-]?[0-9]{1,9})(?:[.,](?P<decimals>[0-9]{1,9}))?"
    r"(?:(?P<grams>g|gr|grs|grams?|grammes?)|(?P<kilograms>kgs?|kilos?|kilogram(?:me)?s?))?\.?"
)


def weighing(raw: str) -> Weighing | None:
    """The weight in a cell, decimals with comma or point, or None if it is not one."""
    compact = "".join(unicodedata.normalize("NFKC", words(raw).text).split()).lower()
    match = _WEIGHT.fullmatch(compact.removeprefix("'"))
    if match is None:
        return None
    decimals = match["decimals"] or ""
    unit = Unit.GRAMS if match["grams"] else Unit.KILOGRAMS if match["kilograms"] else None
    return Weighing(Decimal(f"{match['number']}.{decimals or 0}"), unit, len(decimals))


def _decoded_entity(match: re.Match[str]) -> str:
    return html.unescape(match.group())


def _mended(text: str) -> str:
    previous = ""
    while text != previous:  # a file may have been damaged more than once
        previous, text = text, "".join(map(_legible, _MOJIBAKE.sub(_restored, text)))
    return text


def _restored(match: re.Match[str]) -> str:
    """The letter that was meant, if it is one of western Europe: `É–` is no damaged Chinese."""
    try:
        letter = bytes(_BYTE_OF[c] for c in match.group()).decode("utf-8")
        letter.encode("cp1252")
    except UnicodeError:
        return match.group()
    return letter


def _legible(character: str) -> str:
    """The character, or what stands for it: nothing for a control, a letter for a cp1252 byte."""
    if character in "\t\n\r\v\f":
        return character
    if "\x80" <= character <= "\x9f":
        return _as_windows_letter(ord(character)).strip(character)
    hidden = unicodedata.category(character) in {"Cc", "Co", "Cs"} or character == LOST_LETTER
    return "" if hidden else character
