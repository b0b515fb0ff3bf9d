"""Recognises the encoding of a text file by its marks, its structure and its French words.

A file that is not Unicode is read in the encoding that gives the fewest impossible words. If words
stay impossible in every encoding, the file is refused: a letter must not be printed wrongly.
"""

import codecs
import re
from collections.abc import Iterable
from itertools import pairwise

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In this sequence: of two encodings that are equally plausible the first is taken.
_SINGLE_BYTE = ("cp1252", "iso-8859-15", "cp850", "mac_roman")
_FRENCH = frozenset("àâäçéèêëîïôöùûüÿœÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒ")
_FOREIGN = frozenset("æáãåíìñóòõøúýšžßðþÆÁÃÅÍÌÑÓÒÕØÚÝŠŽÐÞ")
_ALONE = frozenset("àÀôÔ")  # words of one letter
_NEVER_FIRST = frozenset("ëïùüÿËÏÙÜŸ")  # of a French word
_BETWEEN_LETTERS = frozenset("’\xad·")
_SIGNS = frozenset("’‘“”«»–—…°€£§©®™·•¤ºª½¼¾±×²³µ¡¿\xa0\xad\u202f")
_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_MOST_WORDS = 3000
_FOREIGN_COST, _IMPOSSIBLE_COST = 1, 4
_TOLERATED_SHARE = 0.1


class UnknownEncoding(Exception):
    """No known encoding gives legible text. `line` is the first line with such a byte."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def decode(content: bytes) -> str:
    """Return the text of a file. Raises `UnknownEncoding`.

    Understands UTF-8 and UTF-16 with and without a mark, cp1252, ISO-8859-15, cp850 and MacRoman. If
    single lines of a file in UTF-8 are damaged, they get U+FFFD, and only their rows are refused.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding)
    unmarked = _unmarked_utf16(content)
    if unmarked:
        return _strictly(content, unmarked)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_mostly_utf8(content):
            return content.decode("utf-8", "replace")
        first_line = content.count(b"\n", 0, error.start) + 1
    return _in_one_byte_a_letter(content, first_line)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnknownEncoding(content.count(b"\n", 0, error.start) + 1) from error


def _unmarked_utf16(content: bytes) -> str:
    """Return the byte order if every second byte of the beginning is mostly zero."""
    start = content[:2000]
    if len(start) < 4:
        return ""
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[0::2])):
        others = start[0::2] if encoding == "utf-16-le" else start[1::2]
        if zeros.count(0) > 0.7 * len(zeros) and others.count(0) == 0:
            return encoding
    return ""


def _is_mostly_utf8(content: bytes) -> bool:
    """Whether more lines hold letters in UTF-8 than lines that are not UTF-8."""
    good = bad = 0
    for line in content.splitlines():
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            bad += 1
        else:
            good += 1
    return good > bad


def _in_one_byte_a_letter(content: bytes, first_line: int) -> str:
    words = _foreign_words(content)
    costs = {encoding: _cost(words, encoding) for encoding in _SINGLE_BYTE}
    best = min(costs, key=lambda encoding: costs[encoding])
    if costs[best] > _TOLERATED_SHARE * _IMPOSSIBLE_COST * len(words):
        raise UnknownEncoding(first_line)
    return _strictly(content, best)


def _foreign_words(content: bytes) -> list[bytes]:
    words: set[bytes] = set()
    for match in _WORD.finditer(content):
        words.add(match.group())
        if len(words) == _MOST_WORDS:
            break
    return sorted(words)


def _cost(words: Iterable[bytes], encoding: str) -> float:
    """Return how implausible the words are in an encoding; infinite if it has no such byte."""
    cost = 0.0
    for word in words:
        try:
            cost += _implausibility(word.decode(encoding))
        except UnicodeDecodeError:
            return float("inf")
    return cost


def _implausibility(word: str) -> float:
    if any(not c.isascii() and c not in _FRENCH | _FOREIGN | _SIGNS for c in word):
        return _IMPOSSIBLE_COST
    if _has_sign_inside(word) or _has_capital_inside(word):
        return _IMPOSSIBLE_COST
    if len(word) == 1 and word in _FRENCH | _FOREIGN and word not in _ALONE:
        return _IMPOSSIBLE_COST
    foreign = sum(c in _FOREIGN for c in word) + (word[0] in _NEVER_FIRST)
    return _FOREIGN_COST * foreign + _dash_cost(word)


def _dash_cost(word: str) -> float:
    """A long dash between small letters is half an impossibility: `ao–t`, but `Ville–sur–Mer`."""
    return _IMPOSSIBLE_COST / 2 * len(re.findall("[a-zà-ÿ]–[a-zà-ÿ]", word))


def _has_sign_inside(word: str) -> bool:
    """Whether a sign that no word holds touches a letter: `c½ur`, `Zo‚`."""
    for place, sign in enumerate(word):
        if sign.isalpha() or sign in _BETWEEN_LETTERS:
            continue
        before = place > 0 and word[place - 1].isalpha()
        after = place + 1 < len(word) and word[place + 1].isalpha()
        if before and after and sign != "–":
            return True
        if (before or after) and sign not in "«»“”‘–—…\xa0\u202f°®™©€²³ºª":
            return True
    return False


def _has_capital_inside(word: str) -> bool:
    """Whether a capital follows a small letter, and one of both has an accent: `JÚr`."""
    return any(
        first.islower() and second.isupper() and not (first + second).isascii()
        for first, second in pairwise(word)
    )
