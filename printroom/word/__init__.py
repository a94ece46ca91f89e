"""Writes a flow of text as a document for a word processor (DOCX)."""

from __future__ import annotations

from printroom.model.flow import Flow


def write_docx(flow: Flow) -> bytes:
    """The file; the same flow gives the same bytes."""
    # The library takes a while to import: it is imported when it is first used.
    from printroom.word.writing import write_docx as write

    return write(flow)
