"""The line: bookings in, packs out. Load, choose, compose, inspect, press, proof, deliver.

What may hang or explode (templates, the press, reading a finished file) runs in a worker; this
process keeps the story, the shelf and the output folder.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from printroom import press, proof
from printroom.bookings import missing_lead, school_values
from printroom.choose import choose
from printroom.compose.job import file_name, job_rows, people_values, total_sheets
from printroom.deliver import deliver, manifest_of, pack_folder
from printroom.inspect import inspect
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
from printroom.workers import JobFailed, Workers

__all__ = [
    "check",
    "compose_workers",
    "load_materials",
    "load_school",
    "load_templates",
    "make_packs",
    "press_workers",
    "run",
]

JOB_SECONDS = 120
JOB_MEGABYTES = 2048
Tell = Callable[[str], None]
J = TypeVar("J")
R = TypeVar("R")


def press_workers(count: int = 1) -> Workers:
    """Workers that know the press: they read the engine while this process reads the files."""
    return _workers(count, *press.ENGINES, *proof.ENGINES)


def compose_workers(count: int = 1) -> Workers:
    """Workers that compose and print nothing: they do not wait for an engine."""
    return _workers(count)


def _workers(count: int, *engines: str) -> Workers:
    return Workers(
        count,
        preload=("printroom.compose", *engines),
        expected=(NotFitToPrint,),
        seconds=JOB_SECONDS,
        memory_mb=JOB_MEGABYTES,
    )


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
        _stop(inspect(plan, documents))
        values = school_values(booking)
        printed = self._print(documents, forbidden, values)
        job = job_rows(plan, printed)
        cover = run(
            self.workers,
            compose_the_cover,
            (plan, self.templates, tuple(printed)),
            self.templates.folder,
        )
        if cover is not None:
            values |= people_values(job, booking.people)
            printed += self._print((cover,), forbidden, values)
        folder = output / pack_folder(booking, only)
        files = _files(plan, printed)
        self.tell("delivering")
        deliver(folder, files, manifest_of(booking, plan, versions()))
        return Delivered(
            booking,
            folder.as_posix(),
            tuple(files),
            sum(one.pages for one in printed),
            total_sheets(job, booking.people) + (cover is not None),
            (*plan.draft, *missing_lead(booking)),
            sum(one.from_shelf for one in printed),
        )

    def _print(
        self, documents: Iterable[Document], forbidden: Forbidden, values: Mapping[str, str]
    ) -> list[Printed]:
        """Print and prove documents, or take them from the shelf. Raises `NotFitToPrint`."""
        waiting: list[tuple[Document, PressJob, Future[Printed] | Printed]] = []
        for document in documents:
            own = {name: values[name] for name in document.fields if values.get(name)}
            job = PressJob(document, own, _for_document(forbidden, document))
            kept = self.shelf.get(job.print_key, personal=bool(document.fields))
            if kept is not None and self.shelf.is_proven(job.proof_key):
                ready = Printed(document.key, document.name, kept.content, kept.pages, True)
                waiting.append((document, job, ready))
            else:
                self.tell(f"printing {document.title.lower()}")
                waiting.append((document, job, self.workers.submit(press_and_proof, job)))
        printed: list[Printed] = []
        problems: list[Problem] = []
        for document, job, result in waiting:
            try:
                one = result if isinstance(result, Printed) else _result(result, document.path)
            except NotFitToPrint as error:
                problems += error.problems
                continue
            printed.append(one)
            if not one.from_shelf:
                self.shelf.put(
                    job.print_key, one.content, one.pages, personal=bool(document.fields)
                )
                self.shelf.note_proof(job.proof_key)
        _stop(problems)
        return printed


@dataclass(frozen=True)
class PressJob:
    """All that a worker needs to print and prove one document."""

    document: Document
    values: Mapping[str, str]
    forbidden: Forbidden | None

    @cached_property
    def print_key(self) -> str:
        """The digest of everything that decides the bytes."""
        return _digest(self.document.key, sorted(self.values.items()), sorted(versions().items()))

    @cached_property
    def proof_key(self) -> str:
        """The digest of everything that decides whether the bytes are fit to print."""
        name = self.document.name
        said: tuple[object, ...] = ()
        if self.forbidden is not None:
            said = (
                sorted(self.forbidden.grams.get(name, ())),
                sorted(self.forbidden.phrases.get(name, ())),
                self.forbidden.withheld,
            )
        return _digest(self.print_key, said)


def compose_documents(job: tuple[Plan, Templates]) -> tuple[Document, ...]:
    """In a worker: compose everything but the cover."""
    from printroom.compose import compose

    return compose(*job)


def compose_the_cover(job: tuple[Plan, Templates, tuple[Printed, ...]]) -> Document | None:
    """In a worker: compose the cover."""
    from printroom.compose import compose_cover

    plan, templates, printed = job
    return compose_cover(plan, templates, printed)


def press_and_proof(job: PressJob) -> Printed:
    """In a worker: print a document, then read the finished file with other eyes."""
    printed = press.print_document(job.document, job.values)
    _stop(proof.proof(job.document, printed, job.forbidden, job.values))
    return printed


def run(workers: Workers, function: Callable[[J], R], job: J, path: str) -> R:
    """Do one job in a worker and wait for it; `path` is what a failure is blamed on.

    Raises `NotFitToPrint`.
    """
    return _result(workers.submit(function, job), path)


def check(materials: Path, templates: Path, workers: Workers, as_of: dt.date) -> list[Problem]:
    """Everything that is wrong, or to know, with two folders: each order is composed, none printed.

    All problems come at once, sorted by file; those that do not stop a pack are warnings.
    """
    try:
        shapes = load_templates(templates)
        library = load_materials(materials, shapes)
    except NotFitToPrint as error:
        return list(error.problems)
    found = list(library.warnings)
    for order in _all_orders(library, as_of):
        try:
            plan, _ = choose(order, library, shapes)
            found += inspect(plan, run(workers, compose_documents, (plan, shapes), shapes.folder))
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


def _result(future: Future[R], path: str) -> R:
    try:
        return future.result()
    except JobFailed as error:
        raise NotFitToPrint(
            [Problem("worker-failed", path, str(error), "look for what is endless or huge in it")]
        ) from None


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


def _files(plan: Plan, printed: Iterable[Printed]) -> dict[str, bytes]:
    content = {one.name: one.content for one in printed}
    return {
        file_name(document): content[document.row.name]
        for document in plan.documents
        if document.row.name in content
    }


def _digest(*parts: object) -> str:
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def _stop(problems: Iterable[Problem]) -> None:
    """Raise what stops a pack."""
    stopping = [problem for problem in problems if problem.stops]
    if stopping:
        raise NotFitToPrint(stopping)
