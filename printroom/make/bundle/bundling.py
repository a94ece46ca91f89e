"""Writes the bundle of a term: files for a print shop, labels, and a packing list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, count
from pathlib import Path

from printroom.compose.web_page import render_text
from printroom.deliver import pack_folder
from printroom.deliver.folder import write_file
from printroom.deliver.folder_names import slug
from printroom.ledger.bundle_contents import CONTENTS, BundleContents, begin_bundle
from printroom.make.bundle.bundle_plan import (
    Rows,
    TermPack,
    by_school,
    filled_documents,
    shared_files,
    visit,
    when,
)
from printroom.make.bundle.bundle_shop import BundleShop
from printroom.make.bundle.pack_rows import Row
from printroom.make.bundle.packing_words import list_notes, packed_schools
from printroom.make.bundle.print_order import (
    PRINT_ORDER,
    OrderLine,
    merged_line,
    order_csv,
    paper_line,
    school_line,
    shared_line,
)
from printroom.make.bundle.taking import zip_packs
from printroom.make.pack.for_shop import ForShop
from printroom.make.pack.orders import plain_font
from printroom.make.pack.private_details import school_details
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.options import Sources
from printroom.model import (
    BundleSection,
    LabelSheet,
    PackedSchool,
    PrintPart,
    ResolvedTerm,
)
from printroom.model.print_shop import NO_PRINT_SHOP, PrintShop
from printroom.workers.bundle_jobs import (
    BundleJob,
    PapersJob,
    count_pages,
    make_bundle,
    make_papers,
    make_print_run,
)

NO_DAY = "the day is not fixed yet"
PAPERS = ("address-labels.pdf", "box-labels.pdf", "packing-list.pdf")
"""For the office, in every bundle."""
EMAIL = Path(__file__).with_name("email.txt")
MOST_SCHOOLS = 100
"""Schools in one file: more take hundreds of MB of memory, here and at the print shop."""
MOST_COPIES = 4_000
"""Copies in one file."""
Job = partial[OrderLine] | partial[None]
"""Writes a file, whose name is its first argument."""


@dataclass(frozen=True)
class Bundle:
    """Writes the files of a bundle into a folder."""

    press: CachedPress
    fonts: Mapping[str, bytes]
    details: str
    """The details of all schools of the term's list: none may be on another school's sheets."""
    title: str
    folder: Path
    for_shop: BundleShop | None = None
    """Finishes files for a print shop; `None` leaves them as they are."""
    options: str = ""
    """The options of the command that makes it again, as they are typed."""

    def write(
        self, packs: Sequence[TermPack], sheet: LabelSheet, by: str = "document"
    ) -> tuple[str, ...]:
        """Replace the bundle; returns the names of its files. Raises `NotFitToPrint`.

        `by` is "document", "school" or "email".
        """
        jobs = [
            *{
                "document": self._by_document,
                "school": self._by_school,
                "email": self._by_email,
            }[by](packs)
        ]
        order = (PRINT_ORDER,) if by != "email" else ()  # each school prints as its covers say
        made_of = {"/".join(pack_folder(one.booking).parts[1:]): one.manifest for one in packs}
        contents = BundleContents(
            files=(*order, *(job.args[0] for job in jobs), *PAPERS),
            packs=made_of,
            options=self.options,
        )
        contents = begin_bundle(self.folder, contents)
        with ThreadPoolExecutor(self.press.workers.count) as threads:
            schools, notes = packed_schools(packs, by), list_notes(packs, by)
            last = threads.submit(self._papers, schools, sheet, notes)
            made = [*threads.map(lambda job: job(), jobs), *last.result()]
        if order:
            self._write(PRINT_ORDER, order_csv(one for one in made if one))
        write_file(self.folder / CONTENTS, contents.as_json())
        return contents.files

    def _by_document(self, packs: Sequence[TermPack]) -> Iterator[Job]:
        """A file for each filled document of all schools, then each shared file, once."""
        documents = filled_documents(packs)
        for number, (key, rows) in enumerate(sorted(documents.items(), key=_first), 1):
            name, paper, sides = key
            same = [other[1] for other in documents if other[0] == name]
            stem = f"{number:02}-{name}" + (f"--{slug(paper)}" if len(same) > 1 else "")
            stem += f"--{sides}-sided" if same.count(paper) > 1 else ""
            parts = [*_in_parts(rows)]
            for part, chunk in enumerate(parts, 1):
                of = f"--part-{part}-of-{len(parts)}" if len(parts) > 1 else ""
                yield partial(self._merged, f"{stem}{of}.pdf", chunk)
        for stem, rows in _shared_names(shared_files(packs)).items():
            copies = sum(row.copies for _, row in rows)
            name = f"shared/{stem}--{copies}-{'copy' if copies == 1 else 'copies'}.pdf"
            yield partial(self._shared, name, rows)

    def _by_school(self, packs: Sequence[TermPack]) -> Iterator[Job]:
        """A file for each school and paper, with documents in the order of the job sheets."""
        for number, (school_id, own) in enumerate(by_school(packs).items(), 1):
            papers = dict.fromkeys(row.paper_and_ink for pack in own for row in pack.rows)
            for paper in papers:
                rows = [
                    (pack, row) for pack in own for row in pack.rows if row.paper_and_ink == paper
                ]
                stem = f"by-school/{number:04}-{school_id}--{slug(paper)}"
                yield partial(self._run, f"{stem}.pdf", rows)

    def _by_email(self, packs: Sequence[TermPack]) -> Iterator[Job]:
        """A zip of the packs of each school, and the text of a message to send it with."""
        for school_id, own in by_school(packs).items():
            yield partial(self._zipped, f"email/{school_id}.zip", own)
            yield partial(self._message, f"email/{school_id}.txt", own)

    def _zipped(self, name: str, packs: Sequence[TermPack]) -> None:
        self._write(name, zip_packs(*(pack.folder for pack in packs)))

    def _message(self, name: str, packs: Sequence[TermPack]) -> None:
        school = packs[0].booking.school
        assert school is not None, "every booking of a term has a school"
        text = render_text(
            EMAIL.read_text(encoding="utf-8"),
            title=self.title,
            name=school.name,
            lead=school.lead,
            packs=[f"{pack.title}, {visit(pack.booking, NO_DAY)}" for pack in packs],
            drafts=any(pack.is_draft for pack in packs),
        )
        self._write(name, text.encode())

    def _merged(self, name: str, rows: Rows) -> OrderLine:
        is_double = rows[0][1].sides == "double"
        sections = (self._section(pack, row) for pack, row in rows)
        title = f"{rows[0][1].title}: {self.title}"
        path = (self.folder / name).as_posix()
        job = BundleJob.of(
            *(path, title, sections),
            is_double=is_double,
            fonts=self.fonts,
            details=self.details,
        )
        self._print(name, self.press.run_in_worker(make_bundle, job, path), rows)
        return merged_line(name, self._trimmed(rows))

    def _shared(self, name: str, rows: Rows) -> OrderLine:
        (pack, row), *others = rows
        content, path = self._part(pack, row).content, (self.folder / name).as_posix()
        pages = row.pages or self.press.run_in_worker(count_pages, content, path)
        self._print(name, content, [(pack, replace(row, copies=1))])
        counted = (pack, replace(row, pages=pages))
        return shared_line(name, self._trimmed([counted, *others]))

    def _run(self, name: str, rows: Rows) -> OrderLine:
        parts = tuple(self._part(pack, row) for pack, row in rows)
        path = (self.folder / name).as_posix()
        run = self.press.run_in_worker(make_print_run, (parts, name), path)
        self._print(name, run, rows)
        return school_line(name, self._trimmed(rows))

    def _section(self, pack: TermPack, row: Row) -> BundleSection:
        school = pack.booking.school
        assert school is not None, "every booking of a term has a school"
        copies = "1 copy" if row.copies == 1 else f"{row.copies} copies"
        lines = (when(pack.booking), f"{row.title}: {copies}", pack.title)
        part = self._part(pack, row)
        return BundleSection(pack.booking.school_id, school.name, lines, (part,))

    def _part(self, pack: TermPack, row: Row) -> PrintPart:
        """A document with its copies, and with crop marks if they are wanted and it is cut."""
        return self.for_shop.part(pack, row) if self.for_shop else row.part(pack.folder)

    def _trimmed(self, rows: Rows) -> Rows:
        return self.for_shop.trimmed(rows) if self.for_shop else rows

    def _print(self, name: str, content: bytes, rows: Rows) -> None:
        """Write a file of these copies, finished for the print shop."""
        if self.for_shop:
            content = self.for_shop.closed((self.folder / name).as_posix(), content, rows)
        self._write(name, content)

    def _papers(
        self, schools: Sequence[PackedSchool], sheet: LabelSheet, notes: tuple[str, ...]
    ) -> list[OrderLine]:
        path = self.folder.as_posix()
        job = PapersJob(path, self.title, schools, notes, sheet, self.fonts)
        made = self.press.run_in_worker(make_papers, job, path)
        lines = []
        for name, labels, (content, pages) in zip(PAPERS, (sheet, None, None), made, strict=True):
            self._write(name, content)
            lines.append(paper_line(name, pages, labels))
        return lines

    def _write(self, name: str, content: bytes) -> None:
        write_file(self.folder / name, content)


def bundle_of(
    resolved: ResolvedTerm,
    sources: Sources,
    press: CachedPress,
    folder: Path,
    shop: PrintShop = NO_PRINT_SHOP,
    options: str = "",
) -> Bundle:
    """The bundle of a term in this folder. Raises `NotFitToPrint` if the templates have no font.

    `options` are those of the command that makes it again.
    """
    plain, files = plain_font(sources.templates), sources.templates.files
    upright = {
        name: files[name] for name in files if name.endswith(".ttf") and "Italic" not in name
    }
    fonts = {"plain.ttf": plain, **upright}
    details = school_details(resolved.listed.schools.values()).as_text()
    for_shop = BundleShop(ForShop(press, shop), sources) if shop.names else None
    return Bundle(press, fonts, details, resolved.term.title, folder, for_shop, options)


def _first(document: tuple[object, Rows]) -> str:
    """The first file name of a document, which begins with its number."""
    return min(row.file for _, row in document[1])


def _in_parts(rows: Rows) -> Iterator[Rows]:
    """Split rows among files; the copies of one school stay in one file."""
    part: Rows = []
    copies = 0
    for pack, row in rows:
        is_full = len(part) == MOST_SCHOOLS or copies + row.copies > MOST_COPIES
        if part and is_full:
            yield part
            part, copies = [], 0
        part.append((pack, row))
        copies += row.copies
    if part:
        yield part


def _shared_names(shared: Mapping[str, Rows]) -> dict[str, Rows]:
    """The rows of files that schools share, by the name of the file without its number of copies.

    If a document differs between nations, its names contain the nations.
    """
    stems: dict[str, list[Rows]] = {}
    for rows in shared.values():
        pack, row = rows[0]
        order = pack.booking.order
        stem = f"{slug(order.session)}--{order.band}--{row.file.removesuffix('.pdf')}"
        stems.setdefault(stem, []).append(rows)
    names: dict[str, Rows] = {}
    for stem, parts in stems.items():
        for rows in parts:
            nations = "+".join(dict.fromkeys(one.booking.order.nation for one, _ in rows))
            name = stem if len(parts) == 1 else f"{stem}--{nations}"
            others = (f"{name}--{number}" for number in count(2))
            names[next(one for one in chain([name], others) if one not in names)] = rows
    return names
