"""What was ticked in a list: some rows by their numbers, or all of them."""

import re
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnprocessableEntity

from app.database import LARGEST_ID

# No list offers more, and a database compares with some tens of thousands at most.
MOST_TICKED = 5_000
# Python refuses to read a number of thousands of digits.
_NUMBER = re.compile("[0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class Selection:
    """The numbers ticked, or everything that the list holds."""

    ids: tuple[int, ...]
    everything: bool

    @classmethod
    def read(cls, values: "MultiDict[str, str]", name: str) -> "Selection":
        """Read the boxes called `name`; what is no number is left out.

        More than `MOST_TICKED` are refused with 422, never cut.
        """
        ticked = (int(v) for v in values.getlist(name) if _NUMBER.fullmatch(v))
        ids = tuple(dict.fromkeys(i for i in ticked if i <= LARGEST_ID))
        if len(ids) > MOST_TICKED:
            raise UnprocessableEntity
        return cls(ids, values.get("all") == "1")

    def __bool__(self) -> bool:
        return self.everything or bool(self.ids)

    def __contains__(self, row_id: int) -> bool:
        return self.everything or row_id in self.ids
