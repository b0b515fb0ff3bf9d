"""The reserve: what is left, until when, what is expected, what was used elsewhere."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.guards import (
    current_merchant,
    current_person,
    merchant_required,
    owner_required,
)
from app.clock import day_of, today
from app.contracts.locking import locked
from app.contracts.models import Contract
from app.extensions import db
from app.formats import number
from app.language import gettext as _
from app.ranges import tracking_number, usage
from app.ranges.forecast import Peak
from app.ranges.label_file import NoTable, Used, read_labels
from app.ranges.models import NumberRange
from app.ranges.peaks import DeclaredPeak, declare
from app.ranges.picture import Mark, Picture, picture
from app.ranges.reserve import Reserve
from app.renewals.forms import PeakForm, ThresholdsForm, UseForm
from app.renewals.models import Renewal
from app.renewals.warned import ReserveWarning

blueprint = Blueprint("reserve", __name__)
Page = str | Response | tuple[str, int]


@blueprint.get("/ranges")
@merchant_required
def index() -> Page:
    """How many numbers are left, until when, and how it came."""
    return _page(Contract.of(current_merchant()))


@blueprint.post("/ranges/peaks")
@owner_required
def peaks() -> Page:
    """Declare busy days."""
    own, form = _own_or_404(), PeakForm()
    if not form.validate():
        return _page(own, peak=form), 422
    contract = locked(own.id)
    peak = Peak(form.first_day.data, form.last_day.data, form.quantity.data)
    declare(contract, peak, current_person())
    db.session.commit()
    return redirect(url_for("reserve.index"), 303)


@blueprint.post("/ranges/peaks/<int:peak_id>/withdrawal")
@owner_required
def peak_withdrawal(peak_id: int) -> Page:
    """These days will be like others."""
    contract = locked(_own_or_404().id)
    peak = db.session.get(DeclaredPeak, peak_id)
    if peak is None or peak.contract_id != contract.id:
        abort(404)
    peak.withdraw(current_person())
    db.session.commit()
    return redirect(url_for("reserve.index"), 303)


@blueprint.post("/ranges/thresholds")
@owner_required
def thresholds() -> Page:
    """When to be warned."""
    own, form = _own_or_404(), ThresholdsForm()
    if not form.validate():
        return _page(own, thresholds=form), 422
    contract = locked(own.id)
    contract.warn_at(form.thresholds, current_person())
    db.session.commit()
    return redirect(url_for("reserve.index"), 303)


@blueprint.post("/ranges/<int:range_id>/uses")
@owner_required
def uses(range_id: int) -> Page:
    """Tell what Sendcloud has used of a range that it issues."""
    own, form = _own_or_404(), UseForm()
    _range_or_404(range_id, own)
    if not form.validate():
        return _page(own, use=form), 422
    try:
        given = _given(form)
    except (tracking_number.UnreadableNumber, NoTable):
        return _page(own, use=_unreadable(form)), 422
    contract = locked(own.id)
    try:
        new = _use(_range_or_404(range_id, contract), given)
        db.session.commit()
    except usage.NotInRange:
        return _refused(own.id, form, _("Aucun de ces numéros n'est de cette plage."))
    except usage.UsedBefore as before:
        return _refused(
            own.id,
            form,
            _(
                "Le numéro %(last)s a déjà servi : le dernier ne peut pas être plus petit.",
                last=tracking_number.in_groups(before.last),
            ),
        )
    except usage.IssuedHere:
        abort(404)
    flash(_("Noté : %(count)s numéros de plus ont servi.", count=number(new)), "success")
    return redirect(url_for("reserve.index"), 303)


def _given(form: UseForm) -> list[Used]:
    if form.file.data and form.file.data.filename:
        return read_labels(form.file.data.read().decode("utf-8-sig", errors="replace"))
    read = tracking_number.read(form.last_used.data)
    return [Used(read.product_code, read.serial, None)] if read.key_fits else []


def _use(of: NumberRange, given: list[Used]) -> int:
    last = usage.last_used(of, given)
    if last is None:
        raise usage.NotInRange
    return usage.use_up_to(of, last, by=current_person(), days=usage.last_of_each_day(of, given))


def _unreadable(form: UseForm) -> UseForm:
    form.last_used.errors = [
        _(
            "« %(read)s » n'est pas un numéro de suivi. Écrivez-le comme sur l'étiquette.",
            read=form.last_used.data or "",
        )
    ]
    return form


def _refused(contract_id: int, form: UseForm, sentence: str) -> Page:
    db.session.rollback()
    form.last_used.errors = [sentence]
    return _page(db.session.get_one(Contract, contract_id), use=form), 422


def _own_or_404() -> Contract:
    contract = Contract.of(current_merchant())
    if contract is None or not contract.is_activated:
        abort(404)
    return contract


def _range_or_404(range_id: int, contract: Contract) -> NumberRange:
    known = db.session.get(NumberRange, range_id)
    if known is None or known.contract_id != contract.id or known.is_issued_here:
        abort(404)
    return known


def _page(
    contract: Contract | None,
    *,
    peak: PeakForm | None = None,
    thresholds: ThresholdsForm | None = None,
    use: UseForm | None = None,
) -> str:
    if contract is None or not contract.is_activated:
        return render_template("renewals/no_reserve.html")
    reserve, renewals = Reserve.of(contract), Renewal.of(contract)
    if thresholds is None:
        thresholds = ThresholdsForm(formdata=None)
        thresholds.days.data = ", ".join(map(str, contract.warning_days))
    return render_template(
        "renewals/reserve.html",
        contract=contract,
        reserve=reserve,
        renewal=next((one for one in renewals if one.is_open), None),
        renewals={one.range_id: one for one in renewals if one.range_id},
        picture=_picture(contract, reserve, renewals),
        peaks=DeclaredPeak.of(contract, today()),
        peak=peak or PeakForm(formdata=None),
        thresholds=thresholds,
        use=use or UseForm(formdata=None),
    )


def _picture(contract: Contract, reserve: Reserve, renewals: list[Renewal]) -> Picture:
    marks = [Mark(day_of(known.opened_at), "range") for known in reserve.ranges]
    marks += [Mark(day_of(one.started_at), "renewal") for one in renewals]
    marks += [Mark(day_of(one.warned_at), "warning") for one in ReserveWarning.of(contract)]
    return picture(
        left=reserve.left,
        drawn=reserve.history.counts,
        opened=[
            (day_of(known.opened_at), known.last_serial - known.first_free_serial + 1)
            for known in reserve.ranges
        ],
        today=today(),
        forecast=reserve.forecast,
        marks=marks,
    )
