"""Verifying, activating, suspending and resuming a contract."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from app.accounts.guards import advisor_required, current_person
from app.accounts.models import User
from app.contracts.locking import lock_contract
from app.contracts.models import Contract
from app.contracts.suspension import SuspensionChange, resume, suspend
from app.extensions import db
from app.language import gettext as _
from app.onboarding.access import activated_or_404, requested_or_404
from app.onboarding.desk.activation import AccountTaken, NotRequested, SenderMissing, activate
from app.onboarding.desk.checklist import (
    TICKED,
    ChecklistIncomplete,
    ChecklistItem,
    verify_again,
)
from app.onboarding.desk.draft import DRAFT_ERRORS, explain_draft_error, save_draft
from app.onboarding.desk.forms import ActivationForm
from app.onboarding.desk.request_page import request_page
from app.onboarding.dialogue.forms import ReasonForm
from app.onboarding.mails import send_resumption_notice, send_suspension_notice
from app.page import Page
from app.ranges import messages
from app.ranges.bounds import Bounds
from app.ranges.models import Issuer, RangeOverlap
from app.uploads.models import Stored

blueprint = Blueprint("activation", __name__)
# The pages that a button of the form may lead to, once the draft is saved.
NEXT_PAGES = {"sites": "sites.of_contract", "label": "label_settings.page"}
Refusal = tuple[str, str]  # a field, and its error


@blueprint.post("/contracts/<int:contract_id>/verification")
@advisor_required
def verification(contract_id: int) -> Page:
    """Save the draft, and go on to the page that the button names, if any."""
    contract, form = requested_or_404(contract_id), ActivationForm()
    if contract.is_activated:
        return _to_request(contract_id)
    if not form.validate():
        return request_page(contract, form), 422
    contract = lock_contract(contract_id)
    if contract.is_activated:
        db.session.rollback()
        return _to_request(contract_id)
    try:
        save_draft(contract, form, current_person())
        db.session.commit()
    except DRAFT_ERRORS as error:
        return _refuse(contract, form, error)
    following = NEXT_PAGES.get(request.form.get("then", ""))
    if following:
        return redirect(url_for(following, contract_id=contract_id), 303)
    flash(_("C'est gardé. Vous pouvez reprendre plus tard."), "success")
    return _to_request(contract_id)


@blueprint.post("/contracts/<int:contract_id>/activation")
@advisor_required
def activation(contract_id: int) -> Page:
    """Save the draft and activate the contract, or show everything that is missing."""
    contract, form = requested_or_404(contract_id), ActivationForm()
    if contract.is_activated:
        return _to_request(contract_id)
    form.validate()
    bounds, findings = form.read_range()
    if form.only_checks:
        form.show(findings)
        return request_page(contract, form, bounds=bounds)
    # Show everything that is missing at once.
    complete = form.is_complete()
    if not complete or bounds is None or (findings and not form.reason.data):
        form.show(findings)
        form.add_tick_errors(_missing_ticks(form), _tick_request())
        return request_page(contract, form, bounds=bounds), 422
    certificate = form.certificate.write()
    if form.errors:  # the store is unavailable
        return request_page(contract, form, bounds=bounds), 422
    return _activate(contract, form, bounds, certificate)


def _activate(
    contract: Contract, form: ActivationForm, bounds: Bounds, certificate: Stored | None
) -> Page:
    contract = lock_contract(contract.id)
    if contract.is_activated:  # another advisor was faster
        db.session.rollback()
        return _to_request(contract.id)
    try:
        save_draft(contract, form, current_person())
        activate(
            contract,
            bounds,
            by=current_person(),
            reason=form.reason.data,
            issuer=Issuer(form.issuer.data),
            certificate=certificate,
        )
        db.session.commit()
    except (
        *DRAFT_ERRORS,
        ChecklistIncomplete,
        RangeOverlap,
        SenderMissing,
        NotRequested,
        AccountTaken,
        IntegrityError,
    ) as error:
        return _refuse(contract, form, error, bounds)
    flash(
        _("Contrat activé. %(company)s reçoit un e-mail.", company=contract.merchant.company),
        "success",
    )
    return _to_request(contract.id)


def _refuse(
    contract: Contract, form: ActivationForm, error: Exception, bounds: Bounds | None = None
) -> Page:
    """Roll back and show the page as typed, with the reason."""
    db.session.rollback()
    if isinstance(error, DRAFT_ERRORS):
        explain_draft_error(form, error)
    elif isinstance(error, ChecklistIncomplete):
        form.add_tick_errors(error.items, _tick_request())
    else:
        field, sentence = _refusal(error)
        form[field].errors = [*form[field].errors, sentence]
    return request_page(contract, form, bounds=bounds), 422


def _refusal(error: Exception) -> Refusal:
    if isinstance(error, RangeOverlap):
        return "first", messages.overlap(error.known)
    if isinstance(error, SenderMissing):
        return "first", _("L'adresse de l'expéditeur manque encore.")
    if isinstance(error, NotRequested):
        return "first", _("Personne n'a demandé cette activation.")
    if isinstance(error, AccountTaken):
        return "tracking_account", _(
            "Un autre contrat de ce marchand est déjà activé avec ce compte de suivi."
        )
    # IntegrityError: another advisor has just recorded an overlapping range.
    return "first", _(
        "Quelqu'un vient d'enregistrer une plage qui touche celle-ci. Rechargez la page."
    )


def _missing_ticks(form: ActivationForm) -> list[ChecklistItem]:
    return [item for item in TICKED if item.slug not in form.ticked]


def _tick_request() -> str:
    return _("Vérifiez, puis cochez.")


@blueprint.post("/contracts/<int:contract_id>/verified-again")
@advisor_required
def reverification(contract_id: int) -> Page:
    """Verify an item again whose value has changed since the activation."""
    contract = lock_contract(activated_or_404(contract_id).id)
    item, seen = request.form.get("item", ""), request.form.get("seen", "")
    done = verify_again(contract, item, seen, current_person())
    db.session.commit()
    if not done:
        flash(_("Ceci vient de changer : relisez, puis vérifiez de nouveau."), "info")
    return _to_request(contract_id)


@blueprint.route("/contracts/<int:contract_id>/suspension", methods=["GET", "POST"])
@advisor_required
def suspension(contract_id: int) -> Page:
    """Suspend a contract, after a page that explains the consequences."""
    contract = activated_or_404(contract_id)
    if contract.is_suspended:
        flash(_("Ce contrat est déjà suspendu."), "info")
        return _to_request(contract_id)
    return _change(contract, "suspension", suspend, send_suspension_notice)


@blueprint.route("/contracts/<int:contract_id>/resumption", methods=["GET", "POST"])
@advisor_required
def resumption(contract_id: int) -> Page:
    """Resume a suspended contract, with a reason."""
    contract = activated_or_404(contract_id)
    if not contract.is_suspended:
        flash(_("Ce contrat n'est pas suspendu."), "info")
        return _to_request(contract_id)
    return _change(contract, "resumption", resume, send_resumption_notice)


def _change(
    contract: Contract,
    page: str,
    change: Callable[[Contract, str, User], SuspensionChange | None],
    tell: Callable[[SuspensionChange], None],
) -> Page:
    form = ReasonForm()
    if not form.validate_on_submit():
        code = 422 if form.is_submitted() else 200
        return render_template(f"onboarding/{page}.html", contract=contract, form=form), code
    made = change(lock_contract(contract.id), form.reason.data, current_person())
    if made:
        tell(made)
    db.session.commit()
    flash(_("C'est fait. Le marchand reçoit un e-mail avec le motif."), "success")
    return _to_request(contract.id)


def _to_request(contract_id: int) -> Response:
    return redirect(url_for("desk.one_request", contract_id=contract_id), 303)
