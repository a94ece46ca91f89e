"""Quick tests print nothing, start no program without a reason, and write to memory."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from printroom.workers import worker_pools
from tests.pretend_press import PretendPress

ENGINES = ("weasyprint", "pikepdf", "pypdfium2")
IN_MEMORY = Path("/dev/shm")  # a file system of Linux
"""Where hundreds of tests write forty files each without waiting for a disk."""
ROOM_BYTES = 500_000_000
"""A container may have little: then folders are on the disk."""
ELSEWHERE = "a test that prints, or reads what was printed, belongs into tests/prints"
IN_PROCESS = "call it in this process, or mark the test slow or starts_program with the reason"


def loaded() -> set[str]:
    """The engines that this process has read so far."""
    return {name for name in ENGINES if name in sys.modules}


def no_engine(
    count: int, *modules: str, early: bool = True
) -> AbstractContextManager[PretendPress]:
    """Composing in this process; workers that print are refused."""
    if {*modules} - {*worker_pools.COMPOSING}:
        pytest.fail(f"it starts workers that print: {ELSEWHERE}")
    return nullcontext(PretendPress())


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder in memory, if there is such a file system with room; removed after the test."""
    has_room = IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM_BYTES
    home = IN_MEMORY if has_room else None
    with tempfile.TemporaryDirectory(prefix="printroom-tests-", dir=home) as folder:
        yield Path(folder)


@contextmanager
def without_engines() -> Iterator[None]:
    """Fail whatever loads an engine, or starts workers that do."""
    before = loaded()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker_pools, "workers_with", no_engine)
        yield
    if fresh := loaded() - before:
        pytest.fail(f"it loads {', '.join(sorted(fresh))}: {ELSEWHERE}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None, Any, Any]:
    """Watch the fixtures of a test."""
    with without_engines():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Watch a test."""
    with without_engines(), without_programs(item):
        return (yield)


@contextmanager
def without_programs(item: pytest.Item) -> Iterator[None]:
    """Fail a test of `make test-fast` that starts a program and does not say why."""
    reason = item.get_closest_marker("starts_program")
    if reason is not None and not any(reason.args):
        pytest.fail("starts_program needs a reason")
    if reason is not None or item.get_closest_marker("slow") is not None:
        yield
        return
    started: list[str] = []
    start = subprocess.Popen.__init__

    def note_and_start(self: Any, command: Any, *more: Any, **named: Any) -> None:
        started.append(str(command if isinstance(command, str) else command[0]))
        start(self, command, *more, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess.Popen, "__init__", note_and_start)
        yield
    if started:
        pytest.fail(f"it starts {', '.join(dict.fromkeys(started))}: {IN_PROCESS}")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Watch what a file of tests imports."""
    before = loaded()
    report = yield
    if fresh := loaded() - before:
        report.outcome = "failed"
        report.longrepr = f"it imports {', '.join(sorted(fresh))}: {ELSEWHERE}"
    return report
