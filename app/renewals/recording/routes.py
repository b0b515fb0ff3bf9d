"""Recording a range: from the certificate of a renewal, or in Réglages > Mes contrats."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for

from app.accounts.guards import current_merchant, current_person, owner_required, renewer_required
from app.contracts.models import Contract
from app.extensions import db
from app.language import gettext as _
from app.page import Page
from app.ranges.certificates import RangeCertificate
from app.ranges.correcting import RangeTouched
from app.ranges.findings import Finding
from app.ranges.messages import field_sentence, overlap, sentence
from app.ranges.models import NumberRange, RangeOverlap
from app.ranges.reserve import Reserve
from app.renewals.access import activated_or_404, range_or_404, renewal_or_404
from app.renewals.checks import next_to_record
from app.renewals.contests.models import RangeContest
from app.renewals.forms import CertificateForm
from app.renewals.old_certificate import old_range_of, sentence_about
from app.renewals.recording.forms import RangeForm, ReasonedRangeForm
from app.renewals.recording.objections import Objections
from app.renewals.recording.record import KnownBefore, Review, record_range
from app.renewals.recording.target import RecordingTarget
from app.renewals.sendcloud.models import SendcloudEntry

blueprint = Blueprint("recording", __name__)


@blueprint.route("/renewals/<int:renewal_id>/range", methods=["GET", "POST"])
@renewer_required
def new_range(renewal_id: int) -> Page:
    """What was found in the certificate, beside its text; confirmed, it becomes the new range."""
    renewal = renewal_or_404(renewal_id)
    return _answer(RecordingTarget(renewal.contract, renewal), "renewals/new_range.html")


@blueprint.get("/settings/contracts")
@owner_required
def contracts() -> Page:
    """Transporteurs & Prix > Mes contrats."""
    own = Contract.of(current_merchant())
    return render_template("renewals/contracts.html", contracts=[own] if own else [])


@blueprint.route("/settings/contracts/<int:contract_id>", methods=["GET", "POST"])
@renewer_required
def one_contract(contract_id: int) -> Page:
    """The pencil: first and last number of a new range, saved once."""
    return _answer(RecordingTarget(activated_or_404(contract_id)), "renewals/contract.html")


@blueprint.route("/ranges/<int:range_id>/correction", methods=["GET", "POST"])
@renewer_required
def correction(range_id: int) -> Page:
    """Other bounds for a range that nobody has drawn from yet."""
    known = range_or_404(range_id)
    target = RecordingTarget(known.contract, corrects=known)
    return _answer(target, "renewals/correction.html")


def _answer(target: RecordingTarget, template: str) -> Page:
    form = ReasonedRangeForm() if current_person().is_advisor else RangeForm()
    if not form.is_submitted():
        _fill_in(form, target)
        return _page(template, form, _review(target, form))
    is_valid = form.validate()
    review = _review(target, form)
    if form.only_checks:
        _show(form, review.findings)
        return _page(template, form, review)
    if not is_valid or review.bounds is None or review.overlapped:
        _show(form, review.findings)
        _blame_overlap(form, review.overlapped, target)
        return _page(template, form, review), 422
    if not review.is_answered:
        _show(form, review.findings)
        _ask(form, review.objections)
        return _page(template, form, review), 422
    return _record(template, form, review)


def _review(target: RecordingTarget, form: RangeForm) -> Review:
    return Review.of(target, form.bounds_typed, form.stated, form.answers)


def _record(template: str, form: RangeForm, review: Review) -> Page:
    try:
        is_new = record_range(review, current_person())
    except RangeTouched:
        return _page(template, form, review), 422
    except KnownBefore as error:
        known = db.session.get_one(NumberRange, error.range_id)
        form.first.errors = [*form.first.errors, sentence_about(known)]
        return _page(template, form, review), 422
    except RangeOverlap as error:
        _blame_overlap(form, error.known, review.target)
        return _page(template, form, review), 422
    flash(_success(review.target, is_new=is_new), "success")
    return redirect(_next_address(review.target), 303)


def _success(target: RecordingTarget, *, is_new: bool) -> str:
    if target.corrects:
        return _("La plage est corrigée.") if is_new else _("La plage reste comme elle était.")
    if is_new:
        return _("La plage est enregistrée : elle prend la suite de la précédente.")
    return _("Cette plage était déjà enregistrée : rien n'a changé.")


def _next_address(target: RecordingTarget) -> str:
    if target.renewal is None:
        return url_for("recording.one_contract", contract_id=target.contract.id)
    is_more = next_to_record(target.certificate, target.contract) is not None
    page = "recording.new_range" if is_more else "renewals.one_renewal"
    return url_for(page, renewal_id=target.renewal.id)


def _show(form: RangeForm, findings: Sequence[Finding]) -> None:
    for finding in findings:
        if finding.bound and form[finding.bound].data:
            field = form[finding.bound]
            said = field_sentence(finding, is_advisor=current_person().is_advisor)
            field.errors = [*field.errors, said]


def _blame_overlap(form: RangeForm, known: NumberRange | None, target: RecordingTarget) -> None:
    """Bounds of another merchant are shown to advisors only."""
    if known is None:
        return
    may_know = known.contract_id == target.contract.id or current_person().is_advisor
    form.first.errors = [*form.first.errors, overlap(known, may_know=may_know)]
    form.is_contestable = known.contract_id != target.contract.id


def _ask(form: RangeForm, objections: Objections) -> None:
    """Say who may record the range in spite of the objections, and how."""
    if not objections.for_advisors:
        form.seen.errors = [
            _("Comparez avec le certificat ; cochez ici si la plage est bien celle-là.")
        ]
    elif isinstance(form, ReasonedRangeForm):
        form.reason.errors = [_("Donnez ici le motif, pour confirmer malgré ce doute.")]
    else:
        remedy = _(
            "Ce doute se lève avec La Poste ; votre conseiller peut alors enregistrer la plage."
        )
        said = [sentence(one) for one in objections.for_advisors if not one.bound]
        form.first.errors = [*form.first.errors, *said, remedy]


def _fill_in(form: RangeForm, target: RecordingTarget) -> None:
    """Begin with the bounds of the range to correct, or with those of the certificate."""
    if target.corrects:
        form.first.data, form.last.data = target.corrects.first_number, target.corrects.last_number
        if target.corrects.first_free_serial != target.corrects.first_serial:
            form.first_free.data = target.corrects.next_number
    found = target.certificate.range_at(_wanted_index(target)) if target.certificate else None
    if found and not _old_range(target):
        form.first.data, form.last.data = found.first, found.last


def _old_range(target: RecordingTarget) -> NumberRange | None:
    """The range in use, where the renewal has got its certificate instead of a new one."""
    return old_range_of(target.certificate, target.renewal) if target.renewal else None


def _wanted_index(target: RecordingTarget) -> int:
    """Which range of the certificate: as asked for, or the first that is not recorded yet."""
    asked = request.args.get("found", type=int)
    return asked if asked is not None else next_to_record(target.certificate, target.contract) or 0


def _page(template: str, form: RangeForm, review: Review) -> str:
    target = review.target
    checked = target.certificate
    old = _old_range(target)
    ranges = NumberRange.all_of(target.contract)
    if not form.issuer.data:
        form.issuer.data = target.issuer.value
    return render_template(
        template,
        contract=target.contract,
        renewal=target.renewal,
        checked=checked,
        old=sentence_about(old) if old else "",
        corrects=target.corrects,
        findings=[(sentence(one), one.line) for one in checked.findings] if checked else [],
        left=next_to_record(checked, target.contract),
        ranges=ranges,
        lefts=Reserve.of(target.contract).lefts,
        certificates=RangeCertificate.by_range(ranges),
        entries=SendcloudEntry.by_range(ranges),
        issuer=target.issuer,
        form=form,
        by_hand=target.is_typed_by_hand,
        bounds=review.bounds,
        objections=review.objections,
        contests=RangeContest.about(target.contract) if current_person().is_advisor else [],
        contradictions=list(map(sentence, review.objections.contradictions)),
        certificate=CertificateForm(formdata=None),
    )
