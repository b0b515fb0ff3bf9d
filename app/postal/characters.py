"""Converts text to the characters of a postal address: capitals without accents and punctuation."""

import re
import unicodedata
from functools import lru_cache

_WITHOUT_DECOMPOSITION = str.maketrans(
    {
        "Æ": "AE",
        "Œ": "OE",
        "Ø": "O",
        "Đ": "D",
        "Ð": "D",
        "Þ": "TH",
        "Ł": "L",
        "Ħ": "H",
        "Ŋ": "NG",
        "Ŧ": "T",
        "ẞ": "SS",
        "&": " ET ",
    }
)
# Unicode classes these as letters, but people use them as apostrophes.
_APOSTROPHES = str.maketrans({"ʼ": "'", "ʻ": "'", "ʹ": "'", "ˈ": "'"})

# Checking an address converts the same few texts many times.
_cached = lru_cache(maxsize=2048)
_NOT_ALPHANUMERIC = re.compile("[^A-Z0-9]+")
_PRINTABLE_ASCII = re.compile("[ -~]*")


@_cached
def capitals(text: str) -> str:
    """Return `text` in capitals without accents; punctuation and symbols become single spaces.

    Œ, Æ and ß are written as two letters. Letters of other scripts stay: see `foreign_letters`.
    """
    if text.isascii():  # most texts, and ten times faster
        return _NOT_ALPHANUMERIC.sub(" ", text.upper().replace("&", " ET ")).strip()
    return squeeze_spaces("".join(c if c.isalnum() else " " for c in _remove_accents(text)))


@_cached
def printed_text(text: str) -> str:
    """Return `text` as printed on lines 1 to 3 of an address, with accents and punctuation.

    Symbols that common fonts lack, such as emoji, become spaces; letters never do.
    """
    if _PRINTABLE_ASCII.fullmatch(text):
        return squeeze_spaces(text)
    shown = "".join(map(_in_common_type, unicodedata.normalize("NFC", text)))
    return squeeze_spaces(shown.translate(_APOSTROPHES))


def foreign_letters(text: str) -> bool:
    """Whether `text` has letters or digits without an ASCII form."""
    return any(not c.isascii() for c in capitals(text))


def has_content(text: str) -> bool:
    """Whether `text` has a letter or a digit; people fill compulsory cells with a dash."""
    return bool(capitals(text))


def squeeze_spaces(text: str) -> str:
    """Return `text` with single spaces, and none at its ends."""
    return " ".join(text.split())


def place_key(town: str) -> str:
    """Return a town's name for comparing, without regard to case, accents, `St` and `(La)`."""
    words = capitals(re.sub(r"^(.*\S)\s*\((.*?)\s*\)\s*$", r"\2 \1", town)).split()
    return " ".join({"SAINT": "ST", "SAINTE": "STE"}.get(word, word) for word in words)


def _remove_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).translate(_APOSTROPHES)
    bare = "".join(c for c in decomposed if not unicodedata.category(c).startswith("M"))
    return bare.upper().translate(_WITHOUT_DECOMPOSITION)


def _in_common_type(character: str) -> str:
    if _is_common(character) or unicodedata.category(character).startswith("M"):
        return character
    if unicodedata.category(character) == "Pd":
        return "-"
    plain = unicodedata.normalize("NFKC", character)
    return plain if any(c.isalnum() for c in plain) else " "


def _is_common(character: str) -> bool:
    try:
        character.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return character.isprintable()
