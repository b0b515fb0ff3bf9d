"""The advisors by their full names, for those whose own address is known to be theirs."""

import unicodedata
from dataclasses import dataclass
from typing import Self

from app.accounts.models import StaffRole, User


class NotOneAdvisor(LookupError):
    """The name is nobody's, or that of several: `count` says of how many."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


@dataclass(frozen=True, slots=True)
class Directory:
    """The advisors who can be chosen by name."""

    advisors: tuple[User, ...]

    @classmethod
    def open_to(cls, person: User) -> Self | None:
        """The directory, or None for somebody who has not confirmed their own address."""
        if not person.is_confirmed:
            return None
        return cls(tuple(u for u in User.advisors() if u.staff_role == StaffRole.ADVISOR))

    @property
    def names(self) -> list[str]:
        """Their full names, each once."""
        return list(dict.fromkeys(advisor.name for advisor in self.advisors))

    def find(self, name: str) -> User:
        """The advisor of this full name, whatever its capitals and accents: `NotOneAdvisor`."""
        found = [advisor for advisor in self.advisors if plain(advisor.name) == plain(name)]
        if len(found) != 1:
            raise NotOneAdvisor(len(found))
        return found[0]


def plain(name: str) -> str:
    """A name without capitals, accents and dashes, its spaces single: for comparing."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.replace("-", " ").split())
