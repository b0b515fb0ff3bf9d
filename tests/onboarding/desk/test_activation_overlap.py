"""No number belongs to two ranges, whoever they belong to and however they meet."""

import pytest
from sqlalchemy import select

from app.contracts.models import Contract
from app.extensions import db
from app.ranges import tracking_number
from app.ranges.models import NumberRange
from tests.at_once import at_once
from tests.cast import ALICE, BOB, CLAIRE, Cast
from tests.page_client import page_of, text_of
from tests.typed import PORT_PAYE, activation

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]


def _ranges() -> list[NumberRange]:
    return list(db.session.scalars(select(NumberRange).order_by(NumberRange.id)))


def _address(contract: Contract) -> str:
    return f"/contracts/{contract.id}/activation"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (1_000, 1_099),
        (1_020, 1_030),
        (900, 2_000),
        (900, 1_000),
        (1_099, 1_200),
        (950, 1_050),
        (1_050, 1_150),
        (1_000, 1_000),
    ],
    ids=["equal", "inside", "around", "touch-begin", "touch-end", "left", "right", "one"],
)
def test_a_range_that_meets_another_is_refused_without_saying_whose(
    cast: Cast, first: int, last: int
) -> None:
    cast.active(BOB, first=1_000, size=100)
    contract = cast.requested(ALICE)
    response = cast.browser(CLAIRE).send(_address(contract), activation(first, last))
    assert response.status_code == 422
    error = " ".join(page_of(response).xpath("string(//*[@id='first-error'])").split())
    assert "touche une plage déjà connue" in error
    known = [tracking_number.write("2L", serial) for serial in (1_000, 1_099)]
    assert all(number in error.replace(" ", "") for number in known)
    assert "Bob" not in text_of(response)
    assert len(_ranges()) == 1
    assert not contract.is_active and cast.mails("activated")[-1].recipient == BOB


def test_a_reason_does_not_help(cast: Cast) -> None:
    cast.active(BOB)
    contract = cast.requested(ALICE)
    sent = activation() | {"reason": "Je confirme."}
    assert cast.browser(CLAIRE).send(_address(contract), sent).status_code == 422
    assert len(_ranges()) == 1


@pytest.mark.parametrize(("first", "last"), [(900, 999), (1_100, 1_199)])
def test_ranges_may_be_neighbours(cast: Cast, first: int, last: int) -> None:
    cast.active(BOB, first=1_000, size=100)
    contract = cast.requested(ALICE)
    assert cast.browser(CLAIRE).send(_address(contract), activation(first, last)).status_code == 303
    assert len(_ranges()) == 2


def test_another_product_has_numbers_of_its_own(cast: Cast) -> None:
    cast.active(BOB, first=1_000, size=100)
    contract = cast.requested(ALICE)
    sent = activation() | {"first": "1L0000001000", "last": "1L0000001099"}
    sent["first_free"] = sent["first"]
    assert cast.browser(CLAIRE).send(_address(contract), sent).status_code == 303


def test_two_advisors_at_once_open_one_range(cast: Cast) -> None:
    cast.advisor()
    cast.advisor("cyril@sendcloud.test")
    contract = cast.requested()
    address = _address(contract)
    forms = (
        activation(1_000, 1_999) | {"coclico": "11111111"},
        activation(5_000, 5_999) | {"coclico": "22222222"},
    )
    desks = [cast.browser(CLAIRE), cast.browser("cyril@sendcloud.test")]
    sent = [
        lambda d=d, f=f: d.send(address, f).status_code
        for d, f in zip(desks * 2, forms * 2, strict=True)
    ]
    assert at_once(sent) == [303] * 4
    (opened,) = _ranges()
    won = {1_000: "11111111", 5_000: "22222222"}
    assert contract.coclico == won[opened.first_serial]
    assert len(cast.mails("activated")) == 1


def test_two_contracts_at_once_do_not_share_a_number(cast: Cast) -> None:
    cast.advisor()
    contracts = [cast.requested(email) for email in (ALICE, BOB)]
    addresses = [_address(contract) for contract in contracts]
    desks = [cast.browser(CLAIRE) for _ in contracts]
    forms = (activation(1_000, 1_999), activation(1_500, 2_499))
    sent = [
        lambda d=d, a=a, f=f: d.send(a, f) for d, a, f in zip(desks, addresses, forms, strict=True)
    ]
    answers = at_once(sent)
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert len(_ranges()) == len(cast.mails("activated")) == 1
    assert sorted(contract.is_active for contract in contracts) == [False, True]


def test_what_the_advisor_activated_is_not_overwritten_at_the_same_moment(cast: Cast) -> None:
    """The merchant saves an older form while the advisor activates: whoever wins, it stands."""
    cast.advisor()
    contract = cast.requested()
    address = _address(contract)
    alice, claire = cast.browser(), cast.browser(CLAIRE)
    changed = PORT_PAYE | {"coclico": "11111111"}
    completed = activation() | {"coclico": "22222222"}
    answers = at_once(
        [
            lambda: alice.send("/onboarding/port-paye", changed).status_code,
            lambda: claire.send(address, completed).status_code,
        ]
    )
    assert answers == [303, 303]
    assert contract.is_active and contract.coclico == "22222222"
