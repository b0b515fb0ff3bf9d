"""Long lists, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import current_app, request, url_for
from sqlalchemy import Select, func, select

from app.extensions import db

T = TypeVar("T")
# What an address says of the rows that one page shows.
_OF_ONE_PAGE = frozenset({"page", "label", "shipment", "all"})


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: its rows, and where it stands in the whole."""

    rows: list[T]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, ceil(self.total / self.size))

    @property
    def first(self) -> int:
        """The rank of the first row shown, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The rank of the last row shown."""
        return min(self.number * self.size, self.total)

    def href(self, number: int) -> str:
        """The address of another page of the same list, without what was ticked on this one."""
        kept = [pair for pair in request.args.items(multi=True) if pair[0] not in _OF_ONE_PAGE]
        path = url_for(request.endpoint or "", **(request.view_args or {}))
        # Not by `url_for`: it takes some names, such as `_external`, for orders.
        return f"{path}?{urlencode([('page', number), *kept])}"


def page_of(query: Select[T]) -> Page[T]:
    """The page that the address asks for; one beyond the end is the last."""
    total = (
        db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    )
    number, size = _asked(total)
    rows: Any = db.session.scalars(query.limit(size).offset((number - 1) * size)).all()
    return Page(list(rows), number, size, total)


def page_among(rows: Sequence[T]) -> Page[T]:
    """As `page_of`, of a list that is at hand already."""
    number, size = _asked(len(rows))
    return Page(list(rows[(number - 1) * size : number * size]), number, size, len(rows))


def _asked(total: int) -> tuple[int, int]:
    """The number of the page to show, and how many rows a page has."""
    size: int = current_app.config["ROWS_PER_PAGE"]
    asked = request.args.get("page", 1, type=int)
    return min(max(asked, 1), max(1, ceil(total / size))), size
