"""Builds the pack of one booking from a printed order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from printroom.cache import digest_of
from printroom.deliver import PackFile, pack_folder
from printroom.deliver.folder import build, write_problem
from printroom.deliver.manifest import (
    FileDigests,
    MadeFrom,
    Manifest,
    existing_pack,
    manifest_of,
    read_manifest,
)
from printroom.ledger.inputs import find_input
from printroom.make.pack.bookings import booking_values, printed_details
from printroom.make.pack.for_shop import ForShop, trims
from printroom.make.pack.printed_order import JobSheet, PrintedOrder, pack_file
from printroom.make.pack.release import draft_reasons
from printroom.make.pack.school_files import SchoolFile
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.locking import Deliveries
from printroom.make.run.options import Sources
from printroom.model import (
    Booking,
    Built,
    Delivered,
    How,
    NotFitToPrint,
    PaperNeed,
    Printed,
    Problem,
)
from printroom.model.drafts import DraftReason, reason_texts
from printroom.model.job_sheet_file import JOB_SHEET
from printroom.versions import page_versions


@dataclass(frozen=True)
class PackBuilder:
    """Builds the pack of one booking of a printed order."""

    order: PrintedOrder
    booking: Booking
    sources: Sources
    press: CachedPress
    output: Path

    @cached_property
    def folder(self) -> Path:
        """The folder to which the pack is delivered."""
        return self.output / pack_folder(self.booking, self.order.only)

    @cached_property
    def values(self) -> dict[str, str]:
        """The values that the booking writes into fields."""
        return self.order.values(self.booking)

    @cached_property
    def key(self) -> str:
        """The digest of everything that decides the files of this pack."""
        values = sorted(booking_values(self.booking).items())
        shop = self.booking.print_shop.names
        return digest_of(self.order.key, self._job_sheet.key, values, self.booking.printer, *shop)

    @property
    def draft(self) -> tuple[DraftReason, ...]:
        """The reasons why this pack is a draft; empty if it is not one."""
        return draft_reasons(self.order.plan, self.booking)

    @property
    def is_draft(self) -> bool:
        """Whether this pack is a draft."""
        return bool(self.draft)

    @property
    def paper(self) -> tuple[PaperNeed, ...]:
        """The paper that each document needs, for all people."""
        return self._job_sheet.paper

    @property
    def _job_sheet(self) -> JobSheet:
        return self.order.job_sheet(self.booking.people)

    def existing(self, digests: FileDigests) -> Delivered | None:
        """The pack that already exists, if all its files are intact and up to date."""
        found = existing_pack(self.folder, self.key, digests)
        if found is None:
            return None
        manifest, digest = found
        count = sum(name.endswith(".pdf") for name in manifest.files)
        return self._result(manifest, digest, {"unchanged": count})

    def build(
        self, school_files: Sequence[SchoolFile], deliveries: Deliveries, *, flush_each: bool
    ) -> Built:
        """Build the pack beside its folder; `school_files` are those with the booking's values.

        Without `flush_each`, its files are flushed to the disk when it is published, with those of
        other packs. Raises `NotFitToPrint`.
        """
        problems = [problem for file in school_files for problem in file.problems]
        if problems:
            raise NotFitToPrint(problems)
        names = {file.name for file in school_files}
        shared = [one for name, one in self.order.printed.items() if name not in names]
        documents: list[SchoolFile | Printed] = [*school_files, *shared]
        files = self._files(school_files)
        manifest = self._manifest(files, sum(one.pages for one in documents), school_files)
        self.press.monitor.step("delivering")
        with self.press.monitor.time_step("deliver"), deliveries.in_progress():
            build(self.folder, files, manifest, flush_each=flush_each)
        how = Counter[How](file.how for file in school_files)
        for document in (*shared, *self.order.imposed):
            is_linked = document.from_cache or self.booking.term
            how["link" if is_linked else "lay out"] += 1
        warnings = tuple(warning for one in documents for warning in one.warnings)
        return Built(self._result(manifest, manifest.digest, how, warnings))

    def _manifest(
        self, files: Mapping[str, PackFile], pages: int, school_files: Iterable[SchoolFile]
    ) -> Manifest:
        """The manifest of these files."""
        inputs = self.sources.inputs
        made_from = MadeFrom(
            inputs=self.sources.digest,
            own=digest_of(sorted(self.values.items())),
            draft=reason_texts(self.draft),
            made_with=dict(page_versions()),
        )
        written = {find_input(path, inputs) for path in self.order.sources} - {""}
        return manifest_of(
            self.booking,
            self.order.plan,
            made_from,
            key=self.key,
            pages=pages,
            uses=dict(self.order.uses),
            sources=tuple(sorted(written)),
            before=self._before(),
            filled=tuple(
                self.order.file_names[file.name] for file in school_files if not file.is_blank
            ),
            details=printed_details(self.booking),
            files={name: file.digest for name, file in files.items()},
        )

    def _before(self) -> MadeFrom | None:
        """What the pack that this one replaces was made from.

        A repaired pack, which has the same key, keeps what its earlier manifest says.
        """
        try:
            previous = read_manifest(self.folder)
        except OSError as error:
            raise NotFitToPrint([write_problem(self.folder, error)]) from error
        if previous is None:
            return None
        return previous.before if previous.key == self.key else previous.made_from

    def _result(
        self,
        manifest: Manifest,
        digest: str,
        how: Mapping[How, int],
        warnings: tuple[Problem, ...] = (),
    ) -> Delivered:
        return Delivered(
            booking=self.booking,
            folder=self.folder.as_posix(),
            files=tuple(manifest.files),
            pages=manifest.pages,
            sheets_by_document=self._job_sheet.sheets,
            draft=self.draft,
            how=dict(how),
            warnings=warnings,
            paper=self.paper,
            manifest=digest,
        )

    def _files(self, school_files: Iterable[SchoolFile]) -> dict[str, PackFile]:
        """The files of the pack by name, in the order of its documents."""
        files = {
            **self.order.files,
            **{file.name: file.file for file in school_files},
            **self._aligned_files(),
        }
        made = {*self.order.files, *(document.name for document in self.order.unfilled)}
        names = self.order.file_names
        # A document of the order without a file would be a `KeyError`: no pack lacks one silently.
        pack = self._for_shop({file: files[name] for name, file in names.items() if name in made})
        pack[JOB_SHEET] = self._job_sheet.file
        return pack

    def _for_shop(self, files: Mapping[str, PackFile]) -> dict[str, PackFile]:
        """Finish the files as the booking's print shop asks for them. Raises `NotFitToPrint`."""
        shop = ForShop(self.press, self.booking.print_shop)
        cut = trims(self.order.plan.documents)
        if shop.wanted.marks and not cut.keys() & files.keys():
            message = "none of these documents is cut, so none needs crop marks"
            fix = "leave it out, or print others"
            raise NotFitToPrint([Problem("nothing-cut", "--marks", message, fix, 0)])
        ready = {}
        for name, file in files.items():
            path = (self.folder / name).as_posix()
            content = shop.marked(path, file.content, cut.get(name))
            content = shop.closed(path, content, self.booking.order.as_of)
            ready[name] = file if content is file.content else PackFile.of(content)
        return ready

    def _aligned_files(self) -> dict[str, PackFile]:
        """Two-sided documents to cut, aligned for the booking's printer."""
        printer = self.booking.printer
        if printer is None:
            return {}
        rows = [document.row for document in self.order.plan.documents]
        turned = [row.name for row in rows if row.medium == "cut" and row.sides == "double"]
        return {
            name: pack_file(self.press.align_sides(self.order.printed[name], printer))
            for name in turned
            if name in self.order.printed
        }
