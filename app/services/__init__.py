"""What changes the ledger, or who may change it? One write, one file."""
