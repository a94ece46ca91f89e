"""Proves that the sheets of an activity, arranged with a thousand seeds, fit on their pages.

A layout takes half a second, so a sheet is laid out only if no earlier layout proves that it fits.
A layout of another seed does so if the sheet cannot be higher than that layout plus the free space
on its pages. Each list of an activity is a stack, a grid of some columns, or text that runs on. In
any order of its members, a grid is at least as high as its mean column, and at most as high as its
highest members in rows of their own; text that runs on takes fewer than twice the lines. So a list
in another order is higher by at most the difference, and that much must be free on the page on
which the list ends. Heights of texts are read from the layouts; for a text that no layout has, or
that has several heights, nothing is proven.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace

from printroom.activities.crossword import CrosswordPage
from printroom.activities.word_search import WordSearchPage
from printroom.choose import plan_for
from printroom.choose.variants import snippet_for_band
from printroom.compose import compose
from printroom.model import (
    ActivityModel,
    Arranged,
    Document,
    Library,
    Order,
    Plan,
    Setting,
    Templates,
)
from tools.stress.heights import Laid, Place, is_text, laid
from tools.stress.task import excluded, strings

MOST_LAYOUTS = 40
"""The most layouts of one document; for sheets that remain, it is not proven that they fit."""


@dataclass(frozen=True)
class Pages:
    """A document of an order with activities that the seed arranges."""

    name: str
    band_id: str
    plan: Plan
    templates: Templates
    models: Mapping[str, ActivityModel]
    """The activities by their snippets."""
    setting: Setting

    def arranged(self, seed: int) -> tuple[Arranged, ...]:
        """The activities of the document, in the order of its parts."""
        setting = replace(self.setting, seed=seed)
        parts = self.plan.documents[0].parts
        return tuple(
            replace(self.models[part.snippet].arrange(setting), key=(), quotes=part.activity.quotes)
            for part in parts
            if part.activity is not None
        )

    def document(self, sheets: Iterable[Arranged]) -> Document:
        """The document with these arrangements of its activities."""
        planned, left = self.plan.documents[0], iter(sheets)
        parts = tuple(
            replace(part, activity=next(left)) if part.activity is not None else part
            for part in planned.parts
        )
        (made,) = compose(
            replace(self.plan, documents=(replace(planned, parts=parts),)), self.templates
        )
        return made


@dataclass(frozen=True)
class FitRow:
    """A line of the table: how many sheets were laid out, and how many these prove to fit."""

    name: str
    band: str
    seeds: int
    layouts: int
    vouched: int
    problems: tuple[str, ...]

    @property
    def unproven(self) -> int:
        """How many sheets are not proven to fit."""
        return self.seeds - self.vouched - self.layouts


def documents(
    library: Library, templates: Templates, orders: Iterable[Order], *, alone: bool
) -> Iterator[Pages]:
    """Each document for learners that the seed changes; with `alone`, each activity by itself."""
    for order in orders:
        plan, band = plan_for(order, library, templates), library.bands[order.band]
        nation = library.nations[order.nation].title
        setting = Setting(1, band.puzzle, excluded(library, band), nation)
        for planned in plan.documents:
            parts = [part for part in planned.parts if part.activity and part.activity.code]
            for chosen in [[part] for part in parts] if alone else [parts] if parts else []:
                shown = tuple(chosen) if alone else planned.parts
                models = {
                    part.snippet: spoken.activity
                    for part in shown
                    if (spoken := snippet_for_band(library.snippets[part.snippet], order.band))
                    and spoken.activity
                }
                one = replace(plan, documents=(replace(planned, parts=shown),))
                kinds = " ".join(part.activity.kind for part in chosen if part.activity)
                name = (
                    f"{planned.row.name}: {kinds}"
                    if alone
                    else f"{order.session} {planned.row.name}"
                )
                yield Pages(name, order.band, one, templates, models, setting)


def fitted(pages: Pages, seeds: Collection[int], most: int = MOST_LAYOUTS) -> FitRow:
    """Prove that the sheet of each seed fits, by a layout of its own or of another seed."""
    known: dict[str, set[float]] = {}
    proofs: list[Proof] = []
    problems: list[str] = []
    vouched = 0
    sheets = {seed: pages.arranged(seed) for seed in seeds}
    for seed, now in sorted(sheets.items(), key=lambda item: -_squares(item[1])):
        if any(proof.vouches(now, known) for proof in proofs):
            vouched += 1
        elif len(proofs) < most:
            made = laid(pages.document(now), sorted({t for one in now for t in _texts(one)}))
            for text, height in made.heights.items():
                known.setdefault(text, set()).add(height)
            proofs.append(Proof(now, made))
            problems += [f"seed {seed}: {problem}" for problem in made.problems]
    return FitRow(pages.name, pages.band_id, len(seeds), len(proofs), vouched, tuple(problems))


@dataclass(frozen=True)
class Proof:
    """The arranged activities of a document, and their layout."""

    sheets: tuple[Arranged, ...]
    made: Laid

    def vouches(self, sheets: tuple[Arranged, ...], known: Mapping[str, set[float]]) -> bool:
        """Whether this layout proves that other sheets of the document fit."""
        more: dict[int, float] = {}
        for before, after in zip(self.sheets, sheets, strict=True):
            if before.page == after.page and before.cards == after.cards:
                continue
            if any(len(known.get(text, ())) != 1 for text in _texts(after)):
                return False
            if not self.made.flows:
                continue  # each piece has a place of one size, whatever the order
            lists = [*_lists(before.page)], [*_lists(after.page)]
            if len(lists[0]) != len(lists[1]) or not _is_no_larger(before.page, after.page):
                return False
            for old, new in zip(*lists, strict=True):
                if old != new:
                    page, higher = self._higher(old, new, known)
                    more[page] = more.get(page, 0.0) + higher
        return all(need <= self.made.room_px(page) for page, need in more.items())

    def _higher(
        self, old: tuple[object, ...], new: tuple[object, ...], known: Mapping[str, set[float]]
    ) -> tuple[int, float]:
        """The page on which a list ends, and by how much the other list is higher at most."""
        place = self.made.place([*map(_first_text, old)])
        low = sum(_height(member, known) for member in old) / place.columns
        high = _highest([_height(member, known) for member in new], place)
        if place.lines and sorted(map(repr, old)) == sorted(map(repr, new)):
            return place.page, place.more_px
        inside = 0.0
        for members in (inner for member in new for inner in _inner(member)):
            within = self.made.place([*map(_first_text, members)])
            heights = [_height(member, known) for member in members]
            each = sum(heights) - sum(heights) / within.columns
            inside += within.more_px if within.lines else each
        broken = place.breaks * max((_height(member, known) for member in new), default=0.0)
        return place.page, max(0.0, high - low) + inside + broken


def _highest(heights: list[float], place: Place) -> float:
    if place.columns == 1 or place.lines:
        return sum(heights)
    in_rows = sum(sorted(heights, reverse=True)[: math.ceil(len(heights) / place.columns)])
    return max(in_rows, sum(heights) / place.columns + max(heights, default=0.0))


def _is_no_larger(before: object, after: object) -> bool:
    """Whether a grid of letters takes no more squares than the one that was laid out."""
    if isinstance(before, CrosswordPage) and isinstance(after, CrosswordPage):
        return after.width <= before.width and after.height <= before.height
    if isinstance(before, WordSearchPage) and isinstance(after, WordSearchPage):
        return len(after.rows) <= len(before.rows)
    return True


def _squares(sheets: Iterable[Arranged]) -> int:
    """The size of the crosswords of a document, of which the largest are laid out first."""
    pages = (sheet.page for sheet in sheets)
    return sum(page.width + page.height for page in pages if isinstance(page, CrosswordPage))


def _height(member: object, known: Mapping[str, set[float]]) -> float:
    return sum(max(known[text]) for text in strings(member) if is_text(text))


def _first_text(member: object) -> str:
    """The first words of a member of a list."""
    return next(filter(is_text, strings(member)), "")


def _texts(sheet: Arranged) -> set[str]:
    return {text for side in (sheet.page, sheet.cards) for text in strings(side) if is_text(text)}


def _inner(member: object) -> Iterator[tuple[object, ...]]:
    """The lists in a member of a list."""
    return iter(()) if isinstance(member, (tuple, list)) else _lists(member)


def _lists(value: object) -> Iterator[tuple[object, ...]]:
    """The outermost lists of a page that hold words."""
    if isinstance(value, (tuple, list)):
        if any(map(is_text, strings(value))):
            yield tuple(value)
    elif is_dataclass(value):
        for field in fields(value):
            if not (isinstance(value, WordSearchPage) and field.name == "rows"):
                yield from _lists(getattr(value, field.name))
