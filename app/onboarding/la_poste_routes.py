"""Getting a contract from La Poste: the letter, the checklist and the reminders."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.guards import current_merchant, current_person, owner_required
from app.accounts.models import User
from app.contracts.models import Contract
from app.database import begin_write
from app.extensions import db
from app.language import gettext as _
from app.onboarding.journey import PORT_PAYE, Journey
from app.onboarding.la_poste.forms import ChecklistForm, LetterForm, ReminderForm
from app.onboarding.la_poste.models import (
    LETTER_SENT,
    LaPosteReminder,
    set_ticks,
    start_waiting,
    ticks_of,
)
from app.onboarding.la_poste.printing import letter_of
from app.onboarding.step_page import port_paye_page, to_first_step
from app.page import Page

blueprint = Blueprint("la_poste", __name__)


@blueprint.get("/onboarding/port-paye/letter")
@owner_required
def letter() -> Page:
    """Show the letter to La Poste, or the form for the sender's address if it is unknown."""
    journey, form = Journey.of(current_merchant()), LetterForm(formdata=None)
    if not journey.can_visit(PORT_PAYE):
        return to_first_step()
    form.start(journey)
    return _letter_page(journey, form)


@blueprint.post("/onboarding/port-paye/letter")
@owner_required
def sender() -> Page:
    """Save the sender's address."""
    form = LetterForm()
    if not form.validate():
        return _letter_page(Journey.of(current_merchant()), form), 422

    def save(journey: Journey, by: User) -> None:
        form.fill(journey)

    return _change(save, then="la_poste.letter")


@blueprint.post("/onboarding/port-paye/letter/sending")
@owner_required
def sending() -> Page:
    """Record that the letter was sent: the merchant now waits for La Poste."""

    def mark_sent(journey: Journey, by: User) -> None:
        start_waiting(journey.contract, by)
        known = ticks_of(journey.contract)
        set_ticks(journey.contract, {*known, LETTER_SENT}, by)

    return _change(mark_sent)


@blueprint.post("/onboarding/port-paye/checklist")
@owner_required
def checklist() -> Page:
    """Save what was obtained from La Poste."""
    ticked = ChecklistForm().thing.data or []
    return _while_waiting(lambda contract, by: set_ticks(contract, ticked, by))


@blueprint.post("/onboarding/port-paye/reminder")
@owner_required
def reminder() -> Page:
    """Save the day of the next reminder."""
    form = ReminderForm()
    if not form.validate():
        return port_paye_page(form), 422
    day = form.remind_on.data
    return _while_waiting(
        lambda contract, by: LaPosteReminder.get_or_create(contract).choose(day, by)
    )


@blueprint.post("/onboarding/port-paye/reminder/silence")
@owner_required
def silence() -> Page:
    """Stop the reminders."""
    return _while_waiting(lambda contract, by: LaPosteReminder.get_or_create(contract).silence(by))


@blueprint.post("/onboarding/port-paye/reminder/resumption")
@owner_required
def resumption() -> Page:
    """Resume the reminders."""
    return _while_waiting(lambda contract, by: LaPosteReminder.get_or_create(contract).resume(by))


def _letter_page(journey: Journey, form: LetterForm) -> str:
    shown = letter_of(journey.merchant, journey.merchant.owner)
    return render_template(
        "onboarding/letter.html", journey=journey, form=form, letter=shown, step=PORT_PAYE
    )


def _while_waiting(verb: Callable[[Contract, User], object]) -> Response:
    """Apply the change if the merchant still waits for La Poste; otherwise change nothing."""

    def act(journey: Journey, by: User) -> None:
        if journey.contract.is_waiting_for_la_poste:
            verb(journey.contract, by)

    return _change(act)


def _change(verb: Callable[[Journey, User], object], then: str = "") -> Response:
    """Apply the change if the contract is neither described nor activated, and redirect."""
    begin_write(db.session)
    journey = Journey.of(current_merchant(), lock=True)
    contract = journey.contract
    if contract.is_described or contract.is_activated or not journey.can_visit(PORT_PAYE):
        db.session.rollback()
        flash(_("Cette réponse n'est plus attendue : voyez où en est votre contrat."), "info")
        return redirect(url_for("onboarding.steps"), 303)
    contract.merchant = journey.merchant
    db.session.add(contract)
    verb(journey, current_person())
    db.session.commit()
    if then:
        return redirect(url_for(then), 303)
    return redirect(url_for("onboarding.step", slug=PORT_PAYE.slug), 303)
