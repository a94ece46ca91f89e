"""A school whose details were typed in, for one pack: checked as the cells of a list are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from printroom.load.schools.known_school import known_school
from printroom.load.schools.school_columns import cell_errors
from printroom.model import KnownNames, NotFitToPrint, Problem, School


def typed_school(nation: str, typed: Mapping[str, str], names: KnownNames) -> School:
    """The school with these details, by the names of its fields in `School`.

    A word such as TBC is no name. Raises `NotFitToPrint` with a problem of each wrong detail, whose
    `path` is the name of the field; no message repeats what was typed.
    """
    if problems := [problem for name, text in typed.items() for problem in _wrong(name, text)]:
        raise NotFitToPrint(problems)
    written = {name: _printed(text) for name, text in typed.items()}
    return known_school(School.model_validate({"nation": nation, **written}), names)


def _wrong(name: str, text: str) -> Iterator[Problem]:
    for error in cell_errors(name, text):
        fix = error.fix.replace("the cell", "it")
        yield Problem(error.code, name, error.message, fix, 0)


def _printed(text: str) -> str:
    """A text as it prints: on one line, single spaces, letters and accents composed."""
    return unicodedata.normalize("NFC", " ".join(text.split()))
