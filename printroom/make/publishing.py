"""Publishes the packs of a run together: all of them, or none if one could not be made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from printroom.deliver.folder import building, publish
from printroom.model import Delivered, Failed, NotFitToPrint, PackResult, Problem

HELD_BACK = Problem(
    "held-back",
    "--all-or-nothing",
    "this pack is ready, but not delivered, because another pack of the run failed",
    "fix the problems of the other packs, or leave the option out",
    line=0,
)


def publish_together(made: Iterable[PackResult]) -> Iterator[PackResult]:
    """Move the packs of a run into place if all were built, or report each as held back.

    All packs are built and proven before the first is moved, so only the moves can still fail, for
    example because a file of an earlier pack is open. That is not rolled back: such a pack is
    reported as failed, its earlier version stays, the others are delivered, and the next run
    completes the term.
    """
    results = tuple(made)
    is_complete = not any(isinstance(result, Failed) for result in results)
    for result in results:
        if isinstance(result, Failed) or "unchanged" in result.how:
            yield result
        elif is_complete:
            yield _publish(result)
        else:
            yield Failed(result.booking, (HELD_BACK,))


def _publish(made: Delivered) -> PackResult:
    folder = Path(made.folder)
    try:
        publish(building(folder), folder)
    except NotFitToPrint as error:
        return Failed(made.booking, error.problems)
    return made
