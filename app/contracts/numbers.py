"""Reading the numbers of a contract as people type them."""

from app.contracts.coclico import COCLICO_DIGITS, pad_coclico
from app.forms import digits

TRACKING_ACCOUNT_DIGITS = 6


class WrongNumber(ValueError):
    """The text is no such number. `digits_read`: how many digits it has, None if not only digits."""

    def __init__(self, digits_read: int | None) -> None:
        super().__init__(digits_read)
        self.digits_read = digits_read


def read_coclico(text: str) -> str:
    """La Poste's customer number: up to 8 digits, completed with zeros in front.

    Source: the vendor's help article (the form of La Poste wants all 8). Raises `WrongNumber`.
    """
    number = _digits_only(text)
    if len(number) > COCLICO_DIGITS or not int(number):
        raise WrongNumber(len(number))
    return pad_coclico(number)


def read_tracking_account(text: str) -> str:
    """The *compte de suivi*: exactly 6 digits (vendor's help article). Raises `WrongNumber`."""
    number = _digits_only(text)
    if len(number) != TRACKING_ACCOUNT_DIGITS:
        raise WrongNumber(len(number))
    return number


def _digits_only(text: str) -> str:
    number = digits(text)
    if not (number.isascii() and number.isdigit()):
        raise WrongNumber(None)
    return number
