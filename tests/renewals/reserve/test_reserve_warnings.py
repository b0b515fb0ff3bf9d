"""Warnings of a reserve that ends: on the right days, once each, whatever the workers do meanwhile."""

from datetime import timedelta

import pytest
from flask import Flask

from app.contracts.models import Contract
from app.contracts.suspension import resume, suspend
from app.extensions import db
from app.ranges.models import NumberRange
from app.ranges.reserve import Reserve
from app.ranges.usage import use_up_to
from app.ranges.warnings import ReserveLevel
from app.renewals.models import Renewal, begin
from app.renewals.reminders import remind_of_ranges
from app.renewals.reserve import mails
from app.renewals.reserve.low_reserve import warn_of_low_reserves
from app.renewals.reserve.models import ReserveWarning
from tests.at_once import at_once
from tests.cast import ALICE, BOB, CLAIRE, Cast
from tests.renewals.renewing import typed_range
from tests.renewals.reserve.shops import (
    A_DAY,
    BEGAN,
    MONTH,
    at,
    draw,
    drew,
    ending,
    left,
    record,
    shop,
)

pytestmark = pytest.mark.usefixtures("context")

LOW, URGENT = "reserve_low", "reserve_urgent"
STEP, STEP_URGENT = "renewal_step", "renewal_step_urgent"


def _sweep(day: int, hour: int = 18) -> int:
    with at(day, hour):
        return warn_of_low_reserves()


def _words(text: str) -> str:
    return " ".join(text.split())


def test_a_year_in_which_a_range_is_recorded_each_time_the_last_number_is_gone(cast: Cast) -> None:
    contract = shop(cast, size=800)
    day, told = 0, []
    for season in range(4):
        ahead = 25 if season < 3 else 45
        far = left(contract) // A_DAY - ahead  # nothing happens before
        drew(contract, day, far)
        day, last = day + far, day + far + ahead - 1
        assert _sweep(day - 1) == 0
        while left(contract):
            for hour in (7, 12, 18):
                before = len(cast.mails(LOW))
                if hour == 18:
                    with at(day, 17):
                        draw(contract)
                _sweep(day, hour)
                told += [(season, last - day, hour)] * (len(cast.mails(LOW)) - before)
            day += 1
        with at(day, 6):
            record(contract, first=10_000 * (season + 1), size=910)
    each = [(20, 7), (10, 7), (5, 7), (2, 7), (0, 18)]
    # The fourth ends in the shop's first December, of which nobody knows how busy it will be.
    # From 20 November on a day counts as two and a half: 26 days are 10, 14 are 5, 6 are 2.
    sooner = [(40, 7), (26, 7), (14, 7), (6, 7), (0, 18)]
    assert day > 330
    expected = [(season, *when) for season in range(3) for when in each]
    assert told == expected + [(3, *when) for when in sooner]
    why = ["premier mois de décembre" in mail.text for mail in cast.mails(LOW)]
    assert why == [False] * 15 + [True] * 4 + [False], "the last says that nothing is left"
    assert len(cast.mails(URGENT)) == 4


def test_several_thresholds_crossed_while_the_worker_was_off_make_one_mail(cast: Cast) -> None:
    contract = ending(cast, 21)
    assert _sweep(MONTH) == 1
    drew(contract, MONTH, 16)  # a week and more: 10 and 5 days are passed unseen
    assert [_sweep(MONTH + 16, hour) for hour in (7, 8, 18)] == [1, 0, 0]
    assert [row.threshold for row in ReserveWarning.of(contract)] == [
        "days:20",
        "days:5",
        "days:10",
    ]
    assert "Encore 50 numéros" in _words(cast.mails(LOW)[-1].subject)


def test_nothing_is_told_at_night_unless_nothing_is_left(cast: Cast) -> None:
    contract = ending(cast, 5)
    assert [_sweep(MONTH, hour) for hour in (0, 6, 7)] == [0, 0, 1]
    with at(MONTH + 1, 2):
        draw(contract, left(contract))
    assert _sweep(MONTH + 1, 3) == 2  # to the merchant and to the advisor


def test_percentages_count_only_where_the_history_is_too_short(cast: Cast) -> None:
    contract = shop(cast, size=100)
    told = []
    for taken in (79, 1, 9, 1, 4, 1, 4, 1):
        with at(1, 12):
            draw(contract, taken)
        told.append(_sweep(1))
    # At once, for another draw like the first would take more than is left.
    assert told == [1, 0, 0, 1, 0, 1, 0, 2]
    assert [row.threshold for row in ReserveWarning.of(contract)] == [
        "percent:20",
        "percent:10",
        "percent:5",
        "exhausted",
    ]


