"""Results of several producers: all come, and a run that stops early starts nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest

from printroom.make.run.concurrent_results import concurrent_results
from tests.held import PATIENCE_S


class Broken(Exception):
    """What nobody expects of a producer."""


def broken() -> Iterator[int]:
    yield 1
    raise Broken


def test_an_unexpected_error_loses_no_result_of_others() -> None:
    """The error of one producer is raised after the results of all, once nothing is written."""
    waited: list[str] = []
    producers = [broken, lambda: [2, 3], lambda: [4]]
    results = concurrent_results(producers, 1, lambda: waited.append("waited"))
    made = [next(results) for _ in range(4)]
    assert not waited
    with pytest.raises(Broken):
        next(results)
    assert made == [1, 2, 3, 4]
    assert waited == ["waited"]


def test_a_run_that_stops_early_starts_no_other_producer() -> None:
    """Whoever closes the results waits for what has begun; what has not begun never does."""
    begun, may_end, has_ended = list[str](), Event(), Event()

    def first() -> Iterator[int]:
        begun.append("first")
        yield 1
        assert may_end.wait(PATIENCE_S)
        has_ended.set()

    def second() -> Iterator[int]:
        begun.append("second")
        yield 2

    def wait_for_writes() -> None:
        may_end.set()
        assert has_ended.wait(PATIENCE_S)

    results = concurrent_results([first, second], 1, wait_for_writes)
    assert next(results) == 1
    results.close()
    assert has_ended.is_set()
    assert begun == ["first"]
