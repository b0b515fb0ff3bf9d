"""Converts an HTML mail to plain text, with quoted lines marked by « > »."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
_HIDDEN = frozenset(("head", "script", "style", "template", "title"))
_VOID = frozenset(("br", "hr", "img", "input", "link", "meta"))


def text_of_html(html: str) -> str:
    """Return the visible text, each paragraph on one line."""
    extractor = _TextExtractor()
    extractor.feed(html)
    extractor.close()
    return re.sub(r"\n{3,}", "\n\n", extractor.text()).strip()


class _TextExtractor(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._hidden = 0
        self._quotes = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        if tag in _BLOCKS:
            self._end_line(always=tag == "br")
        if tag == "blockquote":
            self._quotes += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        if tag in _BLOCKS and tag not in _VOID:
            self._end_line(always=False)
        if tag == "p":
            self._end_line(always=True)
        if tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._line.append(data)

    def text(self) -> str:
        self._end_line(always=False)
        return "\n".join(self._lines)

    def _end_line(self, *, always: bool) -> None:
        words = " ".join("".join(self._line).split())
        self._line.clear()
        if words or always:
            self._lines.append("> " * min(self._quotes, 3) + words)
