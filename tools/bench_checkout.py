"""Checks a revision out into a folder, and measures commands there.

Linux only: the benchmark adopts workers that outlive their parents, to add up their times too.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))

from tools.bench_lists import DAY, SESSIONS, schools, write_term  # noqa: E402 - not installed

ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""With PYTHONDONTWRITEBYTECODE, each process would compile the program again."""


@dataclass(frozen=True)
class Run:
    """The time and memory of one run."""

    wall: float
    """Seconds from its start to its end."""
    cpu: float = 0.0
    """Seconds of all its processes together."""
    mib: float = 0.0
    """The most memory that any one of its processes held."""


def adopt_orphans() -> None:
    """Make this the parent of processes whose parents have ended (PR_SET_CHILD_SUBREAPER)."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def measured(command: list[str], folder: Path, *, expected: int = 0) -> Run:
    """Run a command in this folder to its end; stop the benchmark if it fails."""
    begin = time.perf_counter()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, env=ENVIRONMENT)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != expected:
            log.seek(0)
            sys.exit(f"{command} failed:\n{log.read().decode()}")
    every = [used]
    with suppress(ChildProcessError):  # once there is none left
        while True:
            every.append(os.wait4(-1, 0)[2])
    cpu = sum(one.ru_utime + one.ru_stime for one in every)
    return Run(wall, cpu, max(one.ru_maxrss for one in every) / 1024)


@dataclass(frozen=True)
class Checkout:
    """The files of one revision, with a cache and an output folder of their own."""

    name: str
    folder: Path

    @property
    def materials(self) -> Path:
        """Its materials; a run may change them."""
        return self.folder / "materials"

    @property
    def output(self) -> Path:
        """Its output folder, with its cache."""
        return self.folder / "output"

    def reset(self, term: int = 0, sessions: int = 0, long_every: int = 0) -> None:
        """Undo all changes, and write a term with so many schools and sessions, if any."""
        shutil.rmtree(self.output, ignore_errors=True)
        shutil.rmtree(self.materials, ignore_errors=True)
        shutil.copytree(self.folder / "shipped", self.materials)
        if term:
            write_term(self.materials, "bench", schools(term, long_every), SESSIONS[:sessions])

    def run(self, *words: str) -> Run:
        """Run a command of the program in a new process."""
        return measured([sys.executable, "generate.py", *words], self.folder)

    def term(self, name: str = "bench", *words: str) -> Run:
        """Print a term with two workers."""
        return self.run("term", name, "--as-of", DAY, "--jobs", "2", *words)

    def inside(self, file: str, *words: str) -> Path:
        """The file that `bench_inside.py` writes in this checkout; it runs once."""
        if not (self.folder / file).exists():
            tool = HOME / "tools" / "bench_inside.py"
            measured([sys.executable, str(tool), file, *words], self.folder)
        return self.folder / file


def checkout(name: str, folder: Path, revision: str = "") -> Checkout:
    """Copy a revision into a new folder; without one, the current files."""
    if revision:
        folder.mkdir()
        command = ["git", "archive", revision]
        files = subprocess.run(command, cwd=HOME, check=True, stdout=subprocess.PIPE).stdout
        subprocess.run(["tar", "-x"], cwd=folder, check=True, input=files)
    else:
        left_out = (".git", ".venv", "output", "__pycache__", ".*_cache", ".hypothesis")
        shutil.copytree(HOME, folder, ignore=shutil.ignore_patterns(*left_out))
    (folder / ".venv").symlink_to((HOME / ".venv").resolve())
    shutil.copytree(folder / "materials", folder / "shipped")
    measured([sys.executable, "-m", "compileall", "-q", "printroom"], folder)
    return Checkout(name, folder)
