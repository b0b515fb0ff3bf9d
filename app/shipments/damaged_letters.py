"""Notices letters that another program has damaged: question marks, escapes, a wrong encoding.

What is sure is mended, as a proposal; a text that was damaged is never printed unasked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Mended:
    """A text, whether it was damaged, and whether a letter of it is lost."""

    text: str
    damaged: bool = False
    lost: bool = False


_ENCODED_WORD = re.compile(r"=\?[\w-]+\?[bBqQ]\?[^?]*\?=")
_ESCAPE = re.compile(r"\\[uU]([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_QUOTED_PRINTABLE = re.compile(r"(?:=[C-F][0-9A-F](?:=[89AB][0-9A-F])+)+")
# ISO-8859-15 that was read as cp1252: œ, Œ and Ÿ became fractions.
_FRACTION = re.compile(r"(?<=[^\W\d_])[½¼¾]|[½¼¾](?=[^\W\d_])")
_FRACTIONS = {"½": "œ", "¼": "Œ", "¾": "Ÿ"}
# The same, when the fraction was then written in capitals without signs: C1 2UR.
_WRITTEN_FRACTION = re.compile(r"(?i)\b[a-z]*1[ /⁄][24](?=u[a-z]|il)")
_QUESTION = re.compile(r"[^\W\d_]\?(?=\w)|\?[^\W\d_]|[^\W\d_]\?(?=\s|$)")
# Letters of MS-DOS and of the Macintosh that were read as cp1252, or Unicode read as theirs.
_WRONG_SIGN = re.compile(
    r"[^\W\d_][‚ƒ„†‡ˆ‰‹›•¢£¤¥§¨¬¯±´¶¸]"
    r"|[‚ƒ„†‡ˆ‰‹•£¥¶][^\W\d_]"
    r"|[a-z][“”…—˜™©][a-z]"
    r"|[a-z][ŠŒŽ]|[a-z]Ÿ"
    r"|[√∂≈∆◊][^\W\d_]|√[©®¨™´ª¢†]"
    r"|[\u2500-\u259f]"
)


# Most cells have none of these characters, and need no closer look.
_SUSPICIOUS = re.compile(
    r"[\\%=?½¼¾‚ƒ„†‡ˆ‰‹›•™¢£¤¥§¨©¬¯±´¶¸“”…—˜ŠŒŽŸ√∂≈∆◊\u2500-\u259f]|1[ /⁄][24]"
)


def mend(text: str) -> Mended:
    """Return the text as it was probably meant, and what was wrong with it."""
    if not _SUSPICIOUS.search(text):
        return Mended(text)
    mended = text
    for mend_one in _MENDERS:
        mended = mend_one(mended)
    lost = "\ufffd" in mended or _loses_letters(mended)
    return Mended(mended, damaged=lost or mended != text, lost=lost)


def _loses_letters(text: str) -> bool:
    return any(pattern.search(text) for pattern in (_QUESTION, _WRONG_SIGN, _WRITTEN_FRACTION))


def _decode_words(text: str) -> str:
    return _ENCODED_WORD.sub(lambda match: _decode_word(match.group()), text)


def _decode_word(word: str) -> str:
    try:
        [(content, encoding), *_] = decode_header(word)
        return content.decode(encoding or "ascii") if isinstance(content, bytes) else content
    except (HeaderParseError, LookupError, UnicodeDecodeError, ValueError):
        return word.replace("=", "\ufffd")


def _decode_escapes(text: str) -> str:
    return _ESCAPE.sub(lambda match: _letter(int(match[1] or match[2], 16)), text)


def _letter(code: int) -> str:
    return "\ufffd" if 0xD800 <= code <= 0xDFFF or code < 0x20 else chr(code)


def _decode_percent(text: str) -> str:
    return _PERCENT.sub(lambda match: unquote(match.group(), errors="replace"), text)


def _decode_quoted_printable(text: str) -> str:
    return _QUOTED_PRINTABLE.sub(
        lambda match: bytes.fromhex(match.group().replace("=", "")).decode("utf-8", "replace"), text
    )


def _restore_ligatures(text: str) -> str:
    return _FRACTION.sub(lambda match: _FRACTIONS[match.group()], text)


_MENDERS: tuple[Callable[[str], str], ...] = (
    _decode_words,
    _decode_escapes,
    _decode_percent,
    _decode_quoted_printable,
    _restore_ligatures,
)
