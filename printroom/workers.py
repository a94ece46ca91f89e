"""Processes that do jobs, so that one bad job costs one job: jobs in, futures out.

A job runs in a worker that may be killed, may not grow without bound, has no network and starts
no programs. What comes back is plain data; why a job failed comes back as one plain sentence.

Workers are forked from a server that has one thread: forking the caller itself would be unsafe,
since by then it has threads. The server imports nothing, so that what jobs need is in memory once
and not twice. On Windows workers are spawned, and there is no limit on memory: only the time limit
holds.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import multiprocessing
import os
import pickle
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import connection
from types import TracebackType
from typing import Any, Generic, Literal, TypeVar

from pebble import ProcessExpired, ProcessPool

if sys.platform != "win32":
    import fcntl
    import resource
    from multiprocessing import forkserver

Job = TypeVar("Job")
Result = TypeVar("Result")

GRACE_S = 30.0
"""How long after a time limit the pool itself has to answer before it is given up."""
OUT_OF_MEMORY = 157
"""The exit status of a worker that reached its limit: its heap is not used again."""
LONGEST_TEXT = 2000
"""Letters of an exception's message that are passed on."""
REFUSED = (
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "socket.bind",
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.sendto",
    "subprocess.Popen",
)
"""What a worker may not do, by the names of Python's audit events."""


class JobFailed(Exception):
    """A job that brought no result; the text is one plain sentence that says why."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a worker sends: a pickled result or expected exception, or the text of another one.

    Never a living exception: one that cannot be unpickled would break the whole pool.
    """

    kind: Literal["result", "expected", "text"]
    content: bytes = b""
    text: str = ""


@dataclass(eq=False, slots=True)
class _Attempt(Generic[Job, Result]):
    """A job on its way, and the promise that its caller holds."""

    function: Callable[[Job], Result]
    job: Job
    promise: Future[Result]
    tries: int = 0


