"""While La Poste is waited for: what was obtained, and when to be reminded."""

from datetime import timedelta

import pytest

from app.accounts.models import AuditEvent
from app.clock import today
from app.contracts.models import Contract
from app.extensions import db
from app.onboarding.la_poste.models import LA_POSTE_ITEMS, LaPosteReminder, LaPosteTick
from tests.at_once import at_once
from tests.cast import BOB, Cast
from tests.page_client import PageClient, page_of, text_of
from tests.typed import PORT_PAYE

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

STEP = "/onboarding/port-paye"
CHECKLIST, REMINDER = f"{STEP}/checklist", f"{STEP}/reminder"
SILENCE, RESUMPTION = f"{REMINDER}/silence", f"{REMINDER}/resumption"


@pytest.fixture
def alice(cast: Cast) -> PageClient:
    """A merchant who waits for La Poste."""
    cast.merchant()
    browser = cast.browser()
    browser.send("/onboarding/plan", {"plan": "growth"})
    browser.send(STEP, {"contract": "no"})
    return browser


def _reminder() -> LaPosteReminder:
    return db.session.query(LaPosteReminder).one()


def _ticked(alice: PageClient) -> list[str]:
    return list(page_of(alice.get(STEP)).xpath("//input[@name='thing'][@checked]/@value"))


def _acts() -> list[str]:
    written = db.session.query(AuditEvent).order_by(AuditEvent.id)
    return [event.act for event in written if event.act.startswith("la_poste.")]


def test_since_when_it_is_waited_is_told(alice: PageClient) -> None:
    page = page_of(alice.get(STEP))
    assert "En attente de La Poste depuis le" in page.text_content()
    assert page.xpath(f"//main//a[@href='{STEP}?contract=yes']")
    assert page.xpath(f"//main//a[@href='{STEP}/letter']")


def test_what_is_ticked_is_kept_with_who_and_when(alice: PageClient) -> None:
    things = ["letter_sent", "sites"]
    for _ in range(2):
        response = alice.send(CHECKLIST, {"thing": things})
        assert (response.status_code, response.location) == (303, STEP)
    assert _ticked(alice) == things
    assert text_of(alice.get(STEP)).count("Alice, le") == 2
    assert _acts() == ["la_poste.ticked"] * 2


def test_a_tick_can_be_taken_back(alice: PageClient) -> None:
    alice.send(CHECKLIST, {"thing": ["letter_sent", "sites"]})
    alice.send(CHECKLIST, {"thing": ["sites", "artwork"]})
    assert _ticked(alice) == ["sites", "artwork"]
    alice.send(CHECKLIST)
    assert _ticked(alice) == []
    assert _acts().count("la_poste.unticked") == 3


def test_what_is_not_on_the_list_is_passed_over(alice: PageClient) -> None:
    assert alice.send(CHECKLIST, {"thing": ["sites", "<b>", "x" * 5_000]}).status_code == 303
    assert _ticked(alice) == ["sites"]


def test_ticks_at_the_same_moment_are_kept_once(alice: PageClient, cast: Cast) -> None:
    browsers = [cast.browser() for _ in range(4)]
    every = [item.code for item in LA_POSTE_ITEMS]
    sent = [lambda b=b: b.send(CHECKLIST, {"thing": every}).status_code for b in browsers]
    assert at_once(sent) == [303] * 4
    assert db.session.query(LaPosteTick).count() == len(LA_POSTE_ITEMS)


