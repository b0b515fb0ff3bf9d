"""Letters as La Poste's machines read them: capitals, no accents, no punctuation."""

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
# Letters to Unicode, apostrophes to people.
_APOSTROPHES = str.maketrans({"ʼ": "'", "ʻ": "'", "ʹ": "'", "ˈ": "'"})

# An address is judged by asking for the same few texts again and again.
_remembered = lru_cache(maxsize=256)


@_remembered
def capitals(text: str) -> str:
    """`text` in capitals without accents; punctuation and symbols become single spaces.

    Œ, Æ and ß are written out. Letters of other scripts stay, see `foreign_letters`.
    """
    return squeezed("".join(c if c.isalnum() else " " for c in _unaccented(text)))


@_remembered
def as_written(text: str) -> str:
    """`text` as the upper lines of an address show it: accents and punctuation kept.

    Symbols that an ordinary font does not own, such as emoji, become spaces; letters never do.
    """
    shown = "".join(map(_in_common_type, unicodedata.normalize("NFC", text)))
    return squeezed(shown.translate(_APOSTROPHES))


def foreign_letters(text: str) -> bool:
    """Whether `text` holds letters or digits that have no plain Latin form."""
    return any(not c.isascii() for c in capitals(text))


def says_something(text: str) -> bool:
    """Whether `text` has a letter or a digit: people fill a compulsory cell with a dash."""
    return bool(capitals(text))


def squeezed(text: str) -> str:
    """`text` with every run of white space as one space, none at the ends."""
    return " ".join(text.split())


def place_key(town: str) -> str:
    """A town's name for comparing: case, accents, hyphens, `St` and a final `(La)` do not count."""
    words = capitals(re.sub(r"^(.*\S)\s*\((.*?)\s*\)\s*$", r"\2 \1", town)).split()
    return " ".join({"SAINT": "ST", "SAINTE": "STE"}.get(word, word) for word in words)


def _unaccented(text: str) -> str:
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