class Workers:
    """A context manager: `submit` a function and a job, get a future.

    Leaving the block waits for all jobs; leaving it by an exception (Ctrl-C too) ends them.
    `count` workers are replaced after `max_tasks` jobs each; a job has `seconds`, and a worker
    may take `memory_mb` of address space. `preload` names modules to import before the first job.
    An exception of a class in `expected` arrives as itself, all others as `JobFailed`.
    """

    def __init__(
        self,
        count: int = 1,
        *,
        seconds: float = 60.0,
        memory_mb: int = 2000,
        max_tasks: int = 200,
        preload: tuple[str, ...] = (),
        expected: tuple[type[Exception], ...] = (),
    ) -> None:
        self.count = count
        self._seconds = seconds
        self._memory_mb = memory_mb
        self._max_tasks = max_tasks
        self._preload = preload
        self._expected = expected
        self._changed = threading.Condition(threading.RLock())
        self._waiting: deque[_Attempt[Any, Any]] = deque()
        self._again: deque[_Attempt[Any, Any]] = deque()
        self._running: set[_Attempt[Any, Any]] = set()
        self._is_awake = self._is_alone = self._is_over = False
        self._last_news = 0.0

    def __enter__(self) -> Workers:
        self._folder = tempfile.mkdtemp(prefix="printroom-workers-")
        self._method = _start_method()
        self._pools = [self._new_pool()]
        # To start a pool is to wait for the imports: the caller has better things to do.
        threading.Thread(target=self._wake, daemon=True).start()
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            with self._changed:
                while kind is None and (self._waiting or self._running or self._again):
                    self._changed.wait()
        finally:
            self._end()

    def submit(self, function: Callable[[Job], Result], job: Job) -> Future[Result]:
        """Have `function(job)` done: a function that can be imported by name, a picklable job."""
        promise: Future[Result] = Future()
        promise.set_running_or_notify_cancel()
        with self._changed:
            if self._is_over:
                raise RuntimeError("the workers have gone home")
            self._waiting.append(_Attempt(function, job, promise))
            self._send_out()
        return promise

    def _send_out(self) -> None:
        """Start what may start now.

        A job that killed its worker or ran out of time comes once more when nothing else is left
        to run: what happens to it then is its own fault and not a neighbour's.
        """
        if self._is_over or not self._is_awake:
            return
        while self._waiting and not self._is_alone:
            self._start(self._waiting.popleft())
        if self._again and not self._running:
            self._is_alone = True
            self._start(self._again.popleft())

    def _start(self, attempt: _Attempt[Any, Any]) -> None:
        attempt.tries += 1
        if not self._running:
            self._last_news = time.monotonic()
        self._running.add(attempt)
        answer = self._scheduled(attempt)
        answer.add_done_callback(lambda future: self._answered(attempt, future))

    def _scheduled(self, attempt: _Attempt[Any, Any]) -> Future[_Outcome]:
        arguments = (attempt.function, attempt.job, self._expected)
        for _ in range(2):
            try:
                return self._pools[-1].schedule(_guarded, arguments, timeout=self._seconds)
            except RuntimeError:  # this pool is broken, and says so to each job that it still has
                self._pools.append(self._new_pool())
        return _broken()

    def _answered(self, attempt: _Attempt[Any, Any], answer: Future[_Outcome]) -> None:
        """Pass on what came of an attempt, or line the job up for its second one."""
        with self._changed:
            if attempt not in self._running:
                return
            self._running.discard(attempt)
            self._last_news = time.monotonic()
            self._is_alone = False
            died = isinstance(answer.exception(), (ProcessExpired, BrokenProcessPool, TimeoutError))
            if died and attempt.tries == 1 and not self._is_over:
                self._again.append(attempt)
            else:
                self._settle(attempt.promise, answer)
            self._send_out()
            self._changed.notify_all()

    def _settle(self, promise: Future[Any], answer: Future[_Outcome]) -> None:
        if error := answer.exception():
            promise.set_exception(JobFailed(self._why(error)))
            return
        outcome = answer.result()
        if outcome.kind == "text":
            promise.set_exception(JobFailed(outcome.text))
            return
        try:
            content = pickle.loads(outcome.content)
        except Exception as problem:
            promise.set_exception(JobFailed(f"The result could not be read: {_says(problem)}"))
            return
        if outcome.kind == "expected":
            promise.set_exception(content)
        else:
            promise.set_result(content)

    def _why(self, error: BaseException) -> str:
        """One plain sentence on why there is no answer."""
        if isinstance(error, TimeoutError):
            return f"The job was stopped because it took longer than {self._seconds:g} seconds."
        if isinstance(error, ProcessExpired):
            status = error.exitcode or 0
            if status == OUT_OF_MEMORY:
                return f"The job was stopped because it needed more than {self._memory_mb} MB."
            with contextlib.suppress(ValueError):
                return f"The job's process died of {signal.Signals(-status).name}."
            return f"The job's process ended itself with exit status {status}."
        if isinstance(error, BrokenProcessPool):
            return "The job's process died."
        return f"The job could not be handed to a worker: {_says(error)}"

    def _new_pool(self) -> ProcessPool:
        context = multiprocessing.get_context(self._method)
        settings = (self._memory_mb, self._preload, self._folder)
        return ProcessPool(self.count, self._max_tasks, _begin, settings, context)

    def _wake(self) -> None:
        with contextlib.suppress(BrokenProcessPool):  # the first job will say so
            self._pools[0].active  # noqa: B018 - to ask a new pool is to start it
        with self._changed:
            self._is_awake = True
            self._send_out()

    def _watch(self) -> None:
        """Give up a pool that is silent for longer than any job may take."""
        while True:
            with self._changed:
                self._changed.wait(1)
                if self._is_over:
                    return
                silence = time.monotonic() - self._last_news
                if not self._running or silence < self._seconds + GRACE_S:
                    continue
                _stop(self._pools[-1])
                self._pools.append(self._new_pool())
                for attempt in tuple(self._running):
                    self._answered(attempt, _broken())

    def _end(self) -> None:
        """Stop all processes, tell those who still wait, and clear the temporary folder."""
        with self._changed:
            self._is_over = True
            unfinished = [*self._waiting, *self._running, *self._again]
            self._waiting.clear()
            self._running.clear()
            self._again.clear()
            self._changed.notify_all()
        for pool in self._pools:
            _stop(pool)
            pool.join()
        for attempt in unfinished:
            attempt.promise.set_exception(JobFailed("The work was interrupted."))
        shutil.rmtree(self._folder, ignore_errors=True)


