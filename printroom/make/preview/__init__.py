"""Prints documents while somebody edits or reviews them: again after each save."""
