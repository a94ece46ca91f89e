"""Tables in CSV files and spreadsheets, with the place of each cell."""