def _broken() -> Future[_Outcome]:
    """The answer of a pool that gives none."""
    answer: Future[_Outcome] = Future()
    answer.set_exception(BrokenProcessPool())
    return answer


def _stop(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]


def _start_method() -> Literal["forkserver", "spawn"]:
    """The way to start workers; where there is a server to fork from, it is started here."""
    if sys.platform == "win32":
        return "spawn"
    forkserver.set_forkserver_preload([])
    with _for_the_server():
        forkserver.ensure_running()
    return "forkserver"


@contextlib.contextmanager
def _for_the_server() -> Iterator[None]:
    """What the server inherits when it starts: modules lie where they lie for the caller, which
    Python 3.11 does not tell it, and Ctrl-C is the caller's business."""
    path = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if path is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = path


# --- what runs in a worker ----------------------------------------------------------------------


def _begin(memory_mb: int, preload: tuple[str, ...], folder: str) -> None:
    """Make this process a worker: imports first, then the limits, then jobs."""
    _die_with_the_caller()
    for module in preload:
        with contextlib.suppress(Exception):  # the job that needs it says what is wrong with it
            importlib.import_module(module)
    # What is imported stays: to search it for garbage, again and again, takes a twentieth of a job.
    gc.freeze()
    tempfile.tempdir = folder
    if sys.platform != "win32":
        limit = memory_mb << 20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_refuse)


def _die_with_the_caller() -> None:
    """Even a caller that is killed leaves no worker behind.

    The server would not notice: each worker keeps it alive. So a worker watches the caller's end
    of a pipe. Linux itself ends the worker when that closes, even in the middle of a regular
    expression that lets no other thread run.
    """
    caller = multiprocessing.parent_process()
    if caller is None:
        return
    if sys.platform == "linux":
        signal.signal(signal.SIGIO, signal.SIG_DFL)  # which is to end
        fcntl.fcntl(caller.sentinel, fcntl.F_SETOWN, os.getpid())
        flags = fcntl.fcntl(caller.sentinel, fcntl.F_GETFL)
        fcntl.fcntl(caller.sentinel, fcntl.F_SETFL, flags | os.O_ASYNC)
        if not caller.is_alive():
            os._exit(1)
    else:
        threading.Thread(target=_end_after, args=(caller.sentinel,), daemon=True).start()


def _end_after(caller: int) -> None:
    connection.wait([caller])
    os._exit(1)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in REFUSED:
        raise PermissionError(f"a worker may not use {event}")


def _guarded(
    function: Callable[[Job], Result], job: Job, expected: tuple[type[Exception], ...]
) -> _Outcome:
    """Do the job and let nothing but plain data out, whatever happens."""
    try:
        return _Outcome("result", pickle.dumps(function(job)))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except expected as error:
        return _packed(error)
    except BaseException as error:
        return _Outcome("text", text=_says(error))


def _packed(error: Exception) -> _Outcome:
    """The exception itself if it survives the journey, else what it says."""
    try:
        content = pickle.dumps(error)
        if type(pickle.loads(content)) is type(error):
            return _Outcome("expected", content)
    except Exception:
        pass
    return _Outcome("text", text=_says(error))


def _says(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:LONGEST_TEXT]
