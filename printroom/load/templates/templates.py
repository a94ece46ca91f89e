"""Load the folder of templates: sessions, sheets, labels, activities, sources and files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TypeVar

from printroom.activities import shape_names
from printroom.files import ASSETS, MAX_INPUT_BYTES
from printroom.load.artwork.drawings import undeclared_fault
from printroom.load.artwork.raster import RASTERS, strip_metadata
from printroom.load.sources.memo import parse_if_changed
from printroom.load.sources.text_file import files_in, files_of, no_folder, read_bytes, read_text
from printroom.load.sources.validate import validate
from printroom.load.sources.yaml import read_yaml
from printroom.load.sources.yaml_text import KeyPath, YamlText
from printroom.load.styles.style_problems import style_problems
from printroom.load.templates.template_text import first_places, template_places, template_words
from printroom.model import (
    BOOKLET_SHEETS,
    KIND_FOLDERS,
    Authored,
    DocumentRow,
    Kind,
    LabelSheet,
    NotFitToPrint,
    Problem,
    SessionTemplate,
    SheetLayout,
    Templates,
    nearest,
    paper_of,
)

_HEAD = re.compile(r"\{#\s*(shape:[^#]*?)\s*#\}")
_COUNT = re.compile(r"(\d+)(?:\s*-\s*(\d+))?")
_SOURCES = (".html", ".css")
A = TypeVar("A", bound=Authored)


def load_templates(folder: Path) -> Templates:
    """Read everything in a folder of templates. Raises `NotFitToPrint`."""
    templates, problems = read_templates(folder)
    if problems:
        raise NotFitToPrint(problems)
    return templates


def read_templates(folder: Path) -> tuple[Templates, list[Problem]]:
    """The templates, and what is wrong with their style sheets, which materials do not depend on.

    Raises `NotFitToPrint` if anything else is wrong.
    """
    problems: list[Problem] = []
    if not folder.is_dir():
        raise NotFitToPrint([no_folder(folder)])
    sources, files = _read_files(folder, problems)
    sessions, texts = _read_models(folder / "sessions", SessionTemplate, problems)
    sheets, _ = _read_models(folder / "sheets", SheetLayout, problems)
    kinds = _kinds(folder, sources, problems)
    problems += _document_rows(sessions, texts, sheets, sources)
    path = folder.as_posix()
    of_styles = parse_if_changed(path, style_problems, path, sources, files)
    if problems:
        raise NotFitToPrint([*problems, *of_styles])
    places = template_places(path, sources, files, sessions, texts)
    words = template_words(sources)
    read = Templates(
        sessions, sheets, sources, files, kinds, path, first_places(places), words, places
    )
    return read, of_styles


def _read_files(folder: Path, problems: list[Problem]) -> tuple[dict[str, str], dict[str, bytes]]:
    """HTML and CSS as text, images and fonts as bytes, by path below the folder."""
    sources: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for file in files_of(folder, problems):
        name = file.relative_to(folder).as_posix()
        try:
            if file.suffix in _SOURCES:
                sources[name] = read_text(file, folder).text
            elif file.suffix in ASSETS:
                content = read_bytes(file, folder, MAX_INPUT_BYTES)
                files[name] = strip_metadata(content) if file.suffix in RASTERS else content
                if file.suffix == ".svg":
                    path = file.as_posix()
                    if found := parse_if_changed(path, undeclared_fault, content):
                        (code, message, fix), line = found
                        problems.append(Problem(code, path, message, fix, line))
        except NotFitToPrint as error:
            problems += error.problems
    return sources, files


def _read_models(
    folder: Path, model: type[A], problems: list[Problem]
) -> tuple[dict[str, A], dict[str, YamlText]]:
    """The YAML files of a folder as models, and their YAML, by name."""
    models: dict[str, A] = {}
    texts: dict[str, YamlText] = {}
    for file in files_in(folder, problems, ".yaml"):
        try:
            source = read_text(file, folder.parent)
            texts[file.stem] = parse_if_changed(source.path, read_yaml, source)
            models[file.stem] = parse_if_changed(source.path, validate, model, texts[file.stem])
        except NotFitToPrint as error:
            problems += error.problems
    return models, texts


def _kinds(folder: Path, sources: dict[str, str], problems: list[Problem]) -> dict[str, Kind]:
    """Every kind of activity, as the first line of its template describes it."""
    kinds: dict[str, Kind] = {}
    for name, text in sources.items():
        path = PurePosixPath(name)
        if path.parent.as_posix() not in KIND_FOLDERS or path.suffix != ".html":
            continue
        line = text.partition("\n")[0]
        try:
            kind = _kind(line)
            if kinds.setdefault(path.stem, kind) != kind:
                message = "the page and the piece of this kind begin with different lines"
                raise _InvalidHead(message, "write the same first line in both templates")
        except _InvalidHead as error:
            file = (folder / name).as_posix()
            problems.append(Problem(error.code, file, str(error), error.fix, 1, error.column, line))
    return kinds


class _InvalidHead(Exception):
    """What is wrong with the first line of a kind's template."""

    def __init__(self, message: str, fix: str, code: str = "no-shape", column: int = 1) -> None:
        super().__init__(message)
        self.fix, self.code, self.column = fix, code, column


_LIKE = "begin it with a line such as {# shape: match #}"


