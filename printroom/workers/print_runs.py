"""In a worker: puts the finished files of a pack together for a printer."""

from __future__ import annotations

from printroom import press
from printroom.model import PrintPart
from printroom.workers.limits import MAX_CPU_S, budget


@budget(MAX_CPU_S)
def make_print_run(job: tuple[tuple[PrintPart, ...], str]) -> bytes:
    """In a worker: all copies of some files in one, with this title."""
    return press.print_run(*job)
