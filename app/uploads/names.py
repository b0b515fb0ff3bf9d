"""File names under which uploads are shown and saved."""

import re
import unicodedata

from app.uploads.content import JPEG, PDF, PNG

LONGEST_NAME = 100
ENDINGS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
_FOLDERS = re.compile(r"^.*[/\\]", re.DOTALL)
_FORBIDDEN = re.compile(r'[<>:"|?*;%]')
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def tidy_name(name: str | None, media_type: str | None = None) -> str:
    """Return the last part of a path, without invisible and forbidden characters.

    The extension is that of the media type. Without a media type it is kept, to name a file that
    was refused.
    """
    last = _FOLDERS.sub("", name or "")
    visible = "".join(char if _is_visible(char) else " " for char in last)
    stem = " ".join(_FORBIDDEN.sub(" ", unicodedata.normalize("NFC", visible)).split())
    if media_type is None:
        return stem.strip(". ")[:LONGEST_NAME] or "document"
    ending = ENDINGS[media_type]
    stem = _ENDING.sub("", stem).strip(". ")[: LONGEST_NAME - len(ending)].strip()
    return (stem or "document") + ending


def _is_visible(char: str) -> bool:
    """Whether it is neither a control, a change of direction, a surrogate nor a line separator."""
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
