"""The advisor's desk: the requests, one request, and its activation."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from app.accounts.guards import advisor_required, current_person
from app.contracts.models import Contract
from app.extensions import db
from app.language import gettext as _
from app.onboarding.activation import NotRequested, SenderMissing, activate, locked
from app.onboarding.activation_form import ActivationForm
from app.onboarding.checklist import CHECKLIST
from app.onboarding.dialogue import Message, timeline
from app.onboarding.dialogue_forms import NoteForm, QuestionForm
from app.onboarding.documents import Document
from app.onboarding.journey import Journey
from app.ranges import messages
from app.ranges.bounds import Bounds, Finding, read_bounds
from app.ranges.models import RangeOverlap

blueprint = Blueprint("desk", __name__)
Page = str | Response | tuple[str, int]


@blueprint.get("/requests")
@advisor_required
def requests() -> Page:
    """Every contract whose activation was asked for."""
    return render_template("onboarding/requests.html", contracts=Contract.requested())


@blueprint.get("/requests/<int:contract_id>")
@advisor_required
def one_request(contract_id: int) -> Page:
    """One request: what the merchant told, the checklist, the activation."""
    contract = requested_or_404(contract_id)
    return request_page(contract)


@blueprint.post("/contracts/<int:contract_id>/activation")
@advisor_required
def activation(contract_id: int) -> Page:
    """Check the range, complete the numbers, and activate."""
    contract = requested_or_404(contract_id)
    if contract.is_active:
        return redirect(url_for("desk.one_request", contract_id=contract_id), 303)
    form = ActivationForm()
    valid = form.validate()
    bounds, findings = read_bounds(
        form.first.data or "", form.last.data or "", form.first_free.data or ""
    )
    if form.only_checks:
        _show(form, findings)
        return _page(contract, form, bounds)
    if not valid or bounds is None or (findings and not form.reason.data):
        _show(form, findings)
        return _page(contract, form, bounds), 422
    return _activate(contract, form, bounds)


def _activate(contract: Contract, form: ActivationForm, bounds: Bounds) -> Page:
    contract = locked(contract.id)
    if contract.is_active:  # another advisor was quicker: theirs stands
        db.session.rollback()
        return redirect(url_for("desk.one_request", contract_id=contract.id), 303)
    try:
        form.fill(contract)
        activate(contract, bounds, by=current_person(), reason=form.reason.data)
        db.session.commit()
    except RangeOverlap as overlap:
        return _refused(contract, form, bounds, messages.overlap(overlap.known))
    except SenderMissing:
        return _refused(contract, form, bounds, _("L'adresse de l'expéditeur manque encore."))
    except NotRequested:
        return _refused(contract, form, bounds, _("Personne n'a demandé cette activation."))
    except IntegrityError:
        # A range that another advisor recorded this very moment.
        return _refused(
            contract,
            form,
            bounds,
            _("Quelqu'un vient d'enregistrer une plage qui touche celle-ci. Rechargez la page."),
        )
    flash(
        _("Contrat activé. %(company)s reçoit un e-mail.", company=contract.merchant.company),
        "success",
    )
    return redirect(url_for("desk.one_request", contract_id=contract.id), 303)


def _refused(contract: Contract, form: ActivationForm, bounds: Bounds, sentence: str) -> Page:
    db.session.rollback()
    form.first.errors = [*form.first.errors, sentence]
    return _page(contract, form, bounds), 422


def _show(form: ActivationForm, findings: list[Finding]) -> None:
    """Put each finding on its field, unless the field says already that it is empty."""
    for finding in findings:
        field = form[finding.bound.value]
        if field.data:
            field.errors = [*field.errors, messages.sentence(finding)]


def request_page(
    contract: Contract, *, question: QuestionForm | None = None, note: NoteForm | None = None
) -> str:
    """The page of a request, with what was typed into a form that was refused."""
    form = ActivationForm(formdata=None)
    form.start_from(contract)
    return _page(contract, form, question=question, note=note)


def _page(
    contract: Contract,
    form: ActivationForm,
    bounds: Bounds | None = None,
    question: QuestionForm | None = None,
    note: NoteForm | None = None,
) -> str:
    return render_template(
        "onboarding/request.html",
        contract=contract,
        entries=timeline(contract, Message.about(contract), for_advisor=True),
        proofs=Document.proofs(contract),
        question=question or QuestionForm(formdata=None),
        note=note or NoteForm(formdata=None),
        journey=Journey.of(contract.merchant),
        checklist=CHECKLIST,
        form=form,
        bounds=bounds,
    )


def requested_or_404(contract_id: int) -> Contract:
    """The contract whose activation was asked for."""
    contract = db.session.get(Contract, contract_id)
    if contract is None or not contract.is_requested:
        abort(404)
    return contract
