"""Reads what people ask for, as options of commands and fields of forms."""
