"""The characters and short forms of a postal line, for recipients and senders alike."""
