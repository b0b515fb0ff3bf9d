"""The dialogue between merchant and advisor about a contract, and its documents."""
