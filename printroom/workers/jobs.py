"""The jobs of printing and proving: functions of one value, which can be pickled.

Whatever may hang or crash is done as a job in a worker: running templates, laying out, reading a
finished file. Engines take a second to import, so some jobs import them when they first run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b

from printroom import press, proof
from printroom.cache import CacheEntry, digest_of
from printroom.model import (
    Document,
    Forbidden,
    MarkedPage,
    NotFitToPrint,
    PagePair,
    Printed,
    Printer,
    Problem,
    RefusedPage,
)
from printroom.model.problems import problems_as_json, problems_from_json
from printroom.press import Form
from printroom.press.fill.form_json import form_as_json
from printroom.versions import version_of
from printroom.workers.limits import MAX_CPU_S, budget

LAYOUT_MB = 768
"""The limit of address space for one document: a page with every kind of activity uses 390."""
PRESS_S = MAX_CPU_S
"""CPU time. A document takes 0.5 to 3 seconds to print and prove; one with every activity, 15."""
READ_S = 10.0
"""CPU time. A finished file takes less than half a second to fill, read or shift."""
DIGIT = "0"
"""The value of each field of a sample: it fits every box."""
LABEL = "Print only. To read on a screen, take the other file of this document."


@dataclass(frozen=True)
class PressJob:
    """All that a worker needs to print and prove one document."""

    document: Document
    values: Mapping[str, str]
    forbidden: Forbidden | None
    """What it must not contain; none for a document of the facilitator."""
    is_sample: bool = False
    """Whether it is a form's sample, with a digit in each field, which is never delivered."""

    @property
    def is_personal(self) -> bool:
        """Whether the file has values of a booking."""
        return bool(self.values) and not self.is_sample

    @cached_property
    def print_key(self) -> str:
        """The digest of everything that decides the bytes of the file."""
        sample = ("sample",) if self.is_sample else ()
        values = sorted(self.values.items())
        return digest_of(self.document.key, values, version_of("documents"), *sample)

    @cached_property
    def proof_key(self) -> str:
        """The digest of everything that decides whether the file passes its proof."""
        return self.proof_key_of(self.print_key)

    def proof_key_of(self, key: str) -> str:
        """The same for another file made from this document, such as a form, which has this key."""
        texts = self.forbidden
        forbids = () if texts is None else (texts.digest, sorted(texts.allowed[self.document.name]))
        return digest_of(key, forbids, version_of("proofs"))

    def printed_as(self, entry: CacheEntry) -> Printed:
        """The document as the cache holds it."""
        empty = Printed(self.document.key, self.document.name, b"", 0, from_cache=True)
        return _with_facts(empty, entry)


@dataclass(frozen=True)
class DrawJob:
    """A document, and the resolution at which its pages are drawn."""

    press: PressJob
    dpi: int


@dataclass(frozen=True)
class ImposeJob:
    """A finished document, and the imposition to make of it: "booklet" or "tiles"."""

    printed: Printed
    name: str
    kind: str
    font: bytes

    @cached_property
    def key(self) -> str:
        """The digest of everything that decides the bytes."""
        content = blake2b(self.printed.content + self.font).hexdigest()
        return digest_of(content, self.kind, LABEL, version_of("documents"))

    def printed_as(self, entry: CacheEntry) -> Printed:
        """The file as the cache holds it."""
        return _with_facts(replace(self.printed, name=self.name), entry)


@dataclass(frozen=True)
class FormJob:
    """A document, and the fields in its form that are filled in."""

    document: Document
    given: frozenset[str]

    @cached_property
    def key(self) -> str:
        """The digest of everything that decides the form."""
        return digest_of(self.document.key, sorted(self.given), version_of("documents"))


@dataclass(frozen=True)
class ReadJob:
    """A school's finished file, and the values that were written into it."""

    content: bytes
    values: Mapping[str, str]
    allowed: proof.AllowedContent
    """What the files of the document may contain."""


@dataclass(frozen=True)
class ProofJob:
    """A finished file that is to be proven in full."""

    press: PressJob
    printed: Printed


def facts_of(printed: Printed) -> str:
    """The facts that the cache stores beside a document's bytes."""
    warnings = problems_as_json(printed.warnings)
    return json.dumps([printed.pages, printed.ink_percent, warnings])


def _with_facts(printed: Printed, entry: CacheEntry) -> Printed:
    pages, ink_percent, warnings = json.loads(entry.facts)
    return replace(
        printed,
        content=entry.content,
        cached_at=str(entry.file or ""),
        pages=pages,
        ink_percent=ink_percent,
        warnings=problems_from_json(warnings),
    )


