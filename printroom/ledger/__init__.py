"""The ledger: what has been printed, signed and withdrawn, and whether it is still current."""
