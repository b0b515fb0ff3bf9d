"""Whom a request goes to, and how the merchant is shown who it is."""

from dataclasses import dataclass
from typing import Self

from app.accounts.models import User


@dataclass(frozen=True, slots=True)
class Addressee:
    """The one who is written to."""

    email: str
    # What the merchant reads in place of an address that the directory keeps to itself.
    shown_as: str
    # The same for the same mail: it goes only to the one for whom it was shown.
    key: str
    # The advisor's address as it was typed, where it is none of Sendcloud's.
    named: str | None = None

    @classmethod
    def at(cls, email: str) -> Self:
        """Somebody whose address the merchant knows."""
        return cls(email, email, email)

    @classmethod
    def from_directory(cls, advisor: User) -> Self:
        """An advisor who was found by name."""
        return cls(advisor.email, advisor.name, f"advisor {advisor.id}")

    @classmethod
    def in_place_of(cls, named: str, support: str) -> Self:
        """Support, asked to pass it on to an address that we cannot vouch for."""
        return cls(support, support, f"{support} {named}", named)
