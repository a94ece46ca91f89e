"""Runs the checks and prints their tables."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from statistics import median

from printroom import make
from printroom.cache import Cache
from printroom.ledger.record import Record
from printroom.load import load_materials, load_templates
from printroom.model import Booking, Failed, Library, Order, Templates
from tools.gallery import HOME, gallery
from tools.stress.fit import MOST_LAYOUTS, FitRow, Pages, documents, fitted
from tools.stress.laws import tried
from tools.stress.task import Row, tasks

NAMED = 3
"""How many problems of a row are printed; the others are only counted."""


def pressed(orders: Iterable[Order], library: Library, templates: Templates) -> Iterator[Row]:
    """Print the whole pack of each order, through every check and proof."""
    with tempfile.TemporaryDirectory() as name, make.press_workers(2) as workers:
        output = Path(name)
        for order in orders:
            begin = time.perf_counter()
            press = make.CachedPress(Cache(output / ".cache"), workers)
            sources = make.Sources(library, templates)
            record = Record(output / "record", order.as_of)
            (made,) = make.make_packs([Booking(order, 24)], sources, press, output, record)
            milliseconds = (time.perf_counter() - begin) * 1000
            problems = made.problems if isinstance(made, Failed) else ()
            messages = tuple(f"seed {order.seed}: {problem}" for problem in problems)
            yield Row(f"printed: {order.session}", order.band, 1, messages, (milliseconds,))


def print_rows(rows: Iterable[Row]) -> bool:
    """Print the rows of the table; returns whether there is no problem."""
    is_right = True
    print(f"{'kind':32} {'band':6} {'seeds':>6} {'problems':>8} {'median ms':>10} {'max ms':>9}")
    for row in rows:
        middle = median(row.milliseconds or (0.0,))
        most = max(row.milliseconds or (0.0,))
        count = len(row.problems)
        print(f"{row.kind:32} {row.band:6} {row.seeds:6} {count:8} {middle:10.2f} {most:9.2f}")
        is_right = _print_problems(row.problems) and is_right
    return is_right


def _print_problems(problems: Sequence[str]) -> bool:
    """Print the first problems of a row; returns whether there is none."""
    for problem in problems[:NAMED]:
        print(f"    {problem}")
    sys.stdout.flush()
    return not problems


def rows(kinds: Collection[str], seeds: int, presses: int) -> Iterator[Row]:
    """The rows of all shipped activities and specimens, arranged with many seeds; some printed."""
    templates = load_templates(HOME / "templates")
    shipped = load_materials(HOME / "materials", templates)
    with tempfile.TemporaryDirectory() as name:
        specimens = gallery(Path(name), kinds)
        todo = [*tasks(shipped, kinds), *tasks(specimens.library, kinds)]
        with ProcessPoolExecutor() as workers:
            yield from workers.map(tried, todo, repeat(range(1, seeds + 1)))
        for seed in range(1, presses + 1):
            orders = [replace(order, seed=seed) for order in specimens.orders()]
            yield from pressed(orders, specimens.library, specimens.templates)


def fits(kinds: Collection[str], seeds: int, most: int = MOST_LAYOUTS) -> Iterator[FitRow]:
    """The rows of all documents that the seed changes: those of packs, and each specimen."""
    templates = load_templates(HOME / "templates")
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor() as workers:
        specimens = gallery(Path(name), kinds)
        shown = documents(specimens.library, specimens.templates, specimens.orders(), alone=True)
        todo = [*shown] if kinds else [*_shipped(templates), *shown]
        yield from workers.map(fitted, todo, repeat(range(1, seeds + 1)), repeat(most))


def _shipped(templates: Templates) -> Iterator[Pages]:
    """The documents of all packs for one nation: in others, only words at the foot differ."""
    shipped = load_materials(HOME / "materials", templates)
    nation = next(iter(shipped.nations))
    orders = (
        Order(name, band, nation, as_of=dt.date.max)
        for name, session in shipped.sessions.items()
        for band in session.bands
    )
    return documents(shipped, templates, orders, alone=False)


def print_fits(rows: Iterable[FitRow]) -> bool:
    """Print how many sheets are laid out, proven or open; returns whether there is no problem."""
    is_right = True
    print(f"{'pages':48} {'band':13} {'seeds':>6} {'layouts':>7} {'vouched':>7} {'open':>5}")
    for row in rows:
        counts = f"{row.seeds:6} {row.layouts:7} {row.vouched:7} {row.unproven:5}"
        print(f"{row.name:48} {row.band:13} {counts}")
        is_right = _print_problems(row.problems) and is_right
    return is_right
