"""The parts of a mail: its text and what is attached, however badly it was put together."""

import re
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message

from app.mail.html_text import text_of_html

MOST_PARTS = 200
# Smaller pictures that a mail's HTML shows are the logo of a signature.
DECORATION_BYTES = 40_000
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2060\ufeff]|[\ud800-\udfff]")
_LONGEST_HEADER = 2_000


class Unreadable(Exception):
    """No mail can be made out of these bytes."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along."""

    name: str
    data: bytes


def content_of(message: Message) -> tuple[str, list[Attachment]]:
    """All of the text, in the form that was written as text where there is one, and the files.

    Raises `Unreadable` where there are more parts than anybody writes.
    """
    plain: list[str] = []
    html: list[str] = []
    files: list[Attachment] = []
    for part, is_related in _leaves(message):
        kind = part.get_content_type()
        if _is_file(part):
            if not _is_decoration(part, is_related):
                files.append(Attachment(_name(part), _bytes(part)))
        elif kind == "text/plain":
            plain.append(_text(part))
        elif kind == "text/html":
            html.append(_text(part))
    text = "\n".join(plain)
    if not text.strip():
        text = "\n".join(text_of_html(one) for one in html)
    return _UNSEEN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip(), files


def header(message: Message, name: str) -> str:
    """A header as a person reads it: decoded, on one line; empty where it is missing."""
    try:
        raw = str(message.get(name, ""))[:_LONGEST_HEADER]
    except Exception:  # what is in it is no text in any charset
        return ""
    return one_line(raw)


def one_line(raw: str) -> str:
    """A header's value decoded, without what cannot be seen."""
    try:
        pieces = decode_header(raw)
        read = "".join(
            piece if isinstance(piece, str) else _decoded(piece, charset)
            for piece, charset in pieces
        )
    except Exception:  # it only looked encoded
        read = raw
    return " ".join(_UNSEEN.sub(" ", read).split())


def _leaves(message: Message) -> "list[tuple[Message, bool]]":
    """The parts that hold no others, with whether they belong to an HTML text."""
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
            raise Unreadable("too many parts")
    return found


def _is_file(part: Message) -> bool:
    maintype, disposition = part.get_content_maintype(), part.get_content_disposition()
    if disposition == "attachment" or maintype not in {"text", "multipart"}:
        return True
    return bool(part.get_filename()) and part.get_content_type() != "text/html"


def _is_decoration(part: Message, is_related: bool) -> bool:
    is_picture = part.get_content_maintype() == "image" and part.get("Content-ID") is not None
    return is_picture and is_related and len(_bytes(part)) <= DECORATION_BYTES


def _name(part: Message) -> str:
    try:
        name = one_line(str(part.get_filename() or ""))
    except Exception:  # a name in three charsets at once
        name = ""
    return name or ("message.eml" if part.get_content_maintype() == "message" else "document")


def _bytes(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except Exception:  # no encoding that there is
        return b""
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    return _decoded(_bytes(part), part.get_content_charset())


def _decoded(data: bytes, charset: str | None) -> str:
    """In the charset that is claimed, else in the two that it may be."""
    for candidate in (charset, "utf-8", "cp1252"):
        try:
            return data.decode(candidate or "utf-8")
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8", "replace")
