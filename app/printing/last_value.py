"""A cache of one result: most slots have the same value on every page of a document."""

from collections.abc import Callable
from typing import Generic, TypeVar

from app.printing.slots import Value

Result = TypeVar("Result")


class LastValue(Generic[Result]):
    """The result of a function of one slot's value, cached while the value stays the same."""

    __slots__ = ("_function", "_last", "_result", "name")

    def __init__(self, name: str, function: Callable[[Value], Result]) -> None:
        self.name = name
        self._function = function
        self._last: Value = ()
        self._result = function(())

    def of(self, value: Value) -> Result:
        """Return the result for a value."""
        if value != self._last:
            self._result = self._function(value)
            self._last = value
        return self._result
