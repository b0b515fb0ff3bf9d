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
from app.renewals import mails
from app.renewals.certificate.files import UnreadableCertificate, best_text, text_of_file
from app.renewals.certificate.parse import read_certificate
from app.renewals.certificate_file import store_certificate
from app.renewals.checks import CheckedCertificate, check, next_to_record
from app.renewals.models import begin
from app.uploads.models import Stored

MOST_FILES = 10
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
    text, file = _certificate_in(read)
    return lambda: _receive(contract_id, text, file)


def _receive(contract_id: int, text: str, file: Stored | None) -> bool:
    if db.session.get(Contract, contract_id) is None:
        return False
    contract = lock_in_transaction(contract_id)
    if not contract.is_activated or _lately_answered(contract) >= MOST_A_DAY:
        return False
    checked = check(read_certificate(text), contract)
    if _is_recorded(checked, contract):
        mails.certificate_known(contract)
        return True
    owner = contract.merchant.owner
    renewal = begin(contract, email=owner.email, by=owner)
    if _says_something(checked):
        renewal.receive(text, None, file)
    mails.certificate_forwarded(renewal, checked)
    return True


def _certificate_in(read: ReadMail) -> tuple[str, Stored | None]:
    """The text that says most: the mail's own, or that of a file that came along, which is kept."""
    texts: list[str] = [read.whole_text]
    files: list[Attachment | None] = [None]
    for attachment in read.attachments[:MOST_FILES]:
        try:
            texts.append(text_of_file(attachment.data))
            files.append(attachment)
        except UnreadableCertificate:
            continue
    best = best_text(texts)
    # Texts that contradict each other come joined: then no one file is the certificate.
    file = files[texts.index(best)] if best in texts else None
    return best, store_certificate(file.data, file.name) if file else None


def _says_something(checked: CheckedCertificate) -> bool:
    """Whether it is a certificate at all: La Poste's mail with the link names no number."""
    return bool(checked.certificate.ranges) or checked.names_numbers


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
