"""Compares packs before and after an edit: lists the pages that look different.

Two pairs of folders are compared, for chosen sessions, bands and nations. Packs are not composed if
nothing that they print has changed; documents whose composed source is the same are not printed. A
page that several packs share is compared once. Codes are not compared: documents before the edit
get the codes of those after it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from printroom.choose import all_orders
from printroom.deliver import write_file
from printroom.make.compare.compared_sides import Base, Side, composed_sides
from printroom.make.compare.differing import Differing, DifferingDocuments, ToPrint
from printroom.make.run.cached_folders import read_sources
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.options import Sources
from printroom.model import Edition, Library, NotFitToPrint, Order, PagePair, Problem, in_order
from printroom.workers.jobs import PressJob

DPI = 80
FIRST, AT_ONCE = 3, 24
"""How many documents are printed and compared at once: few at first, so that pictures appear soon;
later more, which is faster."""
KINDS = ("before", "after", "difference")


@dataclass(frozen=True, slots=True)
class PageChange:
    """A page that looks different, and every pack that has it."""

    document: str
    page: int
    share: float
    """The share of its pixels that differ; 1 for a page that is new, gone or of another size."""
    orders: tuple[Order, ...]
    before: Path | None = None
    """Its picture; none if there was no such page."""
    after: Path | None = None
    difference: Path | None = None

    @property
    def pictures(self) -> dict[str, Path]:
        """The existing pictures, by kind."""
        found = {kind: getattr(self, kind) for kind in KINDS}
        return {kind: file for kind, file in found.items() if file}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The pages that an edit changes, the largest change first."""

    changes: tuple[PageChange, ...] = ()
    same_pages: int = 0
    """The number of printed pages that look the same, except for codes."""
    same_documents: int = 0
    """The number of documents with the same source, except for codes, which were not printed."""
    packs: int = 0
    changed_packs: int = 0
    """The number of packs with a page that looks different."""
    problems: tuple[Problem, ...] = ()
    """Why some pages could not be compared."""


def orders_of(
    sources: Iterable[Sources], as_of: dt.date, edition: Edition, *choices: Collection[str]
) -> tuple[Order, ...]:
    """Every order of any of these sources in an edition.

    `choices` are the names of sessions, bands and nations; all if one is empty.
    """
    found = dict[Order, None]()
    for one in sources:
        wanted = _choices_by_id(choices, one.library)
        for order in all_orders(one.library, as_of):
            names = (order.session, order.band, order.nation)
            has_edition = edition == "standard" or one.library.bands[order.band].large_print
            if has_edition and all(
                not chosen or name in chosen for name, chosen in zip(names, wanted, strict=True)
            ):
                found[replace(order, edition=edition)] = None
    return tuple(found)


def _choices_by_id(
    choices: tuple[Collection[str], ...], library: Library
) -> tuple[Collection[str], ...]:
    """The ids of choices: a session may be named by its code, and a nation by another name."""
    sessions, bands, nations = choices
    return (
        tuple(map(library.find_session, sessions)),
        bands,
        tuple(map(library.names.nation, nations)),
    )


def clear_pictures(folder: Path) -> None:
    """Remove the pictures of an earlier comparison from a folder, and nothing else."""
    for kind in KINDS:
        for file in folder.glob(f"*--*-{kind}.png"):
            file.unlink()


def compare(
    base: Base,
    sources: Sources,
    orders: Iterable[Order],
    press: CachedPress,
    folder: Path,
    dpi: int = DPI,
    seen: Callable[[Comparison], None] = lambda _: None,
) -> Comparison:
    """Compare the pages of these orders, and write pictures of those that differ into a folder.

    `seen` is called with the pages found so far, each time some documents have been compared.
    """
    orders, problems = tuple(orders), dict[Problem, None]()
    differing, same, at_once = DifferingDocuments(), 0, FIRST
    waiting, pages = list[ToPrint](), list[_Page]()
    printer = _Printer(base, press, problems, folder, dpi)

    def found() -> Comparison:
        return _comparison(pages, same + differing.same, len(orders), problems)

    for both in composed_sides(base, sources, orders, press):
        same += both.untouched
        for side in (both.before, both.after):
            problems |= dict.fromkeys(side if isinstance(side, tuple) else ())
        if isinstance(both.before, Side) and isinstance(both.after, Side):
            waiting += differing.add(both.order, both.before, both.after)
        while len(waiting) >= at_once:  # to keep few documents in memory
            pages += printer.pages(waiting[:at_once])
            del waiting[:at_once]
            at_once = min(2 * at_once, AT_ONCE)
            seen(found())
    pages += printer.pages(waiting)
    return found()


