"""Whose certificate it is: the tracking account and the customer number that it names. Pure."""

import re
from collections.abc import Sequence

from app.contracts.coclico import pad_coclico

_ACCOUNT_LABEL = re.compile(r"compte (?:de )?suivi|tracking account", re.IGNORECASE)
_COCLICO_LABEL = re.compile(r"coclico", re.IGNORECASE)
_ACCOUNT = re.compile(r"(?<![0-9A-Za-z])(?<![0-9] )([0-9]{3} ?[0-9]{3})(?! ?[0-9]|[A-Za-z])")
_COCLICO = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9] )([0-9]{2} ?[0-9]{3} ?[0-9]{3}|[0-9]{8})(?! ?[0-9]|[A-Za-z])"
)
_SHORT_COCLICO = re.compile(r"^[^0-9\n]{0,15}([0-9]{1,7})(?![0-9A-Za-z]| ?[0-9])")


def tracking_accounts(text: str) -> list[str]:
    """Every *compte de suivi* that the text names, each once."""
    return _find_labelled(text, _ACCOUNT_LABEL, (_ACCOUNT,))


def coclicos(text: str) -> list[str]:
    """Every COCLICO that the text names, 8 digits with zeros in front, each once."""
    found = _find_labelled(text, _COCLICO_LABEL, (_COCLICO, _SHORT_COCLICO))
    return list(dict.fromkeys(pad_coclico(number) for number in found))


def _find_labelled(
    text: str, label: re.Pattern[str], shapes: Sequence[re.Pattern[str]]
) -> list[str]:
    """The numbers of these shapes right after their label: on its line, or on the two below."""
    found = []
    for match in label.finditer(text):
        rest = text[match.end() : match.end() + 300]
        for part in (rest.split("\n")[0], "\n".join(rest.split("\n")[:3])):
            number = next((hit for shape in shapes if (hit := shape.search(part))), None)
            if number:
                found.append(number[1].replace(" ", ""))
                break
    return list(dict.fromkeys(found))
