"""An activity to check, and the row of the table for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from printroom.activities.word_search import WordSearchPage
from printroom.choose.variants import snippet_for_band
from printroom.model import ActivityModel, Arranged, Authored, Band, Library, Setting


@dataclass(frozen=True)
class Task:
    """An activity for one band, with all that its sheets depend on but the seed."""

    kind: str
    band_id: str
    band: Band
    activity: ActivityModel
    excluded: tuple[str, ...]

    def arranged(self, seed: int) -> Arranged:
        """The sheet for a seed."""
        return self.activity.arrange(Setting(seed, self.band.puzzle, self.excluded))


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    kind: str
    band: str
    seeds: int
    problems: tuple[str, ...]
    milliseconds: tuple[float, ...]


def tasks(library: Library, kinds: Collection[str] = ()) -> Iterator[Task]:
    """Every activity of a library for each of its bands; only of these kinds, if any are named."""
    for snippet in library.snippets.values():
        for band_id in snippet.bands:
            spoken = snippet_for_band(snippet, band_id)
            activity = spoken.activity if spoken else None
            if activity is not None and (not kinds or activity.kind in kinds):
                band = library.bands[band_id]
                yield Task(activity.kind, band_id, band, activity, excluded(library, band))


def excluded(library: Library, band: Band) -> tuple[str, ...]:
    """The words that no puzzle for this band may spell: those on the list, and withheld ones."""
    never = (word for entry in library.not_in_puzzles.values() for word in entry.words)
    return (*never, *(word.rstrip("*") for word in band.withheld))


def strings(value: object) -> Iterator[str]:
    """Every text in a value; the rows of a word search are letters, not texts."""
    if isinstance(value, str):
        if value:
            yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from (*strings(key), *strings(inner))
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, Authored):
        for name in type(value).model_fields:
            yield from strings(getattr(value, name))
    elif is_dataclass(value):
        for field in fields(value):
            if not (isinstance(value, WordSearchPage) and field.name == "rows"):
                yield from strings(getattr(value, field.name))
