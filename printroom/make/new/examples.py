"""Writes small working examples of what authors and designers make: `new session NAME` and others.

An example is tried in a copy of the folders first, so what is written passes `check`.
"""

from __future__ import annotations

import datetime as dt
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from printroom.choose import all_orders, plan_for
from printroom.deliver import write_file
from printroom.make.new.example_files import TRIAL, WantedExample, example_files, organisation_files
from printroom.make.pack.orders import inspect_plan
from printroom.make.run.cached_folders import read_sources
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.options import Sources
from printroom.make.run.template_checks import check_styles
from printroom.model import NotFitToPrint, Problem
from printroom.workers.jobs import raise_if_blocking

Folders = tuple[Path, Path]
Files = Mapping[str, bytes]
"""Files by their paths, which begin with `materials` or `templates`."""
PLACES = ("materials", "templates")


def new_example(
    wanted: WantedExample, folders: Folders, press: CachedPress, as_of: dt.date
) -> tuple[Path, ...]:
    """Write an example into the folders of materials and templates; returns its files.

    Raises `NotFitToPrint`, and writes nothing, for a name that cannot be used, for files that exist
    already, and if the example would not pass `check`.
    """
    sources = _read(folders, as_of)
    files, changed, trial = example_files(wanted, sources.library, sources.templates, as_of)
    _refuse_existing(_at(folders, files))
    session = wanted.name if wanted.kind == "session" else TRIAL
    _try({**files, **changed, **trial}, folders, press, as_of, session)
    return _write({**_at(folders, files), **_at(folders, changed)})


def new_organisation(
    name: str, parent: Path, press: CachedPress, as_of: dt.date
) -> tuple[Path, ...]:
    """Write folders of materials and templates into a new folder; returns their files.

    Raises `NotFitToPrint` as `new_example` does.
    """
    files = organisation_files(name, as_of)
    home = parent / name
    _refuse_existing([home])
    folders = home / PLACES[0], home / PLACES[1]
    _try(files, folders, press, as_of)
    return _write(_at(folders, files))


def _read(folders: Folders, as_of: dt.date) -> Sources:
    """Read both folders, without mistakes in terms and lists, which no example uses.

    Raises `NotFitToPrint` with all others.
    """
    sources = read_sources(*folders, {}, sets_aside=True).on_day(as_of)
    snippets = f"{folders[0].as_posix()}/snippets/"
    aside = (problem for those in sources.library.set_aside.values() for problem in those)
    raise_if_blocking(problem for problem in aside if problem.path.startswith(snippets))
    return sources


def _at(folders: Folders, files: Files) -> dict[Path, bytes]:
    """The files by their paths in the folders."""
    places = dict(zip(PLACES, folders, strict=True))
    split = ((name.partition("/"), content) for name, content in files.items())
    return {places[place] / rest: content for (place, _, rest), content in split}


def _refuse_existing(files: Iterable[Path]) -> None:
    """Raise `NotFitToPrint` for files that exist."""
    message, fix = "this exists already, and is not overwritten", "choose another name"
    there = [file for file in files if file.exists() or file.is_symlink()]
    if there:
        raise NotFitToPrint([Problem("exists", str(file), message, fix, 0) for file in there])


def _write(files: Mapping[Path, bytes]) -> tuple[Path, ...]:
    for file, content in files.items():
        write_file(file, content)
    return tuple(files)


# --- trying it ----------------------------------------------------------------------------------


def _try(
    files: Files, folders: Folders, press: CachedPress, as_of: dt.date, session: str = ""
) -> None:
    """Compose and inspect a session, or all, with these files. Raises `NotFitToPrint`."""
    with tempfile.TemporaryDirectory(prefix="printroom-new-") as place:
        copies = Path(place) / PLACES[0], Path(place) / PLACES[1]
        for folder, copy in zip(folders, copies, strict=True):
            if folder.is_dir():
                shutil.copytree(folder, copy, ignore=_not_files)
        _write({Path(place) / name: content for name, content in files.items()})
        try:
            sources = _read(copies, as_of)
            if any(name.endswith(".css") for name in files):
                raise_if_blocking(check_styles(sources.templates, press))
            raise_if_blocking(_problems(sources, press, as_of, session))
        except NotFitToPrint as error:
            raise NotFitToPrint(
                [_at_target(problem, copies, folders) for problem in error.problems]
            ) from None


def _not_files(folder: str, names: list[str]) -> set[str]:
    """The names of pipes, devices and links, which must not be opened."""
    modes = {name: (Path(folder) / name).lstat().st_mode for name in names}
    return {name for name, mode in modes.items() if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))}


def _problems(
    sources: Sources, press: CachedPress, as_of: dt.date, session: str
) -> Iterator[Problem]:
    """Every problem with the packs of a session, or with all packs. Raises `NotFitToPrint`."""
    library, templates = sources.library, sources.templates
    orders = (one for one in all_orders(library, as_of) if session in ("", one.session))
    plans = (plan_for(order, library, templates) for order in orders)
    for made in press.compose_all(plans, templates):
        yield from made if isinstance(made, tuple) else inspect_plan(made, press)


def _at_target(problem: Problem, copies: Folders, folders: Folders) -> Problem:
    """A problem in a copy, at the file that would be written."""
    for copy, folder in zip(copies, folders, strict=True):
        if problem.path.startswith(f"{copy}/") or problem.path == str(copy):
            path = f"{folder}{problem.path.removeprefix(str(copy))}"
            message = f"the example would not pass: {problem.message}"
            return replace(problem, path=path, message=message)
    return problem
