"""The line: bookings in, packs out. Load, choose, compose, inspect, press, proof, deliver.

What may hang or explode (templates, the press, reading a finished file) runs in a worker; this
process keeps the story, the shelf and the output folder.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

from printroom import press
from printroom.bookings import missing_lead, school_values
from printroom.choose import choose
from printroom.compose.job import (
    JobRow,
    cover_row,
    file_name,
    job_rows,
    job_sheet,
    people_values,
    print_only_name,
    sheets_by_paper,
)
from printroom.deliver import deliver, manifest_of, pack_folder, write_file
from printroom.inspect import inspect
from printroom.jobs import (
    ImposeJob,
    PressJob,
    compose_documents,
    compose_the_cover,
    compose_workers,
    done,
    facts_of,
    impose,
    move,
    press_and_proof,
    press_workers,
    result_of,
    run,
    stop,
)
from printroom.load import load_materials, load_school, load_templates
from printroom.model import (
    Booking,
    Delivered,
    Document,
    Failed,
    Forbidden,
    Library,
    NotFitToPrint,
    Order,
    Plan,
    Printed,
    Problem,
    Templates,
    in_order,
)
from printroom.shelf import Shelf
from printroom.versions import versions
from printroom.workers import Workers

__all__ = [
    "check",
    "compose_workers",
    "load_materials",
    "load_school",
    "load_templates",
    "make_packs",
    "press_workers",
    "write_printer_sheet",
]

FEWEST_FOLDED = 3
"""The fewest pages that are worth a booklet."""
Tell = Callable[[str], None]


def make_packs(
    bookings: Iterable[Booking],
    library: Library,
    templates: Templates,
    *,
    output: Path,
    shelf: Shelf,
    workers: Workers,
    only: str = "",
    release: bool = False,
    tell: Tell = lambda _: None,
) -> Iterator[Delivered | Failed]:
    """Print each booking's pack, or say why not. `tell` hears each step as it begins."""
    room = PrintRoom(library, templates, shelf, workers, tell)
    for booking in bookings:
        try:
            yield room.pack(booking, output, only, release=release)
        except NotFitToPrint as error:
            yield Failed(booking, error.problems)


@dataclass(frozen=True)
class PrintRoom:
    """The materials and tools with which packs are made."""

    library: Library
    templates: Templates
    shelf: Shelf
    workers: Workers
    tell: Tell

    def pack(self, booking: Booking, output: Path, only: str, *, release: bool) -> Delivered:
        """One pack, from its order to its folder. Raises `NotFitToPrint`."""
        plan, forbidden = choose(booking.order, self.library, self.templates)
        _refuse_release(plan, booking, release=release)
        plan = _only(plan, only)
        self.tell("composing")
        documents = run(
            self.workers, compose_documents, (plan, self.templates), self.templates.folder
        )
        stop(inspect(plan, documents))
        values = school_values(booking)
        printed = self._print(documents, forbidden, values)
        imposed = self._imposed(plan, printed)
        job = job_rows(plan, (*printed, *imposed))
        cover = self._cover(plan, job)
        if cover is not None:
            values |= people_values(job, booking.people, cover_row(plan))
            printed += self._print((cover,), forbidden, values)
        files = _files(plan, self._registered(plan, printed, booking), imposed)
        if not only:
            files["job-sheet.json"] = _json(job_sheet(plan, job, booking.people))
        folder = output / pack_folder(booking, only)
        self.tell("delivering")
        deliver(folder, files, manifest_of(booking, plan, versions()))
        return Delivered(
            booking,
            folder.as_posix(),
            tuple(files),
            sum(one.pages for one in printed),
            sum(sheets_by_paper(job, booking.people, cover_row(plan)).values()),
            (*plan.draft, *missing_lead(booking)),
            sum(one.from_shelf for one in printed),
            tuple(warning for one in printed for warning in one.warnings),
        )

    def look(
        self, plan: Plan, forbidden: Forbidden, documents: Iterable[Document]
    ) -> list[Problem]:
        """What the press sees on the pages of a pack that is not delivered to anybody.

        Raises `NotFitToPrint` with what stops it.
        """
        printed = self._print(documents, forbidden, {})
        cover = self._cover(plan, job_rows(plan, printed))
        printed += self._print((cover,) if cover else (), forbidden, {})
        return [warning for one in printed for warning in one.warnings]

    def _cover(self, plan: Plan, job: tuple[JobRow, ...]) -> Document | None:
        return run(
            self.workers, compose_the_cover, (plan, self.templates, job), self.templates.folder
        )

    def _imposed(self, plan: Plan, printed: Iterable[Printed]) -> list[Printed]:
        """The booklets and tiles that the printer gets beside the files that can be read aloud."""
        rows = {document.row.name: document.row for document in plan.documents}
        jobs = [
            ImposeJob(one, print_only_name(rows[one.name]), kind, _a_font(self.templates))
            for one in printed
            if (kind := rows[one.name].print_only)
            and (kind != "booklet" or one.pages >= FEWEST_FOLDED)
        ]
        kept = [self.shelf.get(job.key, personal=False) for job in jobs]
        waiting = [
            done(job.printed_as(found)) if found else self.workers.submit(impose, job)
            for job, found in zip(jobs, kept, strict=True)
        ]
        made = [result_of(future, job.name) for job, future in zip(jobs, waiting, strict=True)]
        for job, found, one in zip(jobs, kept, made, strict=True):
            if found is None:
                self.shelf.put(job.key, one.content, facts_of(one), personal=False)
        return made

    def _registered(
        self, plan: Plan, printed: Iterable[Printed], booking: Booking
    ) -> list[Printed]:
        """The files as the booking's printer needs them: backs lie on their fronts."""
        printer = booking.printer
        if printer is None:
            return list(printed)
        rows = (document.row for document in plan.documents)
        turned = {row.name for row in rows if row.medium == "cut" and row.sides == "double"}
        return [
            run(self.workers, move, (one, printer), one.name) if one.name in turned else one
            for one in printed
        ]

    def _print(
        self, documents: Iterable[Document], forbidden: Forbidden, values: Mapping[str, str]
    ) -> list[Printed]:
        """Print and prove documents, or take them from the shelf. Raises `NotFitToPrint`."""
        waiting: list[tuple[Document, PressJob, Future[Printed]]] = []
        for document in documents:
            own = {name: values[name] for name in document.fields if values.get(name)}
            job = PressJob(document, own, _for_document(forbidden, document))
            kept = self.shelf.get(job.print_key, personal=bool(document.fields))
            if kept is not None and self.shelf.is_proven(job.proof_key):
                waiting.append((document, job, done(job.printed_as(kept))))
            else:
                self.tell(f"printing {document.title.lower()}")
                waiting.append((document, job, self.workers.submit(press_and_proof, job)))
        printed: list[Printed] = []
        problems: list[Problem] = []
        for document, job, future in waiting:
            try:
                one = result_of(future, document.path)
            except NotFitToPrint as error:
                problems += error.problems
                continue
            printed.append(one)
            if not one.from_shelf:
                self.shelf.put(
                    job.print_key, one.content, facts_of(one), personal=bool(document.fields)
                )
                self.shelf.note_proof(job.proof_key)
        stop(problems)
        return printed


