"""A mail as it was saved, forwarded or enclosed: its texts, and the files that came with it. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

from app.mail.parts import (
    Attachment,
    UnreadableMail,
    bytes_of,
    header,
    is_decoration,
    is_file,
    leaves_of,
    name_of,
    text_of,
)
from app.renewals.certificate.html_text import text_of_html

MOST_ENCLOSED = 10
# Not « Objet »: whoever forwards a mail writes this line, and « Certificat » alone grants nothing there.
SUBJECT = "Sujet de l'e-mail"
# A mail in a mail in a mail is forwarded by people; deeper ones are made to keep a reader busy.
DEEPEST = 4
_BOM = b"\xef\xbb\xbf"
_HEAD_BYTES = 50_000
# The line that mailboxes put before a mail.
_MAILBOX_LINE = re.compile(rb">?From \S[^\r\n]*\r?\n")
_HEADER_LINE = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):(?: |\t|\r?$)")
_TELLING = frozenset(
    {b"received", b"return-path", b"delivered-to", b"mime-version", b"message-id", b"from", b"to"}
    | {b"subject", b"date", b"content-type", b"reply-to", b"sender", b"arc-seal"}
)
_FEWEST_HEADERS = 2


@dataclass(frozen=True, slots=True)
class MailContent:
    """What a mail says, in each form that it came in, and its files, also those of enclosed mails."""

    texts: list[str] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)


def strip_mailbox_line(data: bytes) -> bytes:
    """The bytes without a byte order mark, empty lines and the line of a mailbox before the headers."""
    data = data.removeprefix(_BOM).lstrip(b"\r\n\t ")
    line = _MAILBOX_LINE.match(data)
    return data[line.end() :] if line else data


def is_mail(data: bytes) -> bool:
    """Whether the bytes begin with the headers of a mail, whichever comes first."""
    names: list[bytes] = []
    for line in strip_mailbox_line(data)[:_HEAD_BYTES].split(b"\n"):
        if line[:1] in (b" ", b"\t") and names:
            continue
        named = _HEADER_LINE.match(line)
        if named is None:
            break
        names.append(named[1].lower())
    return len(names) >= _FEWEST_HEADERS and not _TELLING.isdisjoint(names)


def content_of_mail(data: bytes) -> MailContent:
    """Its texts and files; nothing if it is no mail."""
    content = MailContent()
    try:
        _collect(message_from_bytes(strip_mailbox_line(data)), content, depth=0)
    except (UnreadableMail, RecursionError):
        return MailContent()
    return content


def _collect(message: Message, content: MailContent, depth: int) -> None:
    plain: list[str] = []
    html: list[str] = []
    for part, is_related in leaves_of(message):
        inside = part.get_payload()
        kind = part.get_content_type()
        if kind == "message/rfc822" and isinstance(inside, list):
            for enclosed in _mails(inside) if depth < DEEPEST else ():
                _collect(enclosed, content, depth + 1)
        elif is_file(part):
            if not is_decoration(part, is_related) and len(content.files) < MOST_ENCLOSED:
                content.files.append(Attachment(name_of(part), bytes_of(part)))
        elif kind == "text/plain":
            plain.append(text_of(part))
        elif kind == "text/html":
            html.append(text_of_html(text_of(part)))
    subject = header(message, "Subject")
    for text in ("\n".join(plain), "\n".join(html)):
        if text.strip():
            content.texts.append(f"{SUBJECT} : {subject}\n\n{text}" if subject else text)


def _mails(inside: Iterable[object]) -> Iterator[Message]:
    return (one for one in inside if isinstance(one, Message))