def _comparison(
    pages: Sequence[_Page], same_documents: int, packs: int, problems: Iterable[Problem]
) -> Comparison:
    """The comparison of these pages, with the largest change first."""
    changes = tuple(page.change for page in pages if page.share)
    return Comparison(
        tuple(sorted(changes, key=lambda one: (-one.share, one.document, one.page))),
        len(pages) - len(changes),
        same_documents,
        packs,
        len({order for change in changes for order in change.orders}),
        in_order(problems),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """A compared page with its pictures; later orders may add packs that have it."""

    document: Differing
    number: int
    share: float
    files: tuple[Path | None, ...]

    @property
    def change(self) -> PageChange:
        """The page with all packs that have it so far."""
        name, orders = self.document.name, tuple(self.document.orders)
        return PageChange(name, self.number, self.share, orders, *self.files)


@dataclass(frozen=True, slots=True)
class _Printer:
    """Prints documents that differ, compares their pages and writes the pictures."""

    base: Base
    press: CachedPress
    problems: dict[Problem, None]
    folder: Path
    dpi: int

    def pages(self, documents: Sequence[ToPrint]) -> Iterator[_Page]:
        """Print and compare documents; collects the problems of those that cannot be printed."""
        before = self._print([one.before for one in documents], self.base.problem)
        after = self._print([one.after for one in documents], lambda problem: problem)
        both = [
            (one, (old, new))
            for one, old, new in zip(documents, before, after, strict=True)
            if old is not None and new is not None
        ]
        compared = self.press.compare_pages([pair for _, pair in both], self.dpi)
        for (one, _), pairs in zip(both, compared, strict=True):
            yield from (self._write_page(one.document, pair) for pair in pairs)

    def _print(
        self, jobs: Sequence[PressJob | None], reported: Callable[[Problem], Problem]
    ) -> list[bytes | None]:
        """Print documents: empty if there is none to print, none if it was refused."""
        try:
            self.press.print_documents({job.print_key: job for job in jobs if job}.values())
        except NotFitToPrint as error:  # the others are in the cache
            self.problems.update(dict.fromkeys(map(reported, error.problems)))
        found = [self.press.find(job) if job else None for job in jobs]
        return [
            b"" if job is None else one.content if one else None
            for job, one in zip(jobs, found, strict=True)
        ]

    def _write_page(self, document: Differing, pair: PagePair) -> _Page:
        """Write the pictures of a compared page into the folder."""
        order = document.orders[0]
        parts = (order.session.replace("/", "-"), order.band, order.nation, order.edition)
        name = f"{'--'.join(parts)}--{document.name}-{pair.page}"
        files: list[Path | None] = []
        for kind in KINDS:
            content: bytes = getattr(pair, kind)
            file = self.folder / f"{name}-{kind}.png" if content else None
            if file:
                write_file(file, content)
            files.append(file)
        return _Page(document, pair.page, pair.share, tuple(files))


@dataclass(frozen=True, slots=True)
class Compared:
    """Two pairs of folders as read, and the orders to compare."""

    before: Base
    after: Sources
    orders: tuple[Order, ...]

    def pages(
        self,
        press: CachedPress,
        output: Path,
        seen: Callable[[Comparison], None] = lambda _: None,
    ) -> Comparison:
        """Compare the orders, in place of the pictures of an earlier comparison in a folder."""
        clear_pictures(output)
        return compare(self.before, self.after, self.orders, press, output, seen=seen)


def read_both(
    folders: tuple[Path, Path],
    base: tuple[Path, Path],
    day: dt.date,
    edition: Edition,
    *wanted: Collection[str],
) -> Compared:
    """Read two pairs of folders; `wanted` names sessions, bands and nations (all if one is empty).

    Raises `NotFitToPrint`.
    """
    after, before = (read_sources(*pair, {}).on_day(day) for pair in (folders, base))
    orders = orders_of((after, before), day, edition, *wanted)
    moved = tuple((str(one), str(home)) for one, home in zip(base, folders, strict=True))
    return Compared(Base(before, moved), after, orders)
