"""Addresses of the program's own mailbox that say what a mail is for: « boite+code@… ».

The part behind the + is the mailbox's to use: mail servers deliver it to the mailbox before it.
"""

from collections.abc import Iterable

from flask import current_app


def with_code(code: str) -> str | None:
    """The mailbox's address with this code; None without a mailbox."""
    mailbox: str = current_app.config["INBOUND_ADDRESS"]
    local, _at, domain = mailbox.partition("@")
    return f"{local}+{code}@{domain}" if mailbox else None


def code_in(recipients: Iterable[str]) -> str | None:
    """The code with which one of these addresses, in lower case, is the mailbox's."""
    mailbox: str = current_app.config["INBOUND_ADDRESS"]
    local, _at, domain = mailbox.partition("@")
    for address in recipients if mailbox else ():
        start, end = f"{local}+", f"@{domain}"
        if address.startswith(start) and address.endswith(end):
            return address[len(start) : -len(end)]
    return None
