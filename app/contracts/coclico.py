"""La Poste's customer number, the COCLICO. Pure."""

COCLICO_DIGITS = 8


def pad_coclico(digits: str) -> str:
    """The digits as La Poste writes them: 8, with zeros in front.

    Source: the vendor's help article on renewing a range; La Poste's web form wants all 8.
    """
    return digits.zfill(COCLICO_DIGITS)
