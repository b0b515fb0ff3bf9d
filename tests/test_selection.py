"""What was ticked in a list."""

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnprocessableEntity

from app.database import LARGEST_ID
from app.selection import MOST_TICKED, Selection


def read(*values: str, everything: str | None = None) -> Selection:
    form = MultiDict([("label", value) for value in values])
    if everything is not None:
        form.add("all", everything)
    return Selection.read(form, "label")


def test_ticked_rows_are_kept_in_order_and_once() -> None:
    assert read("3", "1", "3", "2").ids == (3, 1, 2)


@pytest.mark.parametrize(
    "value",
    [
        *("", " ", "x", "-1", "1.5", "1e3", "0x1", "²", "١", "1 ", "1\x00"),
        str(LARGEST_ID + 1),
        pytest.param("9" * 5_000, id="5000 digits"),
    ],
)
def test_what_is_no_number_of_a_row_is_left_out(value: str) -> None:
    assert read(value, "7").ids == (7,)


def test_the_largest_number_is_one() -> None:
    assert read(str(LARGEST_ID)).ids == (LARGEST_ID,)


def test_a_selection_is_true_when_anything_is_ticked() -> None:
    assert read("1")
    assert read(everything="1")
    assert not read()
    assert not read("x")


def test_everything_holds_each_row() -> None:
    assert 5 in read(everything="1")
    assert 5 in read("5")
    assert 5 not in read("4")


@pytest.mark.parametrize("value", ["0", "2", "", "on", "true"])
def test_only_the_value_of_the_box_means_everything(value: str) -> None:
    assert not read(everything=value).everything


def test_other_fields_are_not_read() -> None:
    assert Selection.read(MultiDict([("shipment", "1")]), "label").ids == ()


def test_more_than_any_list_offers_is_refused_never_cut() -> None:
    most = [str(n) for n in range(MOST_TICKED)]
    assert len(read(*most).ids) == MOST_TICKED
    assert len(read(*most, *most).ids) == MOST_TICKED
    with pytest.raises(UnprocessableEntity):
        read(*most, str(MOST_TICKED))
