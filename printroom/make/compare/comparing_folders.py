"""Compares two pairs of folders, for chosen sessions, bands and nations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from printroom.make.compare.compared_sides import Base
from printroom.make.compare.comparing import Comparison, clear_pictures, compare, orders_of
from printroom.make.run.cached_folders import read_sources
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.options import Sources
from printroom.model import Edition, Order


@dataclass(frozen=True, slots=True)
class Compared:
    """Two pairs of folders as they are read, and the orders that are compared."""

    before: Base
    after: Sources
    orders: tuple[Order, ...]

    def pages(
        self,
        press: CachedPress,
        output: Path,
        seen: Callable[[Comparison], None] = lambda _: None,
    ) -> Comparison:
        """Every page that differs, with its pictures in a folder; `seen` gets the first."""
        clear_pictures(output)
        return compare(self.before, self.after, self.orders, press, output, seen=seen)


def read_both(
    folders: tuple[Path, Path],
    base: tuple[Path, Path],
    day: dt.date,
    edition: Edition,
    *wanted: Collection[str],
) -> Compared:
    """Two pairs of folders; `wanted` are names of sessions, bands and nations, all if one is empty.

    Raises `NotFitToPrint`.
    """
    after, before = (read_sources(*pair, {}).on_day(day) for pair in (folders, base))
    sessions, bands, nations = wanted
    orders = orders_of(
        (after, before),
        day,
        edition,
        set(map(after.library.find_session, sessions)),
        set(bands),
        set(map(after.library.names.nation, nations)),
    )
    moved = tuple((str(one), str(home)) for one, home in zip(base, folders, strict=True))
    return Compared(Base(before, moved), after, orders)
