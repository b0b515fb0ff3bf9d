"""What advisors are told of reserves that end: one list a day, and a mail of its own at two days."""

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts import replacement, staff
from app.accounts.models import User
from app.clock import today
from app.contracts.models import Contract
from app.extensions import db
from app.ranges.warnings import ReserveLevel
from app.renewals.models import begin
from app.renewals.reserve.low_reserve import tell_advisors, warn_of_low_reserves
from tests.at_once import at_once
from tests.cast import ADAM, ALICE, BOB, CLAIRE, Cast
from tests.renewals.reserve.shops import MONTH, at, drew, ending, record

pytestmark = pytest.mark.usefixtures("context")

DAVID, SUPPORT = "david@sendcloud.test", "support@sendcloud.test"
URGENT, DIGEST = "reserve_urgent", "reserve_digest"


def _sweep(day: int, hour: int = 9) -> int:
    with at(day, hour):
        return tell_advisors()


def _warn(day: int) -> int:
    with at(day, 9):
        return warn_of_low_reserves()


def _readers(cast: Cast, kind: str = DIGEST) -> list[str]:
    return [mail.recipient for mail in cast.mails(kind)]


def _away(cast: Cast, person: User, substitute: User, day: int) -> None:
    with at(day, 1):
        replacement.plan(
            person, substitute, today(), today() + timedelta(days=1), by=cast.advisor(ADAM)
        )
        db.session.commit()


def _claire(contract: Contract) -> User:
    assert contract.taken_by is not None
    return contract.taken_by


def test_one_list_a_day_not_before_seven(cast: Cast) -> None:
    ending(cast, 10)
    assert [_sweep(MONTH, hour) for hour in (0, 6, 7, 8, 18)] == [0, 0, 1, 0, 0]
    assert [_sweep(MONTH + 1, hour) for hour in (0, 6, 9, 10)] == [0, 0, 1, 0]
    assert _readers(cast) == [CLAIRE, CLAIRE]


def test_the_list_names_each_reserve_the_first_to_end_first(cast: Cast) -> None:
    low = ending(cast, 15)
    begun = ending(cast, 5, email=BOB, first=10_000)
    ending(cast, 40, email="cleo@cuivre.test", first=20_000)
    owner = begun.merchant.owner
    begin(begun, email=BOB, by=owner)
    db.session.commit()
    assert _sweep(MONTH) == 1
    (mail,) = cast.mails(DIGEST)
    text = " ".join(mail.text.split())
    assert mail.subject == "2 réserves se terminent"
    bobs, alices = "jusqu’au 8 février 2026, 50 numéros", "jusqu’au 18 février 2026, 150 numéros"
    assert f"- Atelier Bob : encore 4 jours, {bobs}. Un renouvellement est commencé" in text
    assert f"- Atelier Alice : encore 14 jours, {alices}. Aucun renouvellement" in text
    assert text.index("Bob") < text.index("Alice") and "Cleo" not in text
    for contract in (begun, low):
        assert f"/contracts/{contract.id}/renewals/new" in text
        assert f"/contracts/{contract.id}/renewals/new" in mail.html


def test_after_days_off_there_is_one_list_of_what_is_true_now(cast: Cast) -> None:
    """The worker stood still for a week; meanwhile one reserve ended, and another came near."""
    ended = ending(cast, 4)
    near = ending(cast, 25, email=BOB, first=10_000)
    assert _sweep(MONTH) == 1
    drew(ended, MONTH, 4)
    drew(near, MONTH, 8)
    assert [_sweep(MONTH + 8, hour) for hour in (6, 7, 8, 18)] == [0, 1, 0, 0]
    text = " ".join(cast.mails(DIGEST)[-1].text.split())
    assert "- Atelier Alice : réserve épuisée." in text
    assert "- Atelier Bob : encore 16 jours" in text
    assert text.index("Alice") < text.index("Bob")
    assert _warn(MONTH + 8) == 3  # the end to Alice and of it to Claire, and the 20 days to Bob
    assert _warn(MONTH + 8) == 0
    assert [mail.recipient for mail in cast.mails("reserve_low")] == [ALICE, BOB]
    assert _readers(cast, URGENT) == [CLAIRE]
    assert len(cast.mails(DIGEST)) == 2  # none for the days off


def test_nothing_low_no_list(cast: Cast) -> None:
    contract = ending(cast, 5)
    record(contract, first=50_000, size=1_000)
    assert _sweep(MONTH) == 0


