"""Runs several producers in threads, and yields their results as they come."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

Result = TypeVar("Result", bound=object)


def concurrent_results(
    producers: Sequence[Callable[[], Iterable[Result]]],
    thread_count: int,
    wait_for_writes: Callable[[], None],
) -> Generator[Result]:
    """Yield each result of these producers as it comes.

    An unexpected error of a producer is raised after the results of all others. However this ends,
    no further producer is started; then `wait_for_writes` is called, which returns when those that
    have started write no more.
    """
    # None is put once by each producer, after its last result.
    results: SimpleQueue[Result | None] = SimpleQueue()

    def run(produce: Callable[[], Iterable[Result]]) -> None:
        try:
            for result in produce():
                results.put(result)
        finally:
            results.put(None)

    threads = ThreadPoolExecutor(thread_count)
    running = [threads.submit(run, produce) for produce in producers]
    try:
        for _ in running:
            while (result := results.get()) is not None:
                yield result
        for finished in running:
            finished.result()
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        wait_for_writes()
