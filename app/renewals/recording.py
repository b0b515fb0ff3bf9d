"""Recording a range: from the certificate of a renewal, or in Réglages > Mes contrats."""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from app.accounts.guards import current_person, renewer_required
from app.contracts.locking import locked
from app.contracts.models import Contract
from app.extensions import db
from app.language import gettext as _
from app.ranges import messages as range_messages
from app.ranges.bounds import Bounds, Finding, read_bounds
from app.ranges.models import Issuer, NumberRange, RangeOverlap, open_range
from app.renewals import messages
from app.renewals.certificate import read_certificate
from app.renewals.checks import Checked, check
from app.renewals.forms import RangeForm, ReasonedRangeForm
from app.renewals.models import Renewal
from app.renewals.routes import activated_or_404, renewal_or_404

blueprint = Blueprint("recording", __name__)
Page = str | Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Wish:
    """A range somebody wants to record: for which contract, by which renewal, after what."""

    contract: Contract
    renewal: Renewal | None = None
    checked: Checked | None = None

    @property
    def issuer(self) -> Issuer:
        """As the range before it: a contract's numbers come from one system."""
        ranges = NumberRange.all_of(self.contract)
        return Issuer(ranges[-1].issuer) if ranges else Issuer.SILLAGE


@blueprint.route("/renewals/<int:renewal_id>/range", methods=["GET", "POST"])
@renewer_required
def new_range(renewal_id: int) -> Page:
    """What was found in the certificate, beside its text; confirmed, it becomes the new range."""
    renewal = renewal_or_404(renewal_id)
    wish = Wish(renewal.contract, renewal, _checked(renewal))
    return _answer(wish, "renewals/new_range.html")


@blueprint.get("/settings/contracts")
@renewer_required
def contracts() -> Page:
    """Transporteurs & Prix > Mes contrats."""
    merchant = current_person().merchant or abort(404)
    own = Contract.of(merchant)
    return render_template("renewals/contracts.html", contracts=[own] if own else [])


@blueprint.route("/settings/contracts/<int:contract_id>", methods=["GET", "POST"])
@renewer_required
def one_contract(contract_id: int) -> Page:
    """The pencil: first and last number of a new range, saved once."""
    return _answer(Wish(activated_or_404(contract_id)), "renewals/contract.html")


def _answer(wish: Wish, template: str) -> Page:
    form = _form()
    if not form.is_submitted():
        _start(form, wish)
        return _page(template, wish, form)
    valid = form.validate()
    bounds, findings = read_bounds(*form.bounds_typed)
    if form.only_checks:
        _show(form, findings)
        return _page(template, wish, form, bounds)
    stops = _stops(wish, form, findings)
    if not valid or bounds is None or stops:
        _show(form, findings)
        form.first.errors = [*form.first.errors, *stops]
        return _page(template, wish, form, bounds), 422
    return _record(template, wish, form, bounds)


def _record(template: str, wish: Wish, form: RangeForm, bounds: Bounds) -> Page:
    contract_id, issuer = wish.contract.id, wish.issuer
    renewal_id = wish.renewal.id if wish.renewal else None
    try:
        new = _open(contract_id, renewal_id, bounds, issuer, _reason(form))
        db.session.commit()
    except (RangeOverlap, IntegrityError) as refusal:
        db.session.rollback()
        known = refusal.known if isinstance(refusal, RangeOverlap) else NumberRange.meeting(bounds)
        if known:
            form.first.errors = [*form.first.errors, range_messages.overlap(known)]
        return _page(template, wish, form, bounds), 422
    flash(
        _("La plage est enregistrée : elle prend la suite de la précédente.")
        if new
        else _("Cette plage était déjà enregistrée : rien n'a changé."),
        "success",
    )
    return _after(contract_id, renewal_id)


def _open(
    contract_id: int, renewal_id: int | None, bounds: Bounds, issuer: Issuer, reason: str
) -> bool:
    contract = locked(contract_id)
    known = NumberRange.meeting(bounds)
    opened = open_range(contract, bounds, by=current_person(), issuer=issuer, reason=reason)
    renewal = db.session.get_one(Renewal, renewal_id) if renewal_id else Renewal.open_of(contract)
    if renewal and renewal.is_open:
        renewal.note_range(opened, current_person())
    return known is None


def _after(contract_id: int, renewal_id: int | None) -> Page:
    if renewal_id:
        return redirect(url_for("renewals.one_renewal", renewal_id=renewal_id), 303)
    return redirect(url_for("recording.one_contract", contract_id=contract_id), 303)


def _form() -> RangeForm:
    return ReasonedRangeForm() if current_person().is_advisor else RangeForm()


def _reason(form: RangeForm) -> str:
    return (form.reason.data or "") if isinstance(form, ReasonedRangeForm) else ""


def _stops(wish: Wish, form: RangeForm, findings: list[Finding]) -> list[str]:
    """What keeps a merchant from recording; an advisor goes on with a written reason."""
    foreign = wish.checked is not None and wish.checked.is_foreign
    doubtful = any(finding.overridable for finding in findings)
    if not (foreign or doubtful) or _reason(form):
        return []
    if current_person().is_advisor:
        return [_("Donnez le motif en bas du formulaire pour confirmer malgré ce doute.")]
    return [
        _("Ce doute se lève avec La Poste : votre conseiller peut enregistrer la plage ensuite.")
    ]


def _show(form: RangeForm, findings: list[Finding]) -> None:
    for finding in findings:
        field = form[finding.bound.value]
        if field.data:
            field.errors = [*field.errors, range_messages.sentence(finding)]


def _checked(renewal: Renewal) -> Checked | None:
    if not renewal.certificate_text:
        return None
    return check(read_certificate(renewal.certificate_text), renewal.contract)


def _start(form: RangeForm, wish: Wish) -> None:
    index = request.args.get("found", 0, type=int)
    found = wish.checked.found(index) if wish.checked else None
    if found:
        form.first.data, form.last.data = found.first, found.last


def _page(template: str, wish: Wish, form: RangeForm, bounds: Bounds | None = None) -> str:
    troubles = wish.checked.troubles if wish.checked else ()
    return render_template(
        template,
        contract=wish.contract,
        renewal=wish.renewal,
        checked=wish.checked,
        troubles=[(messages.sentence(trouble), trouble.line) for trouble in troubles],
        ranges=NumberRange.all_of(wish.contract),
        issuer=wish.issuer,
        form=form,
        bounds=bounds,
    )
