"""Reads cells of an order file: text, postcodes and weights, as shops and spreadsheets write them.

Three things happen to each cell. The dress of spreadsheets comes off: `="1001"`, `'1001`, `1001,0`.
What programs write for nothing is nothing: `NULL`, `nan`, `#N/A`. Letters that a wrong encoding has
damaged are noticed: the row is refused, for nobody knows what stood there.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from app.postal.characters import squeeze_spaces
from app.shipments.damaged_letters import mend

REPLACEMENT_CHARACTER = "\ufffd"

_NOTHING = frozenset(
    {
        "NULL", "(NULL)", "[NULL]", "NIL", "NAN", "NONE", "UNDEFINED", "N/A", "#N/A", "#NA", "#NOM?",
        "#NAME?", "#REF!", "#VALEUR!", "#VALUE!", "#DIV/0!", "#NOMBRE!", "#NUM!", "#NULL!", "#NUL!",
        "#ERROR!", "#ERREUR!", "#CALC!", "\\N", "<NULL>", "<NA>",
    }
)  # fmt: skip
# What a cell begins with that is dressed, or means nothing.
_DRESSED = frozenset("='#([<\\nNuU")
_FORMULA = re.compile(r'="(?P<text>(?:[^"]|"")*)"?')
_DOUBLED_FORMULA = re.compile(r'=""(?P<text>[^"]*)""')
_NUMBER = re.compile(r"[+-]?[0-9]+[.,]0+")
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?E[+-]?[0-9]+", re.IGNORECASE)
_LINE_BREAK = re.compile(
    r"<br\s*/?>|</?p>|\\r\\n|\\[nr](?![a-z])|\\n(?=[A-ZÀ-Ý0-9])|\r\n?|\n", re.IGNORECASE
)
# Most cells: nothing in them can be damaged, but for `C1 2UR`.
_PLAIN = re.compile(r"[A-Za-z0-9 .,;:'/()#+*@_-]*")
_ESCAPED = re.compile(r"""\\+(['"])""")

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_FLOAT_TAIL = re.compile(r"[.,]0+$")


def _as_windows_letter(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)  # five bytes are undefined in cp1252


# Detects UTF-8 that was decoded as cp1252 or Latin-1: a lead byte, followed by bytes 80 to BF.
_BYTE_OF = {
    letter: byte for byte in range(0x80, 0x100) for letter in (_as_windows_letter(byte), chr(byte))
}
_TRAIL = "[" + re.escape("".join(c for c, byte in _BYTE_OF.items() if byte < 0xC0)) + "]"
_MOJIBAKE = re.compile(f"[Â-ß]{_TRAIL}|[à-ï]{_TRAIL}{{2}}")


@dataclass(frozen=True, slots=True)
class CellText:
    """The text of a cell, repaired.

    `spoilt`: the cell had accents damaged by a wrong encoding, or control characters.
    `lost`: a letter cannot be recovered, so `text` must not be proposed.
    """

    text: str
    spoilt: bool
    lost: bool


def undress(raw: str) -> str:
    """Take off what spreadsheets put around a cell; what programs write for nothing is nothing.

    Only plain spaces are stripped: a no-break space may be half of a damaged letter.
    """
    text = raw.strip(" \t\r\n\ufeff")
    if text[:1] not in _DRESSED:
        return text
    formula = _FORMULA.fullmatch(text) or _DOUBLED_FORMULA.fullmatch(text)
    if formula:
        text = formula["text"].replace('""', '"')
    elif text.startswith(("'", "=")) and len(text) > 1 and text[1:2].isalnum():
        text = text[1:]
    if text and all(word in _NOTHING for word in text.upper().split()):
        return ""
    return text.strip(" ")


def whole_number(text: str) -> str:
    """Return `1001` for `1001,0` and `1001.00`; other text unchanged."""
    return _FLOAT_TAIL.sub("", text) if _NUMBER.fullmatch(text) else text


def is_scientific(text: str) -> bool:
    """Whether a spreadsheet has rounded a long number: `1,23457E+15`."""
    return "+" in text and _SCIENTIFIC.fullmatch(text.replace(" ", "")) is not None


def parts_of_lines(raw: str) -> list[str]:
    """Divide a cell where a line break stands: `<br>`, a backslash with an n, a real one."""
    pieces = (piece.strip(" ,\t") for piece in _LINE_BREAK.split(raw))
    return [piece for piece in pieces if piece]


def read_text(raw: str) -> CellText:
    """Read a cell as text: decode HTML entities, repair `JÃ©rÃ´me`, normalize white space."""
    if _PLAIN.fullmatch(raw) and "1 2" not in raw and "1 4" not in raw:
        return CellText(squeeze_spaces(raw), spoilt=False, lost=False)
    decoded = _ESCAPED.sub(r"\1", _ENTITY.sub(_unescape, _ENTITY.sub(_unescape, raw)))
    repaired = _repair_encoding(decoded)
    mended = mend(repaired)
    visible = "".join(c for c in mended.text if unicodedata.category(c) != "Cf")
    return CellText(
        text=squeeze_spaces(unicodedata.normalize("NFC", visible)),
        spoilt=repaired != decoded or mended.damaged,
        lost=REPLACEMENT_CHARACTER in decoded or mended.lost,
    )


def postcode_digits(raw: str) -> str:
    """Return the digits of a postcode, without what spreadsheets and people put around them.

    Understands `75001.0`, `'01000`, `="01000"`, `F-75001`, spaces and no-break spaces.
    """
    compact = "".join(unicodedata.normalize("NFKC", read_text(raw).text).split()).upper()
    compact = _FLOAT_TAIL.sub("", undress(compact)).rstrip("-,.;")
    return re.sub(r"^(?:FR?|MC)-?(?=\d)", "", compact)


class Unit(StrEnum):
    """The unit of a weight."""

    GRAMS = "g"
    KILOGRAMS = "kg"


@dataclass(frozen=True, slots=True)
class Weight:
    """A weight as written: the number, and the unit if the cell names one."""

    number: Decimal
    unit: Unit | None
    decimals: int

    def grams(self, unit: Unit) -> int:
        """Convert to whole grams, rounded up, so that the weight band is never too low."""
        factor = 1000 if unit is Unit.KILOGRAMS else 1
        return int((self.number * factor).to_integral_value(ROUND_CEILING))


_WEIGHT = re.compile(
    r"(?P<number>[+-]?[0-9]{1,9})(?:[.,](?P<decimals>[0-9]{1,9}))?"
    r"(?:(?P<grams>g|gr|grs|grams?|grammes?)|(?P<kilograms>kgs?|kilos?|kilogram(?:me)?s?))?\.?"
)


def read_weight(raw: str) -> Weight | None:
    """Read a weight with decimal comma or point; None if the cell is not a weight."""
    compact = "".join(unicodedata.normalize("NFKC", read_text(raw).text).split()).lower()
    match = _WEIGHT.fullmatch(compact.removeprefix("'"))
    if match is None:
        return None
    decimals = match["decimals"] or ""
    unit = Unit.GRAMS if match["grams"] else Unit.KILOGRAMS if match["kilograms"] else None
    return Weight(Decimal(f"{match['number']}.{decimals or 0}"), unit, len(decimals))


def _unescape(match: re.Match[str]) -> str:
    return html.unescape(match.group())


def _repair_encoding(text: str) -> str:
    previous = ""
    while text != previous:  # a file may have been damaged more than once
        previous, text = text, "".join(map(_legible, _MOJIBAKE.sub(_repair_letter, text)))
    return text


def _repair_letter(match: re.Match[str]) -> str:
    """Return the intended letter if cp1252 has it; else leave the text: `É–` may be meant."""
    try:
        letter = bytes(_BYTE_OF[c] for c in match.group()).decode("utf-8")
        letter.encode("cp1252")
    except UnicodeError:
        return match.group()
    return letter


def _legible(character: str) -> str:
    """Replace an invisible character by nothing, and a C1 control by its letter in cp1252."""
    if character in "\t\n\r\v\f":
        return character
    if "\x80" <= character <= "\x9f":
        return _as_windows_letter(ord(character)).strip(character)
    hidden = (
        unicodedata.category(character) in {"Cc", "Co", "Cs"} or character == REPLACEMENT_CHARACTER
    )
    return "" if hidden else character
