"""Holds runs of the program at a chosen point: no test has to guess how far they are."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Event
from typing import IO

import pytest

MARK = "held\n"
PATIENCE_S = 120
"""Longer than anything here takes on a busy machine: whoever waits longer waits in vain."""
CODE = """
import itertools, os, pkgutil, sys

program, place, number = sys.argv[1:4]
sys.argv[:] = [program, *sys.argv[4:]]
sys.path.insert(0, os.path.dirname(program))
from printroom.cli import main

owner, _, name = place.rpartition(".")
owner = pkgutil.resolve_name(owner)
real, calls = getattr(owner, name), itertools.count(1)

def held(*args, **named):
    if next(calls) == int(number):
        os.write(1, b"held\\n")
        os.read(0, 1)
    return real(*args, **named)

setattr(owner, name, held)
main()
"""


@dataclass(frozen=True)
class Held:
    """A run of the program that waits at a call."""

    process: subprocess.Popen[str]

    def let_go(self) -> tuple[str, str]:
        """Let it go on, to its end: what it prints from now on, and its messages."""
        return self.process.communicate(timeout=PATIENCE_S)


@contextmanager
def held_at(
    place: str, number: int, program: Path, *arguments: str, env: Mapping[str, str] | None = None
) -> Iterator[Held]:
    """A run that waits at this call, such as the third of `printroom.make.pack.packs.print_order`.

    The name is where the function is looked up. What was interrupted there is not done.
    """
    with subprocess.Popen(
        [sys.executable, "-c", CODE, str(program), place, str(number), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=program.parent,
        env={**os.environ, **(env or {})},
    ) as process:
        try:
            _wait_until_held(process.stdout)
            yield Held(process)
        finally:
            process.kill()


def _wait_until_held(stdout: IO[str] | None) -> None:
    assert stdout is not None
    before = []
    for line in stdout:
        if line == MARK:
            return
        before.append(line)
    raise AssertionError(f"the program ended before it came there: {before}")


def closing(patch: pytest.MonkeyPatch) -> Event:
    """What is set once the deliveries of a run are closed, and are waited for."""
    waits = Event()

    class Noted(Condition):
        def wait(self, timeout: float | None = None) -> bool:
            waits.set()
            return super().wait(timeout)

    patch.setattr("printroom.make.run.locking.Condition", Noted)
    return waits
