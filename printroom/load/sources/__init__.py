"""Source files: their text, YAML with the place of each value, and a memo of what was read."""
