"""Reprints the documents of one order whenever one of their sources is saved.

The process keeps running: its workers have loaded the engine, unchanged files are not read again,
and an unchanged document comes from the cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from printroom.deliver import write_file
from printroom.make.check.refused_pictures import DPI, RefusedPictures
from printroom.make.check.sheet_faults import all_sheet_faults
from printroom.make.pack.orders import prepare_order
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.resident_sources import ResidentSources
from printroom.model import NotFitToPrint, Order, Problem
from printroom.workers.jobs import PressJob


@dataclass(frozen=True, slots=True)
class Reprint:
    """The result of one save."""

    files: tuple[Path, ...] = ()
    """The files that were printed again."""
    warnings: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Why nothing could be printed; the previous pages remain."""


def watch_order(
    order: Order,
    only: tuple[str, ...],
    folders: tuple[Path, Path],
    press: CachedPress,
    output: Path,
    saves: Iterable[object],
    *,
    pictures: bool = False,
) -> Iterator[Reprint]:
    """Print an order into `output`, without the cover, now and after each of `saves`.

    `folders` are those of materials and templates; `only` names documents, or is empty for all.
    With `pictures`, pages are drawn beside their files, and refused pages in `refused/`.
    """
    drawings = RefusedPictures(output / "refused", press) if pictures else None
    shown: dict[Path, str] = {}
    resident = ResidentSources(*folders)
    yield _reprint(order, only, resident, press, output, shown, drawings)
    for _ in saves:
        yield _reprint(order, only, resident, press, output, shown, drawings)


def _reprint(
    order: Order,
    only: tuple[str, ...],
    resident: ResidentSources,
    press: CachedPress,
    output: Path,
    shown: dict[Path, str],
    drawings: RefusedPictures | None,
) -> Reprint:
    """Print the documents whose keys differ from those in `shown`, and update it."""
    changed: dict[Path, PressJob] = {}
    try:
        with all_sheet_faults(resident.templates, press):
            sources = resident.read()
        prepared = prepare_order(order, press, sources, only=only, values={})
        names = {document.row.name: document.file for document in prepared.plan.documents}
        wanted: dict[Path, PressJob] = {
            output / names[job.document.name]: job for job in prepared.jobs
        }
        changed = {file: job for file, job in wanted.items() if shown.get(file) != job.proof_key}
        printed = press.print_documents(changed.values())
        for file, one in zip(changed, printed, strict=True):
            write_file(file, one.content)
            if drawings:
                _draw(file, press.draw_pages(one, DPI))
            shown[file] = changed[file].proof_key
        press.compiled.compile_ahead(sources.templates, press.workers)
    except NotFitToPrint as error:
        problems = error.problems
        if drawings:
            problems = tuple(drawings.add_pictures(problems, changed.values(), order))
        return Reprint(problems=problems)
    warnings = tuple(warning for document in printed for warning in document.warnings)
    return Reprint(tuple(changed), warnings)


def _draw(file: Path, pages: Iterable[bytes]) -> None:
    """Write the pictures of a file beside it, in place of earlier ones."""
    for old in file.parent.glob(f"{file.stem}-*.png"):
        old.unlink(missing_ok=True)
    for number, page in enumerate(pages, start=1):
        write_file(file.with_name(f"{file.stem}-{number}.png"), page)
