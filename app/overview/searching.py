"""Text search without regard to case, in both databases."""

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

LONGEST_SEARCH = 80


def contains(column: InstrumentedAttribute[str], words: str) -> ColumnElement[bool]:
    """Return the condition that a column contains these words, ignoring case.

    Databases may fold only A to Z, so words are searched in several capitalisations, for É and such.
    """
    ways = dict.fromkeys((words, words.lower(), words.upper(), words.capitalize(), words.title()))
    return or_(*(column.icontains(way, autoescape=True) for way in ways))
