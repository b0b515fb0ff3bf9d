"""The most urgent reason why a merchant needs attention."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.overview.attention import (
    LA_POSTE_SILENT,
    LOW_DAYS,
    MERCHANT_SILENT,
    NEVER_DEPOSITED,
    NO_LONGER_DEPOSITS,
    NOT_BEGUN,
    UNANSWERED,
    Matter,
    MerchantStatus,
    ReserveSummary,
    attention,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MOMENT = timedelta(seconds=1)
PLENTY = ReserveSummary(900, 1_000, 0)


def ago(days: float = 0, **more: float) -> datetime:
    return NOW - timedelta(days=days, **more)


def standing(**facts: Any) -> MerchantStatus:
    return MerchantStatus(**{"signed_up_at": ago(), **facts})


def at_work(**facts: Any) -> MerchantStatus:
    usual = {"activated_at": ago(90), "reserve": PLENTY, "last_deposit": date(2026, 11, 20)}
    return standing(**usual | facts)


def matter(about: MerchantStatus) -> Matter:
    return attention(about, NOW).matter


def test_a_merchant_at_work_needs_nothing() -> None:
    assert matter(at_work()) is Matter.NOTHING


@pytest.mark.parametrize(
    ("reserve", "expected"),
    [
        (None, Matter.EXHAUSTED),
        (ReserveSummary(0, 1_000, 0), Matter.EXHAUSTED),
        (ReserveSummary(99, 1_000, 0), Matter.LOW),
        (ReserveSummary(100, 1_000, 0), Matter.NOTHING),
        (ReserveSummary(1, 1_000, 99), Matter.NOTHING),
        (ReserveSummary(0, 1_000, 5), Matter.LOW),
    ],
)
def test_a_reserve_is_low_below_a_tenth_with_all_that_waits(
    reserve: ReserveSummary | None, expected: Matter
) -> None:
    assert matter(at_work(reserve=reserve)) is expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, Matter.LOW), (LOW_DAYS, Matter.LOW), (LOW_DAYS + 1, Matter.NOTHING)],
)
def test_where_the_end_is_foreseen_days_count_and_not_shares(days: int, expected: Matter) -> None:
    end = NOW.date() + timedelta(days=days)
    for left in (1, 900):
        foreseen = ReserveSummary(left, 1_000, 0, is_forecast=True, ends_on=end)
        found = attention(at_work(reserve=foreseen), NOW)
        assert found.matter is expected
        assert found.ends_on == (end if expected is Matter.LOW else None)
    far = ReserveSummary(1, 1_000, 0, is_forecast=True, ends_on=None)
    assert matter(at_work(reserve=far)) is Matter.NOTHING


def test_who_sends_from_sendcloud_hands_in_no_deposit_here() -> None:
    there = ReserveSummary(900, 1_000, 0, is_elsewhere=True)
    assert matter(at_work(reserve=there, last_deposit=None)) is Matter.NOTHING
    nearly = ReserveSummary(9, 1_000, 0, is_elsewhere=True)
    assert matter(at_work(reserve=nearly, last_deposit=None)) is Matter.LOW


def test_a_suspended_contract_is_seen_unless_its_reserve_is_exhausted_too() -> None:
    assert matter(at_work(suspended_at=ago(1))) is Matter.SUSPENDED
    assert matter(at_work(suspended_at=ago(1), reserve=None)) is Matter.EXHAUSTED


@pytest.mark.parametrize(
    ("limit", "fact", "expected"),
    [
        (NOT_BEGUN, "signed_up_at", Matter.NOT_BEGUN),
        (LA_POSTE_SILENT, "waiting_for_la_poste_since", Matter.LA_POSTE_SILENT),
        (UNANSWERED, "requested_at", Matter.UNANSWERED),
    ],
)
def test_patience_ends_on_the_hour(limit: timedelta, fact: str, expected: Matter) -> None:
    since = NOW - limit
    assert attention(standing(**{fact: since}), NOW).since == since
    assert matter(standing(**{fact: since})) is expected
    assert matter(standing(**{fact: since + MOMENT})) is Matter.NOTHING


def test_while_the_merchant_owes_an_answer_the_request_is_not_unanswered() -> None:
    asked = standing(requested_at=ago(9), asked_at=NOW - MERCHANT_SILENT + MOMENT)
    assert matter(asked) is Matter.NOTHING
    long_ago = standing(requested_at=ago(9), asked_at=NOW - MERCHANT_SILENT)
    assert matter(long_ago) is Matter.MERCHANT_SILENT


def test_an_answer_starts_the_wait_for_the_advisor_anew() -> None:
    answered = {"requested_at": ago(20), "asked_at": ago(15)}
    assert matter(standing(**answered, answered_at=ago(1))) is Matter.NOTHING
    waiting = attention(standing(**answered, answered_at=ago(4)), NOW)
    assert (waiting.matter, waiting.since) == (Matter.UNANSWERED, ago(4))


def test_what_the_merchant_adds_unasked_does_not_restart_the_wait() -> None:
    added = attention(standing(requested_at=ago(4), answered_at=ago(1)), NOW)
    assert (added.matter, added.since) == (Matter.UNANSWERED, ago(4))


def test_an_activated_merchant_deposits_sooner_or_later() -> None:
    assert matter(at_work(activated_at=NOW - NEVER_DEPOSITED, last_deposit=None)) is (
        Matter.NEVER_DEPOSITED
    )
    new = at_work(activated_at=NOW - NEVER_DEPOSITED + MOMENT, last_deposit=None)
    assert matter(new) is Matter.NOTHING
    last = NOW.date() - NO_LONGER_DEPOSITS
    assert matter(at_work(last_deposit=last)) is Matter.NO_LONGER_DEPOSITS
    assert matter(at_work(last_deposit=last + timedelta(days=1))) is Matter.NOTHING


def test_what_stops_work_is_urgent() -> None:
    urgent = [m for m in Matter if m <= Matter.UNANSWERED]
    assert urgent == [Matter.EXHAUSTED, Matter.SUSPENDED, Matter.LOW, Matter.UNANSWERED]
    assert attention(at_work(reserve=None), NOW).is_urgent
    assert not attention(standing(signed_up_at=ago(30)), NOW).is_urgent


moments = st.integers(1, 3_000).map(ago)
some = st.none() | moments
numbers = st.integers(0, 10_000)


@given(
    st.builds(
        MerchantStatus,
        signed_up_at=moments,
        waiting_for_la_poste_since=some,
        requested_at=some,
        asked_at=some,
        answered_at=some,
        activated_at=some,
        suspended_at=some,
        reserve=st.none() | st.builds(ReserveSummary, numbers, numbers, numbers),
        last_deposit=st.none() | st.dates(date(2020, 1, 1), date(2026, 11, 23)),
    )
)
def test_waiting_longer_never_makes_anything_less_urgent(about: MerchantStatus) -> None:
    now, later = attention(about, NOW), attention(about, NOW + timedelta(days=30))
    assert later.matter <= now.matter
    assert now.matter is not Matter.EXHAUSTED or about.activated_at
