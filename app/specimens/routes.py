"""The page of the specimens, their PDFs and pictures, and the letter to La Poste."""

from contextlib import suppress

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.guards import current_merchant, current_person, owner_required
from app.database import begin_write
from app.extensions import db
from app.language import gettext as _
from app.onboarding.answers import Answers
from app.onboarding.la_poste.printing import letter_pdf
from app.page import Page
from app.printing.joining import join_pdfs
from app.specimens.forms import SenderForm
from app.specimens.specimen import PAPERS, SenderUnknown, enclosure

blueprint = Blueprint("specimens", __name__)


@blueprint.route("/specimen", methods=["GET", "POST"])
@owner_required
def page() -> Page:
    """Show the specimens, and the form for the sender's address that they carry."""
    form = SenderForm()
    if not form.is_submitted():
        answers = Answers.of(current_merchant())
        form.start_from_sender(answers.contract, answers.merchant.company)
        return _page(form)
    if not form.validate():
        return _page(form), 422
    return _keep(form)


@blueprint.get("/specimen/<any(label, slip):kind>.pdf")
@owner_required
def pdf(kind: str) -> Page:
    """Print a specimen."""
    paper = PAPERS[kind]
    try:
        content = paper.of(current_merchant())
    except SenderUnknown:
        return _to_page()
    name = f'inline; filename="{paper.filename}.pdf"'
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": name})


@blueprint.get("/specimen/<any(label, slip):kind>.png")
@owner_required
def picture(kind: str) -> Page:
    """Show a specimen as a picture."""
    try:
        content = PAPERS[kind].picture_of(current_merchant())
    except SenderUnknown:
        return _to_page()
    return Response(content, mimetype="image/png")


@blueprint.get("/specimen/letter.pdf")
@owner_required
def letter() -> Page:
    """Print the letter to La Poste, with the specimens enclosed if the address is known."""
    merchant = current_merchant()
    written = letter_pdf(merchant, merchant.owner)
    with suppress(SenderUnknown):  # the page that links here asks for the address
        written = join_pdfs(written, enclosure(merchant))
    headers = {"Content-Disposition": 'inline; filename="lettre-la-poste.pdf"'}
    return Response(written, mimetype="application/pdf", headers=headers)


def _keep(form: SenderForm) -> Page:
    """Save the address in the contract, where labels and onboarding read it."""
    begin_write(db.session)
    answers = Answers.of(current_merchant(), lock=True)
    contract = answers.contract
    if contract.is_activated:
        db.session.rollback()
        flash(_("Le contrat est actif : ces réponses ne changent plus."), "info")
        return _to_page()
    before = contract.sender_lines
    contract.merchant = answers.merchant
    db.session.add(contract)
    form.fill_sender(contract)
    if contract.sender_lines != before:
        contract.give_sender(current_person())
    db.session.commit()
    return _to_page()


def _page(form: SenderForm) -> str:
    contract = Answers.of(current_merchant()).contract
    return render_template("specimens/specimen.html", form=form, contract=contract)


def _to_page() -> Response:
    return redirect(url_for("specimens.page"), 303)
