"""Fixtures for all tests: a miniature workshop, the shipped folders, and golden texts."""

from __future__ import annotations

import builtins
import gc
import io
import os
import signal
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, settings

from printroom.cache import Cache
from printroom.cli import parameters
from printroom.deliver import disk
from printroom.load import load_materials, load_templates
from printroom.model import Library, Templates
from tests.snapshots import Golden
from tests.workshop import HOME, TESTS, Workshop, shipped, shipped_library, unpack_tiny

# The same examples in every run: what fails fails again, and to try more of them each time would
# find nothing new. `make test-fast` tries a few; other examples, and many more, are for the night.
# A busy machine is no fault of a test: no time is checked.
UNTIMED: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("few", max_examples=10, derandomize=True, **UNTIMED)
settings.register_profile("quick", max_examples=25, derandomize=True, **UNTIMED)
settings.register_profile("mutants", max_examples=50, derandomize=True, **UNTIMED)
settings.register_profile("nightly", max_examples=400, **UNTIMED)
settings.load_profile("quick")

LONGEST = ("test_readme.py", "test_term_calls.py", "test_shipped.py")
"""The files of tests that take longest, in the order in which they begin."""
READ_EARLY = ("materials/sessions", "templates/fonts")
"""The shipped files that may be read when tests are collected."""
PRINTS_KEPT_SECONDS = 14 * 24 * 3600

# A run in the background begins with Ctrl-C ignored, and would hand that on to what it tests.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="Write golden files anew, to read in review."
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process has it left when the others have ended."""
    if hasattr(config, "workerinput"):
        items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if item.path.parent.name != "prints":
        return len(LONGEST) + 1
    return LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST)


def pytest_collection_finish() -> None:
    """What is imported by now stays: the garbage collector need not go through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Report a test that passes by one message instead of five, if several processes share them.

    Of thousands of short tests, the messages take a tenth of the time.
    """
    if not hasattr(item.config, "workerinput"):
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    return True


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a file of tests that reads what is shipped when it is imported.

    Every process imports all files, also those whose tests other processes run: a test reads
    materials and templates when it runs, by a fixture or a function that keeps what it read.
    """
    opened: list[Path] = []
    with _watching_files(opened):
        report = yield
    if early := sorted({file.as_posix() for file in opened if _is_for_tests_only(file)}):
        report.outcome = "failed"
        report.longrepr = f"importing it reads {', '.join(early)}"
    return report


@contextmanager
def _watching_files(opened: list[Path]) -> Iterator[None]:
    def watching(function: Callable[..., Any]) -> Callable[..., Any]:
        def open_file(file: Any, *more: Any, **named: Any) -> Any:
            if isinstance(file, str | Path):
                opened.append(Path(file).absolute())
            return function(file, *more, **named)

        return open_file

    with pytest.MonkeyPatch.context() as patch:
        for module in (builtins, io, os):
            patch.setattr(module, "open", watching(module.open))
        yield


def _is_for_tests_only(file: Path) -> bool:
    """Whether a file is one of the materials or templates, but for those that are quickly read.

    The bands of a session are one line, and are parameters of tests; fonts are not parsed.
    """
    is_shipped = any(file.is_relative_to(HOME / name) for name in ("materials", "templates"))
    return is_shipped and not any(file.is_relative_to(HOME / name) for name in READ_EARLY)


@pytest.fixture(scope="session", autouse=True)
def _no_syncing() -> Iterator[None]:
    """Tests wait for no disk: what they write is for this process, and order is what they check."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        patch.setattr(disk, "sync_file_system", lambda _: None)
        yield


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """A workshop of its own for a test, with the current folder around it, and packs of its own."""
    unpack_tiny(tmp_path)
    monkeypatch.setattr(parameters, "OUTPUT", tmp_path / "output")
    monkeypatch.chdir(tmp_path)
    return Workshop(Path("materials"), Path("templates"))


@pytest.fixture(scope="session")
def tiny_templates() -> Templates:
    """The templates of the workshop in miniature."""
    return load_templates(TESTS / "tiny" / "templates")


@pytest.fixture(scope="session")
def tiny_library(tiny_templates: Templates) -> Library:
    """The materials of the workshop in miniature."""
    return load_materials(TESTS / "tiny" / "materials", tiny_templates)


@pytest.fixture(scope="session")
def templates() -> Templates:
    """The templates that are shipped."""
    return shipped()


@pytest.fixture(scope="session")
def library() -> Library:
    """The materials that are shipped."""
    return shipped_library()


@pytest.fixture(scope="session")
def prints(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """The cache that all tests, all processes of a run and all runs share.

    Only what decides the bytes of a document has it printed again; `--cache-clear` and
    `make clean` empty it, and what was not used for two weeks goes.
    """
    kept = getattr(pytestconfig, "cache", None)  # there is none with -p no:cacheprovider
    cache = Cache(kept.mkdir("prints") if kept else tmp_path_factory.mktemp("prints"))
    cache.prune_unused(time.time() - PRINTS_KEPT_SECONDS)
    return cache


@pytest.fixture
def golden(pytestconfig: pytest.Config) -> Golden:
    """The texts in `tests/golden/`, to compare with."""
    return Golden(bool(pytestconfig.getoption("--update-golden")))
