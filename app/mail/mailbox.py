"""The mailbox at its server: what waits there, and the marks that are put on it."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import Config

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_READ, _LEFT = r"(\Seen)", r"(\Flagged)"

# What a server, or the way to it, may fail with.
TROUBLE = (OSError, imaplib.IMAP4.error)


class Mailbox:
    """One folder at a server, opened. Each method raises one of `TROUBLE`."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self._server = server

    def waiting(self) -> list[str]:
        """The mails that nobody has read and that were not left to a person, oldest first."""
        (found,) = self._ask("SEARCH", None, "UNSEEN", "UNFLAGGED")
        return found.decode("ascii").split() if isinstance(found, bytes) else []

    def size(self, uid: str) -> int:
        """How many bytes a mail has; 0 where it is gone."""
        answer = self._ask("FETCH", uid, "(RFC822.SIZE)")
        sizes = [_SIZE.search(line) for line in answer if isinstance(line, bytes)]
        return next((int(size[1]) for size in sizes if size), 0)

    def fetch(self, uid: str) -> bytes | None:
        """All of a mail, without marking it as read; None where it is gone."""
        answer = self._ask("FETCH", uid, "(BODY.PEEK[])")
        return next((part[1] for part in answer if isinstance(part, tuple)), None)

    def mark_read(self, uid: str) -> None:
        """It was acted upon."""
        self._ask("STORE", uid, "+FLAGS.SILENT", _READ)

    def leave_to_a_person(self, uid: str) -> None:
        """It fits nothing: it stays, flagged."""
        self._ask("STORE", uid, "+FLAGS.SILENT", _LEFT)

    def _ask(self, command: str, *words: str | None) -> list[bytes | tuple[bytes, bytes] | None]:
        status, answer = self._server.uid(command, *words)  # type: ignore[arg-type]
        if status != "OK":
            raise imaplib.IMAP4.error(f"{command} was refused")
        return answer


@contextmanager
def open_mailbox(config: Config) -> Iterator[Mailbox]:
    """The mailbox of the settings; raises one of `TROUBLE` where the server does not open it."""
    server = _connected(config)
    try:
        server.login(config["IMAP_USER"], config["IMAP_PASSWORD"])
        status, _answer = server.select(_quoted(config["IMAP_FOLDER"]))
        if status != "OK":
            raise imaplib.IMAP4.error("the folder does not open")
        yield Mailbox(server)
    finally:
        with suppress(*TROUBLE):  # all that matters is done
            server.logout()


def _connected(config: Config) -> imaplib.IMAP4:
    host, port, seconds = config["IMAP_HOST"], config["IMAP_PORT"], config["MAIL_TIMEOUT"]
    context = ssl.create_default_context()
    if config["IMAP_TLS"] == "yes":
        return imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=seconds)
    server = imaplib.IMAP4(host, port, timeout=seconds)
    if config["IMAP_TLS"] == "starttls":
        server.starttls(ssl_context=context)
    return server


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
