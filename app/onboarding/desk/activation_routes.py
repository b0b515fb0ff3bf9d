"""Verifying a contract, activating it, stopping it for now and letting it go on."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from app.accounts.guards import advisor_required, current_person
from app.accounts.models import User
from app.contracts.locking import locked
from app.contracts.models import Contract
from app.contracts.suspension import SuspensionChange, resume, suspend
from app.extensions import db
from app.language import gettext as _
from app.onboarding import mails
from app.onboarding.desk import checklist
from app.onboarding.desk import draft as keeping
from app.onboarding.desk import routes as desk
from app.onboarding.desk.activation import AccountTaken, NotRequested, SenderMissing, activate
from app.onboarding.desk.checklist import ChecklistIncomplete
from app.onboarding.desk.forms import ActivationForm
from app.onboarding.dialogue.forms import ReasonForm
from app.ranges import messages
from app.ranges.bounds import Bounds
from app.ranges.models import Issuer, RangeOverlap
from app.uploads.models import Stored

blueprint = Blueprint("activation", __name__)
Page = str | Response | tuple[str, int]
# Where an advisor may go on to, once what they typed is kept.
NEXT_PAGES = {"sites": "sites.of_contract", "label": "label_settings.page"}
Refusal = tuple[str, str]  # a field, and the sentence that stands on it


@blueprint.post("/contracts/<int:contract_id>/verification")
@advisor_required
def verification(contract_id: int) -> Page:
    """Keep ticks and numbers for later; another page may be next."""
    contract, form = desk.requested_or_404(contract_id), ActivationForm()
    if contract.is_activated:
        return _to_request(contract_id)
    if not form.validate():
        return desk.request_page(contract, form), 422
    contract = locked(contract_id)
    if contract.is_activated:
        db.session.rollback()
        return _to_request(contract_id)
    try:
        keeping.keep(contract, form, current_person())
        db.session.commit()
    except keeping.FAULTS as fault:
        return _refused(contract, form, fault)
    following = NEXT_PAGES.get(request.form.get("then", ""))
    if following:
        return redirect(url_for(following, contract_id=contract_id), 303)
    flash(_("C'est gardé. Vous pouvez reprendre plus tard."), "success")
    return _to_request(contract_id)


@blueprint.post("/contracts/<int:contract_id>/activation")
@advisor_required
def activation(contract_id: int) -> Page:
    """Check the range, keep ticks and numbers, and activate."""
    contract, form = desk.requested_or_404(contract_id), ActivationForm()
    if contract.is_activated:
        return _to_request(contract_id)
    form.validate()
    bounds, findings = form.read_range()
    if form.only_checks:
        form.show(findings)
        return desk.request_page(contract, form, bounds=bounds)
    # Everything that is missing is told at once.
    complete = form.is_complete()
    if not complete or bounds is None or (findings and not form.reason.data):
        form.show(findings)
        form.blame_ticks(_unticked(form), _tick_it())
        return desk.request_page(contract, form, bounds=bounds), 422
    certificate = form.certificate.write()
    if form.errors:  # the store is away
        return desk.request_page(contract, form, bounds=bounds), 422
    return _activate(contract, form, bounds, certificate)


def _activate(
    contract: Contract, form: ActivationForm, bounds: Bounds, certificate: Stored | None
) -> Page:
    contract = locked(contract.id)
    if contract.is_activated:  # another advisor was quicker: theirs stands
        db.session.rollback()
        return _to_request(contract.id)
    try:
        keeping.keep(contract, form, current_person())
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
        *keeping.FAULTS,
        ChecklistIncomplete,
        RangeOverlap,
        SenderMissing,
        NotRequested,
        AccountTaken,
        IntegrityError,
    ) as fault:
        return _refused(contract, form, fault, bounds)
    flash(
        _("Contrat activé. %(company)s reçoit un e-mail.", company=contract.merchant.company),
        "success",
    )
    return _to_request(contract.id)


def _refused(
    contract: Contract, form: ActivationForm, fault: Exception, bounds: Bounds | None = None
) -> Page:
    """Nothing was kept: the same page, with what was typed and what stands in the way."""
    db.session.rollback()
    if isinstance(fault, keeping.FAULTS):
        keeping.blame(form, fault)
    elif isinstance(fault, ChecklistIncomplete):
        form.blame_ticks(fault.items, _tick_it())
    else:
        field, sentence = _refusal(fault)
        form[field].errors = [*form[field].errors, sentence]
    return desk.request_page(contract, form, bounds=bounds), 422


def _refusal(fault: Exception) -> Refusal:
    if isinstance(fault, RangeOverlap):
        return "first", messages.overlap(fault.known)
    if isinstance(fault, SenderMissing):
        return "first", _("L'adresse de l'expéditeur manque encore.")
    if isinstance(fault, NotRequested):
        return "first", _("Personne n'a demandé cette activation.")
    if isinstance(fault, AccountTaken):
        return "tracking_account", _(
            "Un autre contrat de ce marchand est déjà activé avec ce compte de suivi."
        )
    # A range that another advisor recorded this very moment.
    return "first", _(
        "Quelqu'un vient d'enregistrer une plage qui touche celle-ci. Rechargez la page."
    )


def _unticked(form: ActivationForm) -> list[checklist.Item]:
    return [item for item in checklist.TICKED if item.slug not in form.ticked]


def _tick_it() -> str:
    return _("Vérifiez, puis cochez.")


@blueprint.post("/contracts/<int:contract_id>/verified-again")
@advisor_required
def verified_again(contract_id: int) -> Page:
    """Verify anew what has changed since the activation."""
    contract, told = _activated_or_404(contract_id), request.form
    contract = locked(contract.id)
    done = checklist.verify_again(
        contract, told.get("item", ""), told.get("seen", ""), current_person()
    )
    db.session.commit()
    if not done:
        flash(_("Ceci vient de changer : relisez, puis vérifiez de nouveau."), "info")
    return _to_request(contract_id)


@blueprint.route("/contracts/<int:contract_id>/suspension", methods=["GET", "POST"])
@advisor_required
def suspension(contract_id: int) -> Page:
    """Stop a contract for now, after a page that says what that means."""
    contract = _activated_or_404(contract_id)
    if contract.is_suspended:
        flash(_("Ce contrat est déjà suspendu."), "info")
        return _to_request(contract_id)
    return _change(contract, "suspension", suspend, mails.suspended)


@blueprint.route("/contracts/<int:contract_id>/resumption", methods=["GET", "POST"])
@advisor_required
def resumption(contract_id: int) -> Page:
    """Let a suspended contract go on, with a word why."""
    contract = _activated_or_404(contract_id)
    if not contract.is_suspended:
        flash(_("Ce contrat n'est pas suspendu."), "info")
        return _to_request(contract_id)
    return _change(contract, "resumption", resume, mails.resumed)


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
    made = change(locked(contract.id), form.reason.data, current_person())
    if made:
        tell(made)
    db.session.commit()
    flash(_("C'est fait. Le marchand reçoit un e-mail avec le motif."), "success")
    return _to_request(contract.id)


def _activated_or_404(contract_id: int) -> Contract:
    contract = desk.requested_or_404(contract_id)
    if not contract.is_activated:
        abort(404)
    return contract


def _to_request(contract_id: int) -> Response:
    return redirect(url_for("desk.one_request", contract_id=contract_id), 303)
