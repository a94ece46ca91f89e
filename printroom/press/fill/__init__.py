"""Filling: a document is laid out once as a form, and each booking's values are written into it.

`print_document` with the same values is the reference: the same text, pixels and tags.
"""

from __future__ import annotations

from collections.abc import Iterable

from printroom.model import Document
from printroom.press.fill.form import Form

__all__ = ["Form", "make_form"]


def make_form(document: Document, given: Iterable[str]) -> Form | None:
    """Lay a document out for values of exactly these fields; the others are lines to write on.

    None if the document cannot be filled, because a field is not alone in a box of fixed size.
    The form can be pickled; its bytes depend on the document, these names and the versions of
    everything. Raises `NotFitToPrint`, and `ValueError` for fields that the document has not.
    """
    # The engines take a second to import: whoever fills a form does not wait for them.
    from printroom.press.fill.making import make_form as make

    return make(document, given)
