"""`record_range`, the one verb that records: it refuses what was not answered, and reads what is new."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.contracts.models import Contract
from app.extensions import db
from app.ranges.certificates import RangeCertificate
from app.ranges.models import NumberRange, RangeOverlap
from app.renewals.checks import Stated
from app.renewals.models import Renewal, begin
from app.renewals.recording.record import Answers, Review, Unanswered, record_range
from app.renewals.recording.target import RecordingTarget
from tests.renewals.renewing import certificate, numbers

pytestmark = pytest.mark.usefixtures("context")
OTHER_ACCOUNT = certificate((5_000, 500), account="999999")


@pytest.fixture
def renewal(contract: Contract) -> Renewal:
    owner = contract.merchant.owner
    begun = begin(contract, email=owner.email, by=owner)
    begun.receive(certificate((5_000, 500)), owner)
    db.session.commit()
    return begun


def _review(target: RecordingTarget, first: int, size: int, seen: str = "") -> Review:
    start, end = numbers(first, size)
    return Review.of(target, (start, end, start), Stated(), Answers(seen=seen))


def _count() -> int:
    return db.session.scalar(select(func.count()).select_from(NumberRange)) or 0


def test_what_speaks_against_a_range_is_answered_or_nothing_is_written(
    contract: Contract, renewal: Renewal
) -> None:
    renewal.receive(OTHER_ACCOUNT, contract.merchant.owner)
    db.session.commit()
    target, by = RecordingTarget(contract, renewal), contract.merchant.owner
    for seen in ("", "another trace"):
        with pytest.raises(Unanswered):
            record_range(_review(target, 5_000, 500, seen=seen), by)
    trace = _review(target, 5_000, 500).objections.trace
    assert record_range(_review(target, 5_000, 500, seen=trace), by)
    assert not record_range(_review(target, 5_000, 500, seen=trace), by)
    assert _count() == 2 and renewal.recorded_at


def test_what_is_no_range_is_never_recorded(contract: Contract) -> None:
    review = Review.of(RecordingTarget(contract), ("2L", "", ""), Stated(), Answers())
    with pytest.raises(Unanswered):
        record_range(review, contract.merchant.owner)
    assert _count() == 1


def test_a_range_recorded_since_the_review_is_named(
    contract: Contract, overtake: Callable[[], None]
) -> None:
    review = _review(RecordingTarget(contract), 5_000, 500)
    assert review.overlapped is None
    overtake()
    with pytest.raises(RangeOverlap) as error:
        record_range(review, contract.merchant.owner)
    assert error.value.known.first_serial == 5_100
    assert _count() == 2


@pytest.fixture
def overtake(contract: Contract) -> Callable[[], None]:
    """Somebody else records numbers of the same range."""

    def record() -> None:
        other = RecordingTarget(contract)
        assert record_range(_review(other, 5_100, 10), contract.merchant.owner)

    return record


def test_a_certificate_that_came_since_the_review_is_the_one_that_is_kept(
    contract: Contract, renewal: Renewal
) -> None:
    review = _review(RecordingTarget(contract, renewal), 5_000, 500)
    newer = certificate((5_000, 500), (9_000, 100))
    renewal.receive(newer, contract.merchant.owner)
    db.session.commit()
    assert record_range(review, contract.merchant.owner)
    kept = RangeCertificate.of(NumberRange.all_of(contract)[-1])
    assert kept and kept.text == newer
