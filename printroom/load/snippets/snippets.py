"""Load snippets: Markdown files with front matter, and their variants for single bands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from printroom.activities import shape
from printroom.load.snippets.nation_word_checks import unknown_nation_words
from printroom.load.snippets.snippet_body import read_parts
from printroom.load.sources.memo import parse_if_changed
from printroom.load.sources.text_file import Source, files_of, read_text, refuse_invalid_names
from printroom.load.sources.validate import validate, validate_value
from printroom.load.sources.yaml import read_yaml
from printroom.load.sources.yaml_text import KeyPath, YamlText, unknown_bands
from printroom.model import (
    PLACEHOLDER,
    ActivityModel,
    Authored,
    Kind,
    NotFitToPrint,
    Part,
    Problem,
    Snippet,
    SnippetHead,
    Variant,
    VariantHead,
    Words,
    fill_in,
    nearest,
    walk_nodes,
)

V = TypeVar("V", Snippet, Variant)


class SnippetReader:
    """Reads all snippets of a folder of materials, and collects their problems and warnings."""

    def __init__(
        self,
        materials: Path,
        headings: Mapping[str, str],
        kinds: Mapping[str, Kind],
        bands: tuple[str, ...],
        words: Mapping[str, Words],
    ) -> None:
        self.materials = materials
        self.headings, self.kinds, self.bands, self.words = headings, kinds, bands, words
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.front_matter: dict[str, YamlText] = {}
        """The front matter of each file that has any, by path."""
        self.unread: list[str] = []
        """The paragraphs of files that are not valid, as far as they can be read at all."""

    def read(self) -> dict[str, Snippet]:
        """All snippets by id, each with its variants."""
        snippets: dict[str, Snippet] = {}
        folder = self.materials / "snippets"
        files = files_of(folder, self.problems, ".md")
        files.sort(key=lambda file: file.name.count("."))  # NAME.md before NAME.BAND.md
        for file in files:
            name = file.relative_to(folder).with_suffix("").as_posix()
            try:
                is_read = self._read(name, file, snippets)
            except NotFitToPrint as error:
                self.problems += error.problems
                is_read = False
            if not is_read:
                self.unread += _paragraphs(file, self.materials)
        return snippets

    def _read(self, name: str, file: Path, snippets: dict[str, Snippet]) -> bool:
        """Add the snippet or variant in a file; whether it was added. Raises `NotFitToPrint`."""
        base, _, band = name.partition(".")
        refuse_invalid_names(base.split("/"), file.as_posix())
        if not band:
            snippets[name] = self._snippet(name, file)
        elif self._is_variant(base, band, file, snippets):
            variants = {**snippets[base].variants, band: self._variant(band, file)}
            snippets[base] = replace(snippets[base], variants=variants)
        else:
            return False
        return True

    def _is_variant(
        self, base: str, band: str, file: Path, snippets: Mapping[str, Snippet]
    ) -> bool:
        """Whether a file BASE.BAND.md is a valid variant: its base must list that very band."""
        path = file.as_posix()
        if band not in self.bands:
            code, message = "unknown-band", f"the file name has “{band}”, which is not a band"
            fix = nearest(band, self.bands)
        elif base not in snippets:
            if any(problem.path.endswith(f"/{base}.md") for problem in self.problems):
                self._variant(band, file)  # reports its own problems, beside those of its base
                return False
            code = "unknown-snippet"
            message = f"this is a variant of “{base}”, which does not exist"
            fix = nearest(base, list(snippets))
        elif band not in snippets[base].bands:
            code, message = "band-not-listed", f"the snippet itself is not for {band}"
            fix = f"add it to the bands of {snippets[base].path}"
        else:
            return True
        self.problems.append(Problem(code, path, message, fix))
        return False

    def _snippet(self, name: str, file: Path) -> Snippet:
        source, parsed = self._parsed(file, SnippetHead)
        head, yaml, parts = parsed.head, parsed.yaml, parsed.parts
        assert isinstance(head, SnippetHead)
        problems = [*parsed.problems, *unknown_bands(head.bands, self.bands, yaml, ("bands",))]
        if not parts and not problems:
            message = "this snippet has no text for any document"
            fix = "write something below a heading, or take the file out"
            problems.append(source.problem("empty-part", message, fix))
        if problems:
            raise NotFitToPrint(problems)
        line = yaml.position(("activity",))[0]
        snippet = Snippet(
            name, head.title, head.bands, head.kit, parsed.activity, parts, source.path, {}, line
        )
        snippet = replace(snippet, figures=head.figures)
        return replace(snippet, national=self._in_nations(snippet, parsed))

    def _variant(self, band: str, file: Path) -> Variant:
        source, parsed = self._parsed(file, VariantHead)
        head, parts, problems = parsed.head, parsed.parts, list(parsed.problems)
        assert isinstance(head, VariantHead)
        if not parts and head == VariantHead() and not problems:
            message = "this variant replaces nothing"
            fix = "write a heading with other words, or take the file out"
            problems.append(source.problem("empty-part", message, fix))
        if problems:
            raise NotFitToPrint(problems)
        line = parsed.yaml.position(("activity",))[0]
        variant = Variant(band, head.title, head.kit, parsed.activity, parts, source.path, line)
        return replace(variant, national=self._in_nations(variant, parsed))

    def _in_nations(self, read: V, parsed: _Parsed) -> dict[str, V]:
        """A snippet or variant in the words of each nation, if it has any nation words."""
        if not parsed.activities:
            return {}
        return parse_if_changed(read.path, _national, read, parsed.activities, self.words)

    def _parsed(
        self, file: Path, model: type[SnippetHead] | type[VariantHead]
    ) -> tuple[Source, _Parsed]:
        source = read_text(file, self.materials)
        self.warnings += source.warnings
        yaml, body_line = parse_if_changed(source.path, _front_matter, source, model is VariantHead)
        self.front_matter[source.path] = yaml
        words = self.words if PLACEHOLDER.search(source.text) else {}
        given = (source, model, yaml, body_line, self.headings, self.kinds, words)
        return source, parse_if_changed(source.path, _parse, *given)


def _national(
    read: V, activities: Mapping[str, ActivityModel | None], words: Mapping[str, Words]
) -> dict[str, V]:
    return {
        nation: replace(
            read,
            title=fill_in(read.title, own),
            kit=fill_in(read.kit, own),
            activity=activities[nation],
            parts=fill_in(read.parts, own),
        )
        for nation, own in words.items()
    }


def _paragraphs(file: Path, materials: Path) -> list[str]:
    """The paragraphs of a file, each on one line; none if it cannot be read."""
    try:
        source = read_text(file, materials)
    except NotFitToPrint:
        return []
    return [" ".join(paragraph.split()) for paragraph in source.text.split("\n\n")]


@dataclass(frozen=True)
class _Parsed:
    """A parsed snippet file and its problems, whatever other files say."""

    head: SnippetHead | VariantHead
    yaml: YamlText
    parts: Mapping[str, Part]
    activity: ActivityModel | None
    problems: tuple[Problem, ...]
    activities: Mapping[str, ActivityModel | None]
    """The activity by nation; empty if the file has no nation words."""


def _front_matter(source: Source, is_optional: bool) -> tuple[YamlText, int]:
    """The YAML between `---` and `---` at the beginning of a file, and the first line after it."""
    code, lines = "no-front-matter", source.lines
    if lines[0].rstrip() != "---":
        if is_optional:
            return YamlText({}, source, {}, {}), 1
        message = "this file does not begin with ---"
        fix = "write ---, then title: and bands:, then --- again, and the words below"
        raise NotFitToPrint([source.problem(code, message, fix)])
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        message = "the front matter, which begins with ---, never ends"
        raise NotFitToPrint([source.problem(code, message, "write --- above the first heading")])
    return read_yaml(source, 2, "\n".join(lines[1:end])), end + 2


def _parse(
    source: Source,
    model: type[SnippetHead] | type[VariantHead],
    yaml: YamlText,
    body_line: int,
    headings: Mapping[str, str],
    kinds: Mapping[str, Kind],
    words: Mapping[str, Words],
) -> _Parsed:
    """Everything in a snippet file. Raises `NotFitToPrint` if its front matter is invalid.

    `words` are those of each nation; they are empty if the file has no names in braces.
    """
    head = VariantHead() if body_line == 1 else validate(model, yaml)
    parts, problems = read_parts(source, body_line, headings)
    problems += unknown_nation_words(source, words, _code(parts.values()))
    activities: dict[str, ActivityModel | None] = {}
    for nation, own in (words or {"": {}}).items():
        try:
            given = head.activity
            filled = None if given is None else _activity(fill_in(given, own), yaml, kinds)
            activities[nation] = filled
        except NotFitToPrint as error:
            problems += [problem for problem in error.problems if problem not in problems]
    activity = next(iter(activities.values()), None)
    national = activities if words else {}
    return _Parsed(head, yaml, parts, activity, tuple(problems), national)


def _code(parts: Iterable[Part]) -> dict[int, str]:
    """The code in each line of a snippet."""
    found: dict[int, str] = {}
    for node in walk_nodes(node for part in parts for node in part.nodes):
        if node.kind == "code":
            found[node.line] = found.get(node.line, "") + node.text
    return found


def _activity(
    values: Mapping[str, object], yaml: YamlText, kinds: Mapping[str, Kind]
) -> ActivityModel:
    """The activity of the front matter, as the model of its kind. Raises `NotFitToPrint`."""
    name, at = str(values.get("kind") or ""), ("activity", "kind")
    if not name:
        fix = f"add kind: …, one of {', '.join(sorted(kinds))}"
        raise NotFitToPrint([yaml.problem(at, "missing-field", "“kind” is missing", fix)])
    if name not in kinds:
        message = f"there is no kind of activity “{name}”"
        raise NotFitToPrint([yaml.problem(at, "unknown-kind", message, nearest(name, kinds))])
    activity = validate_value(shape(kinds[name].shape), values, yaml, ("activity",))
    if problems := list(_wrong_counts(activity, name, kinds[name], yaml)):
        raise NotFitToPrint(problems)
    return activity


def _wrong_counts(
    activity: ActivityModel, name: str, kind: Kind, yaml: YamlText
) -> Iterator[Problem]:
    """Lists of an activity that are longer or shorter than its drawing has room for."""
    for at, length in _lists(activity, ("activity",)):
        low, high = kind.counts.get(str(at[-1]), (length, length))
        if not low <= length <= high:
            allowed = f"{low}" if low == high else f"{low} to {high}"
            message = f"“{name}” has room for {allowed} “{at[-1]}”, not for {length}"
            fix = "add some or take some out, or choose another kind"
            yield yaml.problem(at, "not-right", message, fix)


def _lists(value: object, at: KeyPath) -> Iterator[tuple[KeyPath, int]]:
    """Each list within an activity: its key path and its length."""
    if isinstance(value, tuple):
        yield at, len(value)
        for number, inner in enumerate(value):
            yield from _lists(inner, (*at, number))
    elif isinstance(value, Authored):
        for key in type(value).model_fields:
            yield from _lists(getattr(value, key), (*at, key))
