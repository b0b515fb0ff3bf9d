"""The directory of advisors by full name, for people who have confirmed their own address."""

import unicodedata
from dataclasses import dataclass
from typing import Self

from app.accounts.models import StaffRole, User


class NotOneAdvisor(LookupError):
    """No advisor has this name, or several do: `count` of them."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


@dataclass(frozen=True, slots=True)
class Directory:
    """The advisors that a merchant can choose by name."""

    advisors: tuple[User, ...]

    @classmethod
    def open_to(cls, person: User) -> Self | None:
        """Return the directory, or None if this person has not confirmed their own address."""
        if not person.is_confirmed:
            return None
        return cls(tuple(u for u in User.advisors() if u.staff_role == StaffRole.ADVISOR))

    @property
    def names(self) -> list[str]:
        """Their full names, without duplicates."""
        return list(dict.fromkeys(advisor.name for advisor in self.advisors))

    def find(self, name: str) -> User:
        """Return the advisor with this full name, ignoring case and accents.

        Raises `NotOneAdvisor` if there is none or more than one.
        """
        key = name_key(name)
        found = [advisor for advisor in self.advisors if name_key(advisor.name) == key]
        if len(found) != 1:
            raise NotOneAdvisor(len(found))
        return found[0]


def name_key(name: str) -> str:
    """Return the name without capitals, accents and dashes and with single spaces, to compare."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.replace("-", " ").split())
