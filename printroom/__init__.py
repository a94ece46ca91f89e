"""Printroom makes printable packs from session templates and content snippets."""
