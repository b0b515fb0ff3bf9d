"""What a specimen asks for: an address, nothing else."""

from app.contracts.forms import SenderFields


class AddressForm(SenderFields):
    """The sender's address, as short as it can be."""

    sender_complement = None
