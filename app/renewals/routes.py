"""The pages of a renewal: what to write into La Poste's form, its four moments, the certificate."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.guards import current_person, renewer_required
from app.contracts.locking import lock_contract
from app.extensions import db
from app.language import gettext as _
from app.mail.parts import Attachment
from app.page import Page
from app.ranges.certificates import RangeCertificate
from app.ranges.findings import FindingKind
from app.ranges.messages import sentence
from app.ranges.reserve import Reserve
from app.renewals import estimate, forwarding, la_poste_form, letters, mails, printing
from app.renewals.access import activated_or_404, renewal_or_404
from app.renewals.certificate.files import Reading, clearest, read_file
from app.renewals.certificate.parse import Certificate
from app.renewals.certificate.unreadable import UnreadableCertificate
from app.renewals.certificate_file import store_certificate
from app.renewals.character_recognition import text_of_picture
from app.renewals.checks import (
    OF_NOTHING,
    check,
    next_to_record,
    read_certificate_of,
    recorded_ranges,
)
from app.renewals.forms import (
    CertificateForm,
    CorrectedValuesForm,
    RefusalForm,
    SubmittedAgainForm,
    ValuesForm,
)
from app.renewals.models import Abandoned, Moment, Renewal, begin
from app.renewals.old_certificate import old_range_of, sentence_about
from app.renewals.sendcloud.models import SendcloudEntry
from app.uploads.models import Stored
from app.uploads.store import StoreUnavailable

blueprint = Blueprint("renewals", __name__)


@blueprint.post("/contracts/<int:contract_id>/renewals")
@renewer_required
def renewals(contract_id: int) -> Page:
    """Begin a renewal, or continue the open one."""
    contract = lock_contract(activated_or_404(contract_id).id)
    renewal = begin(contract, email=contract.merchant.owner.email, by=current_person())
    db.session.commit()
    return redirect(url_for("renewals.one_renewal", renewal_id=renewal.id), 303)


@blueprint.get("/contracts/<int:contract_id>/renewals/new")
@renewer_required
def new_renewal(contract_id: int) -> Page:
    """Where a warning leads: what is left, and one button. An open renewal is continued."""
    contract = activated_or_404(contract_id)
    going_on = Renewal.open_of(contract)
    if going_on:
        return redirect(url_for("renewals.one_renewal", renewal_id=going_on.id), 303)
    reserve = Reserve.of(contract)
    return render_template("renewals/new_renewal.html", contract=contract, reserve=reserve)


@blueprint.get("/renewals/<int:renewal_id>")
@renewer_required
def one_renewal(renewal_id: int) -> Page:
    """The page beside which La Poste's form is filled in, and what comes after it."""
    return _page(renewal_or_404(renewal_id))


@blueprint.post("/renewals/<int:renewal_id>/values")
@renewer_required
def values(renewal_id: int) -> Page:
    """Change what the form will say."""
    renewal = renewal_or_404(renewal_id)
    form = _values_form(renewal)
    if not form.validate():
        return _page(renewal, form=form), 422
    renewal = _lock(renewal)
    kept = renewal.prepare(
        yearly_estimate=form.yearly_estimate.data, email=form.email.data, by=current_person()
    )
    if isinstance(form, CorrectedValuesForm):
        kept = renewal.correct_holder(
            coclico=form.coclico.data,
            tracking_account=form.tracking_account.data,
            by=current_person(),
        )
    return _commit(renewal, noted=kept)


def _values_form(renewal: Renewal, **given: Any) -> ValuesForm:
    """The form of the values, with the numbers of the contract too after a refusal."""
    is_refused = renewal.waits_for is Moment.CORRECTION
    return CorrectedValuesForm(**given) if is_refused else ValuesForm(**given)


@blueprint.post("/renewals/<int:renewal_id>/refusal")
@renewer_required
def refusal(renewal_id: int) -> Page:
    """La Poste has refused; the advisor is told why."""
    renewal, form = renewal_or_404(renewal_id), RefusalForm()
    if not form.validate():
        return _page(renewal, refusal=form), 422
    renewal = _lock(renewal)
    noted = renewal.refuse(form.reason.data, form.refused_field, current_person())
    if noted:
        mails.refused(renewal)
    return _commit(renewal, noted=noted or renewal.waits_for is Moment.CORRECTION)


