"""Pages of deposit slips: listing, making, showing and printing them."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for

from app.accounts.guards import (
    current_merchant,
    current_person,
    merchant_required,
    reads_accounts,
    shipper_required,
)
from app.clock import today
from app.contracts.models import Contract, DepositSite
from app.database import begin_write
from app.deposits import printing
from app.deposits.access import slip_or_404
from app.deposits.amounts import Amounts
from app.deposits.models import (
    DepositSlip,
    LabelsChanged,
    OtherSite,
    SeveralProducts,
    make_slip,
)
from app.deposits.price_grids import prices_on
from app.deposits.sheet import sheet_of
from app.extensions import db
from app.file_responses import pdf_response
from app.labels.access import activated_contract_or_403
from app.labels.forms import DepositForm
from app.labels.models import Label
from app.language import gettext as _
from app.language import ngettext
from app.page import Page
from app.paging import page_of
from app.ranges.models import is_issued_elsewhere
from app.selection import MOST_TICKED, Selection
from app.shipments.totals import totals

blueprint = Blueprint("deposits", __name__)
LARGEST_SLIP = MOST_TICKED


@blueprint.get("/deposit-slips")
@merchant_required
def index() -> Page:
    """List the slips."""
    page = page_of(DepositSlip.all_of(current_merchant()))
    counts = DepositSlip.counts(page.rows)
    contract = Contract.of(current_merchant())
    return render_template(
        "deposits/index.html",
        page=page,
        counts=counts,
        reads_accounts=reads_accounts(),
        elsewhere=contract is not None and is_issued_elsewhere(contract),
    )


@blueprint.get("/deposit-slips/new")
@shipper_required
def new_slip() -> Page:
    """Show the counts of a new slip, and ask for site and day, before it is made."""
    labels = _ticked_labels(Selection.read(request.args, "label"))
    if not labels:
        flash(_("Cochez d'abord les étiquettes à déposer."), "info")
        return redirect(url_for("labels.index"), 303)
    contract = labels[0].batch.contract
    form = DepositForm()
    form.offer(contract, labels[0].batch.site)
    form.site.data = str(labels[0].batch.site_id)
    form.deposit_date.data = max(today(), labels[0].batch.deposit_date)
    return _confirmation(form, labels)


@blueprint.post("/deposit-slips")
@shipper_required
def slips() -> Page:
    """Make the slip."""
    ids = Selection.read(request.form, "label").ids
    contract, site = _contract_and_site(ids)
    form = DepositForm()
    form.offer(contract, site)
    if not form.validate():
        return _show_again(form, ids, None)
    begin_write(db.session)
    try:
        slip = make_slip(
            contract,
            ids,
            site=form.chosen_site,
            deposit_date=form.deposit_date.data,
            request_key=form.request_key.data,
            by=current_person(),
        )
        db.session.commit()
    except OtherSite as error:
        form.site.errors = [_other_site(error.labels)]
        return _show_again(form, ids, None)
    except SeveralProducts:
        return _show_again(form, ids, _("Un bordereau ne porte qu'un seul produit : séparez-les."))
    except LabelsChanged as changed:
        return _show_again(
            form,
            changed.left,
            _(
                "Certaines étiquettes figurent déjà sur un bordereau, "
                "ou sont annulées. Voici celles qui restent."
            ),
        )
    return redirect(url_for("deposits.one_slip", slip_id=slip.id), 303)


@blueprint.get("/deposit-slips/<int:slip_id>")
@merchant_required
def one_slip(slip_id: int) -> Page:
    """Show a slip, ready to print."""
    slip = slip_or_404(slip_id)
    counted = totals(slip.labels, slip.deposit_date)
    prices = prices_on(slip.contract, slip.deposit_date)
    return render_template(
        "deposits/slip.html",
        slip=slip,
        totals=counted,
        amounts=Amounts(counted.counts, prices),
        reads_accounts=reads_accounts(),
    )


@blueprint.get("/deposit-slips/<int:slip_id>/slip.pdf")
@merchant_required
def slip_pdf(slip_id: int) -> Page:
    """Print a slip, any number of times."""
    slip = slip_or_404(slip_id)
    name = f"bordereau-{slip.year}-{slip.number:06d}.pdf"
    return pdf_response(printing.slip_in_pieces(sheet_of(slip)), name)


def _ticked_labels(selection: Selection) -> Sequence[Label]:
    waiting = Label.to_deposit(current_merchant())
    if not selection.everything:
        waiting = waiting.where(Label.id.in_(selection.ids))
    return db.session.scalars(waiting.limit(LARGEST_SLIP)).all()


def _contract_and_site(label_ids: Sequence[int]) -> tuple[Contract, DepositSite | None]:
    """Return contract and site of the labels; without labels, the merchant's contract, or 403."""
    labels = Label.of(current_merchant(), label_ids)
    if labels:
        return labels[0].batch.contract, labels[0].batch.site
    return activated_contract_or_403(), None


def _confirmation(form: DepositForm, labels: Sequence[Label]) -> str:
    return render_template(
        "deposits/new_slip.html",
        form=form,
        labels=labels,
        totals=totals(labels, form.deposit_date.data or today()),
    )


def _show_again(form: DepositForm, ids: Sequence[int], sentence: str | None) -> Page:
    """Roll back and show the confirmation page again, with the reason."""
    db.session.rollback()
    labels = _ticked_labels(Selection(tuple(ids), everything=False))
    if not labels:
        flash(_("Ces étiquettes figurent déjà sur un bordereau."), "info")
        return redirect(url_for("deposits.index"), 303)
    if sentence:
        form.form_errors.append(sentence)
    return _confirmation(form, labels), 422


def _other_site(labels: Sequence[Label]) -> str:
    return ngettext(
        "%(num)s étiquette nomme un autre site (%(site)s) : un bordereau ne va qu'à un seul site.",
        "%(num)s étiquettes nomment un autre site (%(site)s) : un bordereau ne va qu'à un seul "
        "site.",
        len(labels),
        site=labels[0].batch.site_name,
    )
