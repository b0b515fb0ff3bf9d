"""The reserve: what is left, until when, what is expected, what was used elsewhere."""

from flask import Blueprint, flash, redirect, render_template, url_for

from app.accounts import team
from app.accounts.guards import (
    current_merchant,
    current_person,
    may_renew,
    merchant_required,
    owner_required,
)
from app.clock import day_of, today
from app.contracts.locking import lock_contract
from app.contracts.models import Contract
from app.extensions import db
from app.formats import number, short_day
from app.language import gettext as _
from app.language import ngettext
from app.page import Page
from app.ranges import tracking_number, usage
from app.ranges.certificates import RangeCertificate
from app.ranges.chart import Chart, Mark, draw_chart
from app.ranges.forecast import Peak
from app.ranges.label_file import MOST_ROWS, NoTable, TooManyRows, UsedNumber, read_label_file
from app.ranges.models import NumberRange
from app.ranges.peaks import DeclaredPeak, PeaksOverlap, declare
from app.ranges.reserve import Reserve
from app.renewals.access import own_contract_or_404, own_peak_or_404, own_sendcloud_range_or_404
from app.renewals.models import Renewal
from app.renewals.reserve.forms import PeakForm, PeopleForm, ThresholdsForm, UseForm
from app.renewals.reserve.models import ReserveWarning

blueprint = Blueprint("reserve", __name__)
UNREADABLE = (tracking_number.UnreadableNumber, NoTable, TooManyRows)


class WrongKey(ValueError):
    """The number that was typed has a wrong digit somewhere."""

    def __init__(self, read: int | None, expected: int) -> None:
        super().__init__(f"{read}, not {expected}")
        self.read, self.expected = read, expected


@blueprint.get("/ranges")
@merchant_required
def index() -> Page:
    """How many numbers are left, until when, and how it came."""
    return _page(Contract.of(current_merchant()))


@blueprint.post("/ranges/peaks")
@owner_required
def peaks() -> Page:
    """Declare busy days."""
    own, form = own_contract_or_404(), PeakForm()
    if not form.validate():
        return _page(own, peak=form), 422
    contract = lock_contract(own.id)
    peak = Peak(form.first_day.data, form.last_day.data, form.quantity.data)
    try:
        declare(contract, peak, current_person())
    except PeaksOverlap as overlap:
        form.first_day.errors = [_peaks_overlap(overlap.known)]
        db.session.rollback()
        return _page(own_contract_or_404(), peak=form), 422
    db.session.commit()
    return redirect(url_for("reserve.index"), 303)


def _peaks_overlap(known: DeclaredPeak) -> str:
    return _(
        "Ces jours touchent la période du %(first)s au %(last)s : retirez-la d'abord, ou choisissez "
        "d'autres jours.",
        first=short_day(known.first_day),
        last=short_day(known.last_day),
    )


@blueprint.post("/ranges/peaks/<int:peak_id>/withdrawal")
@owner_required
def peak_withdrawal(peak_id: int) -> Page:
    """Withdraw busy days that were declared."""
    contract = lock_contract(own_contract_or_404().id)
    own_peak_or_404(peak_id, contract).withdraw(current_person())
    db.session.commit()
    return redirect(url_for("reserve.index"), 303)


@blueprint.post("/ranges/thresholds")
@owner_required
def thresholds() -> Page:
    """When to be warned."""
    own, form = own_contract_or_404(), ThresholdsForm()
    if not form.validate():
        return _page(own, thresholds=form), 422
    contract = lock_contract(own.id)
    contract.warn_at(*form.thresholds, current_person())
    db.session.commit()
    return redirect(url_for("reserve.index"), 303)


@blueprint.post("/ranges/people")
@owner_required
def people() -> Page:
    """Who is warned too, and which packers may renew."""
    own, form = own_contract_or_404(), PeopleForm()
    form.offer(team.others(own.merchant))
    if not form.validate():
        return _page(own, people=form), 422
    contract = lock_contract(own.id)
    by = current_person()
    for member in team.others(contract.merchant):
        team.set_warned(member, str(member.id) == form.second.data, by)
        team.set_renewing(member, str(member.id) in (form.renewers.data or ()), by)
    db.session.commit()
    return redirect(url_for("reserve.index"), 303)


