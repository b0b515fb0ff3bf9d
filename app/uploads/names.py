"""The name under which a file is shown and saved."""

import re
import unicodedata

from app.uploads.content import JPEG, PDF, PNG

LONGEST_NAME = 100
ENDINGS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
_FOLDERS = re.compile(r"^.*[/\\]", re.DOTALL)
_FORBIDDEN = re.compile(r'[<>:"|?*;%]')
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def tidy_name(name: str | None, media_type: str | None = None) -> str:
    """The last part of a name, without what cannot be seen, and with the ending of what it is.

    Without a media type the ending stays: for naming a file that was refused.
    """
    last = _FOLDERS.sub("", name or "")
    visible = "".join(sign if _is_seen(sign) else " " for sign in last)
    stem = " ".join(_FORBIDDEN.sub(" ", unicodedata.normalize("NFC", visible)).split())
    if media_type is None:
        return stem.strip(". ")[:LONGEST_NAME] or "document"
    ending = ENDINGS[media_type]
    stem = _ENDING.sub("", stem).strip(". ")[: LONGEST_NAME - len(ending)].strip()
    return (stem or "document") + ending


def _is_seen(sign: str) -> bool:
    """Neither a control, nor one that turns the reading round, nor half of a sign."""
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
