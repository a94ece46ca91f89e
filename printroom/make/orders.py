"""Orders: what serves every booking of an order is chosen, composed, printed and proven once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from printroom.cache import Cache, digest_of
from printroom.choose import choose, unknown_document
from printroom.compose.job import JobRow, file_name, job_rows, print_only_name
from printroom.deliver.folder import Finished, finished
from printroom.deliver.manifest import Digests
from printroom.inspect import inspect
from printroom.ledger.inputs import digest_of_inputs
from printroom.ledger.uses import uses
from printroom.ledger.withdrawal import refuse_withdrawn
from printroom.make.locking import Gate
from printroom.model import (
    Document,
    Forbidden,
    Library,
    NotFitToPrint,
    Order,
    Plan,
    Printed,
    Problem,
    Templates,
)
from printroom.workers import WorkerPool
from printroom.workers.jobs import (
    ImposeJob,
    PressJob,
    ProofJob,
    compose_documents,
    compose_the_cover,
    done,
    facts_of,
    impose,
    press_and_proof,
    proven,
    result_of,
    run,
    stop,
)

FEWEST_FOLDED = 3
"""The fewest pages that are worth a booklet."""
Tell = Callable[[str], None]
Watch = Callable[[str], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How the packs of a run are made."""

    only: str = ""
    """The one document that is wanted; all of them otherwise."""
    is_release: bool = False
    """A draft is refused."""
    is_filled: bool = True
    """Schools' words are written into finished files where they fit, and not laid out anew."""
    proves_all: bool = False
    """Every file is proven in full, and not only the first and the longest of its kind."""
    is_dry_run: bool = False
    """Nothing is printed: what is not in the cache raises `NotYetPrinted`."""
    staged_in: Path | None = None
    """Where new packs wait until all of them are there; they are delivered at once otherwise."""


class NotYetPrinted(Exception):
    """A document that would have to be printed first."""


@dataclass(frozen=True)
class PrintRoom:
    """The materials and tools with which packs are made."""

    library: Library
    templates: Templates
    cache: Cache
    workers: WorkerPool
    tell: Tell = lambda _: None
    watch: Watch = lambda _: nullcontext()
    """Takes the time of each step, by its name."""
    manner: RunOptions = RunOptions()
    inputs: Mapping[str, str] = field(default_factory=dict)
    """The digests of the files in the folders of both, by name."""
    digests: Digests = field(default_factory=Digests)
    gate: Gate = field(default_factory=Gate)

    @cached_property
    def made_from(self) -> str:
        """One digest of all inputs, under which the cache remembers them."""
        whole = digest_of_inputs(self.inputs)
        self.cache.note_inputs(whole, self.inputs)
        return whole


@dataclass(frozen=True)
class Pressed:
    """An order, printed for everybody: no school's words are in it."""

    plan: Plan
    forbidden: Forbidden
    blanks: Mapping[str, tuple[Document, Printed]]
    """Each document but the cover and its file, without a school's words, by name."""
    imposed: tuple[Printed, ...]
    job: tuple[JobRow, ...]
    cover: Document | None
    uses: Mapping[str, str] = field(default_factory=dict)
    """What it is made of, with a digest of what prints, so that a change can be named later."""

    @cached_property
    def personal(self) -> tuple[Document, ...]:
        """The documents with fields, in which a booking's own words may stand."""
        with_fields = (document for document, _ in self.blanks.values() if document.fields)
        return (*with_fields, *((self.cover,) if self.cover else ()))

    @cached_property
    def files(self) -> Mapping[str, Finished]:
        """The finished files of all that is the same for everybody, by the name of the document."""
        printed = (*(one for _, one in self.blanks.values()), *self.imposed)
        return {one.name: file_of(one) for one in printed}

    @cached_property
    def file_names(self) -> Mapping[str, str]:
        """What the file of each document is called, in the order of the pack."""
        names = {}
        for document in self.plan.documents:
            names[document.row.name] = file_name(document)
            if document.row.print_only:
                names[print_only_name(document.row)] = file_name(document, print_only=True)
        return names

    @cached_property
    def sources(self) -> frozenset[str]:
        """The files in which the words of this order were written."""
        parts = (part.path for document in self.plan.documents for part in document.parts)
        return frozenset((*parts, *(path for path, _, _ in self.plan.places.values())))

    @cached_property
    def key(self) -> str:
        """The digest of everything that decides the files of a pack, but for the booking."""
        digests = {self.file_names[name]: file.digest for name, file in self.files.items()}
        cover = PressJob(self.cover, {}, None).proof_key if self.cover else ""
        return digest_of(sorted(digests.items()), cover, self.plan.draft)


def file_of(printed: Printed) -> Finished:
    """A printed document as a file of a pack."""
    return finished(printed.content, Path(printed.lies_at) if printed.lies_at else None)


def chosen(room: PrintRoom, order: Order) -> tuple[Plan, Forbidden]:
    """What an order prints, and what it must not say. Raises `NotFitToPrint`."""
    with room.watch("choose"):
        plan, forbidden = choose(order, room.library, room.templates)
        refuse_withdrawn(plan, room.library)
        return _only(plan, room.manner.only), forbidden


