"""Snippets: Markdown, as authors write it."""
