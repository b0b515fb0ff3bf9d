"""Sub-addresses of the program's own mailbox: « mailbox+code@… » says what a mail is for.

Mail servers deliver them to the mailbox named before the +.
"""

from collections.abc import Iterable

from flask import current_app


def with_code(code: str) -> str | None:
    """Return the mailbox's address with this code; None if no mailbox is configured."""
    mailbox: str = current_app.config["INBOUND_ADDRESS"]
    local, _at, domain = mailbox.partition("@")
    return f"{local}+{code}@{domain}" if mailbox else None


def code_in(recipients: Iterable[str]) -> str | None:
    """Return the code in one of these lower-case addresses, if it is the mailbox's."""
    mailbox: str = current_app.config["INBOUND_ADDRESS"]
    local, _at, domain = mailbox.partition("@")
    for address in recipients if mailbox else ():
        start, end = f"{local}+", f"@{domain}"
        if address.startswith(start) and address.endswith(end):
            return address[len(start) : -len(end)]
    return None
