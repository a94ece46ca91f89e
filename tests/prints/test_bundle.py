"""Bundles: one file a document for a print shop, in which each school's sheets are its own."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import count
from multiprocessing import get_context
from pathlib import Path, PurePosixPath

import pikepdf
import pytest
from click.testing import CliRunner

from printroom.cache import Cache
from printroom.cli import main
from printroom.deliver import pack_folder
from printroom.deliver.folder import write_file
from printroom.deliver.manifest import MANIFEST, Manifest, manifest_digest
from printroom.files import replacing
from printroom.ledger.bundle_contents import (
    CONTENTS,
    begin_bundle,
    bundle_files,
    old_bundles,
    read_contents,
)
from printroom.ledger.current_content import Unfit
from printroom.load.templates.templates import load_label_sheets
from printroom.make.bundle import bundling
from printroom.make.bundle.bundle_plan import TermPack, packs_in_order
from printroom.make.bundle.bundle_shop import BundleShop
from printroom.make.bundle.bundling import Bundle
from printroom.make.bundle.pack_rows import Row
from printroom.make.bundle.packing_words import packed_schools
from printroom.make.bundle.print_order import PRINT_ORDER
from printroom.make.bundle.zips import bundle_to_zip, folder_to_zip, write_zip
from printroom.make.pack.bookings import booking_label, printed_details
from printroom.make.pack.for_shop import ForShop
from printroom.make.pack.private_details import school_details
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.options import Sources
from printroom.model import (
    Booking,
    BundleSection,
    NotFitToPrint,
    Order,
    PackedSchool,
    PrintPart,
    School,
    SchoolList,
)
from printroom.model.print_shop import NO_PRINT_SHOP, PrintShop, Trim
from printroom.press.asset_fetcher import Assets, OwnFonts
from printroom.press.engine import weasyprint
from printroom.press.fill import Form, make_form
from printroom.press.office_paper import DoesNotFit
from printroom.press.office_sheets import address_labels, box_labels, packing_list, separators
from printroom.press.print_runs import bundle, print_run
from printroom.proof.bundle_proof import read_bundle, read_run
from printroom.proof.drawn_pages import drawn_pages
from printroom.proof.page_text import read_text
from printroom.proof.pdf_x_rules import check_pdf_x
from printroom.workers.bundle_jobs import BundleJob, make_print_run
from tests.press_helpers import document
from tests.sample_job_sheets import job_sheet_file, sheet_entry
from tests.sample_libraries import library, nation, session
from tests.term_helpers import AtOnce, contents
from tests.workshop import HOME, Workshop, shipped, shipped_library

TEMPLATES = HOME / "templates"
FONTS = {
    name: (TEMPLATES / "fonts" / name).read_bytes()
    for name in ("AtkinsonHyperlegibleNext-Regular.ttf", "DejaVuSansArabic-Bold.ttf")
}
SCHOOLS = {
    "ash": School(name="Ash Lane School", nation="england", lead="Ms Ash", route="van 10"),
    "beech": School(
        name="Beech House", nation="wales", lead="Mr Beech", route="van 2", date=dt.date(2027, 1, 5)
    ),
    "cedar": School(name="مدرسة النور", nation="england", lead="Ms Cedar", route="van 2"),
}
LISTED = SchoolList("schools.csv", SCHOOLS, {"ash": 2, "beech": 3, "cedar": 4}, "CSV")
TERM = "terms/spring.yaml"
NAMES = library(
    sessions={"a/b": session()}, nations={"england": nation(), "wales": nation("Wales")}
)
DAYS = {"ash": dt.date(2027, 1, 5), "beech": dt.date(2027, 1, 5), "cedar": dt.date(2027, 1, 4)}
IN_ORDER = ["cedar", "beech", "ash"]
"""By date, and then by route, of which 2 is before 10."""
Edit = Callable[[pikepdf.Pdf], None]
MM = 72 / 25.4
OFFICE_FILES = ("address-labels.pdf", "box-labels.pdf", "packing-list.pdf")
COPIES = {"01-cover.pdf": 1, "02-sheet.pdf": 9, "03-help-page.pdf": 3}


def fit(_: Manifest) -> None:
    """No pack was withdrawn or is out of date."""


def pdf(*pages: str) -> bytes:
    """A tagged file with a page for each text."""
    faces = "".join(f"@font-face{{font-family:f{n[0]};src:url(asset:{n})}}" for n in FONTS)
    body = "".join(f"<p style='break-after:page'>{text}</p>" for text in pages)
    style = f"<style>{faces}p{{font-family:fA,fD}}</style>"
    source = f"<html lang=en><title>t</title>{style}{body}</html>"
    html = weasyprint.HTML(string=source, url_fetcher=Assets(FONTS))
    content: bytes = html.write_pdf(pdf_variant="pdf/ua-1", font_config=OwnFonts())
    return content


@dataclass(frozen=True)
class Term:
    """A term of three schools, with a pack for each below `output`."""

    output: Path
    help_page: Callable[[str], bytes] = lambda lead: pdf(f"Ask {lead}")
    cover: bytes = b""
    """The cover of all packs; if empty, each has one with its school."""

    @property
    def bookings(self) -> list[Booking]:
        return [
            Booking(
                Order("a/b", "11-14", school.nation, 1, dt.date(2027, 1, 1)),
                *(3, school_id, school, DAYS[school_id]),
                term="spring",
            )
            for school_id, school in SCHOOLS.items()
        ]

    def write(self) -> None:
        for booking in self.bookings:
            school = SCHOOLS[booking.school_id]
            self._pack(
                booking,
                {
                    "01-cover.pdf": self.cover or pdf(f"{school.name} {school.lead}", "job sheet"),
                    "02-sheet.pdf": pdf("the same for all"),
                    "03-help-page.pdf": self.help_page(school.lead),
                },
            )

    def _pack(self, booking: Booking, files: Mapping[str, bytes]) -> None:
        folder = self.output / pack_folder(booking)
        folder.mkdir(parents=True)
        entries = (
            sheet_entry(number, name, copies, sides="double", pages=None)
            if name == "01-cover.pdf"
            else sheet_entry(number, name, copies, pages=1)
            for number, (name, copies) in enumerate(COPIES.items(), 1)
        )
        files = {**files, "job-sheet.json": job_sheet_file(*entries).as_json()}
        for name, content in files.items():
            (folder / name).write_bytes(content)
        manifest = Manifest(
            school=booking.school_id,
            people=3,
            date=DAYS[booking.school_id].isoformat(),
            filled=("01-cover.pdf", "03-help-page.pdf")[bool(self.cover) :],
            details=printed_details(booking),
            files={name: sha256(content).hexdigest() for name, content in files.items()},
        )
        (folder / MANIFEST).write_bytes(manifest.as_json())

    def packs(self) -> list[TermPack]:
        packs, problems = packs_in_order(self.bookings, self.output, LISTED, TERM, NAMES, fit)
        assert not problems
        return packs

    def bundle(
        self,
        tmp_path: Path,
        by: str = "document",
        shop: PrintShop = NO_PRINT_SHOP,
        packs: list[TermPack] | None = None,
        cut: Iterable[str] = ("02-sheet.pdf",),
        options: str = "",
    ) -> Path:
        folder = tmp_path / "bundle"
        press = CachedPress(Cache(tmp_path / "cache"), AtOnce())
        details = school_details(SCHOOLS.values()).as_text()
        sheet = load_label_sheets(TEMPLATES)["L7160"]
        sources = Sources(shipped_library(), shipped())
        trims = dict.fromkeys(cut, Trim())
        for_shop: BundleShop | None = BundleShop(
            ForShop(press, shop), sources, {booking.order: trims for booking in self.bookings}
        )
        for_shop = for_shop if shop.names else None
        job = Bundle(press, FONTS, details, "Spring", folder, for_shop, options)
        job.write(packs or self.packs(), sheet, by)
        return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packs of a term, to be read only."""
    output = tmp_path_factory.mktemp("output")
    Term(output).write()
    return output


