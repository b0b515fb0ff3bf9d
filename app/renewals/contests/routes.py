"""Contesting a range that another merchant has recorded, and an advisor's decision about it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.guards import advisor_required, current_person, renewer_required
from app.contracts.locking import lock_contract
from app.contracts.models import Contract
from app.extensions import db
from app.language import gettext as _
from app.page import Page
from app.ranges.bounds import Bounds, read_bounds
from app.ranges.certificates import RangeCertificate
from app.ranges.messages import field_sentence
from app.renewals.access import may_see
from app.renewals.contests import mails
from app.renewals.contests.forms import ContestForm, DecisionForm
from app.renewals.contests.models import (
    Decided,
    Decision,
    Evidence,
    NothingToContest,
    RangeContest,
    contest,
)
from app.renewals.models import Renewal
from app.uploads.serving import serve

blueprint = Blueprint("contests", __name__)


@blueprint.route("/contracts/<int:contract_id>/contests", methods=["GET", "POST"])
@renewer_required
def new_contest(contract_id: int) -> Page:
    """Contest a range in the way of these numbers, after a page that says what that does."""
    contract, form = _contract_or_404(contract_id), ContestForm()
    renewal = Renewal.open_of(contract)
    form.has_certificate = renewal is not None and renewal.has_certificate
    if not form.is_submitted():
        form.first.data, form.last.data = request.args.get("first"), request.args.get("last")
        return _contest_page(contract, form)
    bounds = _read(form) if form.validate() else None
    stored = form.file.write() if bounds else None
    if bounds is None or form.errors:
        return _contest_page(contract, form), 422
    own = Evidence(form.text.data or "", stored=stored)
    return _contest(contract, form, bounds, own or _of_renewal(renewal))


def _contest(contract: Contract, form: ContestForm, bounds: Bounds, evidence: Evidence) -> Page:
    contract = lock_contract(contract.id)
    try:
        begun, is_new = contest(contract, bounds, evidence, current_person())
    except NothingToContest:
        db.session.rollback()
        form.first.errors = [
            _("Aucun autre marchand n'a ces numéros : la plage s'enregistre sans contester.")
        ]
        return _contest_page(_contract_or_404(contract.id), form), 422
    if is_new:
        mails.range_contested(begun)
    db.session.commit()
    flash(
        _(
            "C'est transmis, avec votre certificat. Un conseiller compare et décide ; vous serez prévenu "
            "par e-mail."
        ),
        "success",
    )
    return redirect(home_of(contract), 303)


@blueprint.route("/contests/<int:contest_id>", methods=["GET", "POST"])
@advisor_required
def one_contest(contest_id: int) -> Page:
    """Both certificates side by side, and the decision."""
    found, form = contest_or_404(contest_id), DecisionForm()
    if not form.is_submitted():
        return _decision_page(found, form)
    if not form.validate():
        return _decision_page(found, form), 422
    lock_contract(found.range.contract_id)
    found = contest_or_404(contest_id)
    try:
        found.decide(Decision(form.decision.data), form.reason.data, current_person())
    except Decided:
        db.session.rollback()
        flash(_("Cette contestation était déjà tranchée : rien n'a changé."), "info")
        return redirect(url_for("contests.one_contest", contest_id=contest_id), 303)
    mails.contest_decided(found)
    db.session.commit()
    flash(_("C'est tranché. Les deux marchands reçoivent un e-mail."), "success")
    return redirect(url_for("contests.one_contest", contest_id=contest_id), 303)


@blueprint.get("/contests/<int:contest_id>/certificate")
@advisor_required
def certificate_file(contest_id: int) -> Response:
    """The file of the certificate of whoever contests."""
    upload = contest_or_404(contest_id).upload
    return serve(upload) if upload else abort(404)


def _contract_or_404(contract_id: int) -> Contract:
    """The contract of whoever contests; an advisor contests for one that is not activated yet too."""
    found = db.session.get(Contract, contract_id)
    if found is None or not may_see(found):
        abort(404)
    if not (found.is_activated or current_person().is_advisor):
        abort(404)
    return found


def home_of(contract: Contract) -> str:
    """The page of a contract: its ranges, or before the activation the request that an advisor has."""
    page = "recording.one_contract" if contract.is_activated else "desk.one_request"
    return url_for(page, contract_id=contract.id)


def contest_or_404(contest_id: int) -> RangeContest:
    """The contest, or 404; the guard lets only advisors ask."""
    found = db.session.get(RangeContest, contest_id)
    return found or abort(404)


def _of_renewal(renewal: Renewal | None) -> Evidence:
    """The certificate that the open renewal has already."""
    if renewal is None:
        return Evidence()
    return Evidence(renewal.certificate_text or "", upload=renewal.certificate_upload)


def _read(form: ContestForm) -> Bounds | None:
    first, last = form.first.data or "", form.last.data or ""
    bounds, findings = read_bounds(first, last, first)
    if bounds is None:
        for finding in findings:
            if finding.bound in ("first", "last"):
                field = form[finding.bound]
                field.errors = [*field.errors, field_sentence(finding, is_advisor=False)]
    return bounds


def _contest_page(contract: Contract, form: ContestForm) -> str:
    home = home_of(contract)
    return render_template("renewals/new_contest.html", contract=contract, form=form, home=home)


def _decision_page(found: RangeContest, form: DecisionForm) -> str:
    return render_template(
        "renewals/contest.html",
        contest=found,
        home=home_of(found.contract),
        known=found.range,
        recorded=RangeCertificate.of(found.range),
        form=form,
    )
