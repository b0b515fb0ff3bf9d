"""The paper that somebody asks for, and what of its first sheet is used up."""

from flask import abort
from werkzeug.datastructures import MultiDict

from app.labels.paper_formats import FORMATS, ROLL, PaperFormat
from app.language import gettext as _


class ImpossiblePlace(ValueError):
    """So many places cannot be used on one sheet of this paper."""

    def __init__(self, paper: PaperFormat) -> None:
        super().__init__(paper.name)
        self.paper = paper

    @property
    def sentence(self) -> str:
        """How many there may be, for the person who asked."""
        return _(
            "Cette feuille a %(places)s places : indiquez de 0 à %(most)s places déjà utilisées.",
            places=self.paper.capacity,
            most=self.paper.capacity - 1,
        )


def asked_paper(asked: MultiDict[str, str]) -> PaperFormat:
    """The paper asked for, the roll by default; one that there is not is not found."""
    return FORMATS.get(asked.get("format", ROLL)) or abort(404)


def chosen_paper(asked: MultiDict[str, str]) -> tuple[PaperFormat, int]:
    """The paper asked for, and how many of its places are used up.

    Raises ImpossiblePlace: labels printed over used places would be lost with the sheet. What is not
    a sheet has no used places.
    """
    paper = asked_paper(asked)
    used = asked.get("used", "").strip() or "0"
    if paper.capacity == 1:
        return paper, 0
    if used not in map(str, range(paper.capacity)):
        raise ImpossiblePlace(paper)
    return paper, int(used)
