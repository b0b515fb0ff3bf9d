"""What a specimen asks for: an address, nothing else."""

from app.contracts.forms import SenderFields


class SenderForm(SenderFields):
    """The sender's address, as short as it can be."""

    # WTForms leaves out a field that is None.
    sender_complement = None  # type: ignore[assignment]