def test_with_a_forecast_a_small_rest_that_lasts_warns_of_nothing(cast: Cast) -> None:
    contract = shop(cast, size=3_000)
    drew(contract, 0, 275)
    assert _sweep(275) == 0  # 8 per cent are left, for 25 days
    assert left(contract) * 10 < 3_000


def test_the_thresholds_are_those_of_the_contract(cast: Cast) -> None:
    contract = ending(cast, 35)
    contract.warn_at([30, 3], [20], contract.merchant.owner)
    db.session.commit()
    told = []
    for day in range(MONTH, MONTH + 35):
        with at(day, 17):
            draw(contract)
        before = len(cast.mails(LOW))
        _sweep(day)
        told += [MONTH + 34 - day] * (len(cast.mails(LOW)) - before)
    assert told == [30, 3, 0]
    assert len(cast.mails(URGENT)) == 1  # at 2 days, whatever the merchant has chosen


def test_so_are_the_percentages_where_there_is_no_forecast(cast: Cast) -> None:
    contract = shop(cast, size=100)
    contract.warn_at([20], [50, 15], contract.merchant.owner)
    db.session.commit()
    told = []
    for taken in (49, 1, 34, 1):
        with at(1, 12):
            draw(contract, taken)
        told.append(_sweep(1))
    # At once, for another draw may be larger still.
    assert told == [1, 0, 0, 1]


def test_what_waits_behind_the_range_in_use_counts(cast: Cast) -> None:
    contract = ending(cast, 3)
    record(contract, first=50_000, size=1_000)
    assert _sweep(MONTH) == 0


def test_a_new_range_arms_the_warnings_anew(cast: Cast) -> None:
    contract = ending(cast, 5)
    assert (_sweep(MONTH), _sweep(MONTH)) == (1, 0)
    with at(MONTH):
        record(contract, first=50_000, size=3 * A_DAY)
    assert (_sweep(MONTH), _sweep(MONTH)) == (1, 0)  # 8 days are low still
    with at(MONTH):
        record(contract, first=60_000, size=500)
    assert _sweep(MONTH) == 0


def test_a_suspended_contract_is_silent_until_it_goes_on(cast: Cast) -> None:
    contract = ending(cast, 2)
    suspend(contract, "Facture", contract.merchant.owner)
    db.session.commit()
    assert _sweep(MONTH) == 0
    resume(contract, "Réglée", contract.merchant.owner)
    db.session.commit()
    assert _sweep(MONTH) == 2


def test_the_mail_says_what_is_left_until_when_and_where_to_renew(cast: Cast) -> None:
    contract = ending(cast, 10)
    _sweep(MONTH, 7)
    (mail,) = cast.mails(LOW)
    text = _words(mail.text)
    assert (mail.recipient, mail.about) == (ALICE, f"contract:{contract.id}")
    assert mail.subject == "Encore 100 numéros de suivi, jusqu’au 13 février 2026"
    assert "Il reste 100 numéros, sans doute jusqu’au 13 février 2026." in text
    assert "Demandez maintenant une nouvelle plage" in text
    page = f"/contracts/{contract.id}/renewals/new"
    assert page in text and page in mail.html and "<" not in text


def _begun(contract: Contract, day: int = MONTH) -> Renewal:
    with at(day, 6):
        owner = contract.merchant.owner
        renewal = begin(contract, email="poste@alma.test", by=owner)
        db.session.commit()
    return renewal


def test_once_a_renewal_is_begun_its_next_step_replaces_the_warnings(cast: Cast) -> None:
    contract = ending(cast, 10)
    renewal = _begun(contract)
    _sweep(MONTH, 7)
    (mail,) = cast.mails(STEP)
    text = _words(mail.text)
    assert mail.subject == "Il reste à valider le formulaire de La Poste"
    lead, left = "il reste à valider le formulaire de La Poste.", "Il reste 100 numéros"
    assert text.index(lead) < text.index(left)
    assert f"/renewals/{renewal.id}" in text and f"/renewals/{renewal.id}" in mail.html
    assert not cast.mails(LOW) and "Demandez maintenant" not in text


