"""What merchant and advisor say to each other about a contract, with their documents."""
