"""Reminders of a renewal under way: the link after a quarter of an hour, the certificate after a day."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask

from app.accounts.models import User
from app.clock import PARIS
from app.extensions import db
from app.renewals import mails
from app.renewals.models import Renewal, begin
from app.renewals.reminders import remind_of_certificates, remind_of_links, remind_of_ranges
from tests.at_once import at_once
from tests.cast import ALICE, CLAIRE, Cast

pytestmark = pytest.mark.usefixtures("context")

TWO = datetime(2026, 3, 10, 14, 2, tzinfo=PARIS)
LINK, LATE, TO_ADVISOR = "link_to_click", "certificate_late", "certificate_late_advisor"


def _after(**since: float) -> time_machine.travel:
    """Some time after two minutes past two."""
    return time_machine.travel(TWO + timedelta(**since), tick=False)


def _links(**since: float) -> int:
    with _after(**since):
        return remind_of_links()


def _certificates(**since: float) -> int:
    with _after(**since):
        return remind_of_certificates()


@pytest.fixture
def renewal(cast: Cast) -> Renewal:
    """Alice has validated La Poste's form; Claire looks after her."""
    contract = cast.active()
    contract.take(User.by_email(CLAIRE) or cast.advisor())
    owner = contract.merchant.owner
    begun = begin(contract, email="poste@alma.test", by=owner)
    with _after():
        begun.submit(owner)
    db.session.commit()
    return begun


@pytest.fixture
def confirmed(renewal: Renewal) -> Renewal:
    """Alice has clicked La Poste's link."""
    with _after():
        renewal.confirm(renewal.started_by)
    db.session.commit()
    return renewal


def test_whether_the_link_has_come_is_asked_after_a_quarter_of_an_hour_once(
    cast: Cast, renewal: Renewal
) -> None:
    asked = [_links(minutes=n) for n in (0, 10, 14, 15, 16, 60, 60 * 24 * 7)]
    assert asked == [0, 0, 0, 1, 0, 0, 0]
    (mail,) = cast.mails(LINK)
    text = " ".join(mail.text.split())
    assert (mail.recipient, mail.about) == (ALICE, f"contract:{renewal.contract_id}")
    assert mail.subject == "Le lien de La Poste est-il arrivé ?"
    assert "validé le 10 mars 2026, 14:02" in text
    assert "devait arriver vers 14:12 à poste@alma.test" in text and "une heure après" in text
    assert f"/renewals/{renewal.id}" in text and f"/renewals/{renewal.id}" in mail.html


def test_a_worker_that_was_off_for_a_week_asks_once(cast: Cast, renewal: Renewal) -> None:
    assert (_links(days=7), _links(days=8)) == (1, 0)


@pytest.mark.parametrize("step", ["confirm", "receive", "abandon"])
def test_the_link_is_not_asked_for_once_it_does_not_matter(renewal: Renewal, step: str) -> None:
    by = renewal.started_by
    {
        "confirm": lambda: renewal.confirm(by),
        "receive": lambda: renewal.receive("certificat", by),
        "abandon": lambda: renewal.abandon(by),
    }[step]()
    db.session.commit()
    assert _links(minutes=30) == 0


def test_nor_once_the_range_is_recorded(cast: Cast, renewal: Renewal) -> None:
    renewal.note_range(
        cast.more_numbers(renewal.contract, first=9_000, size=10), renewal.started_by
    )
    db.session.commit()
    assert (_links(minutes=30), _certificates(days=3)) == (0, 0)


def test_a_form_validated_again_is_asked_about_again(cast: Cast, renewal: Renewal) -> None:
    assert _links(minutes=17) == 1
    with _after(minutes=20):
        renewal.submit_again(renewal.submission, "autre@alma.test", renewal.started_by)
        db.session.commit()
    assert [_links(minutes=n) for n in (34, 35, 36)] == [0, 1, 0]
    assert "autre@alma.test" in cast.mails(LINK)[-1].text


