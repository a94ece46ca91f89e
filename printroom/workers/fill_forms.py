"""The job that writes the values of many schools into a form, and reads each file back.

It needs no layout engine.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b, sha256

from printroom import proof
from printroom.model import Problem
from printroom.press.fill.form import Form, Place
from printroom.workers.limits import budget

READ_EACH = 16
"""PDFium reads one in sixteen files of a job; the others are compared with a sample."""
FILL_S = 10.0
"""CPU time. A file takes less than half a second to fill and read back."""
KEPT_FORMS = 16
"""More than are in use: a few sessions at a time, each with a few documents with fields."""


@dataclass(frozen=True, slots=True)
class PackedForm:
    """A form and what its files may contain, pickled once for all jobs.

    A worker keeps the last few forms by their keys, so each is sent to it only once.
    """

    key: str
    pages: int
    pickled: bytes = b""
    """Empty if the worker should have it already."""

    @classmethod
    def of(cls, form: Form, allowed: proof.AllowedContent) -> PackedForm:
        """Pack a form."""
        pickled = pickle.dumps((form, allowed))
        return cls(blake2b(pickled).hexdigest(), form.pages, pickled)

    @property
    def by_key(self) -> PackedForm:
        """This form by its key only, for a worker that already has it."""
        return PackedForm(self.key, self.pages)


@dataclass(frozen=True, slots=True)
class FillJob:
    """A form, and the values of schools to write into it."""

    packed: PackedForm
    values: tuple[Mapping[str, str], ...]
    reads_all: bool = False
    """Whether PDFium reads every file."""


@dataclass(frozen=True, slots=True)
class Filled:
    """One school's file and its SHA-256; no content if it has to be laid out instead."""

    content: bytes = b""
    digest: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _LoadedForm:
    form: Form
    allowed: proof.AllowedContent
    sample: proof.Sample | None


_kept: dict[str, _LoadedForm] = {}
"""The forms that this worker has, by their keys; the most recently used is last."""


@budget(FILL_S)
def fill(job: FillJob) -> tuple[Filled, ...] | None:
    """In a worker: write each school's values into its file, and read every file back.

    Returns none if the job has only the key of a form, and this worker does not have that form.
    """
    loaded = _load_form(job.packed)
    if loaded is None:
        return None
    return tuple(
        _filled(loaded, row, reads=job.reads_all or place % READ_EACH == 0)
        for place, row in enumerate(job.values)
    )


def _load_form(packed: PackedForm) -> _LoadedForm | None:
    loaded = _kept.pop(packed.key, None) or (_unpack(packed.pickled) if packed.pickled else None)
    if loaded is not None:
        _kept[packed.key] = loaded
    while len(_kept) > KEPT_FORMS:
        del _kept[next(iter(_kept))]
    return loaded


def _unpack(pickled: bytes) -> _LoadedForm:
    form, allowed = pickle.loads(pickled)
    return _LoadedForm(
        form, allowed, proof.read_sample(form.fill, form.fields, _layout_of(form), allowed)
    )


def _filled(loaded: _LoadedForm, row: Mapping[str, str], *, reads: bool) -> Filled:
    content = loaded.form.fill(row)
    if content is None:
        return Filled()
    if reads or loaded.sample is None:
        problems = proof.read_back(content, loaded.allowed, row, loaded.sample)
    else:
        problems = proof.compare_with_sample(content, loaded.allowed, row, loaded.sample)
    return Filled(content, sha256(content).hexdigest(), tuple(problems))


def _layout_of(form: Form) -> proof.FormLayout:
    """The layout of a form in the types of `proof`, which does not import the press."""
    pages = (
        proof.FormPage(content.number, content.sizes, tuple(map(_box_of, content.places)))
        for content in form.contents
    )
    return proof.FormLayout(len(form.start), tuple(pages))


def _box_of(place: Place) -> proof.Box:
    settings = (
        proof.Setting(
            setting.start, setting.end, setting.left_px, setting.box_width_px, setting.alignment
        )
        for setting in (place.normal, place.small)
    )
    return proof.Box(place.field, tuple(settings))
