"""Pages of shipments without a label, and of imports."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for

from app.accounts.guards import current_merchant, current_person, shipper_required
from app.contracts.models import Contract
from app.database import begin_write
from app.extensions import db
from app.page import Page
from app.paging import page_of
from app.ranges.draw_preview import DrawPreview
from app.renewals.models import Renewal
from app.selection import Selection
from app.shipments import importing, messages
from app.shipments.access import import_or_404
from app.shipments.faults import Remark, UnreadableOrderFile
from app.shipments.forms import ImportForm
from app.shipments.grouping import LeftOut
from app.shipments.models import Shipment

blueprint = Blueprint("shipments", __name__)


@blueprint.get("/shipments")
@shipper_required
def index() -> Page:
    """List the shipments without a label, and the numbers that the ticked ones would use."""
    merchant = current_merchant()
    contract = Contract.of(merchant)
    page = page_of(Shipment.to_prepare(merchant))
    selection = Selection.read(request.args, "shipment")
    wanted = Shipment.count_ticked(merchant, selection, current_app.config["BATCH_LIMIT"])
    outlook = DrawPreview.of(contract, wanted) if contract and contract.is_active else None
    short = outlook is not None and not outlook.suffices
    return render_template(
        "shipments/index.html",
        page=page,
        selection=selection,
        wanted=wanted,
        contract=contract,
        outlook=outlook,
        renewal=Renewal.open_of(contract) if short and contract else None,
    )


@blueprint.route("/shipments/imports", methods=["GET", "POST"])
@shipper_required
def imports() -> Page:
    """Import an order file."""
    form = ImportForm()
    if not form.validate_on_submit():
        code = 422 if form.is_submitted() else 200
        return render_template("shipments/import.html", form=form), code
    try:
        reading = importing.read_file(form.file.data.read(), importing.rules(form.usual_grams))
    except UnreadableOrderFile as error:
        form.file.errors = [messages.file_sentence(error)]
        return render_template("shipments/import.html", form=form), 422
    begin_write(db.session)
    kept = importing.keep(
        current_merchant(), reading, filename=form.file.data.filename, by=current_person()
    )
    db.session.commit()
    return redirect(url_for("shipments.one_import", import_id=kept.id), 303)


@blueprint.get("/shipments/imports/<int:import_id>")
@shipper_required
def one_import(import_id: int) -> Page:
    """Show the result of an import, with every line that was refused."""
    kept = import_or_404(import_id)
    refusals = [importing.Refusal.from_stored(stored) for stored in kept.refused]
    return render_template(
        "shipments/one_import.html",
        kept=kept,
        refusals=refusals,
        refused_lines=len({refusal.line for refusal in refusals}),
        field_name=messages.field_name,
        sentence=messages.sentence,
        left_out=[
            (one["line"], messages.left_out_sentence(LeftOut.from_stored(one)))
            for one in kept.left_out
        ],
        remarks=[
            (one["line"], messages.remark_sentence(Remark.from_stored(one))) for one in kept.remarks
        ],
    )
