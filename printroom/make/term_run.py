"""Terms: one list of bookings and the folder of their packs, and what is known of it afterwards.

The folder of a term has a record, written last: what the packs were made from and what they are.
While that is still so, nothing has to be read or made again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from printroom.cache import Cache
from printroom.deliver.folder import bring, not_written, pack_folder, settle, write_file
from printroom.deliver.manifest import MANIFEST, packs_below
from printroom.ledger.term_record import RECORD, Asked
from printroom.make.locking import only_one
from printroom.make.orders import PrintRoom
from printroom.make.packs import Made, make_packs
from printroom.make.report import Report, as_html, as_json, report_of, whose
from printroom.model import Booking, Delivered, Failed, NotFitToPrint, Problem, ResolvedTerm

RATE = "rate.json"
BY_ORDER = ("choose", "compose", "inspect", "print", "make forms")
"""The steps that take the same time however many schools there are."""
HELD = "mend what is wrong with the others, or leave out --all-or-nothing"


@dataclass(frozen=True)
class TermRun:
    """One making of the packs of a term. `seconds` holds, at the end, the time of each step."""

    tour: ResolvedTerm
    bookings: tuple[Booking, ...]
    output: Path
    asked: Asked
    seconds: Mapping[str, float]
    keeps_going: bool = True
    """What can be made is delivered; else nothing is, unless everything can be."""
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

    @property
    def staged(self) -> Path:
        """Where packs wait that are delivered all together or not at all."""
        return self.output / f".staged-{self.tour.name}"


def make_term(term: TermRun, room: PrintRoom, told: Callable[[Made], None]) -> Report:
    """Make the packs of a term; `told` hears of each. Raises `NotFitToPrint`.

    The report is written beside the packs, and the record last.
    """
    with only_one(term.folder):
        room.cache.sweep()
        with _tidied(term):
            made = _made(term, room, told)
        title = f"{term.tour.term.title}, only {term.only}" if term.only else term.tour.term.title
        report = report_of(term.tour.name, title, made, term.seconds)
        try:
            _write_down(term, made, report)
        except NotFitToPrint as error:
            report = replace(report, unwritten=error.problems)
        if report.made:
            write_rate(room.cache, _rate(term, report, room.workers.count))
    return report


def _made(term: TermRun, room: PrintRoom, told: Callable[[Made], None]) -> list[Made]:
    schools = term.tour.listed.schools.values()
    if not term.keeps_going:
        room = replace(room, manner=replace(room.manner, staged_in=term.staged))
    made = []
    for one in make_packs(term.bookings, room, term.output, schools=schools):
        made.append(one)
        told(one)
    return made if term.keeps_going else list(_brought(made, term.staged, term.output))


@contextmanager
def _tidied(term: TermRun) -> Iterator[None]:
    """Before and after, nothing half-made is there, nor what waited in vain to be delivered."""
    _tidy(term)
    try:
        yield
    finally:
        _tidy(term)
        _tidy(term)  # a disk that failed once may do better now


def _tidy(term: TermRun) -> None:
    settle(term.folder)
    shutil.rmtree(term.staged, ignore_errors=True)


def _brought(made: Iterable[Made], staged: Path, output: Path) -> Iterator[Made]:
    """Deliver the packs that wait, if all of them are there; else say of each that it waited."""
    made = tuple(made)
    is_complete = not any(isinstance(one, Failed) for one in made)
    for one in made:
        if isinstance(one, Failed) or "stands" in one.how:
            yield one
        elif is_complete:
            yield _brought_one(one, staged, output)
        else:
            message = "it was not delivered, because not all packs could be made"
            yield Failed(one.booking, (Problem("held-back", "order", message, HELD),))


def _brought_one(made: Delivered, staged: Path, output: Path) -> Made:
    folder = Path(made.folder)
    try:
        bring(staged / folder.relative_to(output), folder)
    except NotFitToPrint as error:
        return Failed(made.booking, error.problems)
    return made


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


def _write_record(term: TermRun, made: Iterable[Made], report: Mapping[str, object]) -> None:
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
    record = {
        "term": term.tour.name,
        "key": term.asked.key(lists),
        "lists": lists,
        "packs": dict(sorted(packs.items())),
        "failed": sorted(failed),
        "report": dict(report),
    }
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    write_file(term.folder / RECORD, text.encode())


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
