"""Fit: a document with activities in, whether its pages hold each of a thousand sheets out.

A layout takes half a second, so a sheet is laid out only where no other can vouch for it. A sheet
vouches for another one of the same document when that can be no higher than there is room. Each
list of an activity is a stack, or a grid of so many columns; whichever way its members stand, it is
no lower than its mean column, and no higher than its highest members in rows of their own. So the
other list may be higher by at most the difference, and that much must be free on the page on which
the list ends. What the height of a text is, is read from the layouts; a text that none of them
shows, or that takes another height in another place, must be laid out.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace

from printroom.activities.crossword import CrosswordPage
from printroom.activities.word_search import WordSearchPage
from printroom.choose import plan_for
from printroom.choose.voices import voice
from printroom.compose import compose
from printroom.model import (
    ActivityModel,
    Arranged,
    Document,
    Library,
    Order,
    Plan,
    PlannedDocument,
    Setting,
    Templates,
)
from tools.stress.heights import Laid, laid
from tools.stress.task import strings

MOST_LAYOUTS = 200
"""Of one document; the seeds that are left then are not proven, and said to be so."""


@dataclass(frozen=True)
class Pages:
    """A document whose activities the seed arranges, as one order prints it."""

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
        """The document with these activities in it."""
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
    """A line of the table: how many sheets were laid out, and how many those vouch for."""

    name: str
    band: str
    seeds: int
    layouts: int
    vouched: int
    problems: tuple[str, ...]

    @property
    def unproven(self) -> int:
        """Sheets of which nobody knows whether they fit."""
        return self.seeds - self.vouched - self.layouts


def documents(
    library: Library, templates: Templates, orders: Iterable[Order], *, alone: bool
) -> Iterator[Pages]:
    """Each document for learners that the seed changes; of `alone`, each activity by itself."""
    never = tuple(w for entry in library.not_in_puzzles.values() for w in entry.words)
    for order in orders:
        plan, band = plan_for(order, library, templates), library.bands[order.band]
        withheld = tuple(word.removesuffix("*") for word in band.withheld)
        nation = library.nations[order.nation].title
        setting = Setting(1, band.puzzle, (*never, *withheld), nation)
        for planned in plan.documents:
            parts = [part for part in planned.parts if part.activity and part.activity.code]
            for chosen in [[part] for part in parts] if alone else [parts] if parts else []:
                shown = tuple(chosen) if alone else planned.parts
                models = {
                    part.snippet: spoken.activity
                    for part in shown
                    if (spoken := voice(library.snippets[part.snippet], order.band))
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


def _named(order: Order, planned: PlannedDocument) -> str:
    return f"{order.session} {planned.row.name}"


def fitted(pages: Pages, seeds: Collection[int]) -> FitRow:
    """Prove of each seed's sheet that it fits: laid out itself, or vouched for by another."""
    known: dict[str, set[float]] = {}
    proofs: list[tuple[tuple[Arranged, ...], Laid]] = []
    problems: list[str] = []
    seen, vouched = set[str](), 0
    for seed in seeds:
        sheets = pages.arranged(seed)
        shown = repr([(sheet.page, sheet.cards) for sheet in sheets])
        if shown in seen or any(_vouches(other, sheets, known) for other in proofs):
            seen.add(shown)
            vouched += 1
            continue
        if len(proofs) == MOST_LAYOUTS:
            continue
        seen.add(shown)
        made = laid(pages.document(sheets), sorted({t for s in sheets for t in _texts(s)}))
        for text, height in made.heights.items():
            known.setdefault(text, set()).add(height)
        proofs.append((sheets, made))
        problems += [f"seed {seed}: {problem}" for problem in made.problems]
    return FitRow(pages.name, pages.band_id, len(seeds), len(proofs), vouched, tuple(problems))


def _vouches(
    proof: tuple[tuple[Arranged, ...], Laid],
    sheets: tuple[Arranged, ...],
    known: Mapping[str, set[float]],
) -> bool:
    """Whether a sheet that was laid out has room for everything by which others are higher."""
    others, made = proof
    if any(len(known.get(text, ())) != 1 for sheet in sheets for text in _texts(sheet)):
        return False
    if not made.flows:  # pieces that are placed: each has a place of one size, whatever the order
        return True
    both = [
        ([*_lists(other.page)], [*_lists(sheet.page)], _is_no_larger(other.page, sheet.page))
        for other, sheet in zip(others, sheets, strict=True)
    ]
    if not all(len(before) == len(after) and smaller for before, after, smaller in both):
        return False
    pairs = [pair for before, after, _ in both for pair in zip(before, after, strict=True)]
    more: dict[int, float] = {}
    for before, after in pairs:
        texts = [text for member in before for text in strings(member)]
        columns, page, breaks = made.place(texts)
        low = _lowest([_height(member, known) for member in before], columns)
        high = _highest([_height(member, known) for member in after], columns)
        tallest = max((_height(member, known) for member in after), default=0.0)
        more[page] = more.get(page, 0.0) + max(0.0, high - low) + breaks * tallest
    return all(need <= made.room_px(page) + 0.01 for page, need in more.items())


def _lowest(heights: list[float], columns: int) -> float:
    return sum(heights) / columns


def _highest(heights: list[float], columns: int) -> float:
    if columns == 1:
        return sum(heights)
    rows = math.ceil(len(heights) / columns)
    in_rows = sum(sorted(heights, reverse=True)[:rows])
    return max(in_rows, sum(heights) / columns + max(heights, default=0.0))


def _is_no_larger(before: object, after: object) -> bool:
    """Whether a grid of letters takes no more squares than the one that was laid out."""
    if isinstance(before, CrosswordPage) and isinstance(after, CrosswordPage):
        return after.width <= before.width and after.height <= before.height
    if isinstance(before, WordSearchPage) and isinstance(after, WordSearchPage):
        return len(after.rows) <= len(before.rows)
    return True


def _height(member: object, known: Mapping[str, set[float]]) -> float:
    return sum(max(known[text]) for text in strings(member))


def _texts(sheet: Arranged) -> set[str]:
    return {*strings(sheet.page), *(text for card in sheet.cards for text in strings(card))}


def _lists(value: object) -> Iterator[tuple[object, ...]]:
    """The outermost lists of a page that hold words."""
    if isinstance(value, (tuple, list)):
        if any(True for _ in strings(value)):
            yield tuple(value)
    elif is_dataclass(value):
        for field in fields(value):
            if not (isinstance(value, WordSearchPage) and field.name == "rows"):
                yield from _lists(getattr(value, field.name))
