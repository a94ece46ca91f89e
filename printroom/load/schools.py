"""Load a list of schools: a YAML, CSV or XLSX file in, each school by its id out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from printroom.load.check import check_value
from printroom.load.columns import faults, id_fault, known_columns, of_children
from printroom.load.rows import schools_of
from printroom.load.sheets import read_xlsx
from printroom.load.tables import read_csv
from printroom.load.text import read_bytes, read_text
from printroom.load.yaml import Written, read_yaml
from printroom.model import NotFitToPrint, Problem, School, SchoolList, nearest

KINDS_OF_LIST = (".csv", ".tsv", ".xlsx", ".yaml", ".yml")
MOST_BYTES = 5_000_000


def load_schools(file: Path, nations: Iterable[str] | None = None) -> SchoolList:
    """The schools of a list. Raises `NotFitToPrint` with everything that is wrong in it.

    `nations` are those that there are; when none are given, nobody asks whether a nation exists.
    """
    known = None if nations is None else tuple(nations)
    path, kind = file.as_posix(), file.suffix.casefold()
    if kind not in KINDS_OF_LIST:
        said = f"a list of schools cannot be a file that ends in “{file.suffix}”"
        fix = "save it as .xlsx or as .csv; or write .yaml"
        raise NotFitToPrint([Problem("not-a-table", path, said, fix)])
    if kind in (".yaml", ".yml"):
        return _from_yaml(file, known)
    content = read_bytes(file, MOST_BYTES)
    table = read_xlsx(path, content) if kind == ".xlsx" else read_csv(path, content, known_columns)
    return schools_of(table, known)


def load_school(file: Path, school_id: str) -> School:
    """The school with this id, in a list that is right. Raises `NotFitToPrint`."""
    listed = load_schools(file)
    if school_id not in listed.schools:
        said = f"there is no school “{school_id}”"
        fix = nearest(school_id, tuple(listed.schools))
        raise NotFitToPrint([Problem("unknown-school", listed.path, said, fix)])
    return listed.schools[school_id]


def _from_yaml(file: Path, nations: tuple[str, ...] | None) -> SchoolList:
    source = read_text(file, MOST_BYTES)
    written = read_yaml(source)
    if not isinstance(written.value, dict):
        said = "this file must hold names with values"
        fix = "write each school as its id and a colon, with its values indented below"
        raise NotFitToPrint([written.problem((), "not-right", said, fix)])
    schools: dict[str, School] = {}
    problems: list[Problem] = []
    for school_id, value in written.value.items():
        problems += _odd(written, school_id, value)
        try:
            schools[school_id] = check_value(
                School, _without_children(value), written, (school_id,)
            )
        except NotFitToPrint as error:
            problems += error.problems
    for school_id, school in schools.items():
        if nations is not None and school.nation not in nations:
            said = f"there is no nation “{school.nation}”"
            fix, way = nearest(school.nation, nations), (school_id, "nation")
            problems.append(written.problem(way, "unknown-nation", said, fix))
    if problems:
        raise NotFitToPrint(problems)
    lines = {school_id: written.keys[(school_id,)][0] for school_id in schools}
    return SchoolList(source.path, schools, lines, "YAML", source.warnings)


def _odd(written: Written, school_id: str, value: Any) -> Iterator[Problem]:
    """What no list may say, whatever its form."""
    fault = id_fault(school_id) or next(faults("id", school_id), None)
    if fault:
        yield written.at_key((school_id,), fault.code, fault.message, fault.fix)
    for column, text in value.items() if isinstance(value, dict) else ():
        way = (school_id, column)
        if fault := of_children(column):
            at = written.at_key(way, fault.code, fault.message, fault.fix)
            yield replace(at, excerpt="")
        for fault in faults(column, text) if isinstance(text, str) else ():
            said = f"in “{column}”: {fault.message}"
            at = written.problem(way, fault.code, said, fault.fix)
            yield replace(at, excerpt="")


def _without_children(value: Any) -> Any:
    """A school's values without those that are refused already, and never repeated."""
    if not isinstance(value, dict):
        return value
    return {column: text for column, text in value.items() if not of_children(column)}
