"""The press: a composed document and the values of its fields in, a finished PDF out."""

from __future__ import annotations

from collections.abc import Mapping

from printroom.model import Document, Printed

ENGINES = ("printroom.press.printing",)
"""What a worker imports before its first job, so that no job's time goes into it."""


def print_document(document: Document, values: Mapping[str, str]) -> Printed:
    """Lay the document out with these values and write it as a tagged PDF (PDF/UA-1).

    The same document and values give the same bytes in any process. A field without a value, or
    with an empty one, becomes a line to write on. Raises `NotFitToPrint` with everything that is
    wrong, and `ValueError` for values that the document has no field for.
    """
    # The engines take a second to import: whoever prints nothing does not wait for them.
    from printroom.press.printing import print_document as press

    return press(document, values)
