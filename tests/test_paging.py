"""Long lists, a page at a time."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Merchant
from app.extensions import db
from app.paging import ListPage, page_among, page_of


def page(number: int, total: int, size: int = 50) -> ListPage[int]:
    return ListPage([], number, size, total)


@pytest.mark.parametrize(
    ("total", "pages"), [(0, 1), (1, 1), (49, 1), (50, 1), (51, 2), (100, 2), (101, 3)]
)
def test_there_are_as_many_pages_as_needed_and_at_least_one(total: int, pages: int) -> None:
    assert page(1, total).pages == pages


def test_a_page_knows_the_ranks_of_its_rows() -> None:
    assert (page(1, 120).first, page(1, 120).last) == (1, 50)
    assert (page(3, 120).first, page(3, 120).last) == (101, 120)


class TestAList:
    @pytest.fixture(autouse=True)
    def seven_companies(self, app: Flask, context: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(app.config, "ROWS_PER_PAGE", 3)
        db.session.add_all(Merchant(company=f"n° {n}", siret="0" * 14) for n in range(1, 8))
        db.session.commit()

    def asked(self, app: Flask, query: str) -> ListPage[Merchant]:
        with app.test_request_context(f"/shipments{query}"):
            return page_of(select(Merchant).order_by(Merchant.id))

    @pytest.mark.parametrize(
        ("query", "number", "rows"),
        [
            ("", 1, ["n° 1", "n° 2", "n° 3"]),
            ("?page=2", 2, ["n° 4", "n° 5", "n° 6"]),
            ("?page=3", 3, ["n° 7"]),
            ("?page=4", 3, ["n° 7"]),
            (f"?page={10**30}", 3, ["n° 7"]),
            ("?page=0", 1, ["n° 1", "n° 2", "n° 3"]),
            ("?page=-7", 1, ["n° 1", "n° 2", "n° 3"]),
            ("?page=x", 1, ["n° 1", "n° 2", "n° 3"]),
            ("?page=", 1, ["n° 1", "n° 2", "n° 3"]),
        ],
    )
    def test_the_address_asks_for_a_page_beyond_the_end_for_the_last(
        self, app: Flask, query: str, number: int, rows: list[str]
    ) -> None:
        shown = self.asked(app, query)
        assert (shown.number, shown.pages, shown.total) == (number, 3, 7)
        assert [merchant.company for merchant in shown.rows] == rows

    def test_an_empty_list_has_one_page(self, app: Flask) -> None:
        with app.test_request_context("/shipments?page=2"):
            shown = page_of(select(Merchant).where(Merchant.company == "nobody"))
        assert (shown.number, shown.pages, shown.total, shown.rows) == (1, 1, 0, [])

    def test_another_page_keeps_what_is_shown_and_forgets_what_was_ticked(self, app: Flask) -> None:
        with app.test_request_context("/labels?show=all&label=1&label=2&page=2"):
            shown = page_of(select(Merchant).order_by(Merchant.id))
            assert shown.href(3) == "/labels?page=3&show=all"

    def test_another_page_keeps_what_is_searched_for(self, app: Flask) -> None:
        with app.test_request_context("/merchants?q=Épi %26 Cie&_external=1"):
            shown = page_of(select(Merchant).order_by(Merchant.id))
            assert shown.href(2) == "/merchants?page=2&q=%C3%89pi+%26+Cie&_external=1"

    def test_a_list_at_hand_is_cut_in_the_same_way(self, app: Flask) -> None:
        for number, rows in ((1, [1, 2, 3]), (3, [7]), (9, [7])):
            with app.test_request_context(f"/merchants?page={number}"):
                assert page_among(range(1, 8)).rows == rows
