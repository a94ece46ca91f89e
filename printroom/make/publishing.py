"""Publishes packs that were built: in batches as they come, or all of a run, or none of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from printroom.deliver.folder import publish
from printroom.make.locking import Deliveries
from printroom.make.options import Monitor
from printroom.model import Delivered, Failed, PackResult, Problem

BATCH = 16
"""Packs that are flushed to the disk together: few enough to be there soon."""
HELD_BACK = Problem(
    "held-back",
    "--all-or-nothing",
    "this pack is ready, but not delivered, because another pack of the run failed",
    "fix the problems of the other packs, or leave the option out",
    line=0,
)


def publish_in_batches(
    built: Iterable[PackResult], deliveries: Deliveries, monitor: Monitor, *, syncs: bool
) -> Iterator[PackResult]:
    """Move packs into place while others are built: the first at once, then two, four and more.

    `syncs` is as for `build`. Raises `Closed`.
    """
    coming, size = iter(built), 1
    while batch := list(islice(coming, size)):
        with monitor.timed("deliver"), deliveries.passing():
            published = _publish(batch, syncs=syncs)
        yield from published
        size = min(2 * size, BATCH)


def publish_together(made: Iterable[PackResult]) -> Iterator[PackResult]:
    """Move the packs of a run into place if all were built, or report each as held back.

    All packs are built and proven before the first is moved, so only the moves can still fail, for
    example because a file of an earlier pack is open. That is not rolled back: such a pack is
    reported as failed, its earlier version stays, the others are delivered, and the next run
    completes the term.
    """
    results = tuple(made)
    if not any(isinstance(result, Failed) for result in results):
        yield from _publish(results, syncs=False)
        return
    for result in results:
        yield Failed(result.booking, (HELD_BACK,)) if _is_built(result) else result


def _publish(results: Sequence[PackResult], *, syncs: bool) -> list[PackResult]:
    """The results of packs, of which those that were built are moved into place."""
    folders = [Path(one.folder) for one in results if isinstance(one, Delivered) and _is_built(one)]
    failed = publish(folders, syncs=syncs)
    return [_published(one, failed) for one in results]


def _published(made: PackResult, failed: dict[Path, Problem]) -> PackResult:
    problem = failed.get(Path(made.folder)) if isinstance(made, Delivered) else None
    return Failed(made.booking, (problem,)) if problem else made


def _is_built(made: PackResult) -> bool:
    """Whether a pack is beside its place now; another failed, or was there before."""
    return isinstance(made, Delivered) and "unchanged" not in made.how
