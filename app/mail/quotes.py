"""Removes quoted text and the signature from a reply.

Text above a quote is always kept. If it is unclear what is quoted – answers between the quoted
lines, or below them without a mark – everything is kept: a reader can skip too much text, but
does not notice what is lost.
"""

import re

# « Le lun. 23 nov. 2026 à 17:20, Claire <claire@…> a écrit : », on up to three lines.
_ATTRIBUTION = re.compile(
    r"^(?:le|on)\b.{0,200}?\d{1,2}\s?[:h]\s?\d{2}.{0,300}(?:a écrit|wrote)\s*:$",
    re.IGNORECASE | re.DOTALL,
)
_SEPARATOR = re.compile(
    r"^-{2,}\s*(?:message d['’]origine|message original|message transféré|original message"
    r"|forwarded message)\s*-{2,}$",
    re.IGNORECASE,
)
# Outlook repeats the header of the quoted mail: at least three such lines in a row.
_HEAD = re.compile(
    r"^\*?(?:de|from|envoyé|sent|date|à|to|cc|objet|subject)\s?:\*?\s", re.IGNORECASE
)
_FEWEST_HEAD_LINES = 3
_SIGNATURE = re.compile(r"^--\s?$")
_LONGEST_SIGNATURE = 12  # lines
_DEVICE = re.compile(
    r"^(?:envoyé (?:de|depuis|à partir de) |sent from |obtenir outlook pour |get outlook for ).{1,80}$",
    re.IGNORECASE,
)
_LONGEST_ATTRIBUTION = 3  # lines


def own_text(text: str) -> str:
    """Return what the sender of a reply has written; empty if there is only a quote."""
    lines = [line.rstrip() for line in text.splitlines()]
    for at in range(len(lines)):
        end = _end_of_quote_head(lines, at)
        if end:
            return _without_quote(lines, at, end)
    return _trim(_without_trailing_marks(lines))


def _end_of_quote_head(lines: list[str], at: int) -> int:
    """Return the index after the introduction of a quote that begins at `at`; 0 if none does."""
    if _SEPARATOR.match(lines[at].strip()):
        return at + 1
    if _head_lines(lines, at) >= _FEWEST_HEAD_LINES:
        return at + _head_lines(lines, at)
    for length in range(1, _LONGEST_ATTRIBUTION + 1):
        attribution = " ".join(line.strip() for line in lines[at : at + length])
        if _ATTRIBUTION.match(attribution):
            rest = lines[at + length :]
            is_marked = any(_is_marked(line) for line in rest)
            return at + length if is_marked or "@" in attribution else 0
    return 0


def _head_lines(lines: list[str], at: int) -> int:
    count = 0
    while at + count < len(lines) and _HEAD.match(lines[at + count].strip() + " "):
        count += 1
    return count


def _without_quote(lines: list[str], at: int, end: int) -> str:
    above, rest = lines[:at], lines[end:]
    if not any(_is_marked(line) for line in rest):
        # An unmarked quote goes to the end, unless nothing stands above it: then it is unclear.
        return _trim(above) or _trim(lines)
    below = _without_first_block(rest)
    if any(_is_marked(line) for line in below):
        return _trim(lines)  # answers between the quoted lines
    own_below = _trim(below)
    return "\n\n".join(filter(None, (_trim(above), own_below)))


def _without_first_block(lines: list[str]) -> list[str]:
    """Return the lines after the first run of marked and empty lines."""
    at = 0
    while at < len(lines) and (_is_marked(lines[at]) or not lines[at].strip()):
        at += 1
    return lines[at:]


def _without_trailing_marks(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (_is_marked(lines[end - 1]) or not lines[end - 1].strip()):
        end -= 1
    return lines[:end]


def _is_marked(line: str) -> bool:
    return line.lstrip().startswith(">")


def _trim(lines: list[str]) -> str:
    """Return the text without its signature and the empty lines around it."""
    for at, line in enumerate(lines):
        if _SIGNATURE.match(line) and len(lines) - at <= _LONGEST_SIGNATURE:
            lines = lines[:at]
            break
    while lines and (not lines[-1].strip() or _DEVICE.match(lines[-1].strip())):
        lines = lines[:-1]
    return "\n".join(lines).strip()
