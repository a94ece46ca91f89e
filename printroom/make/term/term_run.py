"""Makes the packs of a term, and writes its report and record.

The record in the term's folder is written last: what the packs were made from, and their digests.
While that is unchanged, nothing has to be made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from printroom.deliver.folder import clean_up, pack_folder, write_file
from printroom.deliver.manifest import FileDigests
from printroom.ledger.record import Record
from printroom.ledger.term_record import RECORD, TermRecord, TermRequest
from printroom.make.pack.bookings import booking_label
from printroom.make.pack.packs import make_packs
from printroom.make.pack.publishing import do_nothing
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.locking import lock_term
from printroom.make.run.options import RunOptions, Sources
from printroom.make.term.pruning import leftovers
from printroom.make.term.report import Report, as_html, report_file, report_of
from printroom.model import Booking, Built, Failed, NotFitToPrint, PackResult, ResolvedTerm
from printroom.model.report_file import ReportFile


@dataclass(frozen=True)
class TermRun:
    """One run of a term; `seconds` receives the time of each step."""

    resolved: ResolvedTerm
    bookings: tuple[Booking, ...]
    output: Path
    record: Record
    request: TermRequest
    seconds: Mapping[str, float]
    only: tuple[str, ...] = ()
    """The only school, session or document to make; all if empty."""
    digests: FileDigests | None = None
    """The digests of the files of existing packs, if already known."""

    @property
    def folder(self) -> Path:
        """The folder of the term's packs."""
        return self.output / self.resolved.name

    @property
    def report(self) -> Path:
        """The report, without its suffix; a partial run does not replace that of a full one."""
        return self.folder / ("report-of-a-part" if self.only else "report")


def make_term(
    term: TermRun,
    sources: Sources,
    press: CachedPress,
    options: RunOptions,
    on_pack: Callable[[PackResult], None],
    on_built: Callable[[Built], None] = do_nothing,
) -> Report:
    """Make the packs of a term; `on_pack` is called with each. Raises `NotFitToPrint`.

    `on_built` is as for `make_packs`. The report is written beside the packs, and the record last.
    """
    with lock_term(term.folder):
        press.cache.remove_half_written()
        term.record.remove_half_written()
        with _cleaned_up(term.folder):
            made = _make_all(term, sources, press, options, on_pack, on_built)
        title = term.resolved.term.title
        if term.only:
            title += f", only {', '.join(term.only)}"
        report = report_of(term.resolved.name, title, made, term.seconds)
        try:
            _write_results(term, made, report)
        except NotFitToPrint as error:
            report = replace(report, unwritten=error.problems)
    return report


def _make_all(
    term: TermRun,
    sources: Sources,
    press: CachedPress,
    options: RunOptions,
    on_pack: Callable[[PackResult], None],
    on_built: Callable[[Built], None],
) -> list[PackResult]:
    made = []
    schools = term.resolved.listed.schools.values()
    packs = make_packs(
        term.bookings,
        sources,
        press,
        term.output,
        term.record,
        options,
        schools=schools,
        on_built=on_built,
        digests=term.digests,
    )
    with closing(packs):  # an interruption waits for deliveries before the folder is cleaned up
        for result in packs:
            made.append(result)
            on_pack(result)
    return made


@contextmanager
def _cleaned_up(folder: Path) -> Iterator[None]:
    """Remove incomplete packs from the folder of the term, before and after.

    What cannot be removed is left to the next run.
    """
    clean_up(folder)
    try:
        yield
    finally:
        clean_up(folder)


def _write_results(term: TermRun, made: Iterable[PackResult], report: Report) -> None:
    """Write the report and, last of all, the record. Raises `NotFitToPrint`."""
    file = report_file(report)
    write_file(term.report.with_suffix(".json"), file.as_json())
    write_file(term.report.with_suffix(".html"), as_html(report).encode())
    if not term.only:
        _write_record(term, made, file)


def _write_record(term: TermRun, made: Iterable[PackResult], report: ReportFile) -> None:
    """Record what the packs of a term were made from. Raises `NotFitToPrint`."""
    packs, failed, start = {}, [], f"{term.folder.as_posix()}/"
    for result in made:
        if isinstance(result, Failed):
            failed.append(booking_label(result.booking))
        else:
            packs[result.folder.removeprefix(start)] = result.manifest
    lists = [term.resolved.listed.path]
    record = TermRecord(
        term=term.resolved.name,
        key=term.request.key(lists),
        lists=tuple(lists),
        packs=dict(sorted(packs.items())),
        failed=tuple(sorted(failed)),
        report=report,
    )
    write_file(term.folder / RECORD, record.as_json())


def leftovers_of(term: TermRun) -> tuple[Path, ...]:
    """The packs in the folder of a term that belong to none of its bookings, as a hint."""
    if term.only:
        return ()
    try:
        return leftovers(term.folder, (term.output / pack_folder(one) for one in term.bookings))
    except OSError:
        return ()