@blueprint.post("/renewals/<int:renewal_id>/submission")
@renewer_required
def submission(renewal_id: int) -> Page:
    """La Poste's form was sent: the first time or, with `again`, once more."""
    renewal = renewal_or_404(renewal_id)
    if "again" in request.form:
        return _submit_again(renewal, SubmittedAgainForm())
    renewal = _lock(renewal)
    renewal.submit(current_person())
    return _commit(renewal)


def _submit_again(renewal: Renewal, form: SubmittedAgainForm) -> Page:
    if not form.validate():
        return _page(renewal, again=form), 422
    renewal, email = _lock(renewal), form.email.data
    noted = renewal.submit_again(form.again.data or "", email, current_person())
    # A second click changes nothing; but another address would be lost without a word.
    return _commit(renewal, noted=noted or email == renewal.email)


@blueprint.post("/renewals/<int:renewal_id>/confirmation")
@renewer_required
def confirmation(renewal_id: int) -> Page:
    """La Poste's link was clicked."""
    renewal = _lock(renewal_or_404(renewal_id))
    clicked = request.form.get("submission")
    noted = renewal.confirm(current_person(), submission=clicked)
    return _commit(renewal, noted=noted or clicked in (None, renewal.submission))


@blueprint.post("/renewals/<int:renewal_id>/certificate")
@renewer_required
def certificate(renewal_id: int) -> Page:
    """Read the certificate; what was found is shown before anything is recorded."""
    renewal, form = renewal_or_404(renewal_id), CertificateForm()
    if not form.validate():
        return _page(renewal, certificate=form), 422
    try:
        reading, file = _read_upload(form)
    except UnreadableCertificate as unreadable:
        form.file.errors = [sentence(unreadable.finding)]
        return _page(renewal, certificate=form), 422
    nothing = _says_nothing(reading.certificate, renewal) if reading else ""
    if nothing:
        field = form.file if form.has_file else form.text
        field.errors = [nothing]
        return _page(renewal, certificate=form), 422
    try:
        renewal = _lock(renewal)
        renewal.receive(reading.text if reading else "", current_person(), file)
        db.session.commit()
    except Abandoned:
        db.session.rollback()
        return _back_to_closed(renewal_id)
    return redirect(url_for("recording.new_range", renewal_id=renewal_id), 303)


def _says_nothing(read: Certificate, renewal: Renewal) -> str:
    """Why a text is no certificate of a new range; empty where there is something to compare."""
    old = old_range_of(check(read, renewal.contract), renewal)
    if old:
        return sentence_about(old)
    if read.names_numbers:
        return ""
    nothing = (finding for finding in read.findings if finding.kind in OF_NOTHING)
    return next(map(sentence, nothing), "")


@blueprint.route("/renewals/<int:renewal_id>/abandonment", methods=["GET", "POST"])
@renewer_required
def abandonment(renewal_id: int) -> Page:
    """Give a renewal up, after a page that says what that means."""
    renewal = renewal_or_404(renewal_id)
    if request.method != "POST":
        return render_template("renewals/abandonment.html", renewal=renewal)
    renewal = _lock(renewal)
    renewal.abandon(current_person())
    db.session.commit()
    flash(_("Le renouvellement est abandonné. Vous pouvez en commencer un autre."), "info")
    return redirect(url_for("renewals.one_renewal", renewal_id=renewal_id), 303)


@blueprint.get("/renewals/<int:renewal_id>/form.txt")
@renewer_required
def form_text(renewal_id: int) -> Page:
    """What to write into La Poste's form, as plain text."""
    text = la_poste_form.as_text(form_facts(renewal_or_404(renewal_id)))
    return Response(text, mimetype="text/plain")


@blueprint.get("/renewals/<int:renewal_id>/form.pdf")
@renewer_required
def form_pdf(renewal_id: int) -> Page:
    """The same on one sheet of paper."""
    renewal = renewal_or_404(renewal_id)
    pdf = printing.form_pdf(form_facts(renewal), renewal.contract.merchant.company)
    return Response(pdf, mimetype="application/pdf")


