"""Reprints the documents of one order whenever one of their sources is saved.

The process stays: its workers have the engine loaded, unchanged files are not read again, and an
unchanged document comes from the cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from printroom.compose.job_sheet import file_name
from printroom.deliver import write_file
from printroom.make.cached_press import CachedPress
from printroom.make.orders import compose_order
from printroom.make.resident_sources import ResidentSources
from printroom.model import NotFitToPrint, Order, Problem
from printroom.workers.jobs import PressJob


@dataclass(frozen=True, slots=True)
class Reprint:
    """The result of one save."""

    files: tuple[Path, ...] = ()
    """The files that have changed."""
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
) -> Iterator[Reprint]:
    """Print an order now and after each of `saves`, into `output`, without the cover.

    `folders` are those of materials and templates; `only` names some documents, or is empty.
    """
    shown: dict[Path, str] = {}
    resident = ResidentSources(*folders)
    yield _reprint(order, only, resident, press, output, shown)
    for _ in saves:
        yield _reprint(order, only, resident, press, output, shown)


def _reprint(
    order: Order,
    only: tuple[str, ...],
    resident: ResidentSources,
    press: CachedPress,
    output: Path,
    shown: dict[Path, str],
) -> Reprint:
    """Print documents whose key differs from the one in `shown`, and update that."""
    try:
        sources = resident.read()
        composed = compose_order(order, press, sources, only=only, values={})
        names = {document.row.name: file_name(document) for document in composed.plan.documents}
        wanted: dict[Path, PressJob] = {
            output / names[job.document.name]: job for job in composed.jobs
        }
        changed = {file: job for file, job in wanted.items() if shown.get(file) != job.proof_key}
        printed = press.print_documents(changed.values())
        for file, one in zip(changed, printed, strict=True):
            write_file(file, one.content)
            shown[file] = changed[file].proof_key
    except NotFitToPrint as error:
        return Reprint(problems=error.problems)
    warnings = tuple(warning for document in printed for warning in document.warnings)
    return Reprint(tuple(changed), warnings)
