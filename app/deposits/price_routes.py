"""The page of a contract's prices, which owner and accountants read and the owner changes."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for

from app.accounts.guards import (
    accountant_required,
    current_merchant,
    current_person,
    current_role,
    owner_required,
    reads_only,
)
from app.accounts.models import Role
from app.clock import today
from app.contracts.locking import lock_contract
from app.contracts.models import Contract
from app.deposits.price_form import PRICED_ZONES, PriceForm, band_in_words, price_form
from app.deposits.price_grids import NoPrices, PriceGrid, grid_on, set_prices
from app.deposits.sheet import ZONE_NAMES
from app.extensions import db
from app.language import gettext as _
from app.page import Page

blueprint = Blueprint("prices", __name__)


@blueprint.get("/prices")
@accountant_required
def index() -> Page:
    """Show all price grids and, to the owner, a form for a new one or to correct one."""
    contract = Contract.of(current_merchant())
    grids = PriceGrid.all_of(contract) if contract else []
    return _page(
        contract, grids, _requested_form(contract, grids) if _may_write(contract) else None
    )


@blueprint.post("/prices")
@owner_required
def keep() -> Page:
    """Save the prices from a day on."""
    contract = Contract.of(current_merchant())
    if contract is None:
        return redirect(url_for("prices.index"), 303)
    form = price_form(today())
    if not form.validate():
        return _show_again(contract, form)
    contract = lock_contract(contract.id)
    try:
        changed = set_prices(
            contract,
            form.valid_from.data,
            form.prices,
            instead_of=form.corrects.data,
            by=current_person(),
        )
        db.session.commit()
    except NoPrices:
        db.session.rollback()
        form.form_errors.append(_("Indiquez au moins un prix."))
        return _show_again(contract, form)
    if changed:
        flash(_success_message(form), "success")
    return redirect(url_for("prices.index"), 303)


def _success_message(form: PriceForm) -> str:
    return _("Les prix sont enregistrés.") if form.prices else _("Ces prix sont retirés.")


def _may_write(contract: Contract | None) -> bool:
    return contract is not None and current_role() is Role.OWNER and not reads_only()


def _requested_form(contract: Contract | None, grids: Sequence[PriceGrid]) -> PriceForm | None:
    """Return the form that the URL asks for; it is also shown while there are no prices."""
    form = price_form(today())
    known = _requested_grid(grids)
    if known:
        form.valid_from.data = form.corrects.data = known.valid_from
        form.show(known.prices)
        return form
    if grids and "new" not in request.args:
        return None
    if not grids:
        form.valid_from.data = (contract and contract.starts_on) or today()
    return form


def _requested_grid(grids: Sequence[PriceGrid]) -> PriceGrid | None:
    named = request.args.get("from", "")
    return next((grid for grid in grids if grid.valid_from.isoformat() == named), None)


def _show_again(contract: Contract, form: PriceForm) -> Page:
    return _page(contract, PriceGrid.all_of(contract), form), 422


def _page(contract: Contract | None, grids: Sequence[PriceGrid], form: PriceForm | None) -> str:
    return render_template(
        "deposits/prices.html",
        contract=contract,
        grids=grids,
        current=grid_on(grids, today()),
        form=form,
        may_write=_may_write(contract),
        is_owner=current_role() is Role.OWNER,
        zones=[(zone, ZONE_NAMES[zone]) for zone in PRICED_ZONES],
        band_in_words=band_in_words,
    )
