"""Writes the file of a new term: sessions with their age groups, and a list of schools."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from printroom.deliver import write_file
from printroom.load.schools.term_file import refuse_term_name, term_of
from printroom.load.sources.text_file import Source
from printroom.load.sources.yaml_text import quoted
from printroom.model import Library, NotFitToPrint, Problem


@dataclass(frozen=True, slots=True)
class NewTerm:
    """What a new term prints: each session with its age groups."""

    name: str
    title: str
    people: int
    schools: Path
    """The list of schools."""
    packs: tuple[tuple[str, tuple[str, ...]], ...]
    nations: tuple[str, ...] = ()
    """Only the schools in these nations; all schools if empty."""


def write_term(new: NewTerm, materials: Path, library: Library) -> Path:
    """Write the file of a new term. Raises `NotFitToPrint`, and then writes nothing."""
    file = materials / "terms" / f"{new.name}.yaml"
    refuse_term_name(new.name, file)
    if file.exists() or file.is_symlink():
        message, fix = f"there is a term “{new.name}” already", "choose another name"
        raise NotFitToPrint([Problem("exists", file.as_posix(), message, fix, 0)])
    text = "\n".join((*_lines(new, file.parent), ""))
    term_of(new.name, Source(file.as_posix(), text), library)
    write_file(file, text.encode())
    return file


def _lines(new: NewTerm, folder: Path) -> Iterator[str]:
    path = Path(os.path.relpath(new.schools, folder)).as_posix()
    yield f"title: {quoted(new.title)}"
    yield f"people: {new.people}"
    yield "schools:"
    yield f"  file: {quoted(path)}"
    if new.nations:
        yield f"  where: {{nation: [{', '.join(map(quoted, new.nations))}]}}"
    yield "packs:"
    for session, bands in new.packs:
        yield f"  - session: {quoted(session)}"
        yield f"    bands: [{', '.join(map(quoted, bands))}]"
