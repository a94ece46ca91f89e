"""Makes editable copies of the documents of a pack, for a word processor.

They are made from the same composed documents as the pack, and are written beside it: they are not
part of the pack, of a release or of a sign-off.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from printroom.choose import plan_for
from printroom.deliver import write_file
from printroom.deliver.manifest import read_manifest
from printroom.ledger.record import Record
from printroom.make.pack.bookings import booking_values, group_by_order
from printroom.make.pack.orders import prepare_order
from printroom.make.pack.packs import make_pack
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.options import RunOptions, Sources
from printroom.model import (
    Booking,
    Delivered,
    Document,
    DocumentRow,
    NotFitToPrint,
    Problem,
)
from printroom.workers.editable_jobs import editable_copy
from printroom.workers.job_results import result_of


def make_editable_pack(
    booking: Booking,
    sources: Sources,
    press: CachedPress,
    output: Path,
    record: Record,
    options: RunOptions,
) -> tuple[Delivered, list[Path]]:
    """Make a pack, and write editable copies into a folder beside it. Raises `NotFitToPrint`."""
    plan = plan_for(booking.order, sources.library, sources.templates)
    wanted = [one.row for one in plan.documents if not options.only or one.row.name in options.only]
    if not any(map(is_editable, wanted)):
        raise _nothing_to_edit("--editable")
    made = make_pack(booking, sources, press, output, record, options)
    copies = editable_copies(made, sources, press, options.only)
    folder = Path(f"{made.folder}--editable")
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.docx"):
        left.unlink()
    for name, content in copies.items():
        write_file(folder / name, content)
    return made, [folder / name for name in copies]


def is_editable(row: DocumentRow) -> bool:
    """Whether a document has an editable copy: a guide has, and what a group works with.

    Help pages, letters and posters must stay as they were checked.
    """
    is_for_group = row.audience == "participant" and row.copies != "one" and not row.read_by
    return row.medium == "page" and (row.guide or (is_for_group and not row.contacts))


def editable_copies(
    made: Delivered, sources: Sources, press: CachedPress, only: tuple[str, ...] = ()
) -> dict[str, bytes]:
    """The copies of a pack, by file name; it must have been made with these sources.

    Raises `NotFitToPrint`, also if there is nothing to copy, or if words have changed.
    """
    (order,) = group_by_order([made.booking], sources.library)
    values = booking_values(made.booking)
    prepared = prepare_order(order, press, sources, only=only, values=values)
    files = {one.row.name: one.file for one in prepared.plan.documents if is_editable(one.row)}
    jobs = [job for job in prepared.jobs if files.get(job.document.name) in made.files]
    if not jobs:
        raise _nothing_to_edit(made.folder)
    _compare_words([job.document for job in jobs], made)
    press.monitor.step("making editable copies")
    copies = [press.workers.submit(editable_copy, job) for job in jobs]
    return {
        files[job.document.name].replace(".pdf", ".docx"): result_of(copy, job.document.path)
        for job, copy in zip(jobs, copies, strict=True)
    }


def _compare_words(documents: list[Document], made: Delivered) -> None:
    """Raise `NotFitToPrint` unless these documents have the codes of the pack."""
    manifest = read_manifest(Path(made.folder))
    codes: Mapping[str, str] = manifest.codes if manifest else {}
    if any(codes.get(document.name) != document.code for document in documents):
        message = "the words have changed since this pack was printed"
        raise NotFitToPrint([Problem("words-changed", made.folder, message, "print it again", 0)])


def _nothing_to_edit(where: str) -> NotFitToPrint:
    message = "nothing that is printed here can be edited: no guide, and no page for the group"
    fix = "leave out --only, or name such a document, such as --only worksheet"
    return NotFitToPrint([Problem("nothing-to-edit", where, message, fix, 0)])
