"""Documents while somebody edits or reviews them: printed again after each save."""
