"""The same label and slip drawn by other libraries, to compare with. The program does not use them."""
