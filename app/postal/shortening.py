"""Shorter wordings of address lines, to propose to the person; they are never applied unasked."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app.postal.characters import capitals

_FILE = Path(__file__).parent / "data" / "abbreviations.toml"
_WORD = re.compile(r"lieu[- ]dit\b|[^\W\d_]+", re.IGNORECASE)
_PARTICLE_LENGTH = 3  # de, la, du, des, le: not worth an initial


def abbreviations(text: str) -> Iterator[str]:
    """Yield `text`, then `text` with its first word that has a short form shortened, and so on."""
    yield text
    shortened = 0
    for match in _WORD.finditer(text):
        short = _short_forms().get(capitals(match.group()))
        if short:
            start = match.start() - shortened
            text = text[:start] + short + text[match.end() - shortened :]
            shortened += len(match.group()) - len(short)
            yield text


def with_initials(name: str) -> Iterator[str]:
    """Yield a person's name with one more first name as an initial each time."""
    *given, family = name.split() or [""]
    for place, word in enumerate(given):
        if len(word) > _PARTICLE_LENGTH:
            given[place] = _initials(word)
            yield " ".join([*given, family])


def split_in_two(text: str) -> Iterator[tuple[str, str]]:
    """Yield each way to split `text` between two words, the longest first part first."""
    pieces = text.split()
    for count in range(len(pieces) - 1, 0, -1):
        yield " ".join(pieces[:count]).rstrip(" ,"), " ".join(pieces[count:])


def _initials(word: str) -> str:
    return "-".join(f"{part[0]}." for part in word.split("-") if part)


@cache
def _short_forms() -> dict[str, str]:
    data: dict[str, str] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return data