@pytest.mark.parametrize(
    ("moments", "subject", "lead"),
    [
        (["submit"], "Il reste à cliquer sur le lien de La Poste", "poste@alma.test."),
        (["submit", "confirm"], "La Poste prépare le certificat", "attend le certificat"),
        (["receive"], "Le certificat est là : il reste à enregistrer sa plage", "enregistrer"),
    ],
)
def test_each_step_has_its_own_subject_and_lead(
    cast: Cast, moments: list[str], subject: str, lead: str
) -> None:
    contract = ending(cast, 3)
    renewal, owner = _begun(contract), contract.merchant.owner
    acts = {
        "submit": lambda: renewal.submit(owner),
        "confirm": lambda: renewal.confirm(owner),
        "receive": lambda: renewal.receive("certificat", owner),
    }
    with at(MONTH, 7):
        for moment in moments:
            acts[moment]()
        db.session.commit()
        assert warn_of_low_reserves() == 2
    ((mail,), (urgent,)) = cast.mails(STEP), cast.mails(STEP_URGENT)
    assert mail.subject == subject
    assert urgent.subject == f"Urgent : Atelier Alice. {subject}"
    assert _words(mail.text).index(lead) < _words(mail.text).index("Il reste 30 numéros")
    assert not cast.mails(LOW) and not cast.mails(URGENT)


def test_where_work_stands_still_the_step_s_subject_says_so(cast: Cast) -> None:
    contract = ending(cast, 1)
    _begun(contract)
    with at(MONTH):
        draw(contract)
    _sweep(MONTH)
    assert cast.mails(STEP)[-1].subject == (
        "Plus aucun numéro de suivi. Il reste à valider le formulaire de La Poste"
    )


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_after_a_week_off_a_threshold_and_a_reminder_of_one_step_make_one_mail(
    cast: Cast, order: tuple[int, int]
) -> None:
    contract = ending(cast, 12)
    renewal, owner = _begun(contract), contract.merchant.owner
    with at(MONTH, 7):
        renewal.submit(owner)
        renewal.confirm(owner)
        renewal.receive("certificat", owner)
        db.session.commit()
    drew(contract, MONTH, 7)  # 5 left: 20, 10 and 5 days are passed, the certificate is forgotten
    with at(MONTH + 7, 9):
        sweeps = [warn_of_low_reserves, remind_of_ranges]
        assert sum(sweeps[n]() for n in order) == 1
        assert (warn_of_low_reserves(), remind_of_ranges()) == (0, 0)
    (mail,) = cast.mails("range_to_record")
    assert mail.subject == "Le certificat est là : il reste à enregistrer sa plage"
    assert "Il reste 50 numéros" in _words(mail.text) and not cast.mails(STEP)
    drew(contract, MONTH + 7, 3)
    assert _sweep(MONTH + 10) == 2  # two days are left: the merchant and the advisor hear of it
    assert (len(cast.mails(STEP)), len(cast.mails(STEP_URGENT))) == (1, 1)


def test_given_up_the_warnings_are_warnings_again(cast: Cast) -> None:
    contract = ending(cast, 10)
    renewal = _begun(contract)
    _sweep(MONTH)
    renewal.abandon(contract.merchant.owner)
    db.session.commit()
    drew(contract, MONTH, 5)
    _sweep(MONTH + 5)
    assert (len(cast.mails(STEP)), len(cast.mails(LOW))) == (1, 1)


def test_the_end_is_told_as_such(cast: Cast) -> None:
    contract = ending(cast, 1)
    with at(MONTH):
        draw(contract)
    _sweep(MONTH)
    (mail,) = cast.mails(LOW)
    assert mail.subject == "Plus aucun numéro de suivi : plus d’étiquettes"
    assert "aucune étiquette ne peut être créée" in _words(mail.text)


def test_several_workers_write_each_once(app: Flask, cast: Cast) -> None:
    for n in range(3):
        ending(cast, 2, email=f"alice{n}@alma.test", first=1_000 * (n + 1))

    def work() -> int:
        with app.app_context():
            return warn_of_low_reserves()

    with at(MONTH):
        assert sum(at_once([work] * 4)) == 6
    assert sorted(mail.recipient for mail in cast.mails(LOW)) == [
        f"alice{n}@alma.test" for n in range(3)
    ]
    assert [mail.recipient for mail in cast.mails(URGENT)] == [CLAIRE] * 3


