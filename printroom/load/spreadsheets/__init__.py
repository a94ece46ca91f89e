"""The import of school lists from the workbooks that offices have."""
