"""A real IMAP server, and mails to put into it."""

import imaplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from uuid import uuid4

from tests.mail.post_office import HOST, free_port

USER, PASSWORD = "demouser", "demopass"  # pymap's own
_SECONDS_TO_START = 20


@contextmanager
def imap_server() -> Iterator[int]:
    """Run a server that holds its mails in memory; yield its port."""
    port = free_port()
    command = [sys.executable, "-m", f"{__package__}.imap_process", "--host", HOST]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--no-tls", "dict"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(port)
        yield port
    finally:
        process.kill()
        process.wait()


def _await(port: int) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            imaplib.IMAP4(HOST, port, timeout=5).logout()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


class LetterBox:
    """A folder on the server, as its owner sees it."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self.folder = f"replies {uuid4().hex[:8]}"
        self._server = server
        self._named = f'"{self.folder}"'
        server.create(self._named)

    def drop(self, mail: EmailMessage | bytes) -> None:
        """Put a mail into it."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes()
        status, _answer = self._server.append(self._named, "", "", raw)
        assert status == "OK"

    def marks(self) -> list[str]:
        """The marks of each mail, in the order in which they came."""
        self._server.select(self._named, readonly=True)
        _status, answer = self._server.fetch("1:*", "(FLAGS)")
        lines = [line.decode() for line in answer if isinstance(line, bytes)]
        names = ("Seen", "Flagged")
        return [" ".join(name for name in names if f"\\{name}" in line) for line in lines]

    def forget_marks(self) -> None:
        """As if nobody had put any."""
        self._server.select(self._named)
        self._server.store("1:*", "-FLAGS.SILENT", r"(\Seen \Flagged)")


@contextmanager
def letter_box_at(port: int) -> Iterator[LetterBox]:
    """Create a folder on this server."""
    with imaplib.IMAP4(HOST, port, timeout=10) as server:
        server.login(USER, PASSWORD)
        yield LetterBox(server)


def reply(
    to: str, sender: str, text: str = "Lyon.", *, html: str | None = None, **headers: str
) -> EmailMessage:
    """Return a reply to the mail with this Message-ID, as a mail program writes it."""
    mail = EmailMessage()
    mail["From"] = f"Somebody <{sender}>"
    mail["Subject"] = "Re: Votre contrat"
    mail["In-Reply-To"] = mail["References"] = to
    mail["Message-ID"] = f"<{uuid4()}@elsewhere.test>"
    for name, value in headers.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    if html is None:
        mail.set_content(text)
    else:
        mail.set_content(html, subtype="html")
    return mail


def bounce(of: str, address: str, status: str = "5.1.1", action: str = "failed") -> EmailMessage:
    """Return a delivery report about an address that does not exist (RFC 3464)."""
    mail = EmailMessage()
    mail["From"] = "MAILER-DAEMON@elsewhere.test"
    mail["Subject"] = "Undelivered Mail Returned to Sender"
    mail["Message-ID"] = f"<{uuid4()}@elsewhere.test>"
    mail["Auto-Submitted"] = "auto-replied"
    mail["Content-Type"] = 'multipart/report; report-type=delivery-status; boundary="b"'
    status_part = (
        f"Reporting-MTA: dns; elsewhere.test\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n"
    )
    parts = [
        _part("text/plain", "I could not deliver it."),
        _part("message/delivery-status", status_part),
        _part("text/rfc822-headers", f"Message-ID: {of}\r\nTo: {address}\r\n"),
    ]
    body = "".join(f"--b\r\n{part}\r\n" for part in parts)
    mail.set_payload(f"{body}--b--\r\n")
    return mail


def _part(kind: str, body: str) -> str:
    return f"Content-Type: {kind}\r\n\r\n{body}"
