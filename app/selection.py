"""What was ticked in a list: some rows by their numbers, or all of them."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from app.database import LARGEST_ID


@dataclass(frozen=True, slots=True)
class Selection:
    """The numbers ticked, or everything that the list holds."""

    ids: tuple[int, ...]
    everything: bool

    @classmethod
    def read(cls, values: "MultiDict[str, str]", name: str) -> "Selection":
        """Read the boxes called `name`; what is no number is left out."""
        ticked = (int(v) for v in values.getlist(name) if v.isascii() and v.isdigit())
        ids = tuple(dict.fromkeys(i for i in ticked if i <= LARGEST_ID))
        return cls(ids, values.get("all") == "1")

    def __bool__(self) -> bool:
        return self.everything or bool(self.ids)

    def __contains__(self, row_id: int) -> bool:
        return self.everything or row_id in self.ids
