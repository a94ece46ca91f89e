"""Read entries: the YAML files of a folder in, checked values out; what is wrong is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from printroom.load.check import check, check_value
from printroom.load.ids import MEND, is_id, refuse_odd_names
from printroom.load.schools import KINDS_OF_LIST, load_schools
from printroom.load.terms import NO_LIST, load_term, term_names
from printroom.load.text import read_text
from printroom.load.yaml import Written, read_yaml
from printroom.model import Authored, Library, NotFitToPrint, Problem, Review

_TEXTS = (".md", ".markdown", ".mdown", ".txt", ".yaml", ".yml", ".json")
A = TypeVar("A", bound=Authored)
R = TypeVar("R")


class EntryReader:
    """Reads the YAML files of a folder; keeps what is wrong and where each entry stands."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.paths: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self.written: dict[str, Written] = {}

    def entries(self, name: str, model: type[A]) -> dict[str, A]:
        """A file whose keys are ids; a file that is not there has no entries."""
        file = self._folder / name
        found: dict[str, A] = {}
        if not file.exists():
            return found
        for written in self._read(file):
            self.written[name.removesuffix(".yaml")] = written
            if not isinstance(written.value, dict):
                self.problems.append(
                    written.problem(
                        (),
                        "not-right",
                        "this file must hold names with values",
                        "write each entry as its name and a colon, with its values indented below",
                    )
                )
                continue
            for entry in written.value:
                if not is_id(entry):
                    said = f"“{entry}” cannot be a name here"
                    self.problems.append(written.at_key((entry,), "odd-name", said, MEND))
                    continue
                for value in self._keep(check, model, written, (entry,)):
                    found[entry] = value
                    self.paths[f"{name.removesuffix('.yaml')}:{entry}"] = written.source.path
                    self.lines[f"{name.removesuffix('.yaml')}:{entry}"] = written.keys[entry,][0]
        return found

    def names(self, kind: str) -> tuple[str, ...]:
        """The ids that a file of entries has, whether they are fit or not."""
        written = self.written.get(kind)
        return tuple(written.value) if written and isinstance(written.value, dict) else ()

    def folder(self, name: str, model: type[A]) -> dict[str, A]:
        """A folder in which each file is an entry; its id is its path without the suffix."""
        root = self._folder / name
        found: dict[str, A] = {}
        for file in sorted(root.rglob("*.yaml")):
            entry = file.relative_to(root).with_suffix("").as_posix()
            self._keep(refuse_odd_names, entry.split("/"), file.as_posix())
            for written in self._read(file):
                for value in self._keep(check, model, written):
                    found[entry] = value
                    self.paths[f"{name}:{entry}"] = written.source.path
                    self.written[f"{name}:{entry}"] = written
        return found

    def reviews(self) -> tuple[Review, ...]:
        """The sign-offs, a list."""
        file = self._folder / "reviews.yaml"
        found: list[Review] = []
        for written in self._read(file) if file.exists() else ():
            self.written["reviews"] = written
            rows = written.value if isinstance(written.value, tuple) else ()
            if written.value and not rows:
                self.problems.append(
                    written.problem((), "not-right", "this file must be a list", "begin with “- ”")
                )
            for number, row in enumerate(rows):
                found += self._keep(check_value, Review, row, written, (number,))
        return tuple(found)

    def schools(self, nations: Iterable[str]) -> None:
        """Look at the lists of schools here, though no pack reads them unless it is told to."""
        known = tuple(nations)
        for file in sorted((self._folder / "schools").glob("*")):
            is_open_copy = file.name.startswith(("~$", "."))
            if file.suffix.casefold() in KINDS_OF_LIST and not is_open_copy:
                for listed in self._keep(load_schools, file, known):
                    self.warnings += listed.warnings

    def terms(self, library: Library) -> Iterator[Problem]:
        """What is wrong with the terms; a list that is not here is no reason to print nothing."""
        for name in term_names(self._folder):
            try:
                self.warnings += load_term(self._folder, name, library).warnings
            except NotFitToPrint as error:
                for problem in error.problems:
                    if problem.code == NO_LIST:
                        self.warnings.append(replace(problem, stops=False))
                    else:
                        yield problem

    def unread(self) -> None:
        """Warn of files that look as if somebody should read them, and nobody does."""
        for file in sorted(self._folder.rglob("*")):
            home = file.relative_to(self._folder).parts[0]
            wanted = {"snippets": ".md", "sessions": ".yaml", "nations": ".yaml"}.get(home, ".yaml")
            is_text = file.suffix.casefold() in _TEXTS and file.suffix != wanted
            is_ours = home in ("snippets", "sessions", "nations") or file.suffix not in (
                ".md",
                ".txt",
            )
            if is_text and is_ours and not file.is_dir() and file.stem != "README":
                said = f"nothing reads a file that ends in {file.suffix} here"
                fix = f"let its name end in {wanted}, or move it away"
                self.warnings.append(
                    Problem("unread-file", file.as_posix(), said, fix, stops=False)
                )

    def _read(self, file: Path) -> Iterator[Written]:
        for source in self._keep(read_text, file):
            self.warnings += source.warnings
            yield from self._keep(read_yaml, source)

    def _keep(self, read: Callable[..., R], *given: object) -> list[R]:
        """What `read` gives, as a list of one; none, and its problems kept, when it is unfit."""
        try:
            return [read(*given)]
        except NotFitToPrint as error:
            self.problems += error.problems
            return []
