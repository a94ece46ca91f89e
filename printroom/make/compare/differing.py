"""Finds the documents of an order whose composed source differs between two folders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from printroom.make.compare.compared_sides import Side, with_key
from printroom.model import Order
from printroom.workers.jobs import PressJob

_PLACES = re.compile(r' data-part="[^"]*"')


@dataclass(frozen=True, slots=True)
class Differing:
    """A document whose source differs, and the packs that have it."""

    name: str
    orders: list[Order] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ToPrint:
    """The jobs that print a differing document before and after; none on a side without it."""

    document: Differing
    before: PressJob | None
    after: PressJob | None


class DifferingDocuments:
    """The differing documents found so far, each once, whatever packs have it."""

    def __init__(self) -> None:
        self.same = 0
        """How many documents do not differ, except in codes."""
        self._known: dict[tuple[str, str], Differing] = {}

    def add(self, order: Order, before: Side, after: Side) -> list[ToPrint]:
        """The documents of an order that differ and were not found before.

        A code changes with any word of the whole pack, so codes are not compared: the documents
        before the edit get those of the documents after it.
        """
        old = _with_codes(before, after.codes)
        found = []
        for name in dict.fromkeys((*old, *after.jobs)):
            jobs = old.get(name), after.jobs.get(name)
            keys = _source_key(jobs[0]), _source_key(jobs[1])
            if keys[0] == keys[1]:
                self.same += 1
                continue
            if keys not in self._known:
                self._known[keys] = Differing(name)
                found.append(ToPrint(self._known[keys], *jobs))
            self._known[keys].orders.append(order)
        return found


def _with_codes(side: Side, codes: Mapping[str, str]) -> Mapping[str, PressJob]:
    """The jobs of a side with other codes."""
    new = {old: codes[name] for name, old in side.codes.items() if codes.get(name)}
    if not new:
        return side.jobs
    pattern = re.compile("|".join(map(re.escape, new)))
    return {name: _recoded(job, pattern, new) for name, job in side.jobs.items()}


def _recoded(job: PressJob, pattern: re.Pattern[str], new: Mapping[str, str]) -> PressJob:
    """A job in which each code that the pattern finds is replaced."""
    document = job.document
    source = pattern.sub(lambda found: new[found[0]], document.source)
    code = new.get(document.code, document.code)
    return replace(job, document=with_key(replace(document, source=source, code=code)))


def _source_key(job: PressJob | None) -> str:
    """The key of a document, regardless of the files and lines that its parts come from."""
    if job is None:
        return ""
    return with_key(replace(job.document, source=_PLACES.sub("", job.document.source))).key
