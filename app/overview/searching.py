"""Finding what somebody half remembers."""

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

LONGEST_SEARCH = 80


def holds(column: InstrumentedAttribute[str], words: str) -> ColumnElement[bool]:
    """Whether a column holds these words, however they are capitalised.

    Databases fold A to Z only: a word that begins with É is looked for in the ways it is written.
    """
    ways = dict.fromkeys((words, words.lower(), words.upper(), words.capitalize(), words.title()))
    return or_(*(column.icontains(way, autoescape=True) for way in ways))
