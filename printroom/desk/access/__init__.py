"""Who may use the desk: tokens, accounts, roles, and the log of what people did."""
