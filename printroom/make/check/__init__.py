"""Checks both folders: composes and inspects every order, and lists why packs are drafts."""
