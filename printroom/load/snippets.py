"""Load snippets: Markdown files with front matter in, snippets with their variants out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from printroom.activities import shape
from printroom.load.bands import unknown_bands
from printroom.load.check import check, check_value
from printroom.load.ids import refuse_odd_names
from printroom.load.parts import read_parts
from printroom.load.text import Source, read_text
from printroom.load.yaml import Way, Written, read_yaml
from printroom.model import (
    ActivityModel,
    Authored,
    Kind,
    NotFitToPrint,
    Problem,
    Snippet,
    SnippetHead,
    Variant,
    VariantHead,
    nearest,
)

Head = TypeVar("Head", bound=Authored)


class SnippetReader:
    """Reads every snippet of a folder; `problems` and `warnings` grow as it goes."""

    def __init__(
        self, headings: Mapping[str, str], kinds: Mapping[str, Kind], bands: tuple[str, ...]
    ) -> None:
        self.headings, self.kinds, self.bands = headings, kinds, bands
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.written: dict[str, Written] = {}
        """The front matter of each file, by its path: it knows the file's lines, too."""

    def read(self, folder: Path) -> dict[str, Snippet]:
        """All snippets below a folder, by id, each with the variants that lie beside it."""
        snippets: dict[str, Snippet] = {}
        files = sorted(folder.rglob("*.md"), key=lambda file: (file.name.count("."), file))
        for file in files:
            name = file.relative_to(folder).with_suffix("").as_posix()
            base, _, band = name.partition(".")
            try:
                refuse_odd_names(base.split("/"), file.as_posix())
                if not band:
                    snippets[name] = self._snippet(name, file)
                elif self._is_claim(base, band, file, snippets):
                    variant = self._variant(band, file)
                    variants = {**snippets[base].variants, band: variant}
                    snippets[base] = replace(snippets[base], variants=variants)
            except NotFitToPrint as error:
                self.problems += error.problems
        return snippets

    def _is_claim(self, base: str, band: str, file: Path, snippets: Mapping[str, Snippet]) -> bool:
        """Whether a file named BASE.BAND.md may speak: its base must list that very band."""
        path = file.as_posix()
        if band not in self.bands:
            self.problems.append(
                Problem(
                    "unknown-band",
                    path,
                    f"the file's name says “{band}”, which is no band",
                    nearest(band, self.bands),
                )
            )
        elif base not in snippets:
            if any(problem.path.endswith(f"/{base}.md") for problem in self.problems):
                self._variant(band, file)  # for what is wrong in it
            else:
                self.problems.append(
                    Problem(
                        "unknown-snippet",
                        path,
                        f"this is a variant of “{base}”, which does not exist",
                        nearest(base, list(snippets)),
                    )
                )
        elif band not in snippets[base].bands:
            self.problems.append(
                Problem(
                    "band-not-listed",
                    path,
                    f"the snippet itself is not for {band}",
                    f"add it to the bands of {snippets[base].path}",
                )
            )
        else:
            return True
        return False

    def _snippet(self, name: str, file: Path) -> Snippet:
        source = self._source(file)
        head, body_line, written = self._head(source, SnippetHead)
        parts, problems = read_parts(source, body_line, self.headings)
        problems += unknown_bands(head.bands, self.bands, written, ("bands",))
        activity = self._activity(head.activity, written, problems)
        if not parts and not problems:
            problems.append(
                source.problem(
                    "empty-part",
                    "this snippet says nothing in any document",
                    "write something below a heading, or take the file out",
                )
            )
        _stop(problems)
        line = written.place(("activity",))[0]
        return Snippet(
            name, head.title, head.bands, head.kit, activity, parts, source.path, {}, line
        )

    def _variant(self, band: str, file: Path) -> Variant:
        source = self._source(file)
        head, body_line, written = self._head(source, VariantHead)
        parts, problems = read_parts(source, body_line, self.headings)
        activity = self._activity(head.activity, written, problems)
        if not parts and head == VariantHead() and not problems:
            problems.append(
                source.problem(
                    "empty-part",
                    "this variant replaces nothing",
                    "write a heading with other words, or take the file out",
                )
            )
        _stop(problems)
        line = written.place(("activity",))[0]
        return Variant(band, head.title, head.kit, activity, parts, source.path, line)

    def _source(self, file: Path) -> Source:
        source = read_text(file)
        self.warnings += source.warnings
        return source

    def _head(self, source: Source, model: type[Head]) -> tuple[Head, int, Written]:
        """The front matter, the first line after it, and how it was written."""
        lines = source.text.split("\n")
        if lines[0].rstrip() != "---":
            if model is VariantHead:
                self.written[source.path] = Written({}, source, {}, {})
                return model(), 1, self.written[source.path]
            raise NotFitToPrint(
                [
                    source.problem(
                        "no-front-matter",
                        "this file does not begin with ---",
                        "write ---, then title: and bands:, then --- again, and the words below",
                    )
                ]
            )
        end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
        if end is None:
            raise NotFitToPrint(
                [
                    source.problem(
                        "no-front-matter",
                        "the part between --- and --- is never closed",
                        "write --- above the first heading",
                    )
                ]
            )
        written = read_yaml(source, 2, "\n".join(lines[1:end]))
        self.written[source.path] = written
        return check(model, written), end + 2, written

    def _activity(
        self, said: Mapping[str, object] | None, written: Written, problems: list[Problem]
    ) -> ActivityModel | None:
        """The activity of the front matter, checked by the shape of its kind."""
        if said is None:
            return None
        kind = str(said.get("kind") or "")
        if not kind:
            way = ("activity", "kind")
            problems.append(
                written.problem(
                    way,
                    "missing-field",
                    "“kind” is missing",
                    f"add kind: …, one of {', '.join(sorted(self.kinds))}",
                )
            )
            return None
        if kind not in self.kinds:
            problems.append(
                written.problem(
                    ("activity", "kind"),
                    "unknown-kind",
                    f"there is no kind of activity “{kind}”",
                    nearest(kind, list(self.kinds)),
                )
            )
            return None
        try:
            model = shape(self.kinds[kind].shape)
            activity = check_value(model, said, written, ("activity",))
        except NotFitToPrint as error:
            problems += error.problems
            return None
        problems += _wrong_counts(activity, kind, self.kinds[kind], written)
        return activity


def _wrong_counts(
    activity: ActivityModel, name: str, kind: Kind, written: Written
) -> Iterator[Problem]:
    """Lists of an activity that are longer or shorter than its drawing has room for."""
    for way, length in _lists(activity, ("activity",)):
        low, high = kind.counts.get(str(way[-1]), (length, length))
        if not low <= length <= high:
            allowed = f"{low}" if low == high else f"{low} to {high}"
            yield written.problem(
                way,
                "not-right",
                f"“{name}” has room for {allowed} “{way[-1]}”, not for {length}",
                "add some or take some out, or choose another kind",
            )


def _lists(value: object, way: Way) -> Iterator[tuple[Way, int]]:
    """Each list within an activity: the way to it, and its length."""
    if isinstance(value, tuple):
        yield way, len(value)
        for number, inner in enumerate(value):
            yield from _lists(inner, (*way, number))
    elif isinstance(value, Authored):
        for key in type(value).model_fields:
            yield from _lists(getattr(value, key), (*way, key))


def _stop(problems: list[Problem]) -> None:
    if problems:
        raise NotFitToPrint(problems)