@blueprint.post("/ranges/<int:range_id>/uses")
@owner_required
def uses(range_id: int) -> Page:
    """Report what Sendcloud has used of this range, and of those that follow it."""
    own, form = own_contract_or_404(), UseForm()
    own_sendcloud_range_or_404(range_id, own)
    if not form.validate():
        return _page(own, use=form), 422
    try:
        given = _read_use(form)
        new = usage.report_use(lock_contract(own.id), given, by=current_person())
        db.session.commit()
    except (*UNREADABLE, WrongKey, usage.NotInRange, usage.UsedBefore) as error:
        return _refuse(own.id, form, _use_sentence(error, form))
    if new:
        told = ngettext(
            "Noté : %(shown)s numéro de plus a servi.",
            "Noté : %(shown)s numéros de plus ont servi.",
            new,
            shown=number(new),
        )
    else:
        told = _("C'était déjà noté : rien n'a changé.")
    flash(told, "success")
    return redirect(url_for("reserve.index"), 303)


def _read_use(form: UseForm) -> list[UsedNumber]:
    if form.has_file:
        return read_label_file(form.file.data.read().decode("utf-8-sig", errors="replace"))
    read = tracking_number.read(form.last_used.data)
    if not read.key_fits:
        raise WrongKey(read.key, read.expected_key)
    return [UsedNumber(read.product_code, read.serial, None)]


def _use_sentence(error: Exception, form: UseForm) -> str:
    match error:
        case WrongKey():
            return _(
                "Clé lue : %(read)s, clé attendue : %(expected)s. Relisez l'étiquette.",
                read=error.read,
                expected=error.expected,
            )
        case usage.UsedBefore():
            return _(
                "Le numéro %(last)s a déjà servi : le dernier ne peut pas être plus petit.",
                last=tracking_number.in_groups(error.last),
            )
        case TooManyRows():
            return _(
                "Ce fichier a plus de %(limit)s lignes : exportez seulement les dernières semaines.",
                limit=number(MOST_ROWS),
            )
        case NoTable():
            return _("Ce fichier ne se lit pas comme un tableau : exportez-le en CSV.")
        case usage.NotInRange() if form.has_file:
            return _("Ce fichier ne nomme aucun numéro de vos plages chez Sendcloud.")
        case usage.NotInRange():
            return _("Ce numéro n'est d'aucune de vos plages chez Sendcloud.")
        case _:
            return _(
                "« %(read)s » n'est pas un numéro de suivi. Écrivez-le comme sur l'étiquette.",
                read=form.last_used.data or "",
            )


def _refuse(contract_id: int, form: UseForm, sentence: str) -> Page:
    db.session.rollback()
    field = form.file if form.has_file else form.last_used
    field.errors = [sentence]
    return _page(db.session.get_one(Contract, contract_id), use=form), 422


def _page(
    contract: Contract | None,
    *,
    peak: PeakForm | None = None,
    thresholds: ThresholdsForm | None = None,
    use: UseForm | None = None,
    people: PeopleForm | None = None,
) -> str:
    if contract is None or not contract.is_activated:
        return render_template("renewals/no_reserve.html")
    reserve, renewals = Reserve.of(contract), Renewal.of(contract)
    if thresholds is None:
        thresholds = ThresholdsForm(formdata=None)
        thresholds.days.data = ", ".join(map(str, contract.warning_days))
        thresholds.percents.data = ", ".join(map(str, contract.warning_percents))
    return render_template(
        "renewals/reserve.html",
        contract=contract,
        reserve=reserve,
        renewal=next((one for one in renewals if one.is_open), None),
        certificates=RangeCertificate.by_range(reserve.ranges),
        reads_certificates=may_renew(),
        picture=_chart(contract, reserve, renewals),
        peaks=DeclaredPeak.of(contract, today()),
        peak=peak or PeakForm(formdata=None),
        thresholds=thresholds,
        people=people or _filled_people(contract),
        use=use or UseForm(formdata=None),
    )


def _filled_people(contract: Contract) -> PeopleForm:
    form, members = PeopleForm(formdata=None), team.others(contract.merchant)
    form.offer(members)
    form.fill_in(members)
    return form


def _chart(contract: Contract, reserve: Reserve, renewals: list[Renewal]) -> Chart:
    marks = [Mark(day_of(known.opened_at), "range") for known in reserve.ranges]
    marks += [Mark(day_of(one.started_at), "renewal") for one in renewals]
    marks += [Mark(day_of(one.warned_at), "warning") for one in ReserveWarning.of(contract)]
    return draw_chart(
        left=reserve.left,
        presumed_left=reserve.presumed_left,
        told=reserve.told,
        drawn=reserve.history.counts,
        opened=[(day_of(known.opened_at), known.given) for known in NumberRange.all_of(contract)],
        today=today(),
        forecast=reserve.forecast,
        marks=marks,
    )
