"""Pages of batches and their printed labels, the list of labels, and voiding a label."""

from collections.abc import Sequence

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.guards import current_merchant, current_person, shipper_required
from app.clock import today
from app.contracts.models import Contract
from app.database import begin_write
from app.extensions import db
from app.file_responses import attachment, pdf_response
from app.formats import number
from app.labels import printing
from app.labels.access import activated_contract_or_403, batch_or_404, label_or_404
from app.labels.forms import BatchForm
from app.labels.label_contents import contents_of
from app.labels.making import (
    ContractNotActive,
    CustomsUnanswered,
    ShipmentsChanged,
    SiteWithdrawn,
    make_labels,
)
from app.labels.models import AlreadyOnSlip, Batch, Label
from app.labels.paper_choice import ImpossiblePlace, requested_paper, requested_places
from app.labels.paper_formats import FORMATS, ROLL, TRIAL_PAPERS
from app.labels.trial_page import trial_page_pdf
from app.labels.zpl import DEFAULT_DPI, DENSITIES, ZPL_TYPE, labels_zpl
from app.language import gettext as _
from app.language import ngettext
from app.page import Page
from app.paging import page_of
from app.ranges.draw_preview import DrawPreview
from app.ranges.models import ContractSuspended, is_issued_elsewhere
from app.ranges.splitting import RangeExhausted
from app.renewals.models import Renewal
from app.selection import Selection
from app.shipments.models import Shipment
from app.shipments.totals import totals

blueprint = Blueprint("labels", __name__)
_DPI = {str(dpi): dpi for dpi in DENSITIES}


@blueprint.get("/batches/new")
@shipper_required
def new_batch() -> Page:
    """Show the shipments and numbers of a new batch, to confirm before numbers are drawn."""
    shipments = _ticked_shipments(Selection.read(request.args, "shipment"))
    if not shipments:
        flash(_("Cochez d'abord les envois à étiqueter."), "info")
        return redirect(url_for("shipments.index"), 303)
    contract = activated_contract_or_403()
    if contract.is_suspended:
        return _redirect_suspended()
    form = BatchForm()
    form.offer(contract)
    return _confirmation(contract, form, shipments)


@blueprint.post("/batches")
@shipper_required
def batches() -> Page:
    """Draw the numbers and make the labels."""
    contract = activated_contract_or_403()
    form = BatchForm()
    form.offer(contract)
    ids = Selection.read(request.form, "shipment").ids
    if not form.validate():
        return _show_again(form, ids, None)
    if len(ids) > current_app.config["BATCH_LIMIT"]:
        return _show_again(form, ids, _too_many())
    begin_write(db.session)
    try:
        batch = make_labels(
            contract,
            ids,
            site=form.chosen_site,
            deposit_date=form.deposit_date.data,
            request_key=form.request_key.data,
            customs_cleared=form.customs_cleared.data,
            by=current_person(),
        )
        db.session.commit()
    except RangeExhausted as exhausted:
        return _show_again(form, ids, _not_enough(exhausted))
    except CustomsUnanswered:
        form.customs_cleared.errors = [_("Confirmez pour la douane, ou retirez ces envois.")]
        return _show_again(form, ids, None)
    except ShipmentsChanged as changed:
        return _show_again(
            form,
            changed.left,
            _(
                "Certains envois ont reçu leur étiquette entre-temps, "
                "ou n'existent plus. Voici ceux qui restent."
            ),
        )
    except SiteWithdrawn:
        form.site.errors = [_("Ce site vient d'être retiré : choisissez-en un autre.")]
        return _show_again(form, ids, None)
    except ContractSuspended:
        db.session.rollback()
        return _redirect_suspended()
    except ContractNotActive:
        abort(403)
    return redirect(url_for("labels.one_batch", batch_id=batch.id), 303)


@blueprint.get("/batches/<int:batch_id>")
@shipper_required
def one_batch(batch_id: int) -> Page:
    """Show a batch, ready to print."""
    return _batch_page(batch_or_404(batch_id))


def _batch_page(batch: Batch, refused: str = "") -> str:
    return render_template(
        "labels/batch.html",
        batch=batch,
        papers=FORMATS.values(),
        chosen=request.args.get("format", ROLL),
        used=request.args.get("used", "0"),
        refused=refused,
    )


@blueprint.get("/batches/<int:batch_id>/labels.pdf")
@shipper_required
def batch_pdf(batch_id: int) -> Page:
    """Print the labels of a batch as PDF, any number of times."""
    batch = batch_or_404(batch_id)
    labels = batch.live_label_ids() or abort(404)
    try:
        paper, first = requested_places(request.args)
    except ImpossiblePlace as impossible:
        return _batch_page(batch, impossible.sentence), 422
    pdf = printing.labels_in_pieces(contents_of(batch, labels), _title(batch), paper, first)
    return pdf_response(pdf, f"etiquettes-{batch.id}.pdf")


@blueprint.get("/batches/<int:batch_id>/labels.zpl")
@shipper_required
def batch_zpl(batch_id: int) -> Page:
    """Print the labels of a batch in ZPL, for label printers."""
    batch = batch_or_404(batch_id)
    labels = batch.live_label_ids() or abort(404)
    dpi = _DPI.get(request.args.get("dpi", ""), DEFAULT_DPI)
    pieces = labels_zpl(contents_of(batch, labels), dpi)
    return attachment(pieces, f"etiquettes-{batch.id}.zpl", ZPL_TYPE)