@budget(PRESS_S, memory_mb=LAYOUT_MB)
def press_and_proof(job: PressJob) -> Printed:
    """In a worker: print a document, then read the finished file with other libraries."""
    printed = _sample(job) if job.is_sample else press.print_document(job.document, job.values)
    found = proof.proof(job.document, printed, job.forbidden, job.values)
    raise_if_blocking(press.blame_files(found, job.document))
    return replace(printed, ink_percent=proof.ink_percent(printed.content))


def _sample(job: PressJob) -> Printed:
    """The sample of a form, with the form, or laid out if the document cannot be filled."""
    document = job.document
    form = press.make_form(document, document.fields)
    content = form.fill(job.values) if form else None
    if form is None or content is None:
        printed = press.print_document(document, job.values)
    else:
        printed = Printed(document.key, document.name, content, form.pages, warnings=form.warnings)
    return replace(printed, form=form_as_json(form))


@budget(PRESS_S, memory_mb=LAYOUT_MB)
def make_form(job: FormJob) -> Form | None:
    """In a worker: lay out a document as a form; none if it cannot be filled."""
    return press.make_form(job.document, job.given)


@budget(READ_S)
def read_back(job: ReadJob) -> list[Problem]:
    """In a worker: check that a school's file, which was laid out, has its values."""
    return proof.read_back(job.content, job.allowed, job.values)


@budget(READ_S)
def prove(job: ProofJob) -> list[Problem]:
    """In a worker: the problems that other libraries find in a finished file."""
    one = job.press
    found = proof.proof(one.document, job.printed, one.forbidden, one.values)
    return press.blame_files(found, one.document)


@budget(READ_S)
def prove_or_raise(job: ProofJob) -> Printed:
    """In a worker: a finished document, if `prove` finds no problem. Raises `NotFitToPrint`."""
    raise_if_blocking(prove(job))
    return job.printed


@budget(READ_S)
def check_styles(job: tuple[str, Mapping[str, str]]) -> list[Problem]:
    """In a worker: what the engine does not understand in the style sheets of a folder."""
    from printroom.press.engine_messages import check_style_sheets

    return check_style_sheets(*job)


@budget(PRESS_S)
def draw_refused(job: DrawJob) -> tuple[RefusedPage, ...]:
    """In a worker: pictures of the pages on which a document is refused; the file stays here."""
    return press.draw_refused(job.press.document, job.press.values, job.dpi)


@budget(PRESS_S, memory_mb=LAYOUT_MB)
def print_unproven(job: PressJob) -> Printed:
    """In a worker: print a document, which must be proven before anybody sees it."""
    printed = press.print_document(job.document, job.values)
    return replace(printed, ink_percent=proof.ink_percent(printed.content))


@budget(PRESS_S, memory_mb=LAYOUT_MB)
def mark_pages(job: PressJob) -> tuple[MarkedPage, ...]:
    """In a worker: facts about the places on each page of a document, for its designer."""
    from printroom.press.list_page_marks import mark_pages

    return mark_pages(job.document, job.values)


@budget(PRESS_S)
def compare_pages(job: tuple[bytes, bytes, int]) -> tuple[PagePair, ...]:
    """In a worker: the pages of two finished files, with pictures of those that differ."""
    from printroom.press.page_pictures import compare_pages

    return compare_pages(*job)


@budget(READ_S)
def draw_pages(job: tuple[bytes, int, int, int | None]) -> tuple[bytes, ...]:
    """In a worker: some pages of a finished file as pictures."""
    from printroom.press.page_pictures import draw_pages

    return draw_pages(*job)


@budget(READ_S)
def impose(job: ImposeJob) -> Printed:
    """In a worker: impose the pages of a finished document, as a file that is only for printing."""
    content, pages = press.impose_pages(job.printed.content, job.kind, job.font, LABEL)
    return replace(job.printed, name=job.name, content=content, pages=pages)


@budget(READ_S)
def align_sides(job: tuple[Printed, Printer]) -> Printed:
    """In a worker: shift fronts and backs so that they align on one printer."""
    printed, printer = job
    return replace(printed, content=press.align_sides(printed.content, printer))


def raise_if_blocking(problems: Iterable[Problem]) -> None:
    """Raise `NotFitToPrint` with the problems that stop a pack, if there are any."""
    stopping = [problem for problem in problems if problem.stops]
    if stopping:
        raise NotFitToPrint(stopping)
