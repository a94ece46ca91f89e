"""Read YAML files of materials into models; problems and positions of entries are kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from printroom.load.sources.memo import parse_if_changed
from printroom.load.sources.text_file import (
    ID_RULE,
    Source,
    files_of,
    is_id,
    read_text,
    refuse_invalid_names,
)
from printroom.load.sources.validate import validate, validate_value
from printroom.load.sources.yaml import read_yaml
from printroom.load.sources.yaml_text import YamlText
from printroom.model import Authored, NotFitToPrint, Problem

A = TypeVar("A", bound=Authored)


@dataclass(frozen=True)
class _Entries:
    """A file of entries by itself: its entries, and what is wrong with it."""

    yaml: YamlText
    values: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()


class EntryReader:
    """Reads the YAML files of a folder, and collects their problems and warnings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.paths: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self.yaml: dict[str, YamlText] = {}
        """The files that were read: "facts" for one of entries, "nations:england" for others."""

    def entries(self, kind: str, model: type[A]) -> dict[str, A]:
        """The file KIND.yaml, whose keys are ids; a file that does not exist has no entries."""
        found: dict[str, A] = {}
        if read := self._read(self.folder / f"{kind}.yaml", _mapping, model):
            self.yaml[kind] = read.yaml
            self.problems += read.problems
            found = dict(read.values)
            for entry in found:
                self.paths[f"{kind}:{entry}"] = read.yaml.source.path
                self.lines[f"{kind}:{entry}"] = read.yaml.keys[entry,][0]
        return found

    def rows(self, kind: str, model: type[A]) -> tuple[A, ...]:
        """The file KIND.yaml, which is a list; a file that does not exist has no rows."""
        read = self._read(self.folder / f"{kind}.yaml", _list, model)
        if read is None:
            return ()
        self.yaml[kind] = read.yaml
        self.problems += read.problems
        return tuple(read.values.values())

    def files(self, kind: str, model: type[A]) -> dict[str, A]:
        """The folder KIND, where each file is an entry; its id is its path without the suffix."""
        root = self.folder / kind
        found: dict[str, A] = {}
        for file in files_of(root, self.problems, ".yaml"):
            entry = file.relative_to(root).with_suffix("").as_posix()
            try:
                refuse_invalid_names(entry.split("/"), file.as_posix())
            except NotFitToPrint as error:
                self.problems += error.problems
            if read := self._read(file, _single, model):
                found[entry] = read.values[""]
                self.paths[f"{kind}:{entry}"] = read.yaml.source.path
                self.yaml[f"{kind}:{entry}"] = read.yaml
        return found

    def names(self, kind: str) -> tuple[str, ...]:
        """All ids in a file of entries, those of invalid entries too."""
        yaml = self.yaml.get(kind)
        return tuple(yaml.value) if yaml and isinstance(yaml.value, dict) else ()

    def _read(
        self, file: Path, parse: Callable[[Source, type[A]], _Entries], model: type[A]
    ) -> _Entries | None:
        """The result of `parse` for a file; none if it cannot be read or does not exist."""
        if not os.path.lexists(file):
            return None
        try:
            source = read_text(file, self.folder)
            self.warnings += source.warnings
            return parse_if_changed(source.path, parse, source, model)
        except NotFitToPrint as error:
            self.problems += error.problems
            return None


def _mapping(source: Source, model: type[A]) -> _Entries:
    """A file whose keys are ids."""
    yaml = read_yaml(source)
    if not isinstance(yaml.value, dict):
        message = "this file must hold names with values"
        fix = "write each entry as its name and a colon, with its values indented below"
        return _Entries(yaml, {}, (yaml.problem((), "not-right", message, fix),))
    values: dict[str, A] = {}
    problems: list[Problem] = []
    for entry in yaml.value:
        if not is_id(entry):
            message = f"“{entry}” is not a valid name"
            problems.append(yaml.key_problem((entry,), "odd-name", message, ID_RULE))
            continue
        try:
            values[entry] = validate(model, yaml, (entry,))
        except NotFitToPrint as error:
            problems += error.problems
    return _Entries(yaml, values, tuple(problems))


def _list(source: Source, model: type[A]) -> _Entries:
    """A file that is a list; the values are by the number of their row."""
    yaml = read_yaml(source)
    rows = yaml.value if isinstance(yaml.value, tuple) else ()
    values: dict[str, A] = {}
    problems: list[Problem] = []
    if yaml.value and not rows:
        problems = [yaml.problem((), "not-right", "this file must be a list", "begin with “- ”")]
    for number, row in enumerate(rows):
        try:
            values[str(number)] = validate_value(model, row, yaml, (number,))
        except NotFitToPrint as error:
            problems += error.problems
    return _Entries(yaml, values, tuple(problems))


def _single(source: Source, model: type[A]) -> _Entries:
    """A file that is one entry."""
    yaml = read_yaml(source)
    return _Entries(yaml, {"": validate(model, yaml)})
