"""Keeps times measured in earlier runs on this machine, and estimates from them.

The first layout of a document takes a thousand times as long as filling in a school's details, and
a run may do one, the other or both, so they are measured separately.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from printroom.cache import Cache
from printroom.deliver.folder import write_file
from printroom.files import read_regular
from printroom.model import Delivered, NotFitToPrint, PackResult

FILE = "speed.json"
MAX_BYTES = 1_000_000
KEPT = 12
"""The number of runs that are kept."""
READING = "read materials and templates"
LAYING_OUT = ("print", "make forms", "lay out again")
EACH_ORDER = ("compose", "inspect", "verify existing packs")
"""Steps that depend on the number of different packs; all others depend on the number of packs."""
SAMPLE = 40
"""The number of packs in which the size of files with a school's details is measured."""


class Measured(BaseModel):
    """What one run did, and how many seconds of elapsed time each kind of work took."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    layouts: int
    orders: int
    packs: int
    reading_seconds: float
    layout_seconds: float
    order_seconds: float
    pack_seconds: float
    file_bytes: float = 0.0
    """The mean size of a file with a school's details; 0 if there was none."""


@dataclass(frozen=True, slots=True)
class Speed:
    """The mean elapsed seconds for each piece of work in earlier runs; none if unknown."""

    reading: float
    layout: float | None
    order: float | None
    pack: float | None
    file_bytes: float | None

    def first_seconds(self, layouts: int) -> float | None:
        """The time of so many first layouts."""
        return 0.0 if layouts == 0 else None if self.layout is None else layouts * self.layout

    def filling_seconds(self, orders: int, packs: int) -> float | None:
        """The time of everything else, for so many different packs, and packs to make."""
        if self.order is None or self.pack is None:
            return None
        return self.reading + orders * self.order + packs * self.pack


def measure_speed(
    seconds: Mapping[str, float],
    passed: float,
    layouts: int,
    results: Iterable[PackResult],
) -> Measured:
    """The times of a run. `seconds` are those of each step; steps run concurrently.

    So only the proportions of steps count: the elapsed time `passed` is divided among them.
    """
    packs = [result for result in results if isinstance(result, Delivered)]
    made = [pack for pack in packs if pack.is_made]
    reading = min(seconds.get(READING, 0.0), passed)
    groups = {"layout": 0.0, "order": 0.0, "pack": 0.0}
    for step, taken in seconds.items():
        is_layout = step in LAYING_OUT and layouts
        group = "layout" if is_layout else "order" if step in (*LAYING_OUT, *EACH_ORDER) else "pack"
        groups[group] += taken if step != READING else 0.0
    share = (passed - reading) / (sum(groups.values()) or 1.0)
    return Measured(
        layouts=layouts,
        orders=len({pack.booking.order for pack in packs}),
        packs=len(made),
        reading_seconds=reading,
        layout_seconds=groups["layout"] * share,
        order_seconds=groups["order"] * share,
        pack_seconds=groups["pack"] * share,
        file_bytes=_file_bytes(made[:SAMPLE]),
    )


def seconds_left(passed: float, made: int, left: int) -> float | None:
    """About how long a run still takes, by the packs that it has made; none if unknown.

    Packs that already existed are not counted, since finding them takes hardly any time.
    """
    return 0.0 if left == 0 else passed / made * left if made else None


def note_speed(cache: Cache, run: Measured) -> None:
    """Keep the times of a run, if it made anything."""
    if run.packs:
        runs = [*_read(cache), run][-KEPT:]
        with suppress(NotFitToPrint):  # only an estimate gets worse
            write_file(cache.folder / FILE, _RUNS.dump_json(runs))


def read_speed(cache: Cache) -> Speed:
    """The mean of the kept runs."""
    runs = _read(cache)
    sizes = [run.file_bytes for run in runs if run.file_bytes]
    return Speed(
        sum(run.reading_seconds for run in runs) / max(1, len(runs)),
        _mean((run.layout_seconds, run.layouts) for run in runs),
        _mean((run.order_seconds, run.orders) for run in runs),
        _mean((run.pack_seconds, run.packs) for run in runs),
        sum(sizes) / len(sizes) if sizes else None,
    )


_RUNS = TypeAdapter(list[Measured])


def _read(cache: Cache) -> list[Measured]:
    try:
        return _RUNS.validate_json(read_regular(cache.folder / FILE, MAX_BYTES))
    except (OSError, ValidationError):
        return []


def _mean(runs: Iterable[tuple[float, int]]) -> float | None:
    """Seconds for one piece, over all runs; none if there was no piece."""
    pairs = list(runs)
    pieces = sum(count for _, count in pairs)
    return sum(seconds for seconds, count in pairs if count) / pieces if pieces else None


def _file_bytes(packs: Iterable[Delivered]) -> float:
    """The mean size of PDFs that are no links: those with one school's details."""
    sizes = []
    for pack in packs:
        for name in pack.files:
            with suppress(OSError):
                found = (Path(pack.folder) / name).stat()
                if found.st_nlink == 1 and name.endswith(".pdf"):
                    sizes.append(found.st_size)
    return sum(sizes) / len(sizes) if sizes else 0.0
