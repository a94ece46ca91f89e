"""The ledger: what has been printed, signed and withdrawn, and what became of it since."""
