"""Stress: every activity that is shipped, through many seeds, held against laws of its own."""
