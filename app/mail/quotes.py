"""The own text of a reply, without what it quotes and without its signature.

Whatever stands above a quote is kept. Where it cannot be told what is quoted – an answer between
the quoted lines, or under them without a mark – everything is kept: too much is read over, what is
lost is not missed.
"""

import re

# « Le lun. 23 nov. 2026 à 17:20, Claire <claire@…> a écrit : », over up to three lines.
_ATTRIBUTION = re.compile(
    r"^(?:le|on)\b.{0,200}?\d{1,2}\s?[:h]\s?\d{2}.{0,300}(?:a écrit|wrote)\s*:$",
    re.IGNORECASE | re.DOTALL,
)
_SEPARATOR = re.compile(
    r"^-{2,}\s*(?:message d['’]origine|message original|message transféré|original message"
    r"|forwarded message)\s*-{2,}$",
    re.IGNORECASE,
)
# Outlook repeats the head of the mail: three such lines in a row are one.
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
    """What the writer of a reply has written; empty where there is only a quote."""
    lines = [line.rstrip() for line in text.splitlines()]
    for at in range(len(lines)):
        end = _quote_begins(lines, at)
        if end:
            return _without_quote(lines, at, end)
    return _finished(_without_trailing_marks(lines))


def _quote_begins(lines: list[str], at: int) -> int:
    """The line after the head of a quote that begins at this line; 0 where none does."""
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
        # All of it is quoted, unless nothing stands above: then it cannot be told.
        return _finished(above) or _finished(lines)
    below = _without_first_block(rest)
    if any(_is_marked(line) for line in below):
        return _finished(lines)  # between the quoted lines
    own_below = _finished(below)
    return "\n\n".join(filter(None, (_finished(above), own_below)))


def _without_first_block(lines: list[str]) -> list[str]:
    """What follows the first run of marked and empty lines."""
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


def _finished(lines: list[str]) -> str:
    """The text without its signature and without empty lines around it."""
    for at, line in enumerate(lines):
        if _SIGNATURE.match(line) and len(lines) - at <= _LONGEST_SIGNATURE:
            lines = lines[:at]
            break
    while lines and (not lines[-1].strip() or _DEVICE.match(lines[-1].strip())):
        lines = lines[:-1]
    return "\n".join(lines).strip()
