"""Writes a flow of text as a document for a word processor (DOCX).

`docx` takes a while to import, so this function imports it when it is first called.
"""

from __future__ import annotations

from printroom.model.flow import Flow


def write_docx(flow: Flow) -> bytes:
    """The bytes of a DOCX file; the same flow gives the same bytes."""
    from printroom.word.writing import write_docx as write

    return write(flow)
