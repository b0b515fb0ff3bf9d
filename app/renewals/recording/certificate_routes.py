"""The certificate of a range: to read, or to attach if it came another way than by a renewal."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from pypdfium2 import PdfiumError
from werkzeug.wrappers import Response

from app.accounts.guards import current_merchant, current_person, current_role, renewer_required
from app.contracts.locking import lock_contract
from app.extensions import db
from app.language import gettext as _
from app.page import Page
from app.printing.pictures import page_picture
from app.ranges.certificates import RangeCertificate, certify
from app.ranges.correcting import bounds_of
from app.ranges.models import NumberRange
from app.ranges.tracking_number import in_groups
from app.renewals.access import range_or_404, renewal_or_404
from app.renewals.certificate.files import read_file
from app.renewals.certificate.parse import Certificate, read_certificate
from app.renewals.certificate.unreadable import UnreadableCertificate
from app.renewals.checks import check
from app.renewals.recording.forms import JoinedForm
from app.uploads.models import Stored, Upload
from app.uploads.serving import serve

# How many pages of a certificate are shown beside the fields, and how large, in pixels.
PAGES_SHOWN = 3
LONGEST_SHOWN = 1_800

blueprint = Blueprint("certificates", __name__)


@blueprint.route("/ranges/<int:range_id>/certificate", methods=["GET", "POST"])
@renewer_required
def of_range(range_id: int) -> Page:
    """The certificate of this range, and a form to attach one or a newer one."""
    known, form = range_or_404(range_id), JoinedForm()
    if not form.is_submitted():
        return _page(known, form)
    file = form.file.write() if form.validate() and _fits(known, form) else None
    if form.errors:
        return _page(known, form), 422
    lock_contract(known.contract_id)
    _join(db.session.get_one(NumberRange, range_id), file, str(form.text.data or ""))
    db.session.commit()
    flash(_("Le certificat est joint à sa plage."), "success")
    return redirect(url_for("certificates.of_range", range_id=range_id), 303)


@blueprint.get("/ranges/<int:range_id>/certificate/file")
@renewer_required
def file_of_range(range_id: int) -> Response:
    """The file of its certificate."""
    certificate = RangeCertificate.of(range_or_404(range_id))
    return _serve(certificate.upload if certificate else None)


@blueprint.get("/renewals/<int:renewal_id>/certificate/file")
@renewer_required
def file_of_renewal(renewal_id: int) -> Response:
    """The file of a certificate whose range is not recorded yet."""
    return _serve(renewal_or_404(renewal_id).certificate_upload)


@blueprint.get("/renewals/<int:renewal_id>/certificate/pages/<int:page>")
@renewer_required
def page_of_renewal(renewal_id: int, page: int) -> Response:
    """A page of that file as a picture, to be compared with what is typed beside it."""
    return _show(renewal_or_404(renewal_id).certificate_upload, page)


@blueprint.get("/ranges/<int:range_id>/certificate/pages/<int:page>")
@renewer_required
def page_of_range(range_id: int, page: int) -> Response:
    """A page of the certificate of a recorded range as a picture."""
    certificate = RangeCertificate.of(range_or_404(range_id))
    return _show(certificate.upload if certificate else None, page)


def _show(upload: Upload | None, page: int) -> Response:
    """The picture itself, or a page of the PDF, counted from 0; 404 where there is none."""
    if upload is None or page >= PAGES_SHOWN:
        abort(404)
    if upload.is_picture:
        return serve(upload) if page == 0 else abort(404)
    try:
        png = page_picture(upload.read(), page, longest=LONGEST_SHOWN)
    except (IndexError, ValueError, PdfiumError):
        abort(404)
    return Response(png, mimetype="image/png", headers={"Cache-Control": "no-store"})


def _serve(upload: Upload | None) -> Response:
    return serve(upload) if upload else abort(404)


def _join(known: NumberRange, file: Stored | None, text: str) -> None:
    """Attach a certificate; the same one sent twice is attached once."""
    before = RangeCertificate.of(known)
    sent = file.sha256 if file else text
    if before and sent == (before.upload.sha256 if before.upload else before.text):
        return
    upload = Upload.add(file) if file else None
    certify(known, by=current_person(), upload=upload, text=text)


def _fits(known: NumberRange, form: JoinedForm) -> bool:
    """Whether it names the range; one that cannot be read, as a picture, is believed."""
    found = _read(form)
    if found is None or not found.ranges:
        return True
    if check(found, known.contract).names(bounds_of(known)):
        return True
    field = form.file if form.has_file else form.text
    field.errors = [
        _(
            "Ce certificat nomme d'autres numéros, de %(first)s à %(last)s : ce n'est pas celui de "
            "cette plage.",
            first=in_groups(found.ranges[0].first),
            last=in_groups(found.ranges[0].last),
        )
    ]
    return False


def _read(form: JoinedForm) -> Certificate | None:
    if not form.has_file:
        return read_certificate(str(form.text.data))
    try:
        return read_file(form.file.checked.data).certificate if form.file.checked else None
    except UnreadableCertificate:
        return None


def _page(known: NumberRange, form: JoinedForm) -> str:
    contract = known.contract
    reads_reserve = current_role() is not None and current_merchant().id == contract.merchant_id
    return render_template(
        "renewals/certificate.html",
        known=known,
        contract=contract,
        certificate=RangeCertificate.of(known),
        form=form,
        reads_reserve=reads_reserve,
    )
