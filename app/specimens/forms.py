"""The form for the sender's address, which specimens need."""

from app.contracts.forms import SenderFields


class SenderForm(SenderFields):
    """The sender's address, without the optional complement."""

    # Setting a field to None removes it from the form.
    sender_complement = None  # type: ignore[assignment]
