"""Drawing numbers, one person at a time: in order, all or nothing, to the last."""

import pytest
from sqlalchemy import select

from app.contracts.models import Contract
from app.database import begin_write
from app.extensions import db
from app.ranges.draw_preview import DrawPreview
from app.ranges.models import (
    DrawnNumber,
    Issuer,
    NumberDraw,
    NumberRange,
    draw_numbers,
    left_for,
    preview_draw,
)
from app.ranges.splitting import RangeExhausted
from app.ranges.tracking_number import read, write
from tests.cast import BOB, Cast

pytestmark = pytest.mark.usefixtures("context")


def draw(contract: Contract, wanted: int) -> list[int]:
    begin_write(db.session)
    drawn = draw_numbers(contract, wanted, by=contract.merchant.owner, purpose="test")
    db.session.commit()
    return [number.serial for number in drawn]


def draws() -> list[tuple[int, int, int]]:
    drawn = select(NumberDraw).order_by(NumberDraw.id)
    return [(d.range_id, d.first_serial, d.count) for d in db.session.scalars(drawn)]


def test_numbers_come_in_order_from_the_first_that_is_free(cast: Cast) -> None:
    contract = cast.active(first=1_000, size=10)
    assert draw(contract, 3) == [1_000, 1_001, 1_002]
    assert draw(contract, 1) == [1_003]
    assert draw(contract, 6) == [1_004, 1_005, 1_006, 1_007, 1_008, 1_009]
    assert left_for(contract) == 0


def test_a_drawn_number_is_whole(cast: Cast) -> None:
    contract = cast.active(first=1_000)
    begin_write(db.session)
    (drawn,) = draw_numbers(contract, 1, by=contract.merchant.owner, purpose="test")
    assert drawn == DrawnNumber(NumberRange.of(contract)[0].id, 1_000, "2L00000010009")
    assert read(drawn.number).key_fits


def test_each_draw_is_recorded_with_who_and_what_for(cast: Cast) -> None:
    contract = cast.active(first=1_000)
    draw(contract, 3)
    draw(contract, 2)
    (reserve,) = NumberRange.of(contract)
    assert draws() == [(reserve.id, 1_000, 3), (reserve.id, 1_003, 2)]
    assert reserve.next_serial == 1_005
    recorded = db.session.scalars(select(NumberDraw)).first()
    assert recorded is not None
    assert (recorded.purpose, recorded.drawn_by_id) == ("test", contract.merchant.owner.id)


def test_more_than_is_left_draws_nothing_at_all(cast: Cast) -> None:
    contract = cast.active(first=1_000, size=5)
    draw(contract, 2)
    with pytest.raises(RangeExhausted) as exhausted:
        draw(contract, 4)
    db.session.rollback()
    assert (exhausted.value.wanted, exhausted.value.left) == (4, 3)
    assert left_for(contract) == 3
    assert draw(contract, 3) == [1_002, 1_003, 1_004]


def test_a_draw_taken_back_leaves_no_trace(cast: Cast) -> None:
    contract = cast.active(first=1_000)
    begin_write(db.session)
    draw_numbers(contract, 3, by=contract.merchant.owner, purpose="test")
    db.session.rollback()
    assert draws() == []
    assert draw(contract, 1) == [1_000]


def test_ranges_are_used_up_in_the_order_they_were_opened(cast: Cast) -> None:
    contract = cast.active(first=5_000, size=2)
    first = NumberRange.of(contract)[0].id
    second = cast.more_numbers(contract, first=10, size=2).id
    third = cast.more_numbers(contract, first=7_000, size=2, product="3L").id
    assert draw(contract, 1) == [5_000]
    assert draw(contract, 4) == [5_001, 10, 11, 7_000]
    assert draws() == [(first, 5_000, 1), (first, 5_001, 1), (second, 10, 2), (third, 7_000, 1)]
    assert left_for(contract) == 1


def test_a_draw_over_two_ranges_is_all_or_nothing(cast: Cast) -> None:
    contract = cast.active(first=5_000, size=2)
    cast.more_numbers(contract, first=10, size=2)
    with pytest.raises(RangeExhausted):
        draw(contract, 5)
    db.session.rollback()
    assert [reserve.left for reserve in NumberRange.of(contract)] == [2, 2]


def test_a_range_of_one_number_gives_one(cast: Cast) -> None:
    contract = cast.active(first=9_999_999_999, size=1, coclico="00000001")
    assert draw(contract, 1) == [9_999_999_999]
    with pytest.raises(RangeExhausted):
        draw(contract, 1)


def test_the_numbers_before_the_first_free_one_were_used_elsewhere(cast: Cast) -> None:
    contract = cast.active(first=1_000, size=10)
    (reserve,) = NumberRange.of(contract)
    reserve.first_free_serial = reserve.next_serial = 1_008
    db.session.commit()
    assert draw(contract, 2) == [1_008, 1_009]


def test_what_sendcloud_issues_is_neither_drawn_nor_counted(cast: Cast) -> None:
    contract = cast.active(first=1_000, size=1)
    (reserve,) = NumberRange.of(contract)
    reserve.issuer = Issuer.SENDCLOUD
    db.session.commit()
    assert left_for(contract) == 0
    with pytest.raises(RangeExhausted):
        draw(contract, 1)


def test_a_contract_never_draws_from_anothers_range(cast: Cast) -> None:
    contract, other = cast.active(first=1_000, size=1), cast.active(BOB, first=5_000, size=9)
    assert draw(contract, 1) == [1_000]
    with pytest.raises(RangeExhausted):
        draw(contract, 1)
    db.session.rollback()
    assert left_for(other) == 9


@pytest.mark.parametrize("wanted", [1, 2, 3, 4])
def test_the_preview_is_what_the_draw_gives(cast: Cast, wanted: int) -> None:
    contract = cast.active(first=1_000, size=2)
    cast.more_numbers(contract, first=10, size=2)
    seen, outlook = preview_draw(contract, wanted), DrawPreview.of(contract, wanted)
    assert (outlook.first, outlook.last) == seen
    drawn = draw(contract, wanted)
    assert seen == (write("2L", drawn[0]), write("2L", drawn[-1]))
    assert outlook.remaining == left_for(contract) == 4 - wanted


def test_the_outlook_on_too_many_says_how_many_are_left(cast: Cast) -> None:
    contract = cast.active(size=2)
    outlook = DrawPreview.of(contract, 3)
    assert (outlook.suffices, outlook.left, outlook.remaining) == (False, 2, 0)
    assert (outlook.first, outlook.last) == (None, None)
    with pytest.raises(RangeExhausted):
        preview_draw(contract, 3)


def test_the_outlook_on_nothing_shows_what_is_left(cast: Cast) -> None:
    outlook = DrawPreview.of(cast.active(size=2), 0)
    assert (outlook.suffices, outlook.left, outlook.first) == (True, 2, None)
