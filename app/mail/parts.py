"""Extracts the text and the attachments of a mail, also of a malformed one."""

import re
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message

from app.mail.html_text import text_of_html

MOST_PARTS = 200
# Pictures up to this size that are embedded in HTML are taken for the logo of a signature.
DECORATION_BYTES = 40_000
_INVISIBLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2060\ufeff]|[\ud800-\udfff]")
_LONGEST_HEADER = 2_000


class UnreadableMail(Exception):
    """The bytes are not a mail, or one that is too deeply nested or has too many parts."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attached file."""

    name: str
    data: bytes


def content_of(message: Message) -> tuple[str, list[Attachment]]:
    """Return the text, from the plain-text parts or else from the HTML ones, and the attachments.

    Raises `UnreadableMail` for more than `MOST_PARTS` parts.
    """
    plain: list[str] = []
    html: list[str] = []
    files: list[Attachment] = []
    for part, is_related in leaves_of(message):
        kind = part.get_content_type()
        if is_file(part):
            if not is_decoration(part, is_related):
                files.append(Attachment(name_of(part), bytes_of(part)))
        elif kind == "text/plain":
            plain.append(text_of(part))
        elif kind == "text/html":
            html.append(text_of(part))
    text = "\n".join(plain)
    if not text.strip():
        text = "\n".join(text_of_html(one) for one in html)
    return _INVISIBLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip(), files


def header(message: Message, name: str) -> str:
    """Return a header decoded, on one line; empty if it is missing."""
    try:
        raw = str(message.get(name, ""))[:_LONGEST_HEADER]
    except Exception:  # the email package fails in many ways on malformed headers
        return ""
    return one_line(raw)


def one_line(raw: str) -> str:
    """Decode the value of a header and remove invisible characters."""
    try:
        pieces = decode_header(raw)
        read = "".join(
            piece if isinstance(piece, str) else _decode(piece, charset)
            for piece, charset in pieces
        )
    except Exception:  # it only looks encoded
        read = raw
    return " ".join(_INVISIBLE.sub(" ", read).split())


def leaves_of(message: Message) -> "list[tuple[Message, bool]]":
    """Return the parts without parts of their own, and whether each is in a multipart/related.

    An enclosed mail is one of them. Raises `UnreadableMail` for more than `MOST_PARTS`.
    """
    found: list[tuple[Message, bool]] = []
    waiting = [(message, False)]
    while waiting:
        part, is_related = waiting.pop()
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            related = part.get_content_subtype() == "related"
            waiting += [(one, related) for one in reversed(inside) if isinstance(one, Message)]
        else:
            found.append((part, is_related))
        if len(found) + len(waiting) > MOST_PARTS:
            raise UnreadableMail("too many parts")
    return found


def is_file(part: Message) -> bool:
    """Return whether a part is an attached file, not text to be shown."""
    maintype, disposition = part.get_content_maintype(), part.get_content_disposition()
    if disposition == "attachment" or maintype not in {"text", "multipart"}:
        return True
    return bool(part.get_filename()) and part.get_content_type() != "text/html"


def is_decoration(part: Message, is_related: bool) -> bool:
    """Return whether it is a small picture that the HTML beside it shows, as a logo."""
    is_picture = part.get_content_maintype() == "image" and part.get("Content-ID") is not None
    return is_picture and is_related and len(bytes_of(part)) <= DECORATION_BYTES


def name_of(part: Message) -> str:
    """Return the name of an attached file, or one that stands for it."""
    try:
        name = one_line(str(part.get_filename() or ""))
    except Exception:  # the email package fails in many ways on malformed names
        name = ""
    return name or ("message.eml" if part.get_content_maintype() == "message" else "document")


def bytes_of(part: Message) -> bytes:
    """Return the content of a part; nothing where its encoding is broken."""
    try:
        payload = part.get_payload(decode=True)
    except Exception:  # an unknown or broken encoding
        return b""
    return payload if isinstance(payload, bytes) else b""


def text_of(part: Message) -> str:
    """Return the content of a part as text."""
    return _decode(bytes_of(part), part.get_content_charset())


def _decode(data: bytes, charset: str | None) -> str:
    """Decode by the declared charset, or else by UTF-8 or cp1252."""
    for candidate in (charset, "utf-8", "cp1252"):
        try:
            return data.decode(candidate or "utf-8")
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8", "replace")
