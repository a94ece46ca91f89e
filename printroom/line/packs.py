"""Packs: one order and all its bookings in, a folder or the reasons why not out for each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from queue import SimpleQueue

from printroom.bookings import missing_lead, school_values, written_by_school
from printroom.compose.job import cover_row, job_sheet, people_values, sheets_by_document
from printroom.deliver import Finished, deliver, finished, pack_folder
from printroom.inputs import digest_of, digest_of_inputs, named
from printroom.jobs import move, run
from printroom.line.filling import OneDocument, Own
from printroom.line.orders import (
    Pressed,
    PrintRoom,
    chosen,
    file_of,
    own_values,
    press,
)
from printroom.manifests import is_intact, manifest_of, read_manifest
from printroom.model import (
    Booking,
    Delivered,
    Document,
    Failed,
    How,
    NotFitToPrint,
    Order,
    Plan,
    Problem,
    School,
)
from printroom.proof import Roster, roster_of
from printroom.versions import versions

Made = Delivered | Failed
JOB_SHEET = "job-sheet.json"


def make_packs(
    bookings: Iterable[Booking],
    room: PrintRoom,
    output: Path,
    *,
    schools: Iterable[School] = (),
) -> Iterator[Made]:
    """Each booking's pack, as soon as it stands or is known not to; in no particular order.

    `schools` are those whose words may be in no other's file, beside those of the bookings.
    """
    orders: dict[Order, list[Booking]] = {}
    for booking in bookings:
        orders.setdefault(booking.order, []).append(booking)
    booked = (one.school for group in orders.values() for one in group if one.school)
    rows = {school: written_by_school(school) for school in (*schools, *booked)}
    roster = roster_of(rows.values()) if len(rows) > 1 else Roster()
    made: SimpleQueue[Made | None] = SimpleQueue()

    def make(order: Order) -> None:
        try:
            for one in make_order(room, order, orders[order], output, roster):
                made.put(one)
        finally:
            made.put(None)

    # While the packs of one order are written, a worker lays out the next.
    threads = ThreadPoolExecutor(room.workers.count + 1)
    running = [threads.submit(make, order) for order in orders]
    try:
        for _ in running:
            while (one := made.get()) is not None:
                yield one
        for order_made in running:
            order_made.result()
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def make_order(
    room: PrintRoom, order: Order, bookings: Sequence[Booking], output: Path, roster: Roster
) -> Iterator[Made]:
    """The packs of all bookings of one order: what fails for all is said of each."""
    try:
        plan, forbidden = chosen(room, order)
        refused = _refused(room, plan, bookings)
        yield from refused
        wanted = [one for one in bookings if one not in {failed.booking for failed in refused}]
        if not wanted:
            return
        pressed = press(room, plan, forbidden)
        makers = [OneBooking(room, pressed, booking, output) for booking in wanted]
        standing = [maker.standing() for maker in makers]
        yield from (made for made in standing if made)
        left = [maker for maker, made in zip(makers, standing, strict=True) if not made]
    except NotFitToPrint as error:
        yield from (Failed(booking, error.problems) for booking in bookings)
        return
    yield from _made(room, pressed, left, roster)


def _made(
    room: PrintRoom, pressed: Pressed, left: Sequence[OneBooking], roster: Roster
) -> Iterator[Made]:
    """The packs that do not stand yet. A document that fails for all fails each of them."""
    own: list[Iterator[Own]] = []
    try:
        for document in pressed.personal:
            rows = [values for maker in left if (values := maker.values_of(document))]
            # A term's files are the same bytes whether one is made or all are.
            is_filled = room.manner.is_filled and any(maker.booking.term for maker in left)
            own.append(OneDocument(room, pressed, document, roster, is_filled).files(rows))
    except NotFitToPrint as error:
        yield from (Failed(maker.booking, error.problems) for maker in left)
        return
    for number, maker in enumerate(left):
        try:
            files = [
                next(made)
                for document, made in zip(pressed.personal, own, strict=True)
                if maker.values_of(document)
            ]
            yield maker.delivered(files)
        except NotFitToPrint as error:
            yield Failed(maker.booking, error.problems)
        except StopIteration:
            raise AssertionError(f"a document has no file for booking {number}") from None


@dataclass(frozen=True)
class OneBooking:
    """An order, printed for everybody, and one of its bookings."""

    room: PrintRoom
    pressed: Pressed
    booking: Booking
    output: Path

    @property
    def folder(self) -> Path:
        """Where the pack stands, or will stand."""
        return self._folder_in(self.output)

    def _folder_in(self, output: Path) -> Path:
        return output / pack_folder(self.booking, self.room.manner.only)

    @cached_property
    def values(self) -> dict[str, str]:
        """What the booking writes into fields."""
        row = cover_row(self.pressed.plan)
        numbers = people_values(self.pressed.job, self.booking.people, row)
        return school_values(self.booking) | numbers

    def values_of(self, document: Document) -> dict[str, str]:
        """What it writes into one document."""
        return own_values(document, self.values)

    @property
    def key(self) -> str:
        """The digest of everything that decides the files of this pack."""
        booking = self.booking
        values = sorted(self.values.items())
        return digest_of(self.pressed.key, values, booking.printer, sorted(versions().items()))

    @property
    def stands(self) -> bool:
        """Whether the pack stands already, every byte of it as it was made."""
        with self.room.watch("verify what stands"):
            return is_intact(self.folder, self.key, self.room.digests)

    @property
    def sheets(self) -> dict[str, int]:
        """Sheets of paper for all people, by document."""
        only, cover = self.room.manner.only, cover_row(self.pressed.plan)
        sheets = sheets_by_document(self.pressed.job, self.booking.people, cover)
        return {name: count for name, count in sheets.items() if only in ("", name)}

    @property
    def file_names(self) -> tuple[str, ...]:
        """What the files of the pack are called, in the order of its documents."""
        made = {*self.pressed.files, *(document.name for document in self.pressed.personal)}
        names = [file for name, file in self.pressed.file_names.items() if name in made]
        return (*names, *(() if self.room.manner.only else (JOB_SHEET,)))

    def standing(self) -> Delivered | None:
        """The pack, where it stands already."""
        if not self.stands:
            return None
        manifest = read_manifest(self.folder) or {}
        count = sum(name.endswith(".pdf") for name in manifest["files"])
        return self._delivered(manifest["files"], manifest["pages"], {"stands": count})

    def delivered(self, own: Sequence[Own]) -> Delivered:
        """The pack in its folder, with its own files. Raises `NotFitToPrint`."""
        problems = [problem for one in own for problem in one.problems]
        if problems:
            raise NotFitToPrint(problems)
        files = self._files(own)
        pages = self._pages(own)
        made_from = self._made_from()
        manifest = manifest_of(
            self.booking, self.pressed.plan, versions(), key=self.key, pages=pages, **made_from
        )
        self.room.tell("delivering")
        with self.room.watch("deliver"):
            deliver(self._folder_in(self.room.manner.staged_in or self.output), files, manifest)
        how = Counter[How](one.how for one in own)
        shared = [one for name, (_, one) in self.pressed.blanks.items() if name not in _names(own)]
        for one in (*shared, *self.pressed.imposed):
            how["link" if one.from_shelf or self.booking.term else "lay out"] += 1
        warnings = [*(w for one in own for w in one.warnings)]
        warnings += [w for one in shared for w in one.warnings]
        return self._delivered(files, pages, how, tuple(warnings))

    def _made_from(self) -> dict[str, object]:
        """Digests of what the pack is made from, and what the pack in its place was made from."""
        inputs = self.room.inputs
        whole = digest_of_inputs(inputs)
        self.room.shelf.note_inputs(whole, inputs)
        made_from: dict[str, object] = {
            "inputs": whole,
            "own": digest_of(sorted(self.values.items())),
            "uses": self.pressed.uses,
            "sources": sorted({named(path, inputs) for path in self.pressed.sources} - {""}),
        }
        before = read_manifest(self.folder)
        if before is not None:
            kept = ("inputs", "own", "draft", "made_with")
            made_from["before"] = {name: before.get(name) for name in kept}
        return made_from

    def _delivered(
        self,
        files: Iterable[str],
        pages: int,
        how: Mapping[How, int],
        warnings: tuple[Problem, ...] = (),
    ) -> Delivered:
        return Delivered(
            self.booking,
            self.folder.as_posix(),
            tuple(files),
            pages,
            self.sheets,
            (*self.pressed.plan.draft, *missing_lead(self.booking)),
            dict(how),
            warnings,
        )

    def _files(self, own: Iterable[Own]) -> dict[str, Finished]:
        """The files of the pack by name, in the order of its documents."""
        files = {**self.pressed.files, **{one.name: one.file for one in own}}
        files |= self._registered()
        names = self.pressed.file_names
        pack = {file: files[name] for name, file in names.items() if name in files}
        if not self.room.manner.only:
            sheet = job_sheet(self.pressed.plan, self.pressed.job, self.booking.people)
            pack[JOB_SHEET] = finished(_json(sheet))
        return pack

    def _registered(self) -> dict[str, Finished]:
        """The files whose backs lie on their fronts, as the booking's printer needs them."""
        printer = self.booking.printer
        if printer is None:
            return {}
        rows = (document.row for document in self.pressed.plan.documents)
        turned = [row.name for row in rows if row.medium == "cut" and row.sides == "double"]
        return {
            name: file_of(
                run(
                    self.room.workers,
                    move,
                    (replace(self.pressed.blanks[name][1], lies_at=""), printer),
                    name,
                )
            )
            for name in turned
            if name in self.pressed.blanks
        }

    def _pages(self, own: Iterable[Own]) -> int:
        pages = {name: one.pages for name, (_, one) in self.pressed.blanks.items()}
        return sum((pages | {one.name: one.pages for one in own}).values())


def _names(own: Iterable[Own]) -> frozenset[str]:
    return frozenset(one.name for one in own)


def _refused(room: PrintRoom, plan: Plan, bookings: Iterable[Booking]) -> list[Failed]:
    """The bookings that are no drafts, and still cannot be released."""
    if not room.manner.is_release:
        return []
    reasons = {booking: (*plan.draft, *missing_lead(booking)) for booking in bookings}
    mend = "see to it, then release"
    return [
        Failed(
            booking,
            tuple(
                Problem("draft", "order", f"cannot be released: {reason}", mend) for reason in said
            ),
        )
        for booking, said in reasons.items()
        if said
    ]


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
