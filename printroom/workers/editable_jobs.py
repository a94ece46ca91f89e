"""The job that makes an editable copy of a document.

It is not in `jobs.py`, whose code is in the keys of all printed documents (`versions.py`).
"""

from __future__ import annotations

from printroom import proof
from printroom.word import write_docx
from printroom.workers.jobs import LAYOUT_MB, PRESS_S, PressJob, raise_if_blocking
from printroom.workers.limits import budget


@budget(PRESS_S, memory_mb=LAYOUT_MB)
def editable_copy(job: PressJob) -> bytes:
    """In a worker: a document for a word processor (DOCX), read again. Raises `NotFitToPrint`."""
    # The engines take a second to import, so they are imported when they are first used.
    from printroom.press.document_flow import flow_of

    document = job.document
    content = write_docx(flow_of(document, job.values))
    raise_if_blocking(proof.prove_copy(document, content, job.forbidden, job.values))
    return content
