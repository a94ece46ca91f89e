"""Remarks on packs: writes a new one, and finds the place of each and whether its text changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from printroom.choose import plan_for, unknown_document
from printroom.ledger.rewriting import locked_materials, replace_file, rewritten
from printroom.load.materials.added_entries import with_row
from printroom.model import (
    Library,
    NotFitToPrint,
    Order,
    Plan,
    PlannedDocument,
    Problem,
    Remark,
    Templates,
    nearest,
    words_key,
)
from printroom.workers import WorkerPool
from printroom.workers.composing import compose_in

FILE = "remarks.yaml"


@dataclass(frozen=True, slots=True)
class NewRemark:
    """A remark that somebody has entered."""

    document: str
    part: str
    """The title of a part of the document; "" for the whole document."""
    says: str
    by: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class PlacedRemark:
    """A remark, and where its part is now."""

    remark: Remark
    path: str = ""
    """The file of its part; "" if the pack no longer has such a part."""
    line: int = 0
    has_changed: bool = False
    """Whether the words of the document have changed since it was read."""

    @property
    def place(self) -> str:
        """The file and line of its part."""
        return f"{self.path}:{self.line}" if self.line else self.path


def leave_remark(
    materials: Path,
    order: Order,
    new: NewRemark,
    library: Library,
    templates: Templates,
    workers: WorkerPool,
) -> PlacedRemark:
    """Write a remark on the pack of an order into `remarks.yaml`. Raises `NotFitToPrint`."""
    plan = compose_in(workers, plan_for(order, library, templates), templates).plan
    document = _document(plan, new.document)
    titles = dict.fromkeys(part.title for part in document.parts)
    if new.part and new.part not in titles:
        message = f"“{new.document}” has no part “{new.part}”"
        fix = (
            nearest(new.part, titles)
            if titles
            else "leave it out: a remark on the whole document needs no part"
        )
        raise NotFitToPrint([Problem("unknown-part", "--part", message, fix, 0)])
    remark = Remark(
        session=order.session,
        band=order.band,
        nation=order.nation,
        document=new.document,
        part=new.part,
        code=plan.codes.get(new.document, plan.code),
        says=new.says,
        by=new.by,
        on=new.on,
        minutes=order.minutes,
        follows=order.follows,
    )
    file = materials / FILE
    with locked_materials(materials):
        text = rewritten(file, materials, lambda old: with_row(file.as_posix(), old, remark))
        replace_file(file, materials, text)
    return place_remark(remark, plan)


def _document(plan: Plan, name: str) -> PlannedDocument:
    for document in plan.documents:
        if document.row.name == name:
            return document
    raise unknown_document(name, plan, "--document")


def remarks_on(order: Order, remarks: Iterable[Remark]) -> list[Remark]:
    """The remarks that are on an order, whatever its seed."""
    return [one for one in remarks if words_key(one) == words_key(order)]


def place_remark(remark: Remark, plan: Plan | None) -> PlacedRemark:
    """A remark, and where its part is in a plan with codes (none if it cannot be printed)."""
    if plan is None:
        return PlacedRemark(remark)
    has_changed = plan.codes.get(remark.document, plan.code) != remark.code
    documents = [one for one in plan.documents if one.row.name == remark.document]
    parts = [part for one in documents for part in one.parts if part.title == remark.part]
    if parts:
        return PlacedRemark(remark, parts[0].path, parts[0].line, has_changed)
    return PlacedRemark(remark, plan.path if documents else "", 0, has_changed)
