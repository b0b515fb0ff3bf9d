"""Reads from a request which paper to print on, and how many places of a sheet are used up."""

from flask import abort
from werkzeug.datastructures import MultiDict

from app.labels.paper_formats import FORMATS, ROLL, PaperFormat
from app.language import gettext as _


class ImpossiblePlace(ValueError):
    """The number of used places is invalid for this paper."""

    def __init__(self, paper: PaperFormat) -> None:
        super().__init__(paper.name)
        self.paper = paper

    @property
    def sentence(self) -> str:
        """Say how many places may be used."""
        return _(
            "Cette feuille a %(places)s places : indiquez de 0 à %(most)s places déjà utilisées.",
            places=self.paper.capacity,
            most=self.paper.capacity - 1,
        )


def requested_paper(asked: MultiDict[str, str]) -> PaperFormat:
    """Return the requested paper, by default the roll; 404 for an unknown one."""
    return FORMATS.get(asked.get("format", ROLL)) or abort(404)


def requested_places(asked: MultiDict[str, str]) -> tuple[PaperFormat, int]:
    """Return the requested paper, and how many places of its first sheet are used up.

    Paper with a single label has no used places. Raises ImpossiblePlace.
    """
    paper = requested_paper(asked)
    used = asked.get("used", "").strip() or "0"
    if paper.capacity == 1:
        return paper, 0
    if used not in map(str, range(paper.capacity)):
        raise ImpossiblePlace(paper)
    return paper, int(used)
