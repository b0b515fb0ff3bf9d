"""The rows ticked in a list: some, by their ids, or all of them."""

import re
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnprocessableEntity

from app.database import LARGEST_ID

# No list shows more, and databases limit the parameters of a statement to some ten thousands.
MOST_TICKED = 5_000
# Longer ones are no ids, and Python raises an error for thousands of digits.
_ID = re.compile("[0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class Selection:
    """The ids ticked, or everything in the list."""

    ids: tuple[int, ...]
    everything: bool

    @classmethod
    def read(cls, values: "MultiDict[str, str]", name: str) -> "Selection":
        """Read the check boxes called `name`; values that are no ids are skipped.

        Raises UnprocessableEntity (422) for more than `MOST_TICKED`; they are never cut.
        """
        ticked = (int(v) for v in values.getlist(name) if _ID.fullmatch(v))
        ids = tuple(dict.fromkeys(i for i in ticked if i <= LARGEST_ID))
        if len(ids) > MOST_TICKED:
            raise UnprocessableEntity
        return cls(ids, values.get("all") == "1")

    def __bool__(self) -> bool:
        return self.everything or bool(self.ids)

    def __contains__(self, row_id: int) -> bool:
        return self.everything or row_id in self.ids
