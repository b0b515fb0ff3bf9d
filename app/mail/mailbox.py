"""The mailbox on the IMAP server: listing, fetching and flagging its mails."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import Config

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_SEEN, _FLAGGED = r"(\Seen)", r"(\Flagged)"

# What is raised when the server, or the connection to it, fails.
MAILBOX_ERRORS = (OSError, imaplib.IMAP4.error)


class Mailbox:
    """An open folder on the server. Each method may raise one of `MAILBOX_ERRORS`."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self._server = server

    def waiting(self) -> list[str]:
        """Return the UIDs of mails that are neither read nor flagged, oldest first."""
        (found,) = self._ask("SEARCH", None, "UNSEEN", "UNFLAGGED")
        return found.decode("ascii").split() if isinstance(found, bytes) else []

    def size(self, uid: str) -> int:
        """Return the size of a mail in bytes; 0 if it is gone."""
        answer = self._ask("FETCH", uid, "(RFC822.SIZE)")
        sizes = [_SIZE.search(line) for line in answer if isinstance(line, bytes)]
        return next((int(size[1]) for size in sizes if size), 0)

    def fetch(self, uid: str) -> bytes | None:
        """Return a whole mail without marking it as read; None if it is gone."""
        answer = self._ask("FETCH", uid, "(BODY.PEEK[])")
        return next((part[1] for part in answer if isinstance(part, tuple)), None)

    def mark_read(self, uid: str) -> None:
        """Mark a mail as read, after it was handled."""
        self._ask("STORE", uid, "+FLAGS.SILENT", _SEEN)

    def leave_to_a_person(self, uid: str) -> None:
        """Flag a mail that the program cannot handle, so that a person reads it."""
        self._ask("STORE", uid, "+FLAGS.SILENT", _FLAGGED)

    def _ask(self, command: str, *words: str | None) -> list[bytes | tuple[bytes, bytes] | None]:
        status, answer = self._server.uid(command, *words)  # type: ignore[arg-type]
        if status != "OK":
            raise imaplib.IMAP4.error(f"{command} was refused")
        return answer


@contextmanager
def open_mailbox(config: Config) -> Iterator[Mailbox]:
    """Sign in and open the configured folder. Raises one of `MAILBOX_ERRORS`."""
    context = ssl.create_default_context()
    server = _connect(config, context)
    try:
        if config["IMAP_TLS"] == "starttls":
            server.starttls(ssl_context=context)
        server.login(config["IMAP_USER"], config["IMAP_PASSWORD"])
        status, _answer = server.select(_quote(config["IMAP_FOLDER"]))
        if status != "OK":
            raise imaplib.IMAP4.error("the folder does not open")
        yield Mailbox(server)
    finally:
        _disconnect(server)


def _connect(config: Config, context: ssl.SSLContext) -> imaplib.IMAP4:
    host, port, seconds = config["IMAP_HOST"], config["IMAP_PORT"], config["MAIL_TIMEOUT"]
    if config["IMAP_TLS"] == "yes":
        return imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=seconds)
    return imaplib.IMAP4(host, port, timeout=seconds)


def _disconnect(server: imaplib.IMAP4) -> None:
    with suppress(*MAILBOX_ERRORS):  # the work is done, or has failed with its own error
        server.logout()
    with suppress(OSError):  # a LOGOUT that was answered has closed it already
        server.shutdown()


def _quote(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
