"""The workers that make the packs of a term: local ones, or those of a remote scheduler."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from printroom.workers import WorkerPool


@contextmanager
def term_workers(
    address: str | None, jobs: int | None, *, is_cached: bool, was_made: bool
) -> Iterator[WorkerPool]:
    """`jobs` local workers, one per core by default; or those of the scheduler at `address`.

    If the cache has all that schools share (`is_cached`), workers that fill forms are enough. If
    the term `was_made`, too, there may be nothing to do: no worker starts before the first job.
    """
    from printroom import make
    from printroom.workers import SCHEME, UnsuitableWorkers

    if address is None:
        count = jobs or os.cpu_count() or 1
        with (
            make.fill_workers(count, early=not was_made) if is_cached else make.press_workers(count)
        ) as workers:
            yield workers
        return
    if jobs or not address.startswith(SCHEME):
        raise click.UsageError("write --workers dask://HOST:PORT, without --jobs")
    try:
        with make.remote_workers(address) as elsewhere:
            yield elsewhere
    except UnsuitableWorkers as error:
        raise click.UsageError(f"--workers {address}: {error}") from None
