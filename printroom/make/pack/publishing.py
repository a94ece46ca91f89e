"""Moves built packs into place: in batches while others are built, or all of a run or none."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

from printroom.deliver.folder import publish
from printroom.make.run.locking import Deliveries
from printroom.make.run.options import Monitor
from printroom.model import Built, Delivered, Failed, PackResult, Problem

BATCH = 16
"""How many packs are flushed to the disk together, at most."""
HELD_BACK = Problem(
    "held-back",
    "--all-or-nothing",
    "this pack is ready, but not delivered, because another pack of the run failed",
    "fix the problems of the other packs, or leave the option out",
    line=0,
)


def do_nothing(_: Built) -> None:
    """Do nothing with a pack that was built."""


def publish_in_batches(
    built: Iterable[Built | Failed], deliveries: Deliveries, monitor: Monitor, *, flush_each: bool
) -> Iterator[PackResult]:
    """Move packs into place in growing batches while others are built: one, two, four and more.

    With `flush_each`, each file is flushed to the disk by itself, otherwise those of a batch
    together. Raises `DeliveriesClosed` in an interrupted run.
    """
    remaining, size = iter(built), 1
    while batch := list(islice(remaining, size)):  # this builds as many packs
        with monitor.time_step("deliver"), deliveries.in_progress():
            published = _publish(batch, flush_each=flush_each)
        yield from published
        size = min(2 * size, BATCH)


def publish_waiting_packs(
    made: Generator[Built | PackResult], on_built: Callable[[Built], None]
) -> Generator[PackResult]:
    """Yield results as they come; packs that are built but not published wait until the end.

    There are such packs only with `all_or_nothing`. They are moved into place if none of the run
    failed; otherwise each is reported as held back. All are built and proven before the first is
    moved, so only a move can still fail, for example because a file of an earlier pack is open.
    That is not rolled back: such a pack is reported as failed and keeps its earlier version, the
    others are delivered, and the next run completes the term. `on_built` is called with each such
    pack when it is built.
    """
    built: list[Built] = []
    has_failed = False
    with closing(made):
        for result in made:
            if isinstance(result, Built):
                built.append(result)
                on_built(result)
                continue
            if isinstance(result, Failed):
                has_failed = True
            yield result
    if has_failed:
        for one in built:
            yield Failed(one.pack.booking, (HELD_BACK,))
    elif built:
        yield from _publish(built, flush_each=False)


def _publish(results: Sequence[Built | Failed], *, flush_each: bool) -> list[PackResult]:
    """Move built packs into place; returns the result of each."""
    folders = [Path(one.pack.folder) for one in results if isinstance(one, Built)]
    failed = publish(folders, flush_each=flush_each)
    return [one if isinstance(one, Failed) else _published(one.pack, failed) for one in results]


def _published(pack: Delivered, failed: Mapping[Path, Problem]) -> PackResult:
    problem = failed.get(Path(pack.folder))
    return Failed(pack.booking, (problem,)) if problem else pack
