"""Print a term: progress with the time that is left, a way to cancel, and what was delivered."""

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
from printroom.desk.state.events import News, stream
from printroom.desk.state.shop import Shop, shop_of
from printroom.desk.state.term_runs import TermRunning
from printroom.desk.term.term_plan import ReadTerm, expected_seconds, term_in
from printroom.ledger.term_record import read_record
from printroom.make import bookings_of
from printroom.make.bundle.taking import print_run, run_name, zip_packs
from printroom.make.bundle.zips import packs_to_zip
from printroom.make.term.plan_words import duration
from printroom.model import Booking, Problem

LOOK_S = 0.7
"""How often the page of a run changes: many packs may be made in a second."""
MOST_SHOWN = 200
REPORT = "report.html"


@dataclass(frozen=True)
class MadePack:
    """A pack of a term that was made: its place below the term's folder, and what it is."""

    path: str
    booking: Booking


def start(request: Request) -> Response:
    """Print all packs of a term."""
    shop, term = shop_of(request), term_in(request)
    name = term.resolved.name
    shop.term_runs.start(name, expected_seconds(term, shop))
    return RedirectResponse(f"/term/print/{name}", 303)


def show(request: Request) -> Response:
    """The progress of a run, and the packs that were made."""
    shop, term = shop_of(request), term_in(request)
    name = term.resolved.name
    running = shop.term_runs.last(name)
    if running is None and not made_packs(term, shop):
        return RedirectResponse(f"/term/plan/{name}", 303)
    return page(
        request,
        "term_print.html",
        term=term.resolved,
        is_over=running is None or running.is_over,
        parts=_parts(running, term, shop),
        command=command(shop.settings, "term", name),
        take_command=take_command(shop.settings.output / name),
    )


def events(request: Request) -> Response:
    """The parts of the page that change, until the run is over."""
    shop, term = shop_of(request), term_in(request)
    running = shop.term_runs.last(term.resolved.name)
    if running is None:
        raise HTTPException(404)
    news = News(
        lambda: running.version,
        lambda: _parts(running, term, shop),
        lambda: running.is_over,
        LOOK_S,
    )
    return stream(request, news)


def cancel(request: Request) -> Response:
    """Stop a run; the packs that it has made stay."""
    name = request.path_params["term"]
    running = shop_of(request).term_runs.last(name)
    if running is None:
        raise HTTPException(404)
    running.cancelled.set()
    running.notify()
    return RedirectResponse(f"/term/print/{name}", 303)


def made_packs(term: ReadTerm, shop: Shop) -> list[MadePack]:
    """The packs of a term that a finished run has recorded, or that the last run has made."""
    name, output = term.resolved.name, shop.settings.output
    record, running = read_record(output / name), shop.term_runs.last(name)
    known = set(record.packs) if record else set()
    if running is not None:
        known |= {_place(one.folder) for one in running.made}
    bookings = bookings_of(term.resolved, shop.settings.today())
    packs = (MadePack(_place(pack_folder(one)), one) for one in bookings)
    return sorted(
        (one for one in packs if one.path in known),
        key=lambda one: (str(one.booking.date or "9999"), one.path),
    )


def _place(folder: str | Path) -> str:
    """The place of a pack below the folder of its term."""
    return "/".join(Path(folder).parts[-2:])


def pack_zip(request: Request) -> Response:
    """A pack with all its files."""
    folder = _folder(request)
    return attachment(zip_packs(folder), "application/zip", f"{folder.name}.zip")


def to_print(request: Request) -> Response:
    """One file that has everything of a pack, in order and in all copies."""
    folder = _folder(request)
    content = print_run(folder, "", shop_of(request).press)
    return attachment(content, "application/pdf", run_name(folder, ""))


def term_zip(request: Request) -> Response:
    """All packs of a term that were made, each in the folder of its school."""
    shop, term = shop_of(request), term_in(request)
    folder = shop.settings.output / term.resolved.name
    packs = [folder / one.path for one in made_packs(term, shop)]
    if not packs:
        raise HTTPException(404)
    return streamed_zip(packs_to_zip(folder, packs), f"{folder.name}.zip")


def report(request: Request) -> Response:
    """The report of the last full run, to keep beside the packs."""
    shop, term = shop_of(request), term_in(request)
    file = shop.settings.output / term.resolved.name / REPORT
    if not file.is_file():
        raise HTTPException(404)
    return FileResponse(file, media_type="text/html", filename=REPORT)


def _folder(request: Request) -> Path:
    """The folder of a pack that was made; there is nothing at any other address."""
    shop, term = shop_of(request), term_in(request)
    path = f"{request.path_params['school']}/{request.path_params['pack']}"
    if path not in {one.path for one in made_packs(term, shop)}:
        raise HTTPException(404)
    return shop.settings.output / term.resolved.name / path


def _parts(running: TermRunning | None, term: ReadTerm, shop: Shop) -> dict[str, str]:
    """What changes on the page, by the ids of its elements."""
    values = _values(running, term, shop)
    names = ("live", "status", "problems", "packs")
    return {f"print-{name}": fragment(f"print_{name}.html", **values) for name in names}


def _values(running: TermRunning | None, term: ReadTerm, shop: Shop) -> Mapping[str, Any]:
    packs = made_packs(term, shop)
    left = running.seconds_left if running else None
    problems = _problems(running) if running else ()
    return {
        "running": running,
        "left": duration(left) if left is not None else "",
        "tenths": running.done * 10 // running.packs if running and running.packs else 0,
        "packs": packs[:MOST_SHOWN],
        "drafts": _drafts(packs[:MOST_SHOWN], running, shop.settings.output / term.resolved.name),
        "count": len(packs),
        "problems": [one.shorten() for one in problems],
        "library": term.sources.library,
        "folder": (shop.settings.output / term.resolved.name).as_posix(),
        "has_report": (shop.settings.output / term.resolved.name / REPORT).is_file(),
        "term": term.resolved.name,
    }


def _drafts(packs: Sequence[MadePack], running: TermRunning | None, folder: Path) -> set[str]:
    """The paths of those packs that are drafts: as their run knows, or else their manifests."""
    made = {_place(one.folder): bool(one.draft) for one in running.made} if running else {}
    return {one.path for one in packs if _is_draft(one.path, made, folder)}


def _is_draft(path: str, made: Mapping[str, bool], folder: Path) -> bool:
    if path in made:
        return made[path]
    manifest = read_manifest(folder / path)
    return manifest is not None and bool(manifest.draft)


def _problems(running: TermRunning) -> tuple[Problem, ...]:
    """What stopped the run, or some of its packs, each once."""
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
