"""The page of a range that Sendcloud issues: how to enter it there, and the tick that it is done."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from app.accounts.guards import current_merchant, current_person, current_role, renewer_required
from app.contracts.locking import lock_contract
from app.extensions import db
from app.language import gettext as _
from app.page import Page
from app.ranges.models import NumberRange
from app.renewals.access import range_or_404
from app.renewals.sendcloud.models import SendcloudEntry, note_entry

blueprint = Blueprint("sendcloud_entry", __name__)


@blueprint.route("/ranges/<int:range_id>/sendcloud", methods=["GET", "POST"])
@renewer_required
def one_entry(range_id: int) -> Page:
    """Where the range is entered at Sendcloud, what to wait for before printing, and that it is done."""
    known = range_or_404(range_id)
    if request.method == "POST":
        return _note(known)
    contract = known.contract
    return render_template(
        "renewals/sendcloud_entry.html",
        known=known,
        contract=contract,
        entries=SendcloudEntry.by_range([known]),
        reads_reserve=current_role() is not None and current_merchant().id == contract.merchant_id,
    )


def _note(known: NumberRange) -> Page:
    range_id = known.id
    lock_contract(known.contract_id)
    is_new = note_entry(db.session.get_one(NumberRange, range_id), current_person())
    db.session.commit()
    if is_new:
        flash(_("C'est noté : la plage est enregistrée chez Sendcloud."), "success")
    return redirect(url_for("sendcloud_entry.one_entry", range_id=range_id), 303)
