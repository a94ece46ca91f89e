"""Yields results as they come: of producers that run in threads, and of jobs in workers."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
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


def numbers_as_they_end(futures: Mapping[int, Future[Result]]) -> Iterator[int]:
    """Yield the number of each future when it has ended."""
    ended: SimpleQueue[int] = SimpleQueue()

    def note(number: int, _: Future[Result]) -> None:
        ended.put(number)

    for number, future in futures.items():
        future.add_done_callback(partial(note, number))
    for _ in futures:
        yield ended.get()
