"""Comparing and searching text, shared by the steps."""
