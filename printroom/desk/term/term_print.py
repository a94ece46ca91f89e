"""Print a term: its progress with the time left, a button to cancel, and the finished packs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from printroom.deliver import pack_folder
from printroom.deliver.manifest import read_manifest
from printroom.desk.common.commands import command, take_command
from printroom.desk.common.pages import fragment, page
from printroom.desk.order.take import attachment, streamed_zip
from printroom.desk.state.desk import Desk, desk_of
from printroom.desk.state.events import Updates, stream
from printroom.desk.state.term_runs import RunningTerm
from printroom.desk.term.term_bundle import old_bundle
from printroom.desk.term.term_plan import ReadTerm, expected_seconds, other_details, term_in
from printroom.ledger.term_record import read_record
from printroom.make import bookings_of
from printroom.make.bundle.not_bundled import refuse_to_take
from printroom.make.bundle.taking import print_run, run_name, taken_name, zip_packs
from printroom.make.bundle.zips import packs_to_zip
from printroom.make.term.plan_words import duration
from printroom.model import Booking, Problem

INTERVAL_S = 0.7
"""The time between two changes of the page: many packs may be made in a second."""
MOST_SHOWN = 200
REPORT = "report.html"


@dataclass(frozen=True)
class MadePack:
    """A finished pack of a term: its path in the term's folder, and its booking."""

    path: str
    booking: Booking


def start(request: Request) -> Response:
    """Print all packs of a term."""
    desk, term = desk_of(request), term_in(request)
    name = term.resolved.name
    desk.term_runs.start(name, expected_seconds(term, desk))
    return RedirectResponse(f"/term/print/{name}", 303)


def show(request: Request) -> Response:
    """The progress of a run, and the finished packs."""
    desk, term = desk_of(request), term_in(request)
    name = term.resolved.name
    running = desk.term_runs.last(name)
    if running is None and not made_packs(term, desk):
        return RedirectResponse(f"/term/plan/{name}", 303)
    return page(
        request,
        "term_print.html",
        term=term.resolved,
        is_over=running is None or running.is_over,
        parts=_parts(running, term, desk),
        command=command(desk.settings, "term", name),
        take_command=take_command(desk.settings, desk.settings.output / name),
    )


def events(request: Request) -> Response:
    """The parts of the page that change, until the run is over."""
    desk, term = desk_of(request), term_in(request)
    running = desk.term_runs.last(term.resolved.name)
    if running is None:
        raise HTTPException(404)
    news = Updates(
        lambda: running.version,
        lambda: _parts(running, term, desk),
        lambda: running.is_over,
        INTERVAL_S,
    )
    return stream(request, news)


def cancel(request: Request) -> Response:
    """Stop a run; finished packs are kept."""
    name = request.path_params["term"]
    running = desk_of(request).term_runs.last(name)
    if running is None:
        raise HTTPException(404)
    running.cancelled.set()
    running.notify()
    return RedirectResponse(f"/term/print/{name}", 303)


def made_packs(term: ReadTerm, desk: Desk) -> list[MadePack]:
    """The packs of a term that are in its record, or that the run in progress has made."""
    name, output = term.resolved.name, desk.settings.output
    record, running = read_record(output / name), desk.term_runs.last(name)
    known = set(record.packs) if record else set()
    if running is not None:
        known |= {_place(one.folder) for one in running.made}
    bookings = bookings_of(term.resolved, desk.settings.today())
    packs = (MadePack(_place(pack_folder(one)), one) for one in bookings)
    return sorted(
        (one for one in packs if one.path in known),
        key=lambda one: (str(one.booking.date or "9999"), one.path),
    )


def _place(folder: str | Path) -> str:
    """The path of a pack in the folder of its term."""
    return "/".join(Path(folder).parts[-2:])


def pack_zip(request: Request) -> Response:
    """A pack as a zip."""
    folder = _folder(request)
    return attachment(zip_packs(folder), "application/zip", f"{taken_name(folder)}.zip")


def to_print(request: Request) -> Response:
    """One PDF with all documents of a pack, in order and in all copies."""
    folder = _folder(request)
    content = print_run(folder, "", desk_of(request).press)
    return attachment(content, "application/pdf", run_name(folder, ""))


