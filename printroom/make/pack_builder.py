"""One pack: an order that was printed for everybody and one of its bookings in, its folder out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from printroom.cache import digest_of
from printroom.compose.job import cover_row, job_sheet, people_values, sheets_by_document
from printroom.deliver.folder import Finished, deliver, finished, not_written, pack_folder
from printroom.deliver.manifest import is_intact, manifest_of, read_manifest
from printroom.ledger.inputs import named
from printroom.make.bookings import missing_lead, school_values
from printroom.make.orders import Pressed, PrintRoom, file_of, own_values
from printroom.make.school_files import SchoolFile
from printroom.model import Booking, Delivered, Document, How, NotFitToPrint, Problem
from printroom.press.versions import versions
from printroom.workers.jobs import move, run

JOB_SHEET = "job-sheet.json"


@dataclass(frozen=True)
class PackBuilder:
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
        try:
            manifest = read_manifest(self.folder) if self.stands else None
        except OSError:
            return None
        if manifest is None:
            return None
        count = sum(name.endswith(".pdf") for name in manifest["files"])
        return self._delivered(manifest["files"], manifest["pages"], {"stands": count})

    def delivered(self, own: Sequence[SchoolFile]) -> Delivered:
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
        with self.room.watch("deliver"), self.room.gate.passing():
            deliver(self._folder_in(self.room.manner.staged_in or self.output), files, manifest)
        how = Counter[How](one.how for one in own)
        shared = [one for name, (_, one) in self.pressed.blanks.items() if name not in _names(own)]
        for one in (*shared, *self.pressed.imposed):
            how["link" if one.from_cache or self.booking.term else "lay out"] += 1
        warnings = [*(w for one in own for w in one.warnings)]
        warnings += [w for one in shared for w in one.warnings]
        return self._delivered(files, pages, how, tuple(warnings))

    def _made_from(self) -> dict[str, object]:
        """Digests of what the pack is made from, and what the pack in its place was made from."""
        inputs = self.room.inputs
        made_from: dict[str, object] = {
            "inputs": self.room.made_from,
            "own": digest_of(sorted(self.values.items())),
            "uses": self.pressed.uses,
            "sources": sorted({named(path, inputs) for path in self.pressed.sources} - {""}),
        }
        before = self._before()
        return made_from | {"before": before} if before else made_from

    def _before(self) -> object:
        """What the pack in its place was made from; what is only made whole again is the same."""
        try:
            there = read_manifest(self.folder) or {}
        except OSError as error:
            raise NotFitToPrint([not_written(self.folder, error)]) from error
        if not there or there.get("key") == self.key:
            return there.get("before")
        return {name: there.get(name) for name in ("inputs", "own", "draft", "made_with")}

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

    def _files(self, own: Iterable[SchoolFile]) -> dict[str, Finished]:
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

    def _pages(self, own: Iterable[SchoolFile]) -> int:
        pages = {name: one.pages for name, (_, one) in self.pressed.blanks.items()}
        return sum((pages | {one.name: one.pages for one in own}).values())


def _names(own: Iterable[SchoolFile]) -> frozenset[str]:
    return frozenset(one.name for one in own)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
