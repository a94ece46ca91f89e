"""Tables of any format: CSV, spreadsheets, and where the cells are that people meant."""
