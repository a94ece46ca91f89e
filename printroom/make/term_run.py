"""Make the packs of a term, and write its report and its record.

The folder of a term has a record, written last: what the packs were made from and what they are.
While that is still so, nothing has to be read or made again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from pydantic import JsonValue

from printroom.cache import Cache
from printroom.deliver.folder import not_written, pack_folder, settle, write_file
from printroom.deliver.manifest import MANIFEST, packs_below
from printroom.ledger.term_record import RECORD, TermRecord, TermRequest
from printroom.make.cached_press import CachedPress
from printroom.make.locking import only_one
from printroom.make.options import RunOptions, Sources
from printroom.make.packs import Made, make_packs, publish_together
from printroom.make.report import Report, as_html, as_json, report_of, whose
from printroom.model import Booking, Failed, NotFitToPrint, ResolvedTerm

RATE = "rate.json"
BY_ORDER = ("choose", "compose", "inspect", "print", "make forms")
"""The steps that take the same time however many schools there are."""


@dataclass(frozen=True)
class TermRun:
    """One making of the packs of a term. `seconds` holds, at the end, the time of each step."""

    tour: ResolvedTerm
    bookings: tuple[Booking, ...]
    output: Path
    request: TermRequest
    seconds: Mapping[str, float]
    only: str = ""
    """The one school, session or document that is meant; else all is."""

    @property
    def folder(self) -> Path:
        """Where the packs of the term stand."""
        return self.output / self.tour.name

    @property
    def report(self) -> Path:
        """Where the report goes, as `.json` and `.html`; that of a part replaces no whole one."""
        return self.folder / ("report-of-a-part" if self.only else "report")


def make_term(
    term: TermRun,
    sources: Sources,
    press: CachedPress,
    options: RunOptions,
    on_pack: Callable[[Made], None],
) -> Report:
    """Make the packs of a term; `on_pack` is called with each. Raises `NotFitToPrint`.

    The report is written beside the packs, and the record last.
    """
    with only_one(term.folder):
        press.cache.sweep()
        with _settled(term.folder):
            made = _made(term, sources, press, options, on_pack)
        title = f"{term.tour.term.title}, only {term.only}" if term.only else term.tour.term.title
        report = report_of(term.tour.name, title, made, term.seconds)
        try:
            _write_down(term, made, report)
        except NotFitToPrint as error:
            report = replace(report, unwritten=error.problems)
        if report.made:
            write_rate(press.cache, _rate(term, report, press.workers.count))
    return report


def _made(
    term: TermRun,
    sources: Sources,
    press: CachedPress,
    options: RunOptions,
    on_pack: Callable[[Made], None],
) -> list[Made]:
    made = []
    schools = term.tour.listed.schools.values()
    for one in make_packs(term.bookings, sources, press, term.output, options, schools=schools):
        made.append(one)
        on_pack(one)
    return list(publish_together(made)) if options.all_or_nothing else made


@contextmanager
def _settled(folder: Path) -> Iterator[None]:
    """Before and after, no half-made pack is in the folder of the term."""
    settle(folder)
    try:
        yield
    finally:
        settle(folder)
        settle(folder)  # a disk that failed once may do better now


def _write_down(term: TermRun, made: Iterable[Made], report: Report) -> None:
    """Write the report and, last of all, the record. Raises `NotFitToPrint`."""
    said = as_json(report)
    text = json.dumps(said, ensure_ascii=False, indent=2) + "\n"
    write_file(term.report.with_suffix(".json"), text.encode())
    write_file(term.report.with_suffix(".html"), as_html(report).encode())
    if not term.only:
        try:
            _write_record(term, made, said)
        except OSError as error:
            raise NotFitToPrint([not_written(term.folder / RECORD, error)]) from error


def _write_record(term: TermRun, made: Iterable[Made], report: dict[str, JsonValue]) -> None:
    """Write down what the packs of a term were made from. Raises `NotFitToPrint`, `OSError`."""
    packs, failed = {}, []
    for one in made:
        if isinstance(one, Failed):
            failed.append(whose(one.booking))
        else:
            pack = Path(one.folder)
            manifest = sha256((pack / MANIFEST).read_bytes()).hexdigest()
            packs[pack.relative_to(term.folder).as_posix()] = manifest
    lists = [term.tour.listed.path]
    record = TermRecord(
        term=term.tour.name,
        key=term.request.key(lists),
        lists=tuple(lists),
        packs=dict(sorted(packs.items())),
        failed=tuple(sorted(failed)),
        report=report,
    )
    write_file(term.folder / RECORD, record.as_json())


def left_over(term: TermRun) -> list[Path]:
    """Packs in the folder of a term that are none of its bookings', such as a last list's."""
    wanted = {term.output / pack_folder(one) for one in term.bookings}
    if term.only:
        return []
    try:
        return [pack for pack in packs_below(term.folder) if pack not in wanted]
    except OSError:  # it is no more than a hint
        return []


# --- how long it takes --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rate:
    """How long this machine took the last time."""

    order_seconds: float
    pack_seconds: float

    def seconds(self, orders: int, packs: int) -> float:
        """About how long so many orders to lay out, and so many packs to make, will take."""
        return orders * self.order_seconds + packs * self.pack_seconds


def read_rate(cache: Cache) -> Rate | None:
    """This machine's own last rate, if it is known."""
    try:
        return Rate(**json.loads((cache.folder / RATE).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _rate(term: TermRun, report: Report, workers: int) -> Rate:
    orders = len({booking.order for booking in term.bookings})
    by_order = sum(term.seconds.get(step, 0.0) for step in BY_ORDER)
    by_pack = sum(seconds for step, seconds in term.seconds.items() if step not in BY_ORDER)
    return Rate(by_order / orders / workers, by_pack / max(1, report.packs) / workers)


def write_rate(cache: Cache, rate: Rate) -> None:
    """Remember this machine's rate."""
    with suppress(NotFitToPrint):
        write_file(cache.folder / RATE, json.dumps(asdict(rate)).encode())
