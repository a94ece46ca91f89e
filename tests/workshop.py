"""A miniature workshop in a temporary folder, and the paths that tests use."""

from __future__ import annotations

import atexit
import datetime as dt
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import chdir, suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import cycle, islice, product
from pathlib import Path
from typing import Any

import pytest

from printroom.cache import Cache
from printroom.choose import other_orders, plan_for
from printroom.load import load_folders, load_materials, load_templates
from printroom.model import KnownNames, Library, Order, Plan, Problem, Templates, name_key

TESTS = Path(__file__).parent
HOME = TESTS.parent


@dataclass(frozen=True)
class Workshop:
    """A copy of `tests/tiny/` that a test may change; its paths are relative to where it is."""

    materials: Path
    templates: Path

    def load(self) -> Library:
        """Both folders, read. Raises `NotFitToPrint`."""
        return load_folders(self.materials, self.templates)[0]

    def change(self, path: str, old: str, new: str) -> None:
        """Replace a text that occurs once in a file."""
        file = Path(path)
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path}: {text.count(old)} times {old!r}"
        file.write_text(text.replace(old, new), encoding="utf-8")

    def write(self, path: str, content: str | bytes) -> None:
        """Write a file, and the folder that it lies in."""
        file = Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)


def unpack_tiny(folder: Path) -> None:
    """Write `tests/tiny/` into a folder: hundreds of tests begin so, and read it once."""
    for name, content in _tiny():
        path = f"{folder}/{name}"
        if content is None:
            os.mkdir(path)  # noqa: PTH102 – names are joined faster than paths
        else:
            with open(path, "wb", buffering=0) as file:  # noqa: PTH123
                file.write(content)


@cache
def _tiny() -> list[tuple[str, bytes | None]]:
    """The files of `tests/tiny/`, and before them the folders, which have no content."""
    tiny = TESTS / "tiny"
    return [
        (path.relative_to(tiny).as_posix(), None if path.is_dir() else path.read_bytes())
        for path in sorted(tiny.rglob("*"))
    ]


def nation_names(materials: Path) -> KnownNames:
    """The nations of a folder of materials by their ids alone, which is quicker than to load it."""
    files = (materials / "nations").glob("*.yaml")
    return KnownNames({name_key(file.stem): file.stem for file in files})


@cache
def shipped() -> Templates:
    """The templates that are shipped."""
    with chdir(HOME):  # documents name their files, and are equal if the commands print them, too
        return load_templates(Path("templates"))


@cache
def shipped_library() -> Library:
    """The materials that are shipped."""
    with chdir(HOME):
        return load_materials(Path("materials"), shipped())


@lru_cache(maxsize=100)
def shipped_plan(order: Order) -> Plan:
    """What is chosen of the shipped materials for an order."""
    return plan_for(order, shipped_library(), shipped())


@cache
def shipped_other_orders() -> tuple[Order, ...]:
    """Every order for a shorter length of a shipped session, or as a follow-up."""
    return tuple(other_orders(shipped_library(), shipped(), dt.date.max))


def shipped_orders(as_of: dt.date = dt.date.max) -> list[Order]:
    """Every order for the shipped materials, without loading them: collecting tests is quick."""
    return [
        Order(name, band, nation, as_of=as_of)
        for (name, band), nation in product(_sessions_by_band(), _nations())
    ]


def shipped_orders_in_turns(
    as_of: dt.date = dt.date.max,
    given: Mapping[tuple[str, str], str] | None = None,
    *,
    skipped: int = 0,
) -> list[Order]:
    """Each session for each of its bands once, the nations by turns: each nation has its turns.

    For some the nation may be given, such as that for which another test prints the same pack.
    A few turns may be skipped at the start, so that each has another nation.
    """
    nations = islice(cycle(_nations()), skipped, None)
    return [
        Order(name, band, (given or {}).get((name, band), nation), as_of=as_of)
        for (name, band), nation in zip(_sessions_by_band(), nations, strict=False)
    ]


def with_one_of_each_band(orders: Iterable[Order]) -> list[Any]:
    """Orders as parameters: the quick tests try the first of each band, and `make test` all."""
    found, bands = [], set[str]()
    for order in orders:
        later = (pytest.mark.slow,) if order.band in bands else ()
        found.append(pytest.param(order, marks=later))
        bands.add(order.band)
    return found


@cache
def _sessions_by_band() -> list[tuple[str, str]]:
    folder = HOME / "materials" / "sessions"
    return [
        (file.relative_to(folder).with_suffix("").as_posix(), band)
        for file in sorted(folder.rglob("*.yaml"))
        for band in _bands_of(file)
    ]


def _bands_of(session: Path) -> list[str]:
    """The bands of a session, from one line of its file."""
    line = re.search(r"^bands: \[(.+)\]$", session.read_text("utf-8"), re.MULTILINE)
    assert line, f"{session}: no line like “bands: [a, b]”"
    return [band.strip(' "') for band in line[1].split(",")]


@cache
def _nations() -> list[str]:
    return sorted(file.stem for file in (HOME / "materials" / "nations").glob("*.yaml"))


def program_in(folder: Path) -> Path:
    """A copy of the program, which keeps its cache in this folder: its front door."""
    shutil.copytree(HOME / "printroom", folder / "printroom")
    (folder / ".venv").symlink_to(HOME / ".venv")
    return Path(shutil.copy(HOME / "generate.py", folder))


def share_cache(home: Path, prints: Cache, *parts: str) -> None:
    """Let the program in this folder use the cache of the tests, or some parts of it."""
    own = home / "output" / ".cache"
    for part in parts or ("",):
        (prints.folder / part).mkdir(parents=True, exist_ok=True)
        place = own / part
        place.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            place.symlink_to(prints.folder / part)


@cache
def program() -> Path:
    """The front door of a copy beside the shipped folders, which tests share as they do these."""
    folder = Path(tempfile.mkdtemp(prefix="printroom-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in ("materials", "templates"):
        (folder / name).symlink_to(HOME / name)
    return program_in(folder)


def shown(problems: Iterable[Problem]) -> str:
    """Problems as a person sees them: place, words, the line with a mark, and the fix."""
    rows = []
    for problem in problems:
        rows.append(f"{problem}{'' if problem.stops else ' (a warning)'}")
        if problem.excerpt.strip():
            excerpt = problem.excerpt
            begin = max(0, problem.column - 60)
            rows.append(f"    {excerpt[begin : begin + 100]}")
            rows.append(f"    {' ' * (problem.column - 1 - begin)}^")
        rows.append(f"    {problem.fix}")
    return "\n".join(rows) + "\n"


def outputs_of(code: str, *arguments: Path) -> set[str]:
    """What a program prints in two processes that have little in common."""
    return {
        subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=HOME,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone, locale in (
            ("1", "Pacific/Auckland", "C"),
            ("2", "America/Lima", "C.UTF-8"),
        )
    }


def counted_elsewhere(count: Callable[[Path], int], folder: Path) -> int:
    """What a function that forks counts in a process of its own, which has one thread."""
    code = (
        f"from pathlib import Path\nfrom {count.__module__} import {count.__name__}\n"
        f"print({count.__name__}(Path({str(folder)!r})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=HOME, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)
