"""The text that a page shows: a line for each block, spaces between cells. Pure.

It takes one pass, whatever the page: no piece of it is looked at twice.
"""

import re
from collections.abc import Iterator
from html import unescape

_BLOCKS = frozenset(
    {"address", "article", "blockquote", "br", "caption", "div", "dd", "dl", "dt", "fieldset"}
    | {"footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main"}
    | {"ol", "p", "pre", "section", "table", "tbody", "thead", "tr", "ul"}
)
_CELLS = frozenset({"td", "th"})
# Elements that are not shown; what looks like a tag inside the first three is none.
_RAW = frozenset({"script", "style", "title"})
_HIDDEN = frozenset({*_RAW, "template"})
# No more of a page is read; a certificate has a hundredth of it.
LONGEST_PAGE = 200_000
_CELL_GAP = "   "
_MARKUP = re.compile(r"<[A-Za-z/!?]")
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]*)")
# `html.unescape` fails on a number of thousands of digits; no character has more than seven.
_ENDLESS_NUMBER = re.compile(r"&#[0-9]{8,}")
_SPACE = re.compile(r"[\t\r\n ]+")


def text_of_html(html: str) -> str:
    """The text that a page shows: a line for each block, spaces between cells."""
    parts: list[str] = []
    hidden = length = 0
    for name, closes, text in _tokens(html):
        if name in _HIDDEN:
            hidden = max(0, hidden - 1) if closes else hidden + 1
        if name in _BLOCKS:
            parts.append("\n")
        elif name in _CELLS:
            parts.append(_CELL_GAP)
        elif text and not hidden:
            parts.append(_SPACE.sub(" ", unescape(_ENDLESS_NUMBER.sub(" ", text))))
        else:
            continue
        length += len(parts[-1])
        if length > LONGEST_PAGE:
            break
    return "".join(parts)


def _tokens(html: str) -> Iterator[tuple[str, bool, str]]:
    """Each tag by its name and whether it closes, and each text between; comments are left out."""
    scanner = _Scanner(html)
    while scanner.place < len(html):
        start = scanner.find_markup()
        yield "", False, html[scanner.place : start]
        scanner.place = start
        tag = _TAG.match(html, start)
        if html.startswith("<!--", start):
            scanner.skip_behind("-->")
        elif tag:
            name, closes = tag[1].lower(), html[start + 1] == "/"
            scanner.skip_tag(tag.end())
            yield name, closes, ""
            if name in _RAW and not closes:
                scanner.skip_to_end_of(name)
        else:
            scanner.skip_behind(">")


class _Scanner:
    """A place in a page that only moves on. What was once not found is not looked for again."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._absent: set[str] = set()
        self.place = 0

    def find(self, sign: str, since: int | None = None) -> int:
        """Where a sign stands next; the end of the page if nowhere."""
        if sign in self._absent:
            return len(self._html)
        found = self._html.find(sign, self.place if since is None else since)
        if found < 0:
            self._absent.add(sign)
            return len(self._html)
        return found

    def find_markup(self) -> int:
        """Where a tag, a comment or a declaration begins next; a `<` before anything else is text."""
        found = _MARKUP.search(self._html, self.place)
        return found.start() if found else len(self._html)

    def skip_behind(self, sign: str) -> None:
        """Move behind the next such sign."""
        self.place = min(len(self._html), self.find(sign) + len(sign))

    def skip_tag(self, place: int) -> None:
        """Move behind a tag; a `>` between quotes does not end it."""
        end = self.find(">", place)
        while quote := _open_quote(self._html[place:end]):
            closing = self.find(quote, end)
            if closing == len(self._html):
                break
            place, end = closing + 1, self.find(">", closing + 1)
        self.place = min(len(self._html), end + 1)

    def skip_to_end_of(self, name: str) -> None:
        """Move to the tag that closes an element whose content is no page."""
        end = re.compile(rf"</{name}\b", re.IGNORECASE).search(self._html, self.place)
        self.place = end.start() if end else len(self._html)


def _open_quote(attributes: str) -> str:
    """The quote that these attributes leave open; empty if none."""
    open_quote = ""
    for sign in attributes:
        if sign in "\"'" and open_quote in ("", sign):
            open_quote = "" if open_quote else sign
    return open_quote
