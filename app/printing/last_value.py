"""What was made of a value, kept while the same value comes again."""

from collections.abc import Callable
from typing import Generic, TypeVar

from app.printing.slots import Value

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """One slot in one document: most values stand on each of its pages."""

    __slots__ = ("_last", "_made", "_make", "name")

    def __init__(self, name: str, make: Callable[[Value], Made]) -> None:
        self.name = name
        self._make = make
        self._last: Value = ()
        self._made = make(())

    def of(self, value: Value) -> Made:
        """What is made of a value."""
        if value != self._last:
            self._made = self._make(value)
            self._last = value
        return self._made
