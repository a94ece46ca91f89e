"""Bundle the packs of a term for a print shop, for each school, or to send by e-mail."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from printroom.cache import Cache
from printroom.deliver import pack_folder
from printroom.desk.common.commands import command, take_command
from printroom.desk.common.forms import posted, texts_of
from printroom.desk.common.pages import fragment, page
from printroom.desk.common.settings import Settings
from printroom.desk.order.take import streamed_zip
from printroom.desk.state.background import internal_error
from printroom.desk.state.desk import Desk, desk_of
from printroom.desk.state.events import Updates, stream
from printroom.desk.term.term_plan import ReadTerm, other_details, term_in
from printroom.ledger.bundle_contents import OldBundle, bundle_files, old_bundles
from printroom.load.templates.templates import load_label_sheets
from printroom.make import bookings_of
from printroom.make.bundle.bundle_plan import packs_in_order
from printroom.make.bundle.bundling import bundle_of
from printroom.make.bundle.print_order import PRINT_ORDER
from printroom.make.bundle.zips import bundle_to_zip
from printroom.model import LabelSheet, NotFitToPrint, Problem
from printroom.model.print_shop import PrintShop

WAYS = {
    "document": "For a print shop or a copier: one PDF for each document of all schools",
    "school": "For boxes: PDFs for each school, in the order of its job sheets",
    "email": "To send: a zip for each school, with a message",
}
"""The kinds of bundle, by the values of `bundle --by`."""
USUAL_LABELS = "L7160"
LONGEST = 60
FIELDS = ("by", "labels", "without_missing", "marks", "pdf_x")
GROUPS = {
    "order": "For the print shop: how each file is printed",
    "": "One PDF for each document, for all schools, with a sheet before each school",
    "shared": "The same for every school: print as many copies as the name says",
    "by-school": "For each school",
    "email": "To send to each school",
    "papers": "Labels, and the list of what is packed",
}
"""What the files in each folder of a bundle are for."""
OFFICE_FILES = frozenset({"address-labels.pdf", "box-labels.pdf", "packing-list.pdf"})


@dataclass(frozen=True)
class WantedBundle:
    """The bundle that a form asks for; an unknown value is replaced by the first known one."""

    by: str
    labels: str
    without_missing: bool
    print_shop: PrintShop

    @classmethod
    def of(cls, given: dict[str, str], sheets: dict[str, LabelSheet]) -> WantedBundle:
        """The bundle that these fields ask for."""
        by = given["by"] if given["by"] in WAYS else "document"
        labels = given["labels"] if given["labels"] in sheets else min(sheets, default="")
        is_printed = by != "email"
        marks, pdf_x = (is_printed and bool(given[name]) for name in ("marks", "pdf_x"))
        return cls(by, labels, bool(given["without_missing"]), PrintShop(marks, pdf_x))

    @property
    def options(self) -> str:
        """The options of the command that makes it, without those that have their default value."""
        flags = {
            "--without-missing": self.without_missing,
            "--marks": self.print_shop.marks,
            "--pdf-x": self.print_shop.pdf_x,
        }
        options = {
            "--by": self.by if self.by != "document" else "",
            "--labels": self.labels if self.labels != USUAL_LABELS else "",
        }
        given = [flag for flag, is_given in flags.items() if is_given]
        given += [f"{name} {shlex.quote(value)}" for name, value in options.items() if value]
        return "".join(f" {one}" for one in given)

    def command(self, settings: Settings, term: str) -> str:
        """The command that makes it."""
        return command(settings, "bundle", term, *shlex.split(self.options))


def show(request: Request) -> Response:
    """The form for a bundle, and the files of the last one."""
    desk, term = desk_of(request), term_in(request)
    bundling = desk.term_runs.bundled(term.resolved.name)
    return page(
        request,
        "term_bundle.html",
        term=term.resolved,
        ways=WAYS,
        labels=dict(sorted(load_label_sheets(desk.settings.templates).items())),
        usual=USUAL_LABELS,
        is_over=bundling is None or bundling.done(),
        parts=_parts(bundling, term, desk),
        command=command(desk.settings, "bundle", term.resolved.name),
        take_command=take_command(desk.settings, _folder(term, desk)),
    )


def command_of(request: Request) -> Response:
    """The command for the choices in the form."""
    desk, term = desk_of(request), term_in(request)
    given = texts_of(request.query_params, FIELDS, LONGEST)
    wanted = WantedBundle.of(given, load_label_sheets(desk.settings.templates))
    text = wanted.command(desk.settings, term.resolved.name)
    return HTMLResponse(fragment("bundle_command.html", command=text))


def send(request: Request, data: FormData) -> Response:
    """Make the bundle in the background."""
    desk, term = desk_of(request), term_in(request)
    sheets = load_label_sheets(desk.settings.templates)
    if not sheets:
        folder = (desk.settings.templates / "labels").as_posix()
        message, fix = "there is no sheet of labels here", "add one, such as L7160.yaml"
        raise NotFitToPrint([Problem("no-labels", folder, message, fix, 0)])
    wanted = WantedBundle.of(texts_of(data, FIELDS, LONGEST), sheets)
    name = term.resolved.name
    desk.term_runs.bundle(name, lambda: _make_bundle(wanted, term, desk, sheets[wanted.labels]))
    return RedirectResponse(f"/term/bundle/{name}", 303)


def _make_bundle(wanted: WantedBundle, term: ReadTerm, desk: Desk, sheet: LabelSheet) -> None:
    """Make a bundle, as the command `bundle` does. Raises `NotFitToPrint`."""
    settings, resolved = desk.settings, term.resolved
    bookings = bookings_of(resolved, settings.today())
    unfit = desk.content(term.sources).unfit
    found, missing = packs_in_order(
        *(bookings, settings.output, resolved.listed, resolved.path),
        *(term.sources.library, unfit),
    )
    if not found or (missing and not wanted.without_missing):
        raise NotFitToPrint(missing)
    press = replace(desk.press, cache=Cache(settings.cache, resolved.name))
    job = bundle_of(
        *(resolved, term.sources, press, _folder(term, desk)), wanted.print_shop, wanted.options
    )
    job.write(found, sheet, wanted.by)


def events(request: Request) -> Response:
    """The parts of the page that change, once the bundle is made."""
    desk, term = desk_of(request), term_in(request)
    bundling = desk.term_runs.bundled(term.resolved.name)
    if bundling is None:
        raise HTTPException(404)
    news = Updates(bundling.done, lambda: _parts(bundling, term, desk), bundling.done)
    return stream(request, news)


def bundle_zip(request: Request) -> Response:
    """The whole bundle as a zip."""
    desk, term = desk_of(request), term_in(request)
    folder = _folder(term, desk)
    if not bundle_files(folder):
        raise HTTPException(404)
    return streamed_zip(bundle_to_zip(folder), f"{term.resolved.name}-bundle.zip")


def file(request: Request) -> Response:
    """One of the files that the bundle lists."""
    desk, term = desk_of(request), term_in(request)
    folder, name = _folder(term, desk), request.path_params["name"]
    if name not in bundle_files(folder):
        raise HTTPException(404)
    return FileResponse(folder / name, filename=Path(name).name)


def old_bundle(term: ReadTerm, desk: Desk) -> OldBundle | None:
    """The bundle of a term if it does not have its packs as they are now; otherwise none."""
    folder, output = _folder(term, desk), desk.settings.output
    bookings = bookings_of(term.resolved, desk.settings.today())
    packs = [output / pack_folder(one) for one in bookings]
    withdrawn = desk.content(term.sources).withdrawn if term.sources.library.withdrawn else None
    unfit = filter(withdrawn, packs) if withdrawn else ()  # texts are compared when it is made
    found = old_bundles(folder.parent, packs, unfit)
    return next((one for one in found if one.place == folder), None)


def _folder(term: ReadTerm, desk: Desk) -> Path:
    return desk.settings.output / term.resolved.name / "bundle"


def _parts(bundling: Future[None] | None, term: ReadTerm, desk: Desk) -> dict[str, str]:
    """The parts of the page that change, by the ids of their elements."""
    folder, is_done = _folder(term, desk), bundling is None or bundling.done()
    values: dict[str, Any] = {
        "is_done": is_done,
        "is_asked": bundling is not None,
        "problems": _problems(bundling),
        "files": _grouped(bundle_files(folder)) if is_done else {},
        "old": old_bundle(term, desk) if is_done else None,
        "others": other_details(term, desk) if is_done else [],
        "schools": len(term.resolved.listed.schools),
        "folder": folder.as_posix(),
        "unaddressed": _unaddressed(term),
        "term": term.resolved.name,
    }
    names = ("status", "files")
    return {f"bundle-{name}": fragment(f"bundle_{name}.html", **values) for name in names}


def _grouped(files: Iterable[str]) -> dict[str, list[str]]:
    """The files of a bundle by what they are for."""
    found: dict[str, list[str]] = {}
    for name in files:
        folder = "papers" if name in OFFICE_FILES else name.rpartition("/")[0]
        folder = "order" if name == PRINT_ORDER else folder
        found.setdefault(GROUPS.get(folder, folder), []).append(name)
    return found


def _unaddressed(term: ReadTerm) -> list[str]:
    """The names of the term's schools whose labels have no address."""
    resolved = term.resolved
    found = dict(pair for pack in resolved.term.packs for pair in resolved.schools_for(pack))
    return [school.name for school in found.values() if not school.deliver_to]


def _problems(bundling: Future[None] | None) -> list[Problem]:
    """Why a bundle could not be made."""
    error = bundling.exception() if bundling and bundling.done() else None
    if isinstance(error, NotFitToPrint):
        return [problem.shorten() for problem in error.problems]
    return [internal_error("make this bundle", error)] if error else []


ROUTES = (
    Route("/term/bundle/{term}", show, methods=["GET"]),
    Route("/term/bundle/{term}", posted(send), methods=["POST"]),
    Route("/term/bundle/{term}/events", events),
    Route("/term/bundle/{term}/bundle.zip", bundle_zip),
    Route("/term/bundle/{term}/command", command_of),
    Route("/term/bundle/{term}/files/{name:path}", file),
)