def test_a_reminder_comes_by_itself_and_on_the_day_that_is_chosen(alice: PageClient) -> None:
    assert _reminder().due_on == today() + timedelta(days=7)
    day = today() + timedelta(days=20)
    assert alice.send(REMINDER, {"remind_on": day.isoformat()}).status_code == 303
    assert _reminder().due_on == day
    shown = page_of(alice.get(STEP)).xpath("//input[@name='remind_on']/@value")
    assert shown == [day.isoformat()]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Choisissez un jour, ou laissez celui qui est prévu."),
        (" \t ", "Choisissez un jour, ou laissez celui qui est prévu."),
        ("demain", "« demain » n’est pas une date."),
        ("2026-02-30", "n’est pas une date."),
        ("2001-01-01", "Choisissez un jour après aujourd’hui"),
        ("9999-12-31", "Choisissez un jour après aujourd’hui, dans l’année."),
    ],
)
def test_a_day_that_cannot_be_is_told_on_its_field_and_kept(
    alice: PageClient, typed: str, sentence: str
) -> None:
    alice.send(CHECKLIST, {"thing": "sites"})
    response = alice.send(REMINDER, {"remind_on": typed})
    assert response.status_code == 422
    page = page_of(response)
    assert sentence in " ".join(page.xpath("string(//*[@id='remind_on-error'])").split())
    assert page.xpath("//input[@name='remind_on']/@value") == [typed]
    assert page.xpath("//input[@checked]/@value") == ["sites"]
    assert _reminder().due_on == today() + timedelta(days=7)


def test_reminders_can_be_silenced_and_begin_again(alice: PageClient) -> None:
    for _ in range(2):
        assert alice.send(SILENCE).status_code == 303
    assert _reminder().is_silenced
    page = alice.get(STEP)
    assert "Plus de rappel depuis le" in text_of(page)
    assert not page_of(page).xpath("//input[@name='remind_on']")
    for _ in range(2):
        assert alice.send(RESUMPTION).status_code == 303
    assert not _reminder().is_silenced
    assert _acts() == ["la_poste.reminder_silenced", "la_poste.reminder_chosen"]


def test_a_day_that_has_passed_meanwhile_is_not_taken_up_again(alice: PageClient) -> None:
    alice.send(SILENCE)
    _reminder().due_on = today() - timedelta(days=30)
    db.session.commit()
    alice.send(RESUMPTION)
    assert _reminder().due_on == today() + timedelta(days=7)


def test_who_waits_again_is_reminded_again(alice: PageClient) -> None:
    alice.send(SILENCE)
    alice.send(STEP, PORT_PAYE)
    alice.send(STEP, {"contract": "no"})
    assert not _reminder().is_silenced


@pytest.mark.parametrize("path", [CHECKLIST, REMINDER, SILENCE, RESUMPTION])
def test_once_the_contract_is_described_nothing_is_waited_for(alice: PageClient, path: str) -> None:
    alice.send(STEP, PORT_PAYE)
    day = (today() + timedelta(days=3)).isoformat()
    response = alice.send(path, {"thing": "sites", "remind_on": day})
    assert (response.status_code, response.location) == (303, "/onboarding")
    assert _acts() == [] and db.session.query(LaPosteTick).count() == 0
    assert _reminder().due_on == today() + timedelta(days=7)


@pytest.mark.parametrize("path", [CHECKLIST, SILENCE])
def test_before_it_is_waited_for_there_is_nothing_to_tick(cast: Cast, path: str) -> None:
    cast.merchant(BOB)
    bob = cast.browser(BOB)
    bob.send("/onboarding/plan", {"plan": "growth"})
    assert bob.send(path, {"thing": "sites"}).status_code == 303
    assert db.session.query(LaPosteTick).count() == db.session.query(LaPosteReminder).count() == 0


def test_what_one_merchant_ticks_is_not_on_the_list_of_another(
    alice: PageClient, cast: Cast
) -> None:
    cast.merchant(BOB)
    bob = cast.browser(BOB)
    bob.send("/onboarding/plan", {"plan": "growth"})
    bob.send(STEP, {"contract": "no"})
    bob.send(CHECKLIST, {"thing": "sites"})
    bob.send(SILENCE)
    assert _ticked(alice) == []
    mine = db.session.query(Contract).order_by(Contract.id).first()
    assert mine is not None
    reminder = LaPosteReminder.of(mine)
    assert reminder is not None and not reminder.is_silenced