def form_facts(renewal: Renewal) -> la_poste_form.FormFacts:
    """What La Poste's form asks, for this merchant."""
    return la_poste_form.FormFacts(
        coclico=renewal.coclico_to_give,
        tracking_account=renewal.account_to_give,
        yearly_estimate=str(renewal.yearly_estimate or ""),
        email=renewal.email,
    )


def _lock(renewal: Renewal) -> Renewal:
    renewal_id = renewal.id
    lock_contract(renewal.contract_id)
    return db.session.get_one(Renewal, renewal_id, with_for_update=True, populate_existing=True)


def _commit(renewal: Renewal, *, noted: bool = True) -> Page:
    """Commit and show the renewal, saying so if nothing was noted because the page was old."""
    renewal_id = renewal.id
    db.session.commit()
    if not noted:
        flash(
            _(
                "La page d'où vous venez avait vieilli : rien n'a été noté. Voici où en est le renouvellement."
            ),
            "info",
        )
    return redirect(url_for("renewals.one_renewal", renewal_id=renewal_id), 303)


def _back_to_closed(renewal_id: int) -> Page:
    flash(_("Ce renouvellement est terminé : rien n'a été changé."), "info")
    return redirect(url_for("renewals.one_renewal", renewal_id=renewal_id), 303)


def _read_upload(form: CertificateForm) -> tuple[Reading | None, Stored | None]:
    """What the certificate says, and its file where that is kept; a scan is kept without a reading."""
    if not form.has_file:
        return clearest([str(form.text.data)]), None
    sent = Attachment(form.file.data.filename, form.file.data.read())
    try:
        reading = read_file(sent.data, text_of_picture)
    except UnreadableCertificate as unreadable:
        if not unreadable.is_picture:
            raise
        scan = _store(unreadable.picture or sent)
        if scan is None:
            raise UnreadableCertificate(FindingKind.DAMAGED_PICTURE) from unreadable
        flash(sentence(unreadable.finding), "info")
        return None, scan
    return reading, _store(reading.file or sent)


def _store(file: Attachment) -> Stored | None:
    try:
        return store_certificate(file.data, file.name)
    except StoreUnavailable:
        flash(
            _(
                "Le fichier ne peut pas être gardé pour l'instant. Joignez-le plus tard à sa plage, "
                "depuis la réserve."
            ),
            "warning",
        )
        return None


def _page(
    renewal: Renewal,
    form: ValuesForm | None = None,
    certificate: CertificateForm | None = None,
    again: SubmittedAgainForm | None = None,
    refusal: RefusalForm | None = None,
) -> str:
    checked = read_certificate_of(renewal)
    ranges = recorded_ranges(checked, renewal.contract) or (
        [renewal.range] if renewal.range else []
    )
    return render_template(
        "renewals/renewal.html",
        renewal=renewal,
        contract=renewal.contract,
        fields=list(la_poste_form.fill(form_facts(renewal))),
        form=form or _filled_values(renewal),
        refusal=refusal or RefusalForm(formdata=None),
        again=again or SubmittedAgainForm(formdata=None, obj=renewal),
        certificate=certificate or CertificateForm(formdata=None),
        proposed=estimate.yearly_estimate(Reserve.of(renewal.contract)),
        ranges=ranges,
        certificates=RangeCertificate.by_range(ranges),
        entries=SendcloudEntry.by_range(ranges),
        left=next_to_record(checked, renewal.contract),
        letter=letters.refusal_message(renewal) or letters.late_certificate_message(renewal),
        forward_to=forwarding.address_for(renewal.contract),
        la_poste_form_url=current_app.config["LA_POSTE_FORM_URL"],
    )


def _filled_values(renewal: Renewal) -> ValuesForm:
    numbers = {
        "coclico": renewal.coclico_to_give,
        "tracking_account": renewal.account_to_give,
    }
    given = {"yearly_estimate": renewal.yearly_estimate, "email": renewal.email}
    return _values_form(renewal, formdata=None, data=given | numbers)
