"""Parses an incoming mail: its sender, what it answers, its own text, whether it is a bounce.

Nothing in a mail is trusted. Any bytes give a `ReadMail` or raise `UnreadableMail`.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from email.utils import getaddresses

from app.mail.parts import Attachment, UnreadableMail, content_of, header
from app.mail.quotes import own_text

__all__ = ["Attachment", "Bounce", "ReadMail", "UnreadableMail", "read_mail"]

_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_ADDRESS = re.compile(r"^[^@\s<>\"',;()\x00-\x1f\x7f-\uffff]{1,64}@[A-Za-z0-9.-]{1,189}$")
# Headers with recipients; the last two are added by mail servers.
_RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To")
_MOST_REFERENCES = 50
# Characters. A longer text is not a reply that somebody typed, so quotes are not searched for.
LONGEST_REPLY = 500_000
_PERMANENT = re.compile(r"^5\.\d{1,3}\.\d{1,3}\b")
_AUTOMATIC_PRECEDENCE = {"bulk", "junk", "list", "auto_reply"}
_AUTOMATIC_SUBJECT = re.compile(
    r"^(?:réponse automatique|absence du bureau|absent du bureau|message d['’]absence"
    r"|automatic reply|auto(?:matic)?[- ]?reply|out of (?:the )?office)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Bounce:
    """A server's report that a mail will never arrive."""

    # Message-IDs of the mail that bounced.
    message_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A parsed incoming mail."""

    # The hash of its Message-ID, or of the whole mail if it has none.
    key: str
    # The address in From, in lower case; None if there is not exactly one. It may be forged.
    sender: str | None
    # The addresses it was sent to, in lower case.
    recipients: tuple[str, ...]
    # The Message-IDs in In-Reply-To and References.
    answers: tuple[str, ...]
    is_automatic: bool
    bounce: Bounce | None
    # The text without quotes, and the whole text, which matters for a forwarded mail.
    text: str
    whole_text: str
    attachments: tuple[Attachment, ...]
    # The bytes as they came, for whoever reads more of it.
    raw: bytes


def key_of(raw: bytes) -> str:
    """Return the hash that identifies a mail when it is fetched again."""
    head = raw.split(b"\r\n\r\n", 1)[0].split(b"\n\n", 1)[0][:100_000]
    named = _MESSAGE_ID.search(header(message_from_bytes(head + b"\n\n"), "Message-ID"))
    return hashlib.sha256(named[0].encode("utf-8", "replace") if named else raw).hexdigest()


def read_mail(raw: bytes) -> ReadMail:
    """Parse a mail. Raises `UnreadableMail`."""
    try:
        message = message_from_bytes(raw)
        text, files = content_of(message)
        bounce = _bounce(message)
        return ReadMail(
            key=key_of(raw),
            sender=_sender(message),
            recipients=_recipients(message),
            answers=_ids(f"{header(message, 'In-Reply-To')} {header(message, 'References')}"),
            is_automatic=_is_automatic(message),
            bounce=bounce,
            text=own_text(text) if len(text) <= LONGEST_REPLY else text,
            whole_text=text,
            attachments=tuple(files),
            raw=raw,
        )
    except RecursionError as error:
        raise UnreadableMail("nested too deeply") from error


def _sender(message: Message) -> str | None:
    """Return the address in From; None unless there is one header with one address."""
    claimed = message.get_all("From", [])
    addresses = _addresses(claimed)
    return addresses[0] if len(claimed) == len(addresses) == 1 else None


def _recipients(message: Message) -> tuple[str, ...]:
    named = [one for name in _RECIPIENTS for one in message.get_all(name, [])]
    return tuple(dict.fromkeys(filter(None, _addresses(named[:_MOST_REFERENCES]))))


def _addresses(values: Sequence[object]) -> list[str | None]:
    """Return the addresses in header values, in lower case; None for each invalid one."""
    try:
        found = getaddresses([str(one)[:1_000] for one in values])
    except RecursionError:  # deeply nested comments
        return []
    return [address.lower() if _ADDRESS.match(address) else None for _name, address in found]


def _ids(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(text)[-_MOST_REFERENCES:]))


def _is_automatic(message: Message) -> bool:
    submitted = header(message, "Auto-Submitted").lower()
    return (
        submitted not in {"", "no"}
        or header(message, "Precedence").lower() in _AUTOMATIC_PRECEDENCE
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
        or message.get_content_type() == "multipart/report"
        or header(message, "Return-Path") == "<>"
        or bool(_AUTOMATIC_SUBJECT.match(header(message, "Subject")))
    )


def _bounce(message: Message) -> Bounce | None:
    """Return the bounce in a delivery report (RFC 3464) with a permanent failure (5.x.x)."""
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return None
    parts = [part for part in message.get_payload() if isinstance(part, Message)]
    if not any(_is_permanent_failure(part) for part in parts):
        return None
    back = [found for part in parts for found in _original_ids(part)]
    return Bounce(tuple(back) or _ids(header(message, "In-Reply-To")))


def _is_permanent_failure(part: Message) -> bool:
    if part.get_content_type() != "message/delivery-status":
        return False
    blocks = part.get_payload()
    return isinstance(blocks, list) and any(
        isinstance(block, Message)
        and header(block, "Action").lower() in {"failed", ""}
        and _PERMANENT.match(header(block, "Status"))
        for block in blocks
    )


def _original_ids(part: Message) -> tuple[str, ...]:
    """Return the Message-ID of the bounced mail, which is enclosed whole or by its header."""
    kind, inside = part.get_content_type(), part.get_payload()
    if kind == "message/rfc822" and isinstance(inside, list) and isinstance(inside[0], Message):
        return _ids(header(inside[0], "Message-ID"))
    if kind in {"text/rfc822-headers", "message/rfc822-headers"} and isinstance(inside, str):
        return _ids(header(message_from_string(inside), "Message-ID"))
    return ()
