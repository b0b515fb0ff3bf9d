"""Ranges that Sendcloud issues: what is told of them, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.clock import now, today
from app.contracts.models import Contract
from app.extensions import db
from app.overview.invariants import breaches
from app.ranges.bounds import Bounds
from app.ranges.draw_preview import DrawPreview
from app.ranges.label_file import UsedNumber
from app.ranges.models import (
    Issuer,
    NumberDraw,
    NumberRange,
    draw_numbers,
    is_issued_elsewhere,
    left_for,
    open_range,
)
from app.ranges.reserve import REMEMBERED, Reserve
from app.ranges.splitting import RangeExhausted
from app.ranges.usage import IssuedHere, NotInRange, UsedBefore, report_use, use_up_to
from tests.cast import BOB, Cast

pytestmark = pytest.mark.usefixtures("context")

DAY = timedelta(days=1)


@pytest.fixture
def contract(cast: Cast) -> Contract:
    contract = cast.active_at_sendcloud(first=1_000, size=100)
    _range(contract).opened_at = now() - 10 * DAY
    db.session.commit()
    return contract


def _range(contract: Contract, n: int = 0) -> NumberRange:
    return NumberRange.all_of(contract)[n]


def _owner(contract: Contract) -> User:
    return contract.merchant.owner


def _draws(contract: Contract) -> list[tuple[int, int, int]]:
    """How many days ago, from which serial, how many."""
    own = select(NumberDraw).join(NumberDraw.range).where(NumberRange.contract_id == contract.id)
    drawn = db.session.scalars(own.order_by(NumberDraw.id))
    return [((today() - draw.drawn_on).days, draw.first_serial, draw.count) for draw in drawn]


def _following(contract: Contract) -> NumberRange:
    bounds = Bounds("2L", 5_000, 5_049, 5_000)
    opened = open_range(contract, bounds, by=_owner(contract), issuer=Issuer.SENDCLOUD)
    opened.opened_at = now() - DAY
    db.session.commit()
    return opened


def test_what_is_told_is_spread_over_the_days_since_the_last_use(contract: Contract) -> None:
    assert use_up_to(_range(contract), 1_024, by=_owner(contract)) == 25
    db.session.commit()
    assert [ago for ago, _, _ in _draws(contract)] == list(range(9, -1, -1))
    assert [count for _, _, count in _draws(contract)] == [2, 3] * 5
    assert Reserve.of(contract).left == 75
    assert list(breaches()) == []


def test_told_again_nothing_changes(contract: Contract) -> None:
    use_up_to(_range(contract), 1_024, by=_owner(contract))
    before = _draws(contract)
    assert use_up_to(_range(contract), 1_024, by=_owner(contract)) == 0
    assert _draws(contract) == before


def test_told_twice_on_one_day_the_rest_is_of_that_day(contract: Contract) -> None:
    use_up_to(_range(contract), 1_024, by=_owner(contract))
    assert use_up_to(_range(contract), 1_030, by=_owner(contract)) == 6
    assert _draws(contract)[-1] == (0, 1_025, 6)


@pytest.mark.parametrize("serial", [999, 1_100, 0, 9_999_999_999])
def test_a_number_of_elsewhere_is_refused(contract: Contract, serial: int) -> None:
    with pytest.raises(NotInRange):
        use_up_to(_range(contract), serial, by=_owner(contract))
    assert _draws(contract) == []


def test_the_last_number_never_goes_back(contract: Contract) -> None:
    use_up_to(_range(contract), 1_050, by=_owner(contract))
    with pytest.raises(UsedBefore) as refusal:
        use_up_to(_range(contract), 1_049, by=_owner(contract))
    assert refusal.value.last == "2L00000010504"
    assert _range(contract).next_serial == 1_051


def test_the_whole_range_can_be_used_up(contract: Contract) -> None:
    assert use_up_to(_range(contract), 1_099, by=_owner(contract)) == 100
    db.session.commit()
    assert (Reserve.of(contract).left, _range(contract).left) == (0, 0)
    assert list(breaches()) == []


def test_the_days_of_a_file_are_kept(contract: Contract) -> None:
    used = [UsedNumber("2L", 1_000 + n, today() - (4 - n // 5) * DAY) for n in range(20)]
    assert report_use(contract, used, by=_owner(contract)) == 20
    assert _draws(contract) == [(4, 1_000, 5), (3, 1_005, 5), (2, 1_010, 5), (1, 1_015, 5)]


def test_what_was_used_before_a_file_begins_lies_before_its_first_day(contract: Contract) -> None:
    """Three days of a file after a week that nobody told of."""
    used = [UsedNumber("2L", 1_040 + n, today() - (2 - n // 5) * DAY) for n in range(15)]
    assert report_use(contract, used, by=_owner(contract)) == 55
    draws = _draws(contract)
    assert [count for _, _, count in draws] == [5, 6, 6, 5, 6, 6, 6, 5, 5, 5]
    assert [ago for ago, _, _ in draws] == list(range(9, -1, -1))


def test_it_is_kept_until_when_the_use_is_told(contract: Contract) -> None:
    assert Reserve.of(contract).told == today() - 10 * DAY
    report_use(contract, [UsedNumber("2L", 1_010, today() - 8 * DAY)], by=_owner(contract))
    db.session.commit()
    assert Reserve.of(contract).told == today() - 8 * DAY
    report_use(contract, [UsedNumber("2L", 1_010, None)], by=_owner(contract))
    db.session.commit()
    assert Reserve.of(contract).told == today()


def test_a_range_that_this_program_issues_is_always_known(cast: Cast) -> None:
    assert Reserve.of(cast.active(BOB, first=9_000)).told is None


def test_a_number_that_a_day_skips_is_of_the_next(contract: Contract) -> None:
    """A label that was voided, or a line that the file lacks."""
    used = [UsedNumber("2L", 1_002, today() - 3 * DAY), UsedNumber("2L", 1_009, today() - DAY)]
    assert report_use(contract, used, by=_owner(contract)) == 10
    assert _draws(contract) == [(3, 1_000, 3), (1, 1_003, 7)]


def test_no_day_lies_ahead_or_before_memory(contract: Contract) -> None:
    ahead, long_ago = today() + 900 * DAY, today().replace(year=1)
    assert report_use(
        contract,
        [UsedNumber("2L", 1_001, long_ago), UsedNumber("2L", 1_004, ahead)],
        by=_owner(contract),
    )
    assert _draws(contract) == [(REMEMBERED.days, 1_000, 2), (0, 1_002, 3)]


def test_numbers_of_others_in_the_file_are_passed_over(contract: Contract) -> None:
    used = [
        UsedNumber("2L", 77, today()),
        UsedNumber("2K", 1_050, today()),
        UsedNumber("2L", 1_003, today()),
    ]
    assert report_use(contract, used, by=_owner(contract)) == 4
    with pytest.raises(NotInRange):
        report_use(contract, used[:2], by=_owner(contract))


def test_once_the_next_range_is_begun_the_one_before_is_used_up(contract: Contract) -> None:
    _following(contract)
    assert report_use(contract, [UsedNumber("2L", 5_004, None)], by=_owner(contract)) == 105
    db.session.commit()
    assert [known.left for known in NumberRange.all_of(contract)] == [0, 45]
    assert list(breaches()) == []


def test_nothing_is_told_of_a_range_that_is_issued_here(cast: Cast) -> None:
    here = cast.active(BOB, first=8_000)
    with pytest.raises(IssuedHere):
        use_up_to(_range(here), 8_010, by=_owner(here))
    with pytest.raises(NotInRange):
        report_use(here, [UsedNumber("2L", 8_010, None)], by=_owner(here))


def test_no_number_is_drawn_here_from_what_sendcloud_issues(contract: Contract) -> None:
    assert is_issued_elsewhere(contract) and left_for(contract) == 0
    with pytest.raises(RangeExhausted):
        draw_numbers(contract, 1, by=_owner(contract), purpose="test")
    assert DrawPreview.of(contract, 1).elsewhere


def test_a_contract_without_numbers_left_here_is_not_issued_elsewhere(cast: Cast) -> None:
    here = cast.active(BOB, first=8_000, size=1)
    draw_numbers(here, 1, by=_owner(here), purpose="test")
    assert not is_issued_elsewhere(here) and not DrawPreview.of(here, 1).elsewhere
