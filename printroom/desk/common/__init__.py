"""Shared by all pages of the desk: settings, rendering, forms, wording, links."""
