"""The merchant's way: the list of steps, and one route for them all."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.guards import current_merchant, current_person, owner_required
from app.clock import now
from app.contracts.models import Contract
from app.database import begin_write
from app.extensions import db
from app.language import gettext as _
from app.onboarding import mails
from app.onboarding.advisor_form import AdvisorForm
from app.onboarding.dialogue.documents import Document
from app.onboarding.dialogue.forms import AnswerForm
from app.onboarding.dialogue.models import Message, next_reminder, timeline
from app.onboarding.forms import YES, PortPayeForm, StepForm
from app.onboarding.journey import STEPS, Journey, Step, step_at
from app.onboarding.la_poste import models as la_poste
from app.onboarding.la_poste.forms import ReminderForm

blueprint = Blueprint("onboarding", __name__)
PORT_PAYE = STEPS[1]
Page = str | Response | tuple[str, int]


@blueprint.get("/onboarding")
@owner_required
def steps() -> Page:
    """The list of steps, each with how far it is."""
    journey = Journey.of(current_merchant())
    return render_template("onboarding/steps.html", journey=journey, steps=STEPS)


@blueprint.route("/onboarding/<slug>", methods=["GET", "POST"])
@owner_required
def step(slug: str) -> Page:
    """One step: its form, its check while typing, its answer kept."""
    wanted = step_at(slug) or abort(404)
    journey = Journey.of(current_merchant())
    if not journey.can_visit(wanted):
        return first_step_first()
    form = wanted.form()
    form.meet(journey, current_person())
    if not form.is_submitted():
        form.start(journey)
        return _page(wanted, journey, form)
    valid = form.validate()
    if form.only_checks:
        return _page(wanted, journey, form)
    if not valid or not form.keep_file():
        return _page(wanted, journey, form), 422
    return _keep(wanted, form)


def first_step_first() -> Response:
    """What follows the first step opens once that has its answer."""
    flash(_("Répondez d'abord à l'étape « %(step)s ».", step=STEPS[0].title), "info")
    return redirect(url_for("onboarding.step", slug=STEPS[0].slug), 303)


def _keep(wanted: Step, form: StepForm) -> Page:
    begin_write(db.session)
    journey = Journey.of(current_merchant(), lock=True)
    if wanted is STEPS[-1] and journey.missing:
        db.session.rollback()
        return _page(wanted, Journey.of(current_merchant()), form), 422
    if journey.is_complete:
        db.session.rollback()
        flash(_("Le contrat est actif : ces réponses ne changent plus."), "info")
        return redirect(url_for("onboarding.steps"), 303)
    wanted.save(journey, form, current_person())
    db.session.commit()
    return redirect(url_for("onboarding.steps"), 303)


def advisor_page(answer: AnswerForm) -> str:
    """The page of the last step, with an answer that was refused."""
    return _page(STEPS[-1], Journey.of(current_merchant()), AdvisorForm(formdata=None), answer)


def port_paye_page(reminder: ReminderForm) -> str:
    """The page of the contract with La Poste, with a day of reminding that was refused."""
    journey, form = Journey.of(current_merchant()), PortPayeForm(formdata=None)
    form.start(journey)
    return _page(PORT_PAYE, journey, form, reminder=reminder)


def page_beside_proofs(form: PortPayeForm) -> str:
    """The page of the port payé with all that is typed there, after one of its proofs changed."""
    form.contract.data = YES
    return _page(PORT_PAYE, Journey.of(current_merchant()), form)


def _page(
    wanted: Step,
    journey: Journey,
    form: StepForm,
    answer: AnswerForm | None = None,
    reminder: ReminderForm | None = None,
) -> str:
    template = f"onboarding/{wanted.slug.replace('-', '_')}.html"
    shown: dict[str, object] = {}
    if isinstance(form, AdvisorForm):
        shown = {"preview": _preview(journey, form), **_dialogue(journey.contract, answer)}
    elif isinstance(form, PortPayeForm):
        shown = _la_poste(journey.contract, reminder)
        shown["proofs"] = Document.proofs(journey.contract)
    return render_template(template, step=wanted, journey=journey, form=form, steps=STEPS, **shown)


def _dialogue(contract: Contract, answer: AnswerForm | None) -> dict[str, object]:
    due = next_reminder(contract) if contract.is_requested else None
    return {
        "entries": timeline(contract, Message.about(contract), for_advisor=False),
        "answer": answer or AnswerForm(formdata=None),
        "reminder_due": due,
        "may_remind": due is not None and due <= now(),
    }


def _la_poste(contract: Contract, reminder: ReminderForm | None) -> dict[str, object]:
    """What is still to obtain from La Poste, and when a mail comes about it."""
    if not contract.is_waiting_for_la_poste:
        return {}
    known = la_poste.LaPosteReminder.of(contract)
    form = reminder or ReminderForm(formdata=None)
    if reminder is None and known:
        form.remind_on.data = known.due_on
    return {
        "things": la_poste.LA_POSTE_ITEMS,
        "ticks": la_poste.ticks_of(contract),
        "reminder": known,
        "reminder_form": form,
    }


def _preview(journey: Journey, form: AdvisorForm) -> object:
    """The mail for the one it would go to; none while something is missing or wrong."""
    addressee = None if form.sendcloud_email.errors else form.addressee
    if addressee is None or journey.contract.is_requested:
        return None
    form.shown_to.data = addressee.key
    return mails.preview_of_request(journey, journey.merchant.owner, addressee, form.account)