def test_at_two_days_there_is_a_mail_of_its_own_once(cast: Cast) -> None:
    ending(cast, 3)
    assert (_warn(MONTH), _warn(MONTH)) == (2, 0)
    (mail,) = cast.mails(URGENT)
    text = " ".join(mail.text.split())
    assert mail.subject == "Urgent : Atelier Alice n’a bientôt plus de numéros"
    assert "Il reste 30 numéros, sans doute jusqu’au 6 février 2026." in text
    assert "Aucun renouvellement n’est commencé." in text and "/renewals/new" in text
    assert mail.recipient == CLAIRE


def test_on_the_last_day_and_after_it_the_words_are_true(cast: Cast) -> None:
    contract = ending(cast, 1)
    _sweep(MONTH)
    text = " ".join(cast.mails(DIGEST)[-1].text.split())
    assert "- Atelier Alice : dernier jour aujourd’hui, 4 février 2026, 10 numéros." in text
    assert "0 jour" not in text
    drew(contract, MONTH, 1)
    _warn(MONTH)
    assert cast.mails(URGENT)[-1].subject == "Urgent : Atelier Alice n’a plus aucun numéro"


def test_who_stands_in_reads_it_in_one_list_with_their_own(cast: Cast) -> None:
    first, second = ending(cast, 3), ending(cast, 9, email=BOB, first=10_000)
    david = cast.advisor(DAVID)
    second.take(david)
    db.session.commit()
    _away(cast, _claire(first), david, MONTH)
    assert _sweep(MONTH) == 1
    _warn(MONTH)
    assert (_readers(cast), _readers(cast, URGENT)) == ([DAVID], [DAVID])
    text = cast.mails(DIGEST)[0].text
    assert "Atelier Alice" in text and "Atelier Bob" in text
    assert _sweep(MONTH + 2) == 2
    assert sorted(_readers(cast)[1:]) == [CLAIRE, DAVID]


def test_who_has_left_gets_nothing_and_support_does_until_somebody_comes_after(cast: Cast) -> None:
    contract = ending(cast, 3)
    admin, claire = cast.admin(), _claire(contract)
    staff.deactivate(claire, admin)
    db.session.commit()
    assert (_sweep(MONTH), _warn(MONTH)) == (1, 1)
    assert (_readers(cast), _readers(cast, URGENT)) == ([SUPPORT], [])
    contract.assign(admin, admin)
    db.session.commit()
    assert (_sweep(MONTH, 10), _warn(MONTH)) == (1, 1)
    assert (_readers(cast), _readers(cast, URGENT)) == ([SUPPORT, ADAM], [ADAM])


def test_a_substitute_who_has_left_replaces_nobody(cast: Cast) -> None:
    contract = ending(cast, 3)
    david = cast.advisor(DAVID)
    _away(cast, _claire(contract), david, MONTH)
    staff.deactivate(david, cast.admin("agnes@sendcloud.test"))
    db.session.commit()
    assert _sweep(MONTH) == 1
    assert _readers(cast) == [CLAIRE]


def test_whom_nobody_looks_after_is_warned_and_on_the_list_of_the_support(cast: Cast) -> None:
    contract = ending(cast, 3)
    contract.taken_by = None
    db.session.commit()
    assert ([_sweep(MONTH, hour) for hour in (6, 9, 10)], _warn(MONTH)) == ([0, 1, 0], 1)
    assert [mail.recipient for mail in cast.mails("reserve_low")] == [ALICE]
    (mail,) = cast.mails(DIGEST)
    assert (mail.recipient, mail.text.lstrip()[:8]) == (SUPPORT, "Bonjour,")
    assert "Atelier Alice" in mail.text and "Atelier Alice" in mail.html


def test_a_reserve_without_news_for_a_month_leaves_the_list(cast: Cast) -> None:
    """Closed for good, with nothing left: nobody has to read that line for ever."""
    contract = ending(cast, 1)
    drew(contract, MONTH, 1)
    assert _warn(MONTH + 1) == 2
    assert [_sweep(day) for day in (MONTH + 1, MONTH + 30, MONTH + 31, MONTH + 200)] == [1, 1, 0, 0]


def test_what_is_sorted_and_said_is_the_day_that_warnings_go_by() -> None:
    december = ReserveLevel(100, 1_000, True, 30, days_to_warn_by=12)
    sooner, later = ReserveLevel(100, 1_000, True, 11), ReserveLevel(100, 1_000, True, 13)
    assert sorted([later, december, sooner], key=lambda one: one.urgency) == [
        sooner,
        december,
        later,
    ]
    assert december.days_to_tell == 12


def test_several_workers_write_one_list(app: Flask, cast: Cast) -> None:
    ending(cast, 3)

    def work() -> int:
        with app.app_context():
            return tell_advisors()

    with at(MONTH):
        assert sum(at_once([work] * 4)) == 1
    assert _readers(cast) == [CLAIRE]


def test_the_workers_sweep_for_them(app: Flask) -> None:
    assert tell_advisors in app.extensions["sweeps"]