def _kind(line: str) -> Kind:
    """A line such as `{# shape: diagram; sides: 2; places: 3-7; needs: pencils, scissors #}`."""
    found = _HEAD.match(line)
    if found is None:
        message = "this template does not say which shape of activity it draws"
        raise _InvalidHead(message, _LIKE)
    values = {}
    for part in found[1].split(";"):
        key, _, value = part.partition(":")
        values[key.strip()] = value.strip()
    shape = values.pop("shape")
    if shape not in shape_names():
        fix, column = nearest(shape, shape_names()), line.find(shape) + 1
        raise _InvalidHead(f"there is no shape “{shape}”", fix, "unknown-shape", column)
    needs, signs = (_list(values.pop(key, "")) for key in ("needs", "signs"))
    counts = {key: _count(key, value, line) for key, value in values.items()}
    return Kind(shape, counts, needs, signs)


def _list(value: str) -> tuple[str, ...]:
    """The members of a list with commas."""
    return tuple(filter(None, map(str.strip, value.split(","))))


def _count(key: str, value: str, line: str) -> tuple[int, int]:
    """The least and the greatest length of a list, such as 3 or 3-7."""
    found = _COUNT.fullmatch(value)
    if found is None:
        message = f"“{key}: {value}” is not a number, or a range of numbers"
        fix = f"write {key}: 3, or {key}: 3-7"
        raise _InvalidHead(message, fix, "not-right", line.find(key) + 1)
    return int(found[1]), int(found[2] or found[1])


def _document_rows(
    sessions: Mapping[str, SessionTemplate],
    texts: Mapping[str, YamlText],
    sheets: Mapping[str, SheetLayout],
    sources: Mapping[str, str],
) -> Iterator[Problem]:
    """What is wrong with the documents of session templates, and between two of them."""
    shared: dict[str, tuple[str, str]] = {}
    for name, template in sessions.items():
        yaml = texts[name]
        seen: set[str] = set()
        for number, row in enumerate(template.documents):
            at: KeyPath = ("documents", number)
            for key, code, message in _row_errors(row, sheets, sources):
                yield yaml.problem((*at, *key), code, message, _ROW_FIXES[code])
            if row.name in seen:
                message = f"“{row.name}” appears twice"
                yield yaml.problem((*at, "name"), "duplicate-id", message, "take one out")
            seen.add(row.name)
            own = (row.audience, row.medium)
            if shared.setdefault(row.name, own) != own:
                message = f"another session template gives “{row.name}” another audience or medium"
                fix = "give it the same in both, or another name"
                yield yaml.problem((*at, "name"), "document-row", message, fix)


_RowError = tuple[tuple[str, ...], str, str]
"""The keys within the row, the code and the message."""


def _row_errors(
    row: DocumentRow, sheets: Mapping[str, SheetLayout], sources: Mapping[str, str]
) -> Iterator[_RowError]:
    if f"documents/{row.name}.html" not in sources:
        yield ("name",), "unknown-template", f"there is no template documents/{row.name}.html"
    if row.guide and row.audience != "facilitator":
        yield ("guide",), "document-row", "only a document for facilitators may have the keys"
    yield from _sheet_errors(row.sheet, (), ("medium",), row, sheets)
    if row.print_only == "booklet" and row.size not in BOOKLET_SHEETS:
        sizes = ", ".join(BOOKLET_SHEETS)
        message = f"a booklet is folded from pages of {sizes}, not of {row.size}"
        yield ("print_only",), "document-row", message
    if row.large_print:
        large = ("large_print",)
        yield from _sheet_errors(row.large_print.sheet, large, large, row, sheets)
        if row.medium == "cover":
            message = "the cover is the same in every edition, for the person who prints"
            yield large, "document-row", message


def _sheet_errors(
    sheet: str | None,
    keys: tuple[str, ...],
    missing_at: tuple[str, ...],
    row: DocumentRow,
    sheets: Mapping[str, SheetLayout],
) -> Iterator[_RowError]:
    if sheet is None and row.medium == "cut":
        yield missing_at, "missing-field", "what is cut needs a sheet"
    elif sheet is not None and row.medium != "cut":
        yield (*keys, "sheet"), "document-row", "a sheet is only for what is cut"
    elif sheet is not None and sheet not in sheets:
        yield (*keys, "sheet"), "unknown-sheet", f"there is no sheet “{sheet}” in sheets/"
    elif sheet is not None:
        layout = sheets[sheet]
        if paper_of(layout.page_width_mm, layout.page_height_mm) != row.size:
            size = f"{layout.page_width_mm:g} × {layout.page_height_mm:g} mm"
            message = f"the sheet “{sheet}” is {size}, and the document says {row.size}"
            yield (*keys, "sheet"), "other-paper", message


_ROW_FIXES = {
    "unknown-template": "write that template, or check the name",
    "missing-field": "add sheet: …",
    "document-row": "take it out",
    "other-paper": "write the size of the sheet after size:, or name another sheet",
    "unknown-sheet": "write that sheet, or check the name",
}


def load_label_sheets(templates: Path) -> dict[str, LabelSheet]:
    """The sheets of labels by their maker's number, such as L7160. Raises `NotFitToPrint`."""
    problems: list[Problem] = []
    sheets, _ = _read_models(templates / "labels", LabelSheet, problems)
    if problems:
        raise NotFitToPrint(problems)
    return sheets
