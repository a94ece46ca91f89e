"""Finds sessions by words, and nations by their places."""
