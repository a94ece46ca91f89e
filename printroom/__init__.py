"""Printroom: session templates and content snippets in, packs of printed pages out."""