def test_a_mail_and_what_is_noted_stand_or_fall_together_and_nobody_else_waits(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = ending(cast, 5).id
    ending(cast, 5, email=BOB, first=9_000)
    write = mails.reserve_low

    def fails_for_alice(contract: Contract, *others: object) -> object:
        written = write(contract, *others)  # type: ignore[arg-type]
        if contract.id == broken:
            raise RuntimeError
        return written

    with monkeypatch.context() as patched:
        patched.setattr(mails, "reserve_low", fails_for_alice)
        assert _sweep(MONTH) == 1
    assert [mail.recipient for mail in cast.mails(LOW)] == [BOB]
    assert _sweep(MONTH) == 1
    assert [mail.recipient for mail in cast.mails(LOW)] == [BOB, ALICE]


def test_a_range_recorded_while_a_worker_looked_keeps_the_mail_from_being_untrue(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract_id = ending(cast, 5).id
    look = Reserve.of_all
    looked: list[ReserveLevel] = []

    def then_a_range_is_recorded(contracts: list[Contract]) -> dict[int, Reserve]:
        found = look(contracts)
        if not looked:
            looked.append(found[contract_id].level)
            with at(MONTH):
                record(db.session.get_one(Contract, contract_id), first=50_000, size=1_000)
        return found

    monkeypatch.setattr(Reserve, "of_all", then_a_range_is_recorded)
    assert _sweep(MONTH) == 0
    assert looked[0].days_left == 4
    assert len(cast.mails(LOW)) == 0


def test_the_workers_sweep_for_them(app: Flask) -> None:
    assert warn_of_low_reserves in app.extensions["sweeps"]


def test_who_no_longer_tells_what_sendcloud_uses_is_warned_all_the_same(cast: Cast) -> None:
    """Ten a day, told for thirty days, then silence: the true last day is the 60th."""
    with at(0, hour=8):
        cast.advisor()
        contract = cast.active_at_sendcloud(size=60 * A_DAY)
    (known,) = NumberRange.all_of(contract)
    with at(MONTH, hour=8):
        last = known.first_serial + MONTH * A_DAY - 1
        days = {
            BEGAN + timedelta(days=n): known.first_serial + (n + 1) * A_DAY - 1
            for n in range(MONTH)
        }
        use_up_to(known, last, by=contract.merchant.owner, days=days)
        known.told_on = BEGAN + timedelta(days=MONTH - 1)
        db.session.commit()
    told = []
    for day in range(MONTH, 65):
        before = len(cast.mails(LOW))
        _sweep(day)
        told += [59 - day] * (len(cast.mails(LOW)) - before)
    assert told == [20, 10, 5, 2]
    assert left(contract) == 0 and known.left == 300  # as far as anybody has told
    assert "environ" in cast.mails(LOW)[-1].text and "Dernier point le" in cast.mails(LOW)[-1].text


def test_a_correction_arms_the_warnings_anew(cast: Cast) -> None:
    """Ten numbers were recorded instead of nine hundred: what was said of them is not true any more."""
    contract = ending(cast, 5)
    with at(MONTH):
        record(contract, first=50_000, size=10)
    assert (_sweep(MONTH), _sweep(MONTH)) == (1, 0)
    known = NumberRange.of(contract)[-1]
    with at(MONTH):
        alice = cast.browser()
        sent = alice.send(f"/ranges/{known.id}/correction", typed_range(50_000, 900))
        assert sent.status_code == 303
    told = []
    for day in range(MONTH, MONTH + 95):
        with at(day, 17):
            draw(contract)
        before = len(cast.mails(LOW))
        _sweep(day)
        told += [MONTH + 94 - day] * (len(cast.mails(LOW)) - before)
    assert told == [20, 10, 5, 2, 0]


def test_a_correction_that_changes_nothing_arms_nothing(cast: Cast) -> None:
    contract = ending(cast, 5)
    with at(MONTH):
        record(contract, first=50_000, size=10)
    _sweep(MONTH)
    known = NumberRange.of(contract)[-1]
    with at(MONTH):
        alice = cast.browser()
        alice.send(f"/ranges/{known.id}/correction", typed_range(50_000, 10))
    assert _sweep(MONTH) == 0


def test_a_week_s_rhythm_does_not_move_the_days(cast: Cast) -> None:
    """Nothing on Sundays, half on Saturdays: the true last day is known, and so is each warning's."""
    week = (14, 9, 8, 9, 14, 6, 0)
    contract = shop(cast, size=sum(week) * 12 + 30)  # the last number goes on a Wednesday
    last, told = 12 * 7 + 2, []
    for day in range(last + 1):
        before = len(cast.mails(LOW))
        _sweep(day, 7)
        told += [(last - day, 7)] * (len(cast.mails(LOW)) - before)
        with at(day, 17):
            if week[day % 7]:
                draw(contract, min(week[day % 7], left(contract)))
        before = len(cast.mails(LOW))
        _sweep(day)
        told += [(last - day, 18)] * (len(cast.mails(LOW)) - before)
    assert left(contract) == 0
    assert told == [(20, 7), (10, 7), (5, 7), (2, 7), (0, 18)]
