"""The merchant's part of the dialogue: answers and reminders to the advisor."""

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from app.accounts.guards import current_person, owner_required
from app.contracts.locking import lock_contract
from app.contracts.models import Contract
from app.extensions import db
from app.language import gettext as _
from app.onboarding.access import own_request_or_404
from app.onboarding.dialogue import documents, messages
from app.onboarding.dialogue.forms import AnswerForm
from app.onboarding.dialogue.mails import send_answer, send_reminder
from app.onboarding.dialogue.messages import TooSoon
from app.onboarding.journey import ADVISOR
from app.onboarding.step_page import advisor_page
from app.page import Page

blueprint = Blueprint("answers", __name__)


@blueprint.post("/onboarding/answers")
@owner_required
def answer() -> Page:
    """Send an answer, or anything else, to the advisor."""
    contract, form = own_request_or_404(), AnswerForm()
    file = form.file.write() if form.validate() else None
    if form.errors:
        return advisor_page(form), 422
    contract = lock_contract(contract.id)
    message = messages.answer(contract, form.answer.data or "", current_person())
    documents.attach(message, [file] if file else [], current_person())
    send_answer(message)
    db.session.commit()
    flash(_("Votre message est parti."), "success")
    return _to_advisor_step()


@blueprint.post("/onboarding/reminders")
@owner_required
def reminder() -> Page:
    """Send a reminder to the advisor, at most once a day."""
    contract = lock_contract(own_request_or_404().id)
    try:
        send_reminder(messages.remind(contract, current_person()))
        db.session.commit()
        flash(_("La relance est partie."), "success")
    except TooSoon:
        db.session.rollback()
        flash(_too_soon_sentence(contract), "info")
    return _to_advisor_step()


def _too_soon_sentence(contract: Contract) -> str:
    if contract.is_activated:
        return _("Votre contrat est activé : il n'y a plus rien à relancer.")
    return _("Une relance par jour au plus : la dernière est encore récente.")


def _to_advisor_step() -> Response:
    return redirect(url_for("onboarding.step", slug=ADVISOR.slug), 303)
