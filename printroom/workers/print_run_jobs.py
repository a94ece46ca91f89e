"""In a worker: puts the finished files of a pack together for a printer, and reads that back."""

from __future__ import annotations

from printroom.model import NotFitToPrint, PrintPart
from printroom.workers.limits import MAX_CPU_S, budget


@budget(MAX_CPU_S)
def make_print_run(job: tuple[tuple[PrintPart, ...], str]) -> bytes:
    """In a worker: all copies of some files in one, with this title. Raises `NotFitToPrint`."""
    # The engines take a while to import, so they are imported when they are first used.
    from printroom.press.print_runs import print_run
    from printroom.proof.bundle_proof import read_run

    parts, title = job
    made = print_run(parts, title)
    if wrong := read_run(made, title, parts):
        raise NotFitToPrint(wrong)
    return made
