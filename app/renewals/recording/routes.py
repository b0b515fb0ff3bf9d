"""Recording a range: from the certificate of a renewal, or in Réglages > Mes contrats."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError

from app.accounts.guards import current_merchant, current_person, owner_required, renewer_required
from app.accounts.models import record
from app.contracts.locking import locked
from app.contracts.models import Contract
from app.extensions import db
from app.language import gettext as _
from app.page import Page
from app.ranges import messages as range_messages
from app.ranges.bounds import Bounds, Finding, read_bounds
from app.ranges.certificates import RangeCertificate
from app.ranges.correcting import RangeTouched, correct_range
from app.ranges.models import Issuer, NumberRange, RangeOverlap, open_range
from app.ranges.reserve import Reserve
from app.renewals import messages
from app.renewals.access import activated_or_404, range_or_404, renewal_or_404
from app.renewals.checks import checked_of, next_to_record
from app.renewals.forms import CertificateForm
from app.renewals.models import Renewal
from app.renewals.recording.evidence import pass_on
from app.renewals.recording.forms import RangeForm, ReasonedRangeForm
from app.renewals.recording.objections import Doubts
from app.renewals.recording.target import Wish
from app.renewals.reserve.models import arm_anew

blueprint = Blueprint("recording", __name__)


@blueprint.route("/renewals/<int:renewal_id>/range", methods=["GET", "POST"])
@renewer_required
def new_range(renewal_id: int) -> Page:
    """What was found in the certificate, beside its text; confirmed, it becomes the new range."""
    renewal = renewal_or_404(renewal_id)
    wish = Wish(renewal.contract, renewal, checked_of(renewal))
    return _answer(wish, "renewals/new_range.html")


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
    return _answer(Wish(activated_or_404(contract_id)), "renewals/contract.html")


@blueprint.route("/ranges/<int:range_id>/correction", methods=["GET", "POST"])
@renewer_required
def correction(range_id: int) -> Page:
    """Other bounds for a range that nobody has drawn from yet."""
    known = range_or_404(range_id)
    return _answer(Wish(known.contract, corrects=known), "renewals/correction.html")


def _answer(wish: Wish, template: str) -> Page:
    form = _form()
    if not form.is_submitted():
        _start(form, wish)
        return _page(template, wish, form)
    valid = form.validate()
    bounds, findings = read_bounds(*form.bounds_typed)
    if form.only_checks:
        _show(form, findings)
        return _page(template, wish, form)
    known = wish.in_the_way(bounds) if bounds else None
    if not valid or bounds is None or known:
        _show(form, findings)
        _blame_overlap(form, known, wish)
        return _page(template, wish, form), 422
    doubts, reason = wish.doubts(bounds, findings, form.stated), _reason(form)
    if not doubts.are_answered(seen=form.seen.data or "", reason=reason):
        _show(form, findings)
        _ask(form, doubts)
        return _page(template, wish, form), 422
    return _record(template, wish, form, bounds, doubts)


def _record(template: str, wish: Wish, form: RangeForm, bounds: Bounds, doubts: Doubts) -> Page:
    contract_id, renewal_id = wish.contract.id, wish.renewal.id if wish.renewal else None
    try:
        if wish.corrects:
            new = _correct(wish.corrects.id, contract_id, bounds, doubts, _reason(form))
        else:
            issuer = Issuer(form.issuer.data or wish.issuer)
            new = _open(wish, bounds, issuer, doubts, _reason(form))
        db.session.commit()
    except RangeTouched:
        db.session.rollback()
        return _page(template, wish, form), 422
    except (RangeOverlap, IntegrityError):
        db.session.rollback()
        known = wish.in_the_way(bounds)
        if known is None:
            raise
        _blame_overlap(form, known, wish)
        return _page(template, wish, form), 422
    flash(_said(wish, new), "success")
    return _after(contract_id, renewal_id)


def _open(wish: Wish, bounds: Bounds, issuer: Issuer, doubts: Doubts, reason: str) -> bool:
    renewal_id = wish.renewal.id if wish.renewal else None
    contract, by = locked(wish.contract.id), current_person()
    known = NumberRange.meeting(bounds)
    kept = reason if doubts else ""
    opened = open_range(contract, bounds, by=by, issuer=issuer, reason=kept)
    if known is None:
        _note(doubts, kept, opened)
    renewal = _answered(renewal_id, contract, is_new=known is None)
    page = db.session.get(Renewal, renewal_id) if renewal_id else None
    pass_on(opened, bounds, page, renewal, by=by)
    if renewal:
        renewal.note_range(opened, by)
    return known is None


def _answered(renewal_id: int | None, contract: Contract, *, is_new: bool) -> Renewal | None:
    """The renewal that the range ends: the one of the page, or whichever waits for a new range."""
    renewal = db.session.get(Renewal, renewal_id) if renewal_id else None
    if renewal and renewal.is_open:
        return renewal
    return Renewal.open_of(contract) if is_new else None


def _correct(range_id: int, contract_id: int, bounds: Bounds, doubts: Doubts, reason: str) -> bool:
    contract, by = locked(contract_id), current_person()
    known = db.session.get_one(NumberRange, range_id)
    kept = reason if doubts else ""
    changed = correct_range(known, bounds, by=by, reason=kept)
    if changed:
        arm_anew(contract)
        _note(doubts, kept, known)
    return changed


def _note(doubts: Doubts, reason: str, known: NumberRange) -> None:
    """For the journal: what it was recorded in spite of, and that there was a reason."""
    merchant, by = known.contract.merchant, current_person()
    if doubts.contradictions:
        record("range.contradicted", known, merchant, by, **doubts.details)
    if reason:
        record("range.overridden", known, merchant, by)


def _said(wish: Wish, new: bool) -> str:
    if wish.corrects:
        return _("La plage est corrigée.") if new else _("La plage reste comme elle était.")
    if new:
        return _("La plage est enregistrée : elle prend la suite de la précédente.")
    return _("Cette plage était déjà enregistrée : rien n'a changé.")


def _after(contract_id: int, renewal_id: int | None) -> Page:
    if renewal_id is None:
        return redirect(url_for("recording.one_contract", contract_id=contract_id), 303)
    renewal = db.session.get_one(Renewal, renewal_id)
    more = next_to_record(checked_of(renewal), renewal.contract) is not None
    page = "recording.new_range" if more else "renewals.one_renewal"
    return redirect(url_for(page, renewal_id=renewal_id), 303)


def _form() -> RangeForm:
    return ReasonedRangeForm() if current_person().is_advisor else RangeForm()


def _reason(form: RangeForm) -> str:
    return (form.reason.data or "") if isinstance(form, ReasonedRangeForm) else ""


def _show(form: RangeForm, findings: list[Finding]) -> None:
    for finding in findings:
        field = form[finding.bound.value]
        if field.data:
            sentence = messages.about_bound(finding, may_override=current_person().is_advisor)
            field.errors = [*field.errors, sentence]


def _blame_overlap(form: RangeForm, known: NumberRange | None, wish: Wish) -> None:
    """Bounds of another merchant are shown to advisors only."""
    if known is None:
        return
    may_know = known.contract_id == wish.contract.id or current_person().is_advisor
    told = range_messages.overlap(known) if may_know else str(messages.OVERLAP)
    form.first.errors = [*form.first.errors, told]


def _ask(form: RangeForm, doubts: Doubts) -> None:
    """Say who goes on how."""
    if not doubts.for_advisors:
        form.seen.errors = [
            _("Comparez avec le certificat ; cochez ici si la plage est bien celle-là.")
        ]
    elif isinstance(form, ReasonedRangeForm):
        form.reason.errors = [_("Donnez ici le motif, pour confirmer malgré ce doute.")]
    else:
        helped = _(
            "Ce doute se lève avec La Poste ; votre conseiller peut alors enregistrer la plage."
        )
        form.first.errors = [*form.first.errors, helped]


def _start(form: RangeForm, wish: Wish) -> None:
    if wish.corrects:
        form.first.data, form.last.data = wish.corrects.first_number, wish.corrects.last_number
        if wish.corrects.first_free_serial != wish.corrects.first_serial:
            form.first_free.data = wish.corrects.next_number
    found = wish.checked.found(_wanted(wish)) if wish.checked else None
    if found:
        form.first.data, form.last.data = found.first, found.last


def _wanted(wish: Wish) -> int:
    """Which range of the certificate: as asked for, or the first that is not recorded yet."""
    asked = request.args.get("found", type=int)
    return asked if asked is not None else next_to_record(wish.checked, wish.contract) or 0


def _page(template: str, wish: Wish, form: RangeForm) -> str:
    bounds, findings = read_bounds(*form.bounds_typed)
    doubts = wish.doubts(bounds, findings, form.stated) if bounds else Doubts()
    troubles = wish.checked.troubles if wish.checked else ()
    ranges = NumberRange.all_of(wish.contract)
    if not form.issuer.data:
        form.issuer.data = wish.issuer.value
    return render_template(
        template,
        contract=wish.contract,
        renewal=wish.renewal,
        checked=wish.checked,
        corrects=wish.corrects,
        troubles=[(messages.sentence(trouble), trouble.line) for trouble in troubles],
        left=next_to_record(wish.checked, wish.contract),
        ranges=ranges,
        lefts=Reserve.of(wish.contract).lefts,
        certificates=RangeCertificate.by_range(ranges),
        issuer=wish.issuer,
        form=form,
        by_hand=wish.is_typed_by_hand,
        bounds=bounds,
        doubts=doubts,
        contradictions=list(map(messages.sentence, doubts.contradictions)),
        certificate=CertificateForm(formdata=None),
    )