def test_the_certificate_is_asked_for_after_a_day_and_the_advisor_told(
    cast: Cast, confirmed: Renewal
) -> None:
    assert [_certificates(hours=n) for n in (0, 23, 24, 25, 24 * 8)] == [0, 0, 1, 0, 0]
    (mail,), (told,) = cast.mails(LATE), cast.mails(TO_ADVISOR)
    assert (mail.recipient, told.recipient) == (ALICE, CLAIRE)
    assert "écrivez à La Poste" in " ".join(mail.text.split())
    assert "Atelier Alice" in told.subject
    assert all(f"/renewals/{confirmed.id}" in one.text for one in (mail, told))


def test_without_an_advisor_the_merchant_is_asked_all_the_same(
    cast: Cast, confirmed: Renewal
) -> None:
    confirmed.contract.taken_by = None
    db.session.commit()
    assert _certificates(days=2) == 1
    assert (len(cast.mails(LATE)), len(cast.mails(TO_ADVISOR))) == (1, 0)


@pytest.mark.parametrize("step", ["receive", "abandon"])
def test_the_certificate_is_not_asked_for_once_it_does_not_matter(
    cast: Cast, confirmed: Renewal, step: str
) -> None:
    by = confirmed.started_by
    {
        "receive": lambda: confirmed.receive("certificat", by),
        "abandon": lambda: confirmed.abandon(by),
    }[step]()
    db.session.commit()
    assert _certificates(days=3) == 0
    assert len(cast.mails(TO_ADVISOR)) == 0


def _ranges(**since: float) -> int:
    with _after(**since):
        return remind_of_ranges()


def test_a_certificate_that_was_forgotten_for_a_day_is_asked_about_once(
    cast: Cast, renewal: Renewal
) -> None:
    with _after():
        renewal.receive("certificat", renewal.started_by)
        db.session.commit()
    assert [_ranges(hours=n) for n in (0, 23, 24, 25, 24 * 8)] == [0, 0, 1, 0, 0]
    (mail,) = cast.mails("range_to_record")
    text = " ".join(mail.text.split())
    assert (mail.recipient, mail.about) == (ALICE, f"contract:{renewal.contract_id}")
    assert mail.subject == "Le certificat est là : il reste à enregistrer sa plage"
    assert "depuis le 10 mars 2026, 14:02" in text and "Il reste 100 numéros" in text
    assert f"/renewals/{renewal.id}/range" in text and f"/renewals/{renewal.id}/range" in mail.html


def test_after_a_week_off_it_is_asked_about_once_and_a_newer_one_once_more(
    renewal: Renewal,
) -> None:
    with _after():
        renewal.receive("certificat", renewal.started_by)
        db.session.commit()
    assert (_ranges(days=7), _ranges(days=8)) == (1, 0)
    with _after(days=8):
        renewal.receive("un autre", renewal.started_by)
        db.session.commit()
    assert [_ranges(days=n) for n in (8, 9, 10)] == [0, 1, 0]


def test_a_range_is_not_asked_for_once_it_is_recorded(cast: Cast, renewal: Renewal) -> None:
    with _after():
        renewal.receive("certificat", renewal.started_by)
        new = cast.more_numbers(renewal.contract, first=9_000, size=10)
        renewal.note_range(new, renewal.started_by)
        db.session.commit()
    assert _ranges(days=3) == 0


def test_several_workers_ask_once(app: Flask, cast: Cast, confirmed: Renewal) -> None:
    def work() -> int:
        with app.app_context():
            return remind_of_certificates()

    with _after(days=1):
        assert sum(at_once([work] * 4)) == 1
    assert (len(cast.mails(LATE)), len(cast.mails(TO_ADVISOR))) == (1, 1)


def test_a_reminder_and_its_mark_stand_or_fall_together(
    cast: Cast, renewal: Renewal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*of: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(mails, "queue_about", fails)
        assert _links(minutes=15) == 0
    assert renewal.link_reminded_at is None
    assert _links(minutes=15) == 1


def test_the_workers_sweep_for_each(app: Flask) -> None:
    sweeps = {remind_of_links, remind_of_certificates, remind_of_ranges}
    assert sweeps <= set(app.extensions["sweeps"])
