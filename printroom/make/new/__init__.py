"""Writes examples of what authors and designers make, for the command `new`."""