def write_printer_sheet(templates: Path, file: Path) -> None:
    """Write the sheet on which a printer shows how far it is off. Raises `NotFitToPrint`."""
    content = press.printer_sheet(_a_font(load_templates(templates)))
    write_file(file, content)


def check(
    materials: Path,
    templates: Path,
    workers: Workers,
    as_of: dt.date,
    *,
    shelf: Shelf | None = None,
    tell: Tell = lambda _: None,
) -> list[Problem]:
    """Everything that is wrong, or to know, with two folders: each order is composed.

    With a shelf each is also printed, though not delivered, and what the press sees on its pages
    is told. All problems come at once, sorted by file; those that do not stop a pack are warnings.
    """
    try:
        shapes = load_templates(templates)
        library = load_materials(materials, shapes)
    except NotFitToPrint as error:
        return list(error.problems)
    found = list(library.warnings)
    for order in _all_orders(library, as_of):
        try:
            tell(f"checking {order.session} for {order.band} in {order.nation}")
            plan, forbidden = choose(order, library, shapes)
            documents = run(workers, compose_documents, (plan, shapes), shapes.folder)
            found += inspect(plan, documents)
            if shelf is not None:
                room = PrintRoom(library, shapes, shelf, workers, tell)
                found += room.look(plan, forbidden, documents)
        except NotFitToPrint as error:
            found += error.problems
            continue
        path = library.paths[f"sessions:{order.session}"]
        found += [
            Problem("draft", path, f"{order.band}, {order.nation}: {reason}", stops=False)
            for reason in plan.draft
        ]
    return list(in_order(found))


def _all_orders(library: Library, as_of: dt.date) -> Iterator[Order]:
    """Every order that the library can be given: each session, band and nation."""
    for name, session in library.sessions.items():
        for band in session.bands:
            for nation in library.nations:
                yield Order(name, band, nation, as_of=as_of)


def _only(plan: Plan, only: str) -> Plan:
    """The plan with one of its documents, or all of it."""
    if not only:
        return plan
    names = [document.row.name for document in plan.documents]
    if only not in names:
        raise NotFitToPrint(
            [
                Problem(
                    "unknown-document",
                    "order",
                    f"this pack has no document “{only}”",
                    f"there are: {', '.join(names)}",
                )
            ]
        )
    return replace(plan, documents=tuple(d for d in plan.documents if d.row.name == only))


def _for_document(forbidden: Forbidden, document: Document) -> Forbidden | None:
    """What one document must not say; nothing for documents of the facilitator."""
    name = document.name
    if name not in forbidden.grams:
        return None
    return Forbidden(
        {name: forbidden.grams[name]},
        {name: forbidden.phrases[name]},
        {name: forbidden.lengths[name]},
        forbidden.withheld,
    )


def _refuse_release(plan: Plan, booking: Booking, *, release: bool) -> None:
    reasons = (*plan.draft, *missing_lead(booking))
    if release and reasons:
        raise NotFitToPrint(
            [
                Problem(
                    "draft", "order", f"cannot be released: {reason}", "see to it, then release"
                )
                for reason in reasons
            ]
        )


def _files(plan: Plan, printed: Iterable[Printed], imposed: Iterable[Printed]) -> dict[str, bytes]:
    """The files of a pack by name, in the order of its documents."""
    content = {one.name: one.content for one in (*printed, *imposed)}
    files = {}
    for document in plan.documents:
        for is_imposed, name in ((False, document.row.name), (True, print_only_name(document.row))):
            if name in content:
                files[file_name(document, print_only=is_imposed)] = content[name]
    return files


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _a_font(templates: Templates) -> bytes:
    """A plain face of the templates' own, for the few words on what is only printed."""
    fonts = sorted(name for name in templates.files if name.endswith(".ttf"))
    plain = [name for name in fonts if "Regular" in name] or fonts
    if not plain:
        message = "what is only printed needs a font to say so, and there is no .ttf in fonts/"
        mend = "add one, or take print_only out of the session template"
        raise NotFitToPrint([Problem("no-font", templates.folder, message, mend)])
    return templates.files[plain[0]]
