"""A certificate that is forwarded to the program's mailbox: read, kept, answered with a link.

The address carries a code of the contract, which is shown to its people and cannot be guessed.
Anybody may write to it, for La Poste's mail may be forwarded automatically from any mailbox. The
answer goes to the owner, whoever wrote. No range is recorded: that takes a person, on the page that
the answer links to.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import timedelta
from email.utils import parseaddr

from flask import Flask, current_app

from app.clock import now
from app.contracts.locking import lock_in_transaction
from app.contracts.models import Contract
from app.extensions import db
from app.mail import inbound
from app.mail.addresses import with_code
from app.mail.models import OutboxMail
from app.mail.reading import Attachment, ReadMail
from app.ranges.findings import Finding, FindingKind
from app.renewals import mails
from app.renewals.certificate.files import Reading, read_mail
from app.renewals.certificate.parse import Certificate
from app.renewals.certificate.unreadable import UnreadableCertificate
from app.renewals.certificate_file import store_certificate
from app.renewals.character_recognition import text_of_picture
from app.renewals.checks import CheckedCertificate, check, next_to_record
from app.renewals.models import Renewal, begin
from app.renewals.old_certificate import old_range_of
from app.uploads.models import Stored

# More than this is two machines answering each other.
MOST_A_DAY = 20
_CODE = re.compile(r"certificat-([1-9][0-9]{0,8})-([0-9a-f]{20})")


def init_app(app: Flask) -> None:
    """Receive the mails to these addresses."""
    inbound.on_coded_mail(app, take)


def address_for(contract: Contract) -> str | None:
    """The address to forward a contract's certificates to; None without a mailbox."""
    return with_code(f"certificat-{contract.id}-{_signature(contract.id)}")


def take(read: ReadMail, code: str) -> Callable[[], bool] | None:
    """Read a mail to such an address; return what to do with it, None if the code is wrong."""
    contract_id = _contract_id(code)
    if contract_id is None or _is_our_own(read):
        return None
    reading, refusal = _read(read.raw)
    kept = reading.file if reading else _picture_in(read, refusal)
    file = store_certificate(kept.data, kept.name) if kept else None
    finding = refusal.finding if refusal else None
    return lambda: _receive(contract_id, reading, file, finding)


def _read(raw: bytes) -> tuple[Reading | None, UnreadableCertificate | None]:
    """What the mail and its files say, or why nothing in it can be read."""
    try:
        return read_mail(raw, text_of_picture), None
    except UnreadableCertificate as refusal:
        return None, refusal


def _picture_in(read: ReadMail, refusal: UnreadableCertificate | None) -> Attachment | None:
    """The photo or scan that nothing could read; of a mail with a link it is only an ornament.

    La Poste's other mail has the link to click: with its logo it is no certificate.
    """
    if refusal is None or (refusal.finding.kind is FindingKind.PHOTO and _has_link(read)):
        return None
    return refusal.picture


def _has_link(read: ReadMail) -> bool:
    return "http" in read.whole_text


def _receive(
    contract_id: int, reading: Reading | None, file: Stored | None, refusal: Finding | None
) -> bool:
    if db.session.get(Contract, contract_id) is None:
        return False
    contract = lock_in_transaction(contract_id)
    if not contract.is_activated or _lately_answered(contract) >= MOST_A_DAY:
        return False
    checked = check(reading.certificate if reading else Certificate.unread(), contract)
    if _is_recorded(checked, contract):
        going_on = Renewal.open_of(contract)
        old = old_range_of(checked, going_on) if going_on else None
        mails.certificate_known(contract, old)
        return True
    owner = contract.merchant.owner
    renewal = begin(contract, email=owner.email, by=owner)
    # La Poste's mail with the link names no number: it is no certificate.
    if reading and reading.certificate.names_numbers:
        renewal.receive(reading.text, None, file)
    elif file:
        renewal.receive("", None, file)
    mails.certificate_forwarded(renewal, checked, refusal)
    return True


def _is_recorded(checked: CheckedCertificate, contract: Contract) -> bool:
    return bool(checked.certificate.ranges) and next_to_record(checked, contract) is None


def _is_our_own(read: ReadMail) -> bool:
    """Whether it is our own answer, sent back by a mailbox that forwards everything."""
    _name, own = parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])
    return read.sender == own.lower()


def _lately_answered(contract: Contract) -> int:
    kinds = (mails.CERTIFICATE_FORWARDED, mails.CERTIFICATE_KNOWN)
    return OutboxMail.count_about(contract, kinds, since=now() - timedelta(days=1))


def _contract_id(code: str) -> int | None:
    found = _CODE.fullmatch(code)
    if found is None or not hmac.compare_digest(found[2], _signature(int(found[1]))):
        return None
    return int(found[1])


def _signature(contract_id: int) -> str:
    key: str = current_app.config["SECRET_KEY"]
    told = f"forwarded certificates of contract {contract_id}"
    return hmac.new(key.encode(), told.encode(), hashlib.sha256).hexdigest()[:20]
