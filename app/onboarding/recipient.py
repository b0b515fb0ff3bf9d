"""Who receives a request, how they are shown to the merchant, and who reads it there today."""

from dataclasses import dataclass
from typing import Self

from flask import current_app

from app.accounts.models import User
from app.accounts.replacement import mail_reader
from app.clock import today

# For recipients without an account here: La Poste's contract is in French.
DEFAULT_LANGUAGE = "fr"


@dataclass(frozen=True, slots=True)
class Addressee:
    """The recipient of a request."""

    email: str
    # What the merchant sees: a name in place of an address from the directory.
    shown_as: str
    # Identifies the mail in a form: it is sent only if its addressee was previewed.
    key: str
    # The advisor's address as typed, if it is not one of Sendcloud's.
    named: str | None = None

    @classmethod
    def at(cls, email: str) -> Self:
        """A recipient whose address the merchant knows."""
        return cls(email, email, email)

    @classmethod
    def from_directory(cls, advisor: User) -> Self:
        """An advisor found by name; their address stays hidden from the merchant."""
        return cls(advisor.email, advisor.name, f"advisor {advisor.id}")

    @classmethod
    def in_place_of(cls, named: str, support: str) -> Self:
        """The support, asked to forward the request to an address that is not Sendcloud's."""
        return cls(support, support, f"{support} {named}", named)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads today what is sent to an address."""

    email: str
    # Their account; None for an address without one, such as the support's.
    account: User | None = None
    # The advisor the mail was meant for, where they are away or have left.
    replaced: User | None = None

    @classmethod
    def of(cls, email: str) -> Self:
        """The reader of this address: for an advisor who is away, whoever replaces them.

        The mails of a former advisor whom nobody replaces go to the support.
        """
        meant = User.by_email(email)
        if meant is None or not meant.is_advisor:
            return cls(email, meant)
        advisor = mail_reader(meant, today())
        if advisor is None:
            return cls(current_app.config["SUPPORT_EMAIL"], None, meant)
        return cls(advisor.email, advisor, None if advisor is meant else meant)

    @property
    def language(self) -> str:
        """The language to write to them in."""
        return self.account.language if self.account else DEFAULT_LANGUAGE
