"""Reading a certificate of La Poste: its text, its numbers, what stands around them. Pure."""
