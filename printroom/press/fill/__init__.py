"""Forms: a document is laid out once, and each school's values are written into its fields.

The result has the same text, pixels and tags as `print_document` with the same values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from printroom.model import Document
from printroom.press.fill.form import Form

__all__ = ["Form", "given", "make_form"]


def given(document: Document, values: Mapping[str, str]) -> dict[str, str]:
    """Those values that the document has a field for; its form is made for these fields."""
    texts = {name: values.get(name, "").strip() for name in document.fields}
    return {name: text for name, text in texts.items() if text}


def make_form(document: Document, given: Iterable[str]) -> Form | None:
    """Lay a document out for values of exactly these fields; the others are lines to write on.

    None if it cannot be filled, because a field is not alone in a box of fixed size.
    The form can be pickled; its bytes depend on the document, these names and the versions of
    everything. Raises `NotFitToPrint`, and `ValueError` for fields that the document has not.
    """
    # The engines take a second to import, and filling a form does not need them.
    from printroom.press.fill.form_maker import make_form as make

    return make(document, given)