def sections(term: Term, document: str, *, copies: int = 1) -> list[BundleSection]:
    return [
        BundleSection(
            pack.booking.school_id,
            SCHOOLS[pack.booking.school_id].name,
            ("a day",),
            (PrintPart((pack.folder / document).read_bytes(), copies, document[:2] == "01"),),
        )
        for pack in term.packs()
    ]


def merged(found: list[BundleSection], *, is_double: bool) -> bytes:
    return bundle(found, separators(found, "Spring", FONTS), "Spring", is_double=is_double)


def wrong(content: bytes, found: list[BundleSection], *, is_double: bool) -> list[str]:
    details = school_details(SCHOOLS.values())
    problems = read_bundle(content, "bundle", found, details, is_double=is_double)
    return [problem.message for problem in problems]


def order_of(folder: Path) -> list[dict[str, str]]:
    """The rows of a bundle's order sheet."""
    return [*csv.DictReader((folder / PRINT_ORDER).read_text("utf-8-sig").splitlines())]


def blank(pages: list[str]) -> list[bool]:
    return [not page.strip() for page in pages]


def test_sheets_come_by_day_route_and_school_behind_their_own_separator(
    made: Path, tmp_path: Path
) -> None:
    """A one-sided document: a separator, then the copies, for each school in turn."""
    folder = Term(made).bundle(tmp_path)
    pages = read_text((folder / "02-help-page.pdf").read_bytes())
    assert len(pages) == len(IN_ORDER) * (1 + COPIES["03-help-page.pdf"])
    for number, school_id in enumerate(IN_ORDER):
        sheet, *copies = pages[number * 4 : number * 4 + 4]
        assert SCHOOLS[school_id].name in sheet
        assert "3 copies" in sheet
        assert copies == [f"Ask {SCHOOLS[school_id].lead}"] * 3


def test_every_copy_begins_on_the_front_of_a_sheet(made: Path, tmp_path: Path) -> None:
    """In a two-sided document separators have blank backs, and duplex stays in step."""
    folder = Term(made).bundle(tmp_path)
    pages = read_text((folder / "01-cover.pdf").read_bytes())
    assert blank([*pages]) == [False, True, False, False] * 3
    with pikepdf.open(folder / "01-cover.pdf") as file:
        assert file.Root.ViewerPreferences.Duplex == "/DuplexFlipLongEdge"
    with pikepdf.open(folder / "02-help-page.pdf") as file:
        assert file.Root.ViewerPreferences.Duplex == "/Simplex"


def test_a_shared_document_is_there_once_with_its_copies(made: Path, tmp_path: Path) -> None:
    """The copies in the name of a shared file are those of all schools together."""
    folder = Term(made).bundle(tmp_path)
    (shared,) = (folder / "shared").iterdir()
    assert shared.name == "a-b--11-14--02-sheet--27-copies.pdf"
    assert read_text(shared.read_bytes()) == ("the same for all",)


@pytest.mark.parametrize("by", ["document", "school"])
def test_a_print_shop_gets_marks_on_what_is_cut_and_each_file_as_pdf_x(
    made: Path, tmp_path: Path, by: str
) -> None:
    """Only the document that is cut has a bleed; all that is printed is PDF/X-4, and says what the
    bundle for the office says; labels are for the office."""
    office = Term(made).bundle(tmp_path / "office", by)
    shop = Term(made).bundle(tmp_path / "shop", by, PrintShop(marks=True, pdf_x=True))
    names = sorted(str(file.relative_to(shop)) for file in shop.rglob("*.pdf"))
    assert names == sorted(str(file.relative_to(office)) for file in office.rglob("*.pdf"))
    for name in names:
        content, before = (shop / name).read_bytes(), (office / name).read_bytes()
        assert read_text(content) == read_text(before)
        if "label" in name or "packing" in name:
            assert check_pdf_x(content, name)
        else:
            assert check_pdf_x(content, name) == []
            with pikepdf.open(BytesIO(content)) as file:
                grown = [page.bleedbox != page.trimbox for page in file.pages]
            of_sheets = ["the same" in text for text in read_text(content)]
            assert grown == of_sheets


