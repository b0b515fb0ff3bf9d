"""The same label drawn by other libraries, to compare with. Nothing of the program uses these."""
