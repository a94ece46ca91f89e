"""pebble's process pool, changed to read the messages of workers as plain data.

pebble reads these messages with pickle, which would run any function that a worker names. Here they
are read by `plain_data.plain_loads`. Only this module depends on internals of pebble; a test checks
the installed version.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from multiprocessing.context import BaseContext
from typing import Any

from pebble import ProcessPool
from pebble.common.types import Result, ResultStatus
from pebble.pool.process import Acknowledgement, TaskProblem, TaskResult, WorkerManager

from printroom.workers.outcomes import Outcome
from printroom.workers.plain_data import plain_loads

LARGEST_MESSAGE = 1 << 30
SENT: tuple[type, ...] = (
    *(Acknowledgement, TaskProblem, TaskResult, Result, ResultStatus, Outcome),
    *(AttributeError, OSError, TypeError, pickle.PicklingError),
)
"""The types of all that a worker sends, with the errors of sending."""
MESSAGES = {(kind.__module__, kind.__qualname__): kind for kind in SENT}


class SafePool(ProcessPool):
    """pebble's pool, which reads messages as plain data."""

    def __init__(
        self,
        count: int,
        max_tasks: int,
        begin: Callable[..., None],
        settings: tuple[Any, ...],
        context: BaseContext,
    ) -> None:
        super().__init__(count, max_tasks, begin, settings, context)
        own = self._context
        self._pool_manager.worker_manager = _Manager(own.workers, own.worker_parameters, context)


class _Manager(WorkerManager):
    def create_channels(self) -> None:
        super().create_channels()  # type: ignore[no-untyped-call]
        channel = self.pool_channel
        assert channel is not None
        channel.recv = lambda: plain_loads(  # type: ignore[method-assign]
            channel.reader.recv_bytes(LARGEST_MESSAGE), MESSAGES
        )

    def close_channels(self) -> None:
        """Stop the workers before their locks are removed, not after: one that is still starting
        would not find its lock, and print a traceback."""
        self.force_stop_workers()  # type: ignore[no-untyped-call]
        super().close_channels()  # type: ignore[no-untyped-call]
