"""Forms: a document is laid out once, and each school's values are written into its fields.

The result has the same text, pixels and tags as `print_document` with the same values.
"""

from __future__ import annotations

from collections.abc import Iterable

from printroom.model import Document
from printroom.press.fill.form import Form

__all__ = ["Form", "make_form"]


def make_form(document: Document, fields: Iterable[str]) -> Form | None:
    """Lay a document out as a form for values of exactly these fields; the others stay blank lines.

    None if a field is not alone in a box of fixed size, so that it cannot be filled. The form can
    be pickled; only the document, these names and the versions of all code decide its bytes. Raises
    `NotFitToPrint`, and `ValueError` for fields that the document does not have.
    """
    # The engines take a second to import, and filling a form does not need them.
    from printroom.press.fill.form_maker import make_form as make

    return make(document, fields)
