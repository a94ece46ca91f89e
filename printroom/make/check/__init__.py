"""Checks of both folders: every order composed and inspected, and why packs are drafts."""
