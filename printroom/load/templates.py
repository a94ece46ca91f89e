"""Load templates: the folder of the designers in, everything in it out, in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from printroom.activities import shape_names
from printroom.load.check import check
from printroom.load.phrases import template_phrases, template_words
from printroom.load.text import no_folder, read_bytes, read_text
from printroom.load.yaml import Way, Written, read_yaml
from printroom.model import (
    KIND_FOLDERS,
    DocumentRow,
    Kind,
    NotFitToPrint,
    Problem,
    SessionTemplate,
    SheetLayout,
    Templates,
    nearest,
)

MAX_ASSET_BYTES = 8_000_000
_HEAD = re.compile(r"\{#\s*(shape:[^#]*?)\s*#\}")
_COUNT = re.compile(r"(\d+)(?:\s*-\s*(\d+))?")
_SOURCES, _FILES = (".html", ".css"), (".svg", ".png", ".jpg", ".ttf", ".otf", ".woff2")


def load_templates(folder: Path) -> Templates:
    """Read all that is in a folder of templates. Raises `NotFitToPrint`."""
    problems: list[Problem] = []
    if not folder.is_dir():
        raise NotFitToPrint([no_folder(folder)])
    sources, files = _read_files(folder, problems)
    sessions: dict[str, SessionTemplate] = {}
    sheets: dict[str, SheetLayout] = {}
    written: dict[str, Written] = {}
    for file in sorted((folder / "sessions").glob("*.yaml")):
        try:
            written[file.stem] = read_yaml(read_text(file))
            sessions[file.stem] = check(SessionTemplate, written[file.stem])
        except NotFitToPrint as error:
            problems += error.problems
    for file in sorted((folder / "sheets").glob("*.yaml")):
        try:
            sheets[file.stem] = check(SheetLayout, read_yaml(read_text(file)))
        except NotFitToPrint as error:
            problems += error.problems
    kinds = _kinds(folder, sources, problems)
    problems += _rows(sessions, written, sheets, sources)
    if problems:
        raise NotFitToPrint(problems)
    phrases = template_phrases(folder.as_posix(), sources, sessions, written)
    words = template_words(sources)
    return Templates(sessions, sheets, sources, files, kinds, folder.as_posix(), phrases, words)


def _read_files(folder: Path, problems: list[Problem]) -> tuple[dict[str, str], dict[str, bytes]]:
    sources: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.suffix in _SOURCES:
            try:
                sources[name] = read_text(file).text
            except NotFitToPrint as error:
                problems += error.problems
        elif file.suffix in _FILES:
            try:
                files[name] = read_bytes(file, MAX_ASSET_BYTES)
            except NotFitToPrint as error:
                problems += error.problems
    return sources, files


def _kinds(folder: Path, sources: dict[str, str], problems: list[Problem]) -> dict[str, Kind]:
    """Every kind of activity, as the first line of its template describes it."""
    kinds: dict[str, Kind] = {}
    for name, text in sources.items():
        home, stem = Path(name).parent.as_posix(), Path(name).stem
        if home not in KIND_FOLDERS or not name.endswith(".html"):
            continue
        line = text.partition("\n")[0]
        try:
            kind = _kind(line)
            if kinds.setdefault(stem, kind) != kind:
                raise _WrongHead("its page and its piece begin differently", _LIKE)
        except _WrongHead as error:
            path = (folder / name).as_posix()
            problems.append(Problem(error.code, path, str(error), error.fix, 1, error.column, line))
    return kinds


class _WrongHead(Exception):
    """What the first line of a kind's template gets wrong."""

    def __init__(self, message: str, fix: str, code: str = "no-shape", column: int = 1) -> None:
        super().__init__(message)
        self.fix, self.code, self.column = fix, code, column


_LIKE = "begin it with a line such as {# shape: match #}"


def _kind(line: str) -> Kind:
    """A line such as `{# shape: diagram; sides: 2; places: 3-7; needs: pencils, scissors #}`."""
    found = _HEAD.match(line)
    if found is None:
        message = "this template does not say which shape of activity it draws"
        raise _WrongHead(message, _LIKE)
    says = {}
    for part in found[1].split(";"):
        key, _, value = part.partition(":")
        says[key.strip()] = value.strip()
    shape = says.pop("shape")
    if shape not in shape_names():
        fix = nearest(shape, shape_names())
        column = line.find(shape) + 1
        raise _WrongHead(f"there is no shape “{shape}”", fix, "unknown-shape", column)
    needs = tuple(filter(None, map(str.strip, says.pop("needs", "").split(","))))
    return Kind(shape, {key: _count(key, value, line) for key, value in says.items()}, needs)


def _count(key: str, value: str, line: str) -> tuple[int, int]:
    """How many members a list may have, such as 3 or 3-7."""
    found = _COUNT.fullmatch(value)
    if found is None:
        column = line.find(key) + 1
        raise _WrongHead(
            f"“{key}: {value}” is no number of members",
            f"write {key}: 3, or {key}: 3-7",
            "not-right",
            column,
        )
    return int(found[1]), int(found[2] or found[1])


def _rows(
    sessions: Mapping[str, SessionTemplate],
    written: Mapping[str, Written],
    sheets: Mapping[str, SheetLayout],
    sources: Mapping[str, str],
) -> Iterator[Problem]:
    """What a session template's list of documents gets wrong."""
    voices: dict[str, tuple[str, str]] = {}
    for name, template in sessions.items():
        seen: set[str] = set()
        for number, row in enumerate(template.documents):
            for key, code, said in _row(row, sheets, sources):
                at: Way = ("documents", number, *key)
                yield written[name].problem(at, code, said, _MENDS[code])
            if row.name in seen:
                said = f"“{row.name}” is listed twice"
                way = ("documents", number, "name")
                yield written[name].problem(way, "duplicate-id", said, "take one out")
            seen.add(row.name)
            voice = (row.audience, row.medium)
            if voices.setdefault(row.name, voice) != voice:
                yield written[name].problem(
                    ("documents", number, "name"),
                    "document-row",
                    f"another session template gives “{row.name}” another audience or medium",
                    "give it the same in both, or another name",
                )


def _row(
    row: DocumentRow, sheets: Mapping[str, SheetLayout], sources: Mapping[str, str]
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """What one row gets wrong: the way to the key, the code and the message."""
    if f"documents/{row.name}.html" not in sources:
        yield ("name",), "unknown-template", f"there is no template documents/{row.name}.html"
    if row.guide and row.audience != "facilitator":
        yield ("guide",), "document-row", "only a document for facilitators gets the keys"
    yield from _sheet(row.sheet, ("sheet",), ("medium",), row, sheets)
    if row.large_print:
        large = ("large_print",)
        yield from _sheet(row.large_print.sheet, (*large, "sheet"), large, row, sheets)
        if row.medium == "cover":
            yield large, "document-row", "the cover is for who prints, and in every edition"


def _sheet(
    sheet: str | None,
    way: tuple[str, ...],
    around: tuple[str, ...],
    row: DocumentRow,
    sheets: Mapping[str, SheetLayout],
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    if sheet is None and row.medium == "cut":
        yield around, "missing-field", "what is cut needs a sheet"
    elif sheet is not None and row.medium != "cut":
        yield way, "document-row", "a sheet is only for what is cut"
    elif sheet is not None and sheet not in sheets:
        yield way, "unknown-sheet", f"there is no sheet “{sheet}” in sheets/"


_MENDS = {
    "unknown-template": "write that template, or look at the name",
    "missing-field": "add sheet: …",
    "document-row": "take it out",
    "unknown-sheet": "write that sheet, or look at the name",
}