@pytest.mark.parametrize("shop", [NO_PRINT_SHOP, PrintShop(marks=True, pdf_x=True)])
@pytest.mark.parametrize("by", ["document", "school"])
def test_the_order_sheet_has_each_file_to_print_and_all_sheets(
    made: Path, tmp_path: Path, by: str, shop: PrintShop
) -> None:
    """Each PDF has one row, with the pages that it has; sheets, without separators, are those of
    the packing list."""
    folder = Term(made).bundle(tmp_path, by, shop)
    rows = order_of(folder)
    files = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.pdf"))
    assert sorted(row["File"] for row in rows) == files
    assert f"bundle/{PRINT_ORDER}" in [name for name, _ in bundle_to_zip(folder)]
    counted = 0
    for row in rows:
        pages = len(read_text((folder / row["File"]).read_bytes()))
        sides = 2 if row["Sides"].startswith("both sides") else 1
        sheets, separators = (
            int(row[name]) for name in ("Sheets in all", "Separator sheets among them")
        )
        assert int(row["Pages in the file"]) == pages
        assert sheets == -(-pages // sides) * int(row["Copies to print"])
        counted += sheets - separators if row["File"] not in OFFICE_FILES else 0
    (listed,) = read_text((folder / "packing-list.pdf").read_bytes())
    assert f"{counted} sheets" in listed


def test_the_order_sheet_counts_the_pages_of_a_cover_that_schools_share(tmp_path: Path) -> None:
    """Job sheets do not say how many a cover has; one without fields is a file for all schools."""
    term = Term(tmp_path, cover=pdf("Read this first", "job sheet"))
    term.write()
    rows = {Path(row["File"]).name: row for row in order_of(term.bundle(tmp_path))}
    row = rows["a-b--11-14--01-cover--3-copies.pdf"]
    assert (row["Pages in the file"], row["Sheets in all"]) == ("2", "3")


def test_the_order_sheet_says_what_is_trimmed(made: Path, tmp_path: Path) -> None:
    """With marks, a page that is cut to size is on larger paper; without, nothing is trimmed."""
    for shop in (PrintShop(marks=True), PrintShop(pdf_x=True)):
        rows = order_of(Term(made).bundle(tmp_path, shop=shop))
        trimmed = [row["File"] for row in rows if row["Finishing"] == "trim at the crop marks"]
        assert [row["File"] for row in rows if "after trimming" in row["Size"]] == trimmed
        assert [Path(name).parent.name for name in trimmed] == ["shared"] * shop.marks


@cache
def help_form() -> Form:
    box = ".field { display: block; height: 6mm; width: 60mm }"
    field = '<main><p>Ask</p><span class="field" data-field="lead"></span></main>'
    form = make_form(document(field, f"@page {{ margin: 20mm }} {box}"), ["lead"])
    assert form is not None
    return form


def form_page(lead: str) -> bytes:
    """A help page that is filled from a form, as those of a term are."""
    content = help_form().fill({"lead": lead})
    assert content is not None
    return content


@pytest.mark.parametrize("pdf_x", [False, True])
@pytest.mark.parametrize("by", ["document", "school"])
@pytest.mark.parametrize("is_form", [False, True])
def test_every_copy_of_what_is_cut_has_its_bleed(
    tmp_path: Path, by: str, is_form: bool, pdf_x: bool
) -> None:
    """Shared by all schools, or with a school's details, filled from a form or laid out: each page
    of a document that is cut has larger paper, a bleed and a cut, and no other page has."""
    term = Term(tmp_path, form_page) if is_form else Term(tmp_path)
    term.write()
    cut = ("02-sheet.pdf", "03-help-page.pdf")
    folder = term.bundle(tmp_path, by, PrintShop(marks=True, pdf_x=pdf_x), cut=cut)
    grown = 0
    for name in {row["File"] for row in order_of(folder)} - {*OFFICE_FILES}:
        content = (folder / name).read_bytes()
        with pikepdf.open(BytesIO(content)) as file:
            for page, text in zip(file.pages, read_text(content), strict=True):
                is_cut = text.startswith(("Ask", "the same"))
                grown += is_cut
                left = [float(box[0]) / MM for box in (page.mediabox, page.bleedbox, page.trimbox)]
                assert left == pytest.approx([-10, -3, 0] if is_cut else [0, 0, 0], abs=0.01), name
    shared = COPIES["02-sheet.pdf"] * len(SCHOOLS) if by == "school" else 1
    assert grown == shared + COPIES["03-help-page.pdf"] * len(SCHOOLS)


@pytest.mark.parametrize("lost", ["02-sheet.pdf", "03-help-page.pdf"])
@pytest.mark.parametrize("by", ["document", "school"])
def test_a_bundle_with_marks_whose_page_lacks_them_is_refused(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str, lost: str
) -> None:
    """A file in which a document that is cut has no bleed is not written, whatever lost it."""
    part = BundleShop.part

    def lose(shop: BundleShop, pack: TermPack, row: Row) -> PrintPart:
        return row.part(pack.folder) if row.file == lost else part(shop, pack, row)

    monkeypatch.setattr(BundleShop, "part", lose)
    cut = ("02-sheet.pdf", "03-help-page.pdf")
    with pytest.raises(NotFitToPrint, match="of its pages have a bleed"):
        Term(made).bundle(tmp_path, by, PrintShop(marks=True), cut=cut)
    assert not bundle_files(tmp_path / "bundle")


def test_bookmarks_and_page_labels_name_the_school(made: Path, tmp_path: Path) -> None:
    """Each school has a bookmark at its separator, and its pages have its id as a label."""
    folder = Term(made).bundle(tmp_path)
    with pikepdf.open(folder / "01-cover.pdf") as file, file.open_outline() as outline:
        titles = [item.title for item in outline.root]
        labels = {
            int(page): str(label.P).strip()
            for page, label in pikepdf.NumberTree(file.Root.PageLabels).items()
        }
    assert titles == [SCHOOLS[school_id].name for school_id in IN_ORDER]
    assert labels == {4 * number: school_id for number, school_id in enumerate(IN_ORDER)}


def test_a_bundle_has_no_tags(made: Path) -> None:
    """A bundle is for printing: no page of it says that it had tags or links."""
    found = sections(Term(made), "01-cover.pdf", copies=2)
    with pikepdf.open(BytesIO(merged(found, is_double=True))) as file:
        assert "/StructTreeRoot" not in file.Root
        left = {key for page in file.pages for key in page.obj.keys()}  # noqa: SIM118
    assert not left & {"/StructParents", "/Annots", "/Tabs"}


@cache
def filled() -> list[BundleSection]:
    """The file of each school, filled from one form: two copies each."""
    box = ".field { display: block; height: 6mm; width: 60mm } .long { font-size: 8pt }"
    field = '<p>Ask</p><span class="field" data-field="lead"></span>'
    form = make_form(document(f'{field}<p style="break-before: page">The end</p>', box), ["lead"])
    assert form is not None
    files = {name: form.fill({"lead": f"Ms {name}"}) for name in ("Ash", "Beech", "Cedar")}
    return [
        BundleSection(name, name, ("a day",), (PrintPart(content or b"", 2, False),))
        for name, content in files.items()
    ]


def test_files_of_one_form_have_their_fonts_there_once() -> None:
    """Of files from one form a bundle has all that they share once, and what each says."""
    found = filled()
    content = merged(found, is_double=False)
    texts = [" ".join(page.split()) for page in read_text(content)]
    assert [page for page in texts if page.startswith("Ask")] == [
        f"Ask Ms {section.name}" for section in found for _ in range(2)
    ]
    with pikepdf.open(BytesIO(content)) as file:
        sheets = [page.obj for number, page in enumerate(file.pages) if number % 5]
        assert len({sheet.Resources.objgen for sheet in sheets}) == 1
        assert len({sheet.Contents.objgen for sheet in sheets}) == len(found) + 1
    assert wrong(content, found, is_double=False) == []


def change(name: str, value: Callable[[pikepdf.Pdf], object], *pages: int) -> Edit:
    """An edit of these pages: the second school's are 6 and 7, and in the second copy 8 and 9."""

    def edit(file: pikepdf.Pdf) -> None:
        new = value(file)
        for page in pages:
            setattr(file.pages[page].obj, name, new)

    return edit


EDITS: dict[str, Edit] = {
    "another school's": change("Contents", lambda file: file.pages[1].obj.Contents, 6, 8),
    "one copy another school's": change("Contents", lambda file: file.pages[1].obj.Contents, 8),
    "the first page twice": change("Contents", lambda file: file.pages[6].obj.Contents, 7, 9),
    "other fonts": change("Resources", lambda file: file.pages[0].obj.Resources, 6, 8),
    "turned": change("Rotate", lambda _: 180, 6, 8),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_of_one_form_each_page_is_compared(edit: Edit) -> None:
    """Where PDFium has read a file of a form, any other page of such files is found if it is not
    drawn as it was delivered."""
    found = filled()
    with pikepdf.open(BytesIO(merged(found, is_double=False))) as file:
        edit(file)
        edited = BytesIO()
        file.save(edited)
    (message, *_) = wrong(edited.getvalue(), found, is_double=False)
    assert "does not have the text of the delivered file" in message


def test_a_bundle_is_a_sound_file_of_the_pages_that_qpdf_reads() -> None:
    """qpdf finds no fault in a bundle, and reads the same drawings on the same pages as proof."""
    found = filled()
    content = merged(found, is_double=True)
    pages = drawn_pages(content)
    with pikepdf.open(BytesIO(content)) as file:
        assert file.check_pdf_syntax() == []
        assert len(file.pages) == len(pages.pages)
        for read, page in zip(file.pages, pages.pages, strict=True):
            stream = read.obj.get("/Contents")
            assert page.is_blank == (stream is None)
            if stream is not None:
                assert stream.read_raw_bytes() == pages.drawing(page)
        with file.open_outline() as outline:
            places = [item.destination for item in outline.root]
            first = [file.pages.index(at[0]) for at in places if isinstance(at, pikepdf.Array)]
        labels = {
            int(page): str(label.P)
            for page, label in pikepdf.NumberTree(file.Root.PageLabels).items()
        }
    assert labels == {at: f"{one.name} " for at, one in zip(first, found, strict=True)}


def test_an_excerpt_of_a_bundle_has_its_pages() -> None:
    """What PDFium reads of some pages alone is what it reads of them in the bundle."""
    content = merged(filled(), is_double=True)
    texts, places = read_text(content), (0, 2, 5)
    assert read_text(drawn_pages(content).excerpt(places)) == tuple(texts[at] for at in places)


@pytest.mark.parametrize("lost", [1, 40, 2000])
def test_a_damaged_bundle_is_refused(lost: int) -> None:
    """A bundle that lost some bytes is not read as if it were whole, even if PDFium repairs it."""
    found = filled()
    content = merged(found, is_double=False)
    at = content.rindex(b"endobj", 0, content.rindex(b"/XRef"))
    assert wrong(content[: at - lost] + content[at:], found, is_double=False)


def test_what_files_of_one_form_share_is_sent_to_a_worker_once() -> None:
    """A job has the files as they were delivered, and what they share once."""
    found = filled()
    job = BundleJob.of("a.pdf", "A", found, is_double=True, fonts={}, details="ash lane school")
    assert job.whole_sections() == found
    assert len(pickle.dumps(job)) < 2 * len(found[0].parts[0].content)


def test_what_files_of_one_form_share_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file whose fixed part differs by a byte from that of a file that was read is read, too."""
    found = filled()
    content = merged(found, is_double=False)
    part = found[1].parts[0]
    other = part.content.replace(b"%PDF-1.7", b"%PDF-1.6", 1)
    assert other != part.content
    changed = replace(found[1], parts=(replace(part, content=other),))
    read: list[bytes] = []

    def noted(content: bytes) -> tuple[str, ...]:
        read.append(content)
        return read_text(content)

    monkeypatch.setattr("printroom.proof.bundle_proof._texts_of", noted)
    wrong(content, [found[0], changed, found[2]], is_double=False)
    assert read == [found[0].parts[0].content, other]


def test_a_bundle_is_read_back(made: Path) -> None:
    """A school's sheets behind another's separator, a lost page or a missing back are found."""
    found = sections(Term(made), "03-help-page.pdf", copies=2)
    right = merged(found, is_double=False)
    assert wrong(right, found, is_double=False) == []
    for other, message in (
        (replace(found[0], parts=found[1].parts), "does not have the text of the delivered file"),
        (replace(found[0], name=found[1].name), "does not name the school"),
        (replace(found[0], lines=("Ms Ash",)), "details of another school"),
    ):
        changed = merged([other, *found[1:]], is_double=False)
        assert message in wrong(changed, found, is_double=False)[0]
    assert wrong(right, found[:-1], is_double=False)
    assert wrong(right, [*found, found[0]], is_double=False)
    assert wrong(right, found, is_double=True)
    with pikepdf.open(BytesIO(right)) as file:
        file.pages[2].Contents = file.pages[5].Contents  # the second copy of the first school
        edited = BytesIO()
        file.save(edited)
    assert wrong(edited.getvalue(), found, is_double=False)


@pytest.mark.parametrize("number", [2, 5, 9])
def test_each_copy_is_read_back(number: int) -> None:
    """Any copy that differs from the first is found; so is one too many."""
    (found, *_) = filled()
    part = replace(found.parts[0], copies=9, is_double=False)
    found = replace(found, parts=(part,))
    content = merged([found], is_double=False)
    assert wrong(content, [found], is_double=False) == []
    with pikepdf.open(BytesIO(content)) as file:
        pages = len(file.pages) // 9
        file.pages[number * pages].Contents = file.pages[0].Contents
        changed = BytesIO()
        file.save(changed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert wrong(changed.getvalue(), [found], is_double=False)
    for copies in (8, 10):
        other = replace(found, parts=(replace(part, copies=copies),))
        assert wrong(content, [other], is_double=False)


def test_a_file_of_one_school_is_read_back(made: Path) -> None:
    """In a file by school, another school's document, a lost copy or one too many is found."""
    (cover, shown), (other, _) = (
        [row.part(pack.folder) for row in pack.rows[:2]] for pack in Term(made).packs()[:2]
    )
    turned = replace(shown, is_double=True, flip="short", copies=2)
    for parts in ([cover, shown], [turned, cover, cover], [one.parts[0] for one in filled()]):
        content = print_run(parts, "A run")
        assert read_run(content, "A run", parts) == []
        for wrong_parts in (
            [other, *parts[1:]],
            parts[:-1],
            [*parts, cover],
            [replace(parts[0], copies=parts[0].copies + 1), *parts[1:]],
        ):
            assert read_run(content, "A run", wrong_parts)


def test_a_run_that_is_wrong_leaves_no_worker(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file for one printer with another school's document is a problem, and no bytes."""
    cover, other = (pack.rows[0].part(pack.folder) for pack in Term(made).packs()[:2])
    mixed_up = print_run([other], "A run")
    monkeypatch.setattr("printroom.press.print_runs.print_run", lambda *_: mixed_up)
    with pytest.raises(NotFitToPrint, match="does not have the text of the delivered file"):
        make_print_run(((cover,), "A run"))


def test_nothing_is_bundled_from_a_pack_that_is_not_as_delivered(tmp_path: Path) -> None:
    """A missing pack, a changed file, and another date in the list are each reported."""
    term = Term(tmp_path)
    term.write()
    first, second, third = (tmp_path / pack_folder(booking) for booking in term.bookings)
    (first / "03-help-page.pdf").write_bytes(pdf("Ask Mr Beech"))
    (second / MANIFEST).unlink()
    later = [replace(one, date=dt.date(2027, 2, 1)) for one in term.bookings]
    packs, problems = packs_in_order(term.bookings, tmp_path, LISTED, TERM, NAMES, fit)
    assert [pack.folder for pack in packs] == [third]
    assert ["is changed" in one.message or "is missing" in one.message for one in problems] == [
        True,
        True,
    ]
    _, problems = packs_in_order(later, tmp_path, LISTED, TERM, NAMES, fit)
    assert sum("another day or time" in problem.message for problem in problems) == 1


@pytest.mark.parametrize("shop", [NO_PRINT_SHOP, PrintShop(marks=True, pdf_x=True)])
@pytest.mark.parametrize("by", ["document", "school"])
def test_the_same_packs_make_the_same_bundle(
    made: Path, tmp_path: Path, by: str, shop: PrintShop
) -> None:
    """Byte for byte, also with a name in other letters: only what is new goes to the shop again."""
    first, again = (Term(made).bundle(tmp_path / name, by, shop) for name in ("first", "again"))
    assert contents(first) == contents(again)


def test_what_is_wrong_with_many_packs_is_reported_once(tmp_path: Path) -> None:
    """Packs that are missing are one message, which counts them and names the first."""
    term = Term(tmp_path)
    packs, (problem,) = packs_in_order(term.bookings, tmp_path, LISTED, TERM, NAMES, fit)
    assert packs == []
    first = booking_label(term.bookings[0])
    assert re.fullmatch(r"3 packs \(.*\): these packs are missing", problem.message)
    assert first in problem.message
    many = [replace(one, people=n) for one in term.bookings for n in range(4)]
    _, (problem,) = packs_in_order(many, tmp_path, LISTED, TERM, NAMES, fit)
    assert " and 9 more): these packs are missing" in problem.message


def test_a_bundle_without_a_sheet_of_labels_says_where_one_belongs(tiny: Workshop) -> None:
    """The miniature has none: the message does not ask to choose from nothing."""
    folders = ("--materials", str(tiny.materials), "--templates", str(tiny.templates))
    done = CliRunner().invoke(main, ["bundle", "summer", *folders])
    assert done.exit_code == 2
    assert "there is no sheet of labels in templates/labels: add one" in done.stderr


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("lead", "Mr Rowan"),
        ("lead", ""),
        ("name", "Beech house"),
        ("room", "Hall"),
        ("reach", "ext 4"),
        ("time", "9.15"),
    ],
)
def test_nothing_is_bundled_with_a_detail_that_has_changed_in_the_list(
    made: Path, column: str, value: str
) -> None:
    """A pack whose printed lead, name, room, reach or time the list has changed is refused."""
    term = Term(made)
    old = term.bookings[1]
    assert old.school is not None
    school = old.school.model_copy(update={column: value})
    bookings = [replace(one, school=school) if one == old else one for one in term.bookings]
    packs, (problem,) = packs_in_order(bookings, made, LISTED, TERM, NAMES, fit)
    assert len(packs) == 2
    named = {"time": "day or time"}.get(column, column)
    assert f"another {named} was printed in" in problem.message
    assert problem.place == "schools.csv:3:1"


def test_nothing_is_bundled_with_another_contact_than_the_term_names(made: Path) -> None:
    """A pack whose cover says that somebody else prints the large print is refused at the term."""
    bookings = [replace(one, contact="Ada Reed, ext 7") for one in Term(made).bookings]
    packs, (problem,) = packs_in_order(bookings, made, LISTED, TERM, NAMES, fit)
    assert packs == []
    assert problem.place == TERM
    assert "another contact was printed in these packs" in problem.message


def test_nothing_is_bundled_that_was_withdrawn_or_is_out_of_date(made: Path) -> None:
    """Such packs are left out, each with its reason and what to do; the others are bundled."""
    term, instead = Term(made), "print another session"
    unfit = {
        "ash": Unfit("was withdrawn on 2027-01-01: It burns.", instead),
        "beech": Unfit("is old"),
    }
    packs, problems = packs_in_order(
        term.bookings, made, LISTED, TERM, NAMES, lambda manifest: unfit.get(manifest.school)
    )
    assert [pack.booking.school_id for pack in packs] == ["cedar"]
    burns, old = sorted(problems, key=lambda one: one.fix, reverse=True)
    assert burns.message.endswith("this pack was withdrawn on 2027-01-01: It burns.")
    assert burns.fix == instead
    assert old.message.endswith("this pack is old")
    assert old.fix == "make the term again, then bundle it"


def test_a_part_of_a_pack_is_no_pack(tmp_path: Path) -> None:
    """Of a pack that was made with --only alone, the message says so."""
    term = Term(tmp_path)
    term.write()
    folder = tmp_path / pack_folder(term.bookings[0])
    folder.rename(folder.with_name(f"{folder.name}--only-cover"))
    packs, (problem,) = packs_in_order(term.bookings, tmp_path, LISTED, TERM, NAMES, fit)
    assert len(packs) == 2
    assert "only a part of this pack was made, with --only" in problem.message


def test_the_packing_list_has_drafts_addresses_and_a_total(made: Path) -> None:
    """A draft is marked, an address says nothing twice, and the last line counts everything."""
    packs = Term(made).packs()
    packs[0] = replace(packs[0], is_draft=True)
    address = {
        "deliver_to": "Upper Town, Beech House, 1 Long Lane, Upper Town",
        "time": "09:30",
        "route": "South",
    }
    school = packs[1].booking.school
    assert school is not None
    booking = replace(packs[1].booking, school=school.model_copy(update=address))
    packs[1] = replace(packs[1], booking=booking)
    (page,) = read_text(packing_list(packed_schools(packs), "Spring", FONTS))
    assert page.count("DRAFT · ") == 1
    assert "1 Long Lane, Upper Town" in page
    assert page.count("Upper Town") == page.count("Beech House") == 1
    sheets = sum(pack.sheets for pack in packs)
    assert f"Total: 3 schools, 3 packs, {sheets} sheets" in page
    # Schools of one name differ by their ids; the time and the route have lines of their own.
    lines = page.splitlines()
    assert "beech · 1 Long Lane, Upper Town" in lines
    assert "Tue 5 January 2027, 09:30" in lines
    (box, _) = read_text(box_labels(packed_schools(packs), FONTS))
    assert "Upper Town" in box.splitlines()
    assert "Tue 5 January 2027, 09:30 · route South" in box


def test_whoever_packs_reads_nation_session_and_age_group(made: Path, tmp_path: Path) -> None:
    """Sheets for two nations look alike: separators, labels and lists say which a pack is for."""
    folder = Term(made).bundle(tmp_path)
    is_wales = [SCHOOLS[school_id].nation == "wales" for school_id in IN_ORDER]
    packs = [f"{'Wales' if one else 'England'} · C2 · Band 11-14 · A session" for one in is_wales]
    (listed,) = read_text((folder / "packing-list.pdf").read_bytes())
    boxes = read_text((folder / "box-labels.pdf").read_bytes())
    separators = read_text((folder / "02-help-page.pdf").read_bytes())[::4]
    for text in (listed, "\n".join(boxes), "\n".join(separators)):
        found = [text.find(pack) for pack in dict.fromkeys(packs)]
        assert -1 not in found
        assert text.count("Wales · C2") == 1
    assert [pack in text for pack, text in zip(packs, separators, strict=True)] == [True] * 3
    rows = {Path(row["File"]).name: row for row in order_of(folder)}
    assert rows["02-help-page.pdf"]["Nation"] == "England (6 copies), Wales (3 copies)"
    assert {row["Session"] for name, row in rows.items() if name not in OFFICE_FILES} == {"C2"}
    assert rows["02-help-page.pdf"]["Age group"] == "Band 11-14"


def test_lists_on_labels_are_broken_between_their_items() -> None:
    """A number is on the line of its document, and all that is counted is large enough to read."""
    copies = " · ".join(f"Facilitator guide {number}" for number in range(10, 40))
    pack = f"Wales · C2 · Ages 11 to 14 · {'What has happened and who can help ' * 2}· 12 people"
    school = PackedSchool("oak", "Oak School", (), "a day", ((pack, copies),))
    content = packing_list([school], "Spring", FONTS)
    lines = read_text(content)[0].splitlines()
    found = [re.findall(r"Facilitator guide \d\d", line) for line in lines]
    assert sum(map(len, found)) == 30
    assert {line.strip()[-2:].isdecimal() for line in lines if "Facilitator" in line} == {True}
    with pikepdf.open(BytesIO(content)) as file:
        drawn = pikepdf.parse_content_stream(file.pages[0])
        sizes = {float(one.operands[1]) for one in drawn if str(one.operator) == "Tf"}
    assert min(sizes) == 3.2


def test_whoever_packs_reads_the_notes_before_the_first_box() -> None:
    """Once, above the first school; the school with most packs has its page, below them, too."""
    packs = tuple(("Wales · C2", f"Worksheet {number} (code ABC-DEF)") for number in range(16))
    schools = [PackedSchool(f"oak-{n}", f"Oak {n}", (), "a day", packs) for n in range(2)]
    first, second = read_text(packing_list(schools, "Spring", FONTS, ("Read this.", "And this.")))
    assert first.index("Packing list") < first.index("And this.") < first.index("Oak 0")
    assert "Oak 1" in second
    assert "this." not in second


def test_each_pack_on_a_box_label_is_marked_if_there_are_several() -> None:
    """One may take two lines."""
    one = PackedSchool("oak", "Oak", (), "a day", (("Wales · C2", ""),))
    (text,) = read_text(box_labels([one, replace(one, packs=one.packs * 2)], FONTS))
    assert text.count("• Wales · C2") == 2
    assert text.count("Wales · C2") == 3


@pytest.mark.parametrize("by", ["document", "school"])
def test_the_packing_list_says_which_schools_copies_are_in_a_shared_file(
    by: str, made: Path, tmp_path: Path
) -> None:
    """A school that fills nothing in has no separator: it is named, where files are by document."""
    packs = Term(made).packs()
    rows = (replace(row, is_filled=row.document == "cover") for row in packs[1].rows)
    packs[1] = replace(packs[1], rows=tuple(rows))
    folder = Term(made).bundle(tmp_path, by, packs=packs)
    (page,) = read_text((folder / "packing-list.pdf").read_bytes())
    note = "help-page: 2 schools, and 3 copies for 1 school in shared/"
    text = " ".join(page.split())
    assert (note in text) == (by == "document")
    assert text.count("help-page 3 (in shared/)") == (by == "document")
    assert ("nothing of theirs is filled in: beech." in text) == (by == "document")


def test_a_file_that_changes_meanwhile_is_not_bundled(tmp_path: Path) -> None:
    """A file is compared with its manifest again when it is read for the bundle."""
    term = Term(tmp_path / "output")
    term.write()
    packs = term.packs()
    (packs[0].folder / "03-help-page.pdf").write_bytes(pdf("Ask Mr Beech"))
    row = next(row for row in packs[0].rows if row.file == "03-help-page.pdf")
    with pytest.raises(NotFitToPrint, match="changed since"):
        row.part(packs[0].folder)


def test_by_school_each_file_has_all_documents_in_order(made: Path, tmp_path: Path) -> None:
    """With --by school, a school's file has every copy of every document on that paper."""
    folder = Term(made).bundle(tmp_path, by="school")
    files = sorted((folder / "by-school").iterdir())
    assert [file.name.split("--")[0][5:] for file in files] == IN_ORDER
    for file, school_id in zip(files, IN_ORDER, strict=True):
        lead = SCHOOLS[school_id].lead
        pages = [page for page in read_text(file.read_bytes()) if page.strip()]
        assert pages[2:] == ["the same for all"] * 9 + [f"Ask {lead}"] * 3
        assert lead in pages[0]


def test_by_email_each_school_gets_its_own_packs_and_a_message(made: Path, tmp_path: Path) -> None:
    """A zip has the packs of one school; its message names nobody of another school."""
    folder = Term(made).bundle(tmp_path, by="email")
    for school_id, school in SCHOOLS.items():
        with zipfile.ZipFile(folder / "email" / f"{school_id}.zip") as archive:
            files = {PurePosixPath(name).name for name in archive.namelist()}
            cover = next(name for name in archive.namelist() if name.endswith("cover.pdf"))
            assert school.lead in read_text(archive.read(cover))[0]
        assert files == {*COPIES, "job-sheet.json", MANIFEST}
        message = (folder / "email" / f"{school_id}.txt").read_text(encoding="utf-8")
        named = {other for other in SCHOOLS.values() if other.lead in message}
        assert named == {school}
        assert "DRAFTS" not in message
        assert "route" not in message
        assert "no date" not in message


def test_no_print_shop_is_asked_for_what_is_sent_by_email(made: Path, tmp_path: Path) -> None:
    """Each school prints its own packs: the order sheet of an earlier bundle goes."""
    assert (Term(made).bundle(tmp_path) / PRINT_ORDER).exists()
    assert not (Term(made).bundle(tmp_path, by="email") / PRINT_ORDER).exists()


def test_many_schools_are_in_several_files(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document of more schools than one file takes is cut between schools, losing none."""
    monkeypatch.setattr(bundling, "MOST_SCHOOLS", 2)
    folder = Term(made).bundle(tmp_path)
    parts = [folder / f"02-help-page--part-{number}-of-2.pdf" for number in (1, 2)]
    text = "".join(page for part in parts for page in read_text(part.read_bytes()))
    assert [text.count(f"Ask {SCHOOLS[school_id].lead}") for school_id in IN_ORDER] == [3, 3, 3]


def test_a_document_on_one_side_for_some_schools_is_in_two_files(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Copies on one side never get blank backs, and the names of the files say which they are."""
    first, *others = Term(made).packs()
    rows = (replace(row, sides="double") if row.file[:2] == "03" else row for row in first.rows)
    packs = [replace(first, rows=tuple(rows)), *others]
    monkeypatch.setattr(Term, "packs", lambda _: packs)
    folder = Term(made).bundle(tmp_path)
    turned, plain = sorted(folder.glob("*help-page*"))
    assert turned.name == "02-help-page--a4-plain-grey--double-sided.pdf"
    assert plain.name == "03-help-page--a4-plain-grey--single-sided.pdf"
    assert sum(blank([*read_text(turned.read_bytes())])) == 4
    assert sum(blank([*read_text(plain.read_bytes())])) == 0


def test_a_new_bundle_replaces_the_old_one_and_nothing_else(made: Path, tmp_path: Path) -> None:
    """Files of the earlier bundle go; what a person put into the folder stays."""
    folder = Term(made).bundle(tmp_path, by="school")
    own = folder / "notes for the shop.txt"
    own.write_text("Ring first.", encoding="utf-8")
    Term(made).bundle(tmp_path)
    files = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert files == {*json.loads((folder / CONTENTS).read_bytes())["files"], CONTENTS, own.name}
    assert "01-cover.pdf" in files
    assert own.read_text(encoding="utf-8") == "Ring first."


def test_a_new_bundle_leaves_no_empty_folder_of_the_old_one(made: Path, tmp_path: Path) -> None:
    """A bundle has only the folders that its files are in; one with a person's file stays."""
    for by in ("school", "email"):
        Term(made).bundle(tmp_path, by)
    folder = Term(made).bundle(tmp_path)
    assert [path.name for path in folder.iterdir() if path.is_dir()] == ["shared"]
    note = Term(made).bundle(tmp_path, by="email") / "email" / "note.txt"
    note.write_text("sent on Monday", encoding="utf-8")
    Term(made).bundle(tmp_path)
    assert note.exists()


def remade(term: Term, school_id: str) -> Path:
    """The pack of a school, made again with another lead; returns its folder."""
    (booking,) = (one for one in term.bookings if one.school_id == school_id)
    pack = term.output / pack_folder(booking)
    manifest = Manifest.model_validate_json((pack / MANIFEST).read_bytes())
    cover = pdf("Mx New Lead", "job sheet")
    (pack / "01-cover.pdf").write_bytes(cover)
    files = manifest.files | {"01-cover.pdf": sha256(cover).hexdigest()}
    (pack / MANIFEST).write_bytes(manifest.model_copy(update={"files": files}).as_json())
    return pack


def test_a_new_bundle_says_for_whom_it_differs_from_the_one_before(tmp_path: Path) -> None:
    """Schools whose packs were made again, came or went; not known of one that was interrupted."""
    term = Term(tmp_path)
    term.write()
    folder = term.bundle(tmp_path)
    assert read_contents(folder).changed_for is None
    assert read_contents(term.bundle(tmp_path)).changed_for == ()
    remade(term, "beech")
    assert read_contents(term.bundle(tmp_path, "school")).changed_for == ("beech",)
    term.bundle(tmp_path, packs=term.packs()[:1])
    assert read_contents(folder).changed_for == ("ash", "beech")
    begin_bundle(folder, read_contents(folder))
    assert read_contents(term.bundle(tmp_path)).changed_for is None


@pytest.mark.parametrize("by", ["document", "school", "email"])
def test_a_bundle_is_old_when_one_of_its_packs_is_made_again(tmp_path: Path, by: str) -> None:
    """So is a zip of it; a new bundle is not, but the zip stays old until it is made again."""
    term = Term(tmp_path)
    term.write()
    home = tmp_path / "spring"
    packs = [pack.folder for pack in term.packs()]
    folder, file = term.bundle(home, by), home / "spring-bundle.zip"
    write_zip(file, bundle_to_zip(folder))
    assert old_bundles(home, packs) == ()
    remade(term, "beech")
    found = old_bundles(home, packs)
    assert [(one.place, str(one)) for one in found] == [
        (place, "It was made before 1 of its 3 packs was made again.") for place in (folder, file)
    ]
    term.bundle(home, by)
    assert [one.place for one in old_bundles(home, packs)] == [file]
    write_zip(file, bundle_to_zip(folder))
    assert old_bundles(home, packs) == ()


def test_manifests_that_were_just_compared_are_not_read_again(tmp_path: Path) -> None:
    """Their digests find the same old bundles, and no pack is opened."""
    term = Term(tmp_path)
    term.write()
    home = tmp_path / "spring"
    packs = [pack.folder for pack in term.packs()]
    term.bundle(home)
    remade(term, "ash")
    known = {pack.relative_to(home).as_posix(): manifest_digest(pack) for pack in packs}
    found = old_bundles(home, packs)
    for pack in packs:
        (pack / MANIFEST).unlink()
    assert found
    assert old_bundles(home, known) == found


def test_a_bundle_is_old_when_a_pack_was_added_or_left_the_term(tmp_path: Path) -> None:
    """Packs that are not in it, and those whose sheets should not be in it, are counted."""
    term = Term(tmp_path)
    term.write()
    home = tmp_path / "spring"
    first, *others = term.packs()
    term.bundle(home, packs=others)
    assert old_bundles(home, [pack.folder for pack in others]) == ()
    (found,) = old_bundles(home, [first.folder, others[0].folder])
    assert (found.changed, found.gone, found.lacking) == (0, 1, 1)
    words = "1 of its packs no longer belongs to the term. 1 pack of the term is not in it."
    assert str(found) == words


def test_a_bundle_of_unknown_packs_is_old(tmp_path: Path) -> None:
    """An earlier version wrote a list of files only, and a list may be damaged: both are old."""
    term = Term(tmp_path)
    term.write()
    home = tmp_path / "spring"
    packs = [pack.folder for pack in term.packs()]
    folder = term.bundle(home)
    files = json.loads((folder / CONTENTS).read_bytes())["files"]
    with zipfile.ZipFile(home / "old.zip", "w") as archive:
        archive.writestr("bundle/packing-list.pdf", b"")
    for content in (json.dumps(files), "{", "{}"):
        (folder / CONTENTS).write_text(content)
        found = old_bundles(home, packs)
        assert [one.place.name for one in found] == ["bundle", "old.zip"]
        assert all("does not say which packs" in str(one) for one in found)
        assert len(old_bundles(home, [])) == 2
    (folder / CONTENTS).write_text(json.dumps(files))
    term.bundle(home, by="school")
    assert [one.place.name for one in old_bundles(home, packs)] == ["old.zip"]
    assert not (folder / "01-cover.pdf").exists()


def test_verify_names_an_old_bundle_and_the_command_that_makes_it_again(tmp_path: Path) -> None:
    """It says so of a term that has no record, too, and ends with 1."""
    term = Term(tmp_path)
    term.write()
    home = tmp_path / "spring"
    folder = term.bundle(home, options=" --by document --labels L7163")
    write_zip(home / "bundle.zip", bundle_to_zip(folder))
    command = ["verify", "spring", "-o", str(tmp_path)]
    assert "It was made before" not in CliRunner().invoke(main, command).stdout
    remade(term, "ash")
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 1
    for place in (folder, home / "bundle.zip"):
        text = f"OLD BUNDLE, do not print or send it: {place}\n    It was made before 1 of its 3"
        assert text in done.stdout
    options = f"--by document --labels L7163 --packs {tmp_path}"
    assert f"To make it again: python3 generate.py bundle spring {options}\n" in done.stdout
    assert f"python3 generate.py take {folder} --zip\n" in done.stdout
    (found, _) = json.loads(CliRunner().invoke(main, [*command, "--json"]).stdout)["old_bundles"]
    assert (found["place"], found["made_again"]) == (folder.as_posix(), 1)


@pytest.mark.parametrize("files", [0, 4, 9])
def test_an_interrupted_bundle_is_named_until_it_is_made_again(tmp_path: Path, files: int) -> None:
    """One whose process was killed is incomplete: no zip is made of it, and none of it is left."""
    term = Term(tmp_path)
    term.write()
    home = tmp_path / "spring"
    packs = [pack.folder for pack in term.packs()]
    term.bundle(home, by="school")
    # Not a fork: other tests leave threads in this process, which may hold a lock.
    dying = get_context("spawn").Process(target=_bundle_until_killed, args=(tmp_path, files))
    dying.start()
    dying.join()
    assert dying.exitcode == -signal.SIGKILL
    folder = home / "bundle"
    names = [path.name for path in folder.rglob("*.*")]
    assert len([name for name in names if name != CONTENTS and name[0] != "."]) == files
    assert len([name for name in names if name[0] == "."]) == 1
    command = ["verify", "spring", "-o", str(tmp_path)]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 1
    assert f"INCOMPLETE BUNDLE, do not print or send it: {folder}\n" in done.stdout
    assert "It was not made to the end, so files are missing." in done.stdout
    again = f"To make it again: python3 generate.py bundle spring --by email --packs {tmp_path}\n"
    assert again in done.stdout
    (found,) = json.loads(CliRunner().invoke(main, [*command, "--json"]).stdout)["old_bundles"]
    assert found["is_complete"] is False
    with pytest.raises(NotFitToPrint):
        folder_to_zip(folder)
    term.bundle(home)
    assert old_bundles(home, packs) == ()
    fresh = term.bundle(tmp_path / "fresh")
    assert {path.relative_to(folder) for path in folder.rglob("*")} == {
        path.relative_to(fresh) for path in fresh.rglob("*")
    }


def _bundle_until_killed(output: Path, files: int) -> None:
    """In a process of its own: make a bundle by e-mail, and die in the file after so many."""
    left = count(files, -1)

    def write(file: Path, content: bytes) -> None:
        if next(left) == 0:
            file.parent.mkdir(parents=True, exist_ok=True)
            with replacing(file):
                os.kill(os.getpid(), signal.SIGKILL)
        write_file(file, content)

    pytest.MonkeyPatch().setattr(bundling, "write_file", write)
    Term(output).bundle(output / "spring", by="email", options=" --by email")


@pytest.mark.parametrize("make", ["L7160", "L7163", "5160"])
def test_labels_lie_within_their_places(make: str) -> None:
    """The words of each label are inside it, on every sheet, with long names and many lines."""
    sheet = load_label_sheets(TEMPLATES)[make]
    schools = [
        PackedSchool(
            f"school-{number}",
            f"Number{number} {'Saint Mary Magdalene and All Saints ' * (number % 3)}School",
            ("1 Long Lane", "Upper Town", "Countyshire", "ZZ1 1ZZ")[: number % 5],
            "a day",
            (),
        )
        for number in range(sheet.columns * sheet.rows + 2)
    ]
    import pypdfium2

    with pypdfium2.PdfDocument(address_labels(schools, sheet, FONTS)) as file:
        assert len(file) == 2
        for number in range(len(schools)):
            place = number % (sheet.columns * sheet.rows)
            row, column = divmod(place, sheet.columns)
            left = sheet.left_mm + column * sheet.across_mm
            top = sheet.page_height_mm - sheet.top_mm - row * sheet.down_mm
            box = (left, top - sheet.label_height_mm, left + sheet.label_width_mm, top)
            page = file[number // (sheet.columns * sheet.rows)]
            points = [length * 72 / 25.4 for length in box]
            inside = page.get_textpage().get_text_bounded(*points)
            words = " ".join(inside.split())
            assert words.startswith(f"Number{number} ")
            assert words.endswith((schools[number].address or ("School",))[-1])


def test_a_label_that_has_no_room_names_its_school() -> None:
    """Nothing is cut off a label: too many words are reported with the school's id."""
    sheet = load_label_sheets(TEMPLATES)["L7160"]
    school = PackedSchool("oak", "Oak " * 200, (), "a day", ())
    with pytest.raises(DoesNotFit, match=r"^oak: there is too much text"):
        address_labels([school], sheet, FONTS)
    unknown = PackedSchool("oak", "Oak 🔔", (), "a day", ())
    with pytest.raises(DoesNotFit, match=r"^oak: no font has the letter"):
        address_labels([unknown], sheet, FONTS)


def test_what_a_bundle_needs_imports_no_layout_engine() -> None:
    """Merging, separator sheets and reading back leave WeasyPrint out: it takes half a second."""
    code = (
        "import importlib, sys\nfrom printroom.workers.bundle_jobs import MODULES\n"
        "for name in MODULES:\n    importlib.import_module(name)\n"
        "print('weasyprint' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
