"""Calls of commands in this process, whose workers are this process, too.

A process of its own takes over a second to start, and its workers as long again. What is tested of
processes themselves, such as signals and locks, still has real ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from printroom import make
from printroom.cli import main, parameters
from tests.term_helpers import AtOnce

POOLS = ("press_workers", "fill_workers", "compose_workers", "bundle_workers")


@dataclass(frozen=True)
class Answer:
    """What a call in this process left."""

    returncode: int
    stdout: str
    stderr: str


def ask(*arguments: str) -> Answer:
    """Call a command in this process."""
    done = CliRunner().invoke(main, arguments)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Answer(done.exit_code, done.stdout, done.stderr)


@contextmanager
def at_home(folder: Path) -> Iterator[None]:
    """Calls work as if the program were in this folder, where its cache is, without processes.

    It is the current folder, too: documents name their files as they are read, and only those with
    equal names are printed once.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(parameters, "HOME", folder)
        patch.setattr(parameters, "OUTPUT", folder / "output")
        for name in POOLS:
            patch.setattr(make, name, lambda *_, **__: nullcontext(AtOnce()))
        yield