@blueprint.get("/labels/test-page.pdf")
@shipper_required
def trial_page() -> Page:
    """Print the test page on the requested paper."""
    return pdf_response(trial_page_pdf(requested_paper(request.args)), "page-d-essai.pdf")


@blueprint.get("/labels")
@shipper_required
def index() -> Page:
    """List the labels, with the totals of the ticked ones."""
    merchant = current_merchant()
    contract = Contract.of(merchant)
    shows_all = request.args.get("show") == "all"
    page = page_of(Label.created(merchant) if shows_all else Label.to_deposit(merchant))
    selection = Selection.read(request.args, "label")
    ticked = _ticked_labels(selection)
    return render_template(
        "labels/index.html",
        page=page,
        shows_all=shows_all,
        to_deposit=Label.count_to_deposit(merchant) if shows_all else page.total,
        selection=selection,
        totals=totals(ticked, today()) if ticked else None,
        elsewhere=contract is not None and is_issued_elsewhere(contract),
        trial_papers=TRIAL_PAPERS,
    )


@blueprint.route("/labels/<int:label_id>/void", methods=["GET", "POST"])
@shipper_required
def void(label_id: int) -> Page:
    """Void a label, after a page that explains the consequences."""
    label = label_or_404(label_id)
    if request.method != "POST":
        return render_template("labels/void.html", label=label)
    begin_write(db.session)
    label = label_or_404(label_id, lock=True)
    try:
        label.void(current_person())
        db.session.commit()
    except AlreadyOnSlip:
        db.session.rollback()
        flash(
            _("Cette étiquette figure sur un bordereau : elle ne peut plus être annulée."), "danger"
        )
        return redirect(url_for("labels.index"), 303)
    flash(_("Étiquette annulée. L'envoi attend de nouveau une étiquette."), "success")
    return redirect(url_for("labels.index"), 303)


def _ticked_shipments(selection: Selection) -> list[Shipment]:
    """Return the ticked shipments without a label, at most `BATCH_LIMIT`."""
    ticked = Shipment.ticked(current_merchant(), selection, current_app.config["BATCH_LIMIT"])
    return list(db.session.scalars(ticked))


def _ticked_labels(selection: Selection) -> Sequence[Label]:
    waiting = Label.to_deposit(current_merchant())
    if not selection.everything:
        waiting = waiting.where(Label.id.in_(selection.ids))
    return db.session.scalars(waiting).all() if selection else []


def _redirect_suspended() -> Response:
    """Redirect to the shipments, where the page explains the suspension."""
    flash(_("Aucune étiquette n'a été créée : votre contrat est suspendu."), "warning")
    return redirect(url_for("shipments.index"), 303)


def _confirmation(contract: Contract, form: BatchForm, shipments: Sequence[Shipment]) -> str:
    waiting = Shipment.count_to_prepare(current_merchant())
    return render_template(
        "labels/new_batch.html",
        form=form,
        shipments=shipments,
        outlook=DrawPreview.of(contract, len(shipments)),
        contract=contract,
        renewal=Renewal.open_of(contract),
        overseas=[s for s in shipments if s.goes_overseas and not s.customs_cleared_at],
        limit=current_app.config["BATCH_LIMIT"],
        waiting=waiting,
    )


def _show_again(form: BatchForm, ids: Sequence[int], sentence: str | None) -> Page:
    """Roll back and show the confirmation page again, with the reason."""
    db.session.rollback()
    shipments = _ticked_shipments(Selection(tuple(ids), everything=False))
    if not shipments:
        flash(_("Ces envois ont déjà leur étiquette."), "info")
        return redirect(url_for("labels.index"), 303)
    if sentence:
        form.form_errors.append(sentence)
    contract = activated_contract_or_403()
    form.offer(contract)
    return _confirmation(contract, form, shipments), 422


def _too_many() -> str:
    return _(
        "Un lot compte au plus %(limit)s étiquettes : les plus anciennes d'abord. "
        "Les autres restent à préparer.",
        limit=number(current_app.config["BATCH_LIMIT"]),
    )


def _not_enough(exhausted: RangeExhausted) -> str:
    if is_issued_elsewhere(activated_contract_or_403()):
        return _("Aucune étiquette n'a été créée : Sendcloud donne les numéros de votre plage.")
    if not exhausted.left:  # a banner on every page says what to do
        return _("Aucune étiquette n'a été créée : il ne reste aucun numéro de suivi.")
    return ngettext(
        "Il reste %(left)s numéro, il en faut %(wanted)s. Aucune étiquette n'a été créée : cochez "
        "moins d'envois, ou demandez une nouvelle plage à La Poste.",
        "Il reste %(left)s numéros, il en faut %(wanted)s. Aucune étiquette n'a été créée : cochez "
        "moins d'envois, ou demandez une nouvelle plage à La Poste.",
        exhausted.left,
        left=number(exhausted.left),
        wanted=number(exhausted.wanted),
    )


def _title(batch: Batch) -> str:
    return f"Étiquettes du lot {batch.id}"
