"""Finds the source of each text on a cover, which is put together from many files.

A place is given only if the text, or all but little of it, is written there: what is joined from
several files, counted, or written by the program has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from printroom.inspect.positions import collapsed
from printroom.load.templates.template_text import made_with
from printroom.model import Document, Library, Plan, Shown, Templates

Place = tuple[str, int]
"""A file and a line in it; 0 for the whole file, and no file if there is no single place."""
NOWHERE: Place = ("", 0)
FEWEST = 2
"""The fewest letters of a text that is looked for: others are numbers, dashes and units."""


class CoverPlaces:
    """The files from which the cover of a plan is put together."""

    def __init__(
        self, plan: Plan, document: Document, library: Library, templates: Templates
    ) -> None:
        self.document = document
        library = library.in_nation(plan.order.nation)
        self.contacts = {
            path: None for name, path in library.paths.items() if name.startswith("contacts:")
        }
        self.files: dict[str, Mapping[str, tuple[int, int]]] = {}
        """The texts of each file with their places, in the order in which files are looked at."""
        self.templates = tuple(_template_files(document, templates))
        template = library.sessions[plan.order.session].template
        for path in (*self.templates, f"{templates.folder}/sessions/{template}.yaml"):
            self.files[path] = _on_one_line(templates.places.get(path, {}))
        for path in (*self.contacts, *_material_files(plan, library)):
            self.files[path] = _on_one_line(library.places.get(path, {}))

    def of(self, piece: Shown) -> Place:
        """The place of a piece of the cover; values without words belong to its template."""
        text = collapsed(piece.text)
        if place := self._numbers(text):
            return place
        if _letters(text) < FEWEST:
            return self.document.path, 0
        if piece.kind == "generated":
            return NOWHERE
        return self._written(text) or self._runs(piece) or self._most_of(text) or NOWHERE

    def _numbers(self, text: str) -> Place | None:
        """The file of helplines for numbers and sites, which several of them may share."""
        values = text.split(", ")
        is_value = len(text) > len("11") and any(map(str.isdigit, text))
        for path in self.contacts if is_value or len(values) > 1 else ():
            if all(value in self.files[path] for value in values):
                return path, 0
        return None

    def _written(self, text: str) -> Place | None:
        """The first place where exactly this text is written, or all but what ends or joins it."""
        for path, texts in self.files.items():
            if place := texts.get(text) or texts.get(text.strip(" ·.")):
                return path, place[0]
        return None

    def _runs(self, piece: Shown) -> Place | None:
        """Where the longest of the pieces of a text is written; none if others are elsewhere.

        Pieces with a figure are values, such as the name of a file.
        """
        longest_first = sorted(piece.runs, key=_letters, reverse=True)
        runs = [collapsed(run) for run in longest_first if _letters(run) >= FEWEST]
        found = [(run, self._written(run)) for run in runs]
        places = [place for run, place in found if place or not any(map(str.isdigit, run))]
        return places[0] if len({place and place[0] for place in places}) == 1 else None

    def _most_of(self, text: str) -> Place | None:
        """Where the cover’s templates have more than half of a text; the rest are values."""
        within = [
            (words, (path, place[0]))
            for path in self.templates
            for words, place in self.files[path].items()
            if _letters(words) * 2 > _letters(text) and words in text
        ]
        return max(within, key=lambda one: len(one[0]))[1] if within else None


def _template_files(document: Document, templates: Templates) -> Iterator[str]:
    """The template of the cover, and all that it includes."""
    name = document.path.removeprefix(f"{templates.folder}/")
    pages = {path: text for path, text in templates.sources.items() if path.endswith(".html")}
    yield from (f"{templates.folder}/{one}" for one in made_with(name, pages))


def _material_files(plan: Plan, library: Library) -> Iterator[str]:
    """The plan’s own session and nation, and its snippets: those of its band before others."""
    for name in (f"sessions:{plan.order.session}", f"nations:{plan.order.nation}"):
        yield library.paths[name]
    for name in dict.fromkeys(part.snippet for one in plan.documents for part in one.parts):
        snippet = library.snippets[name]
        if plan.order.band in snippet.variants:
            yield snippet.variants[plan.order.band].path
        yield snippet.path


def _on_one_line(texts: Mapping[str, tuple[int, int]]) -> Mapping[str, tuple[int, int]]:
    return {collapsed(text): place for text, place in texts.items()}


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))