def term_zip(request: Request) -> Response:
    """A zip of all finished packs of a term, each in the folder of its school."""
    desk, term = desk_of(request), term_in(request)
    folder = desk.settings.output / term.resolved.name
    packs = [folder / one.path for one in made_packs(term, desk)]
    if not packs:
        raise HTTPException(404)
    refuse_to_take(packs, desk.content(term.sources).unfit)
    return streamed_zip(packs_to_zip(folder, packs), f"{folder.name}.zip")


def report(request: Request) -> Response:
    """The report of the last full run."""
    desk, term = desk_of(request), term_in(request)
    file = desk.settings.output / term.resolved.name / REPORT
    if not file.is_file():
        raise HTTPException(404)
    return FileResponse(file, media_type="text/html", filename=REPORT)


def _folder(request: Request) -> Path:
    """The folder of the pack in the address; 404 if it was not made.

    Raises `NotFitToPrint` if it was withdrawn or is out of date.
    """
    desk, term = desk_of(request), term_in(request)
    path = f"{request.path_params['school']}/{request.path_params['pack']}"
    if path not in {one.path for one in made_packs(term, desk)}:
        raise HTTPException(404)
    pack = desk.settings.output / term.resolved.name / path
    refuse_to_take([pack], desk.content(term.sources).unfit)
    return pack


def _parts(running: RunningTerm | None, term: ReadTerm, desk: Desk) -> dict[str, str]:
    """The parts of the page that change, by the ids of their elements."""
    values = _values(running, term, desk)
    names = ("live", "status", "problems", "packs")
    return {f"print-{name}": fragment(f"print_{name}.html", **values) for name in names}


def _values(running: RunningTerm | None, term: ReadTerm, desk: Desk) -> Mapping[str, Any]:
    packs = made_packs(term, desk)
    left = running.seconds_left if running else None
    problems = _problems(running) if running else ()
    return {
        "running": running,
        "left": duration(left) if left is not None else "",
        "tenths": running.done * 10 // running.packs if running and running.packs else 0,
        "packs": packs[:MOST_SHOWN],
        "drafts": _drafts(packs[:MOST_SHOWN], running, desk.settings.output / term.resolved.name),
        "count": len(packs),
        "old_bundle": old_bundle(term, desk) if running is None or running.is_over else None,
        "others": other_details(term, desk) if running is None or running.is_over else [],
        "problems": [one.shorten() for one in problems],
        "library": term.sources.library,
        "folder": (desk.settings.output / term.resolved.name).as_posix(),
        "has_report": (desk.settings.output / term.resolved.name / REPORT).is_file(),
        "term": term.resolved.name,
    }


def _drafts(packs: Sequence[MadePack], running: RunningTerm | None, folder: Path) -> set[str]:
    """The paths of the packs that are drafts, according to their run or else their manifests."""
    made = {_place(one.folder): bool(one.draft) for one in running.made} if running else {}
    return {one.path for one in packs if _is_draft(one.path, made, folder)}


def _is_draft(path: str, made: Mapping[str, bool], folder: Path) -> bool:
    if path in made:
        return made[path]
    manifest = read_manifest(folder / path)
    return manifest is not None and bool(manifest.draft)


def _problems(running: RunningTerm) -> tuple[Problem, ...]:
    """The problems that stopped the run or some of its packs, each once."""
    of_packs = (problem for failed in running.failures for problem in failed.problems)
    return tuple(dict.fromkeys((*running.problems, *of_packs)))


ROUTES = (
    Route("/term/print/{term}", show, methods=["GET"]),
    Route("/term/print/{term}", start, methods=["POST"]),
    Route("/term/print/{term}/events", events),
    Route("/term/print/{term}/cancel", cancel, methods=["POST"]),
    Route("/term/print/{term}/packs.zip", term_zip),
    Route("/term/print/{term}/report.html", report),
    Route("/term/print/{term}/{school}/{pack}.zip", pack_zip),
    Route("/term/print/{term}/{school}/{pack}/to-print.pdf", to_print),
)