def press(room: PrintRoom, plan: Plan, forbidden: Forbidden) -> Pressed:
    """An order's documents, printed and proven for everybody. Raises `NotFitToPrint`."""
    room.tell("composing")
    with room.watch("compose"):
        documents = run(
            room.workers, compose_documents, (plan, room.templates), room.templates.folder
        )
    with room.watch("inspect"):
        stop(inspect(plan, documents))
    with room.watch("print"):
        printed = printed_documents(room, [(document, {}) for document in documents], forbidden)
        blanks = {
            document.name: (document, one) for document, one in zip(documents, printed, strict=True)
        }
        imposed = tuple(_imposed(room, plan, printed))
        job = job_rows(plan, (*printed, *imposed))
        cover = compose_cover(room, plan, job)
        made_of = uses(plan, room.library, room.templates)
    if cover and room.manner.only == cover.name:  # it speaks of all the others
        blanks, imposed = {}, ()
    return Pressed(plan, forbidden, blanks, imposed, job, cover, made_of)


def compose_cover(room: PrintRoom, plan: Plan, job: tuple[JobRow, ...]) -> Document | None:
    """The cover, last: it says how many pages everything has. Raises `NotFitToPrint`."""
    return run(room.workers, compose_the_cover, (plan, room.templates, job), room.templates.folder)


def printed_documents(
    room: PrintRoom,
    wanted: Iterable[tuple[Document, Mapping[str, str]]],
    forbidden: Forbidden,
) -> list[Printed]:
    """Documents with their values, printed and proven, or from the cache.

    Raises `NotFitToPrint` with the problems of all.
    """
    jobs = [press_job(document, values, forbidden) for document, values in wanted]
    waiting = [(job, _on_its_way(room, job)) for job in jobs]
    printed: list[Printed] = []
    problems: list[Problem] = []
    for job, future in waiting:
        try:
            one = result_of(future, job.document.path)
        except NotFitToPrint as error:
            problems += error.problems
            continue
        printed.append(one if one.from_cache else _shelved(room, job, one))
        room.cache.note_proof(job.proof_key)
    stop(problems)
    return printed


def _on_its_way(room: PrintRoom, job: PressJob) -> Future[Printed]:
    """A document from the cache; proven again if it must not say what it might say before.

    What another document says, this one must not: a word that changes there changes no byte here.
    """
    kept = room.cache.get(job.print_key, personal=bool(job.values))
    if kept is not None and room.cache.is_proven(job.proof_key):
        return done(job.printed_as(kept))
    if room.manner.is_dry_run:
        raise NotYetPrinted(job.document.name)
    if kept is not None:
        return room.workers.submit(proven, ProofJob(job, job.printed_as(kept)))
    room.tell(f"printing {job.document.title.lower()}")
    return room.workers.submit(press_and_proof, job)


def press_job(document: Document, values: Mapping[str, str], forbidden: Forbidden) -> PressJob:
    """The job of printing one document with these values."""
    is_sealed = document.name in forbidden.allowed
    return PressJob(document, values, forbidden if is_sealed else None)


def own_values(document: Document, values: Mapping[str, str]) -> dict[str, str]:
    """Those values that a document has a field for."""
    return {name: values[name] for name in document.fields if values.get(name, "").strip()}


def a_font(templates: Templates) -> bytes:
    """A plain face of the templates' own, for the few words on what is only printed."""
    fonts = sorted(name for name in templates.files if name.endswith(".ttf"))
    plain = [name for name in fonts if "Regular" in name] or fonts
    if not plain:
        message = "what is only printed needs a font to say so, and there is no .ttf in fonts/"
        fix = "add one, or take print_only out of the session template"
        raise NotFitToPrint([Problem("no-font", templates.folder, message, fix)])
    return templates.files[plain[0]]


def _shelved(room: PrintRoom, job: PressJob, printed: Printed) -> Printed:
    kept = room.cache.put(
        job.print_key, printed.content, facts_of(printed), personal=bool(job.values)
    )
    return replace(printed, lies_at=str(kept.file or ""))


def _imposed(room: PrintRoom, plan: Plan, printed: Iterable[Printed]) -> list[Printed]:
    """The booklets and tiles that the printer gets beside the files that can be read aloud."""
    rows = {document.row.name: document.row for document in plan.documents}
    jobs = [
        ImposeJob(one, print_only_name(rows[one.name]), kind, a_font(room.templates))
        for one in printed
        if (kind := rows[one.name].print_only) and (kind != "booklet" or one.pages >= FEWEST_FOLDED)
    ]
    kept = [room.cache.get(job.key, personal=False) for job in jobs]
    if room.manner.is_dry_run and None in kept:
        raise NotYetPrinted(jobs[kept.index(None)].name)
    waiting = [
        done(job.printed_as(found)) if found else room.workers.submit(impose, job)
        for job, found in zip(jobs, kept, strict=True)
    ]
    made = []
    for job, found, future in zip(jobs, kept, waiting, strict=True):
        one = result_of(future, job.name)
        if found is None:
            new = room.cache.put(job.key, one.content, facts_of(one), personal=False)
            one = replace(one, lies_at=str(new.file or ""))
        made.append(one)
    return made


def _only(plan: Plan, only: str) -> Plan:
    """The plan with one of its documents; with all, for the cover, which speaks of all."""
    rows = {document.row.name: document.row for document in plan.documents}
    if only and only not in rows:
        raise unknown_document(only, plan)
    if not only or rows[only].medium == "cover":
        return plan
    documents = tuple(document for document in plan.documents if document.row.name == only)
    return replace(plan, documents=documents, rules=())  # a rule is about a whole pack
