"""What is too long for every run: `make prove`."""
