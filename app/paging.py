"""Long lists, one page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import current_app, request, url_for
from sqlalchemy import Select, func, select

from app.extensions import db

T = TypeVar("T")
# URL parameters that concern one page's rows: its number and what is ticked on it.
_PAGE_PARAMETERS = frozenset({"page", "label", "shipment", "all"})


@dataclass(frozen=True, slots=True)
class ListPage(Generic[T]):
    """One page of a list: its rows, its number from 1, rows per page and in total."""

    rows: list[T]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """The number of pages, at least 1."""
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
        """Return the URL of another page of the same list, without what was ticked on this one."""
        kept = [pair for pair in request.args.items(multi=True) if pair[0] not in _PAGE_PARAMETERS]
        path = url_for(request.endpoint or "", **(request.view_args or {}))
        # Not as arguments of `url_for`, which interprets some names, such as `_external`.
        return f"{path}?{urlencode([('page', number), *kept])}"


def page_of(query: Select[T]) -> ListPage[T]:
    """Return the page that the URL asks for; the last one if the URL asks for more."""
    total = (
        db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    )
    number, size = _page_and_size(total)
    rows: Any = db.session.scalars(query.limit(size).offset((number - 1) * size)).all()
    return ListPage(list(rows), number, size, total)


def page_among(rows: Sequence[T]) -> ListPage[T]:
    """As `page_of`, for a list that is in memory."""
    number, size = _page_and_size(len(rows))
    return ListPage(list(rows[(number - 1) * size : number * size]), number, size, len(rows))


def _page_and_size(total: int) -> tuple[int, int]:
    """Return the number of the page to show, and the number of rows on a page."""
    size: int = current_app.config["ROWS_PER_PAGE"]
    asked = request.args.get("page", 1, type=int)
    return min(max(asked, 1), max(1, ceil(total / size))), size
