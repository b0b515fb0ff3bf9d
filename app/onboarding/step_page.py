"""Rendering the page of a step, for every route whose form stands on it."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.guards import current_merchant
from app.clock import now
from app.contracts.models import Contract
from app.language import gettext as _
from app.onboarding.advisor_form import AdvisorForm
from app.onboarding.dialogue.forms import AnswerForm
from app.onboarding.dialogue.messages import next_reminder
from app.onboarding.dialogue.models import Document, Message
from app.onboarding.dialogue.timeline import timeline
from app.onboarding.forms import YES, PortPayeForm, StepForm
from app.onboarding.journey import ADVISOR, PLAN, PORT_PAYE, STEPS, Journey, Step
from app.onboarding.la_poste.forms import ReminderForm
from app.onboarding.la_poste.models import LA_POSTE_ITEMS, LaPosteReminder, ticks_of
from app.onboarding.mails import preview_request


def step_page(
    wanted: Step,
    journey: Journey,
    form: StepForm,
    answer: AnswerForm | None = None,
    reminder: ReminderForm | None = None,
) -> str:
    """Render the page of this step, with its forms as typed and their errors."""
    template = f"onboarding/{wanted.slug.replace('-', '_')}.html"
    shown: dict[str, object] = {}
    if isinstance(form, AdvisorForm):
        shown = {
            "preview": _request_preview(journey, form),
            **_dialogue_values(journey.contract, answer),
        }
    elif isinstance(form, PortPayeForm):
        shown = _la_poste_values(journey.contract, reminder)
        shown["proofs"] = Document.proofs(journey.contract)
    return render_template(template, step=wanted, journey=journey, form=form, steps=STEPS, **shown)


def advisor_page(answer: AnswerForm) -> str:
    """Render the last step with an invalid answer to the advisor."""
    return step_page(ADVISOR, Journey.of(current_merchant()), AdvisorForm(formdata=None), answer)


def port_paye_page(reminder: ReminderForm) -> str:
    """Render the port payé step with an invalid day for the next reminder."""
    journey, form = Journey.of(current_merchant()), PortPayeForm(formdata=None)
    form.start(journey)
    return step_page(PORT_PAYE, journey, form, reminder=reminder)


def page_beside_proofs(form: PortPayeForm) -> str:
    """Render the port payé step as typed, after a proof was added, withdrawn or refused."""
    form.contract.data = YES
    return step_page(PORT_PAYE, Journey.of(current_merchant()), form)


def to_first_step() -> Response:
    """Redirect to the first step, which opens the others."""
    flash(_("Répondez d'abord à l'étape « %(step)s ».", step=PLAN.title), "info")
    return redirect(url_for("onboarding.step", slug=PLAN.slug), 303)


def _dialogue_values(contract: Contract, answer: AnswerForm | None) -> dict[str, object]:
    due = next_reminder(contract) if contract.is_requested else None
    return {
        "entries": timeline(contract, Message.about(contract), for_advisor=False),
        "answer": answer or AnswerForm(formdata=None),
        "reminder_due": due,
        "may_remind": due is not None and due <= now(),
    }


def _la_poste_values(contract: Contract, reminder: ReminderForm | None) -> dict[str, object]:
    """The checklist and the reminder, while the merchant waits for La Poste."""
    if not contract.is_waiting_for_la_poste:
        return {}
    known = LaPosteReminder.of(contract)
    form = reminder or ReminderForm(formdata=None)
    if reminder is None and known:
        form.remind_on.data = known.due_on
    return {
        "things": LA_POSTE_ITEMS,
        "ticks": ticks_of(contract),
        "reminder": known,
        "reminder_form": form,
    }


def _request_preview(journey: Journey, form: AdvisorForm) -> object:
    """The mail that would be sent; None while its addressee is missing or invalid."""
    addressee = None if form.sendcloud_email.errors else form.addressee
    if addressee is None or journey.contract.is_requested:
        return None
    form.shown_to.data = addressee.key
    return preview_request(journey, journey.merchant.owner, addressee, form.account)
