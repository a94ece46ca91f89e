"""The job sheet: copies, paper and finishing, for people and for a print shop."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printroom.choose import choose
from printroom.compose.job_sheet import (
    JobSheetRow,
    cover_row,
    job_sheet,
    job_sheet_rows,
    largest_job,
    people_values,
)
from printroom.model import PAPERS_MM, DocumentRow, PaperSize, Plan, Printed
from printroom.model.drafts import DraftReason
from printroom.model.job_sheet_file import JobSheetFile
from tests.sample_libraries import block, frame, library, order, part, row, snippet, templates

ROWS = (
    row("cover", "facilitator", medium="cover", sides="double"),
    row("handout", copies="person", sides="double"),
    row("worksheet", copies="pair", sides="single"),
    row("cards", copies="four", sides="double", medium="cut", paper="card", sheet="cards"),
    row(
        "facilitator-guide",
        "facilitator",
        copies="one",
        sides="double",
        guide=True,
        print_only="booklet",
    ),
    row("poster", copies="one", sides="single", size="A3", print_only="tiles"),
)


def plan(*rows: DocumentRow) -> Plan:
    """A plan with these documents, or with all of `ROWS`."""
    rows = rows or ROWS
    parts = [part(one.name, block("card", "x")) for one in rows if one.medium != "cover"]
    given_library = library(snippet("a", *parts, kit=("Paper", "Pens")))
    return choose(order(), given_library, templates(frame(documents=rows)))[0]


def printed(**pages: int) -> tuple[Printed, ...]:
    """Finished documents with so many pages, and 7.4 per cent of ink."""
    return tuple(Printed("key", name.replace("_", "-"), b"", n, 7.4) for name, n in pages.items())


ALL = printed(handout=3, worksheet=3, cards=4, facilitator_guide=9, poster=1)
IMPOSED = (
    Printed("key", "facilitator-guide--booklet", b"", 6),
    Printed("key", "poster--tiles", b"", 4),
)


def job(*more: Printed) -> dict[str, JobSheetRow]:
    return {one.row.name: one for one in job_sheet_rows(plan(), (*ALL, *more))}


def test_each_document_says_how_it_is_printed_and_finished() -> None:
    """Sides, flip, weight and what to do then follow from the document and its pages."""
    rows = job()
    printed_rows = {
        n: (r.sheets_per_copy, r.flip, r.paper, r.grams, r.finish) for n, r in rows.items()
    }
    assert printed_rows == {
        "handout": (2, "long", "A4 plain", 80, ("staple",)),
        "worksheet": (3, "none", "A4 plain", 80, ("staple",)),
        "cards": (2, "long", "A4 card", 200, ("cut",)),
        "facilitator-guide": (5, "long", "A4 plain", 80, ("staple",)),
        "poster": (1, "none", "A3 plain", 80, ()),
    }
    assert {one.ink_percent for one in rows.values()} == {7}
    assert list(rows) == [one.name for one in ROWS if one.name != "cover"]


def test_print_only_files_are_beside_their_document() -> None:
    """A booklet is counted in folded sheets, tiles one by one; without a file there is none."""
    assert all(one.print_only is None for one in job().values())
    rows = job(*IMPOSED)
    booklet, tiles = rows["facilitator-guide"].print_only, rows["poster"].print_only
    assert booklet is not None
    assert tiles is not None
    assert (booklet.sheets, booklet.flip) == (3, "short")
    assert booklet.file == rows["facilitator-guide"].file.replace(".pdf", "--booklet.pdf")
    assert (tiles.sheets, tiles.flip) == (4, "none")
    assert rows["handout"].print_only is None


@pytest.mark.parametrize("paper", PAPERS_MM)
def test_a_page_of_any_size_has_tiles(paper: PaperSize) -> None:
    """The job sheet names a paper for the tiles of a page, whatever its size."""
    poster = row("poster", copies="one", sides="single", size=paper, print_only="tiles")
    (tiled,) = largest_job(plan(poster))
    assert tiled.print_only is not None
    assert tiled.print_only.size in PAPERS_MM


@given(st.integers(1, 500))
def test_everybody_gets_a_copy_and_nobody_two(people: int) -> None:
    """Copies are enough for all, in ones, pairs and fours, and one less would not be."""
    rows = job()
    for name, size in (("handout", 1), ("worksheet", 2), ("cards", 4)):
        copies = rows[name].copies(people)
        assert (copies - 1) * size < people <= copies * size
    assert rows["facilitator-guide"].copies(people) == rows["poster"].copies(people) == 1


@given(st.integers(1, 500))
def test_the_job_sheet_file_matches_the_cover(people: int) -> None:
    """Copies and sheets of `job-sheet.json` are those of the cover, and their sum is its total."""
    rows = tuple(job(*IMPOSED).values())
    made = plan()
    values = people_values(rows, people, cover_row(made))
    sheet = job_sheet(made, rows, people)
    for one in sheet.documents[1:]:
        name = one.file.partition("-")[2].removesuffix(".pdf")
        assert values[f"copies-{name}"] == str(one.copies)
        assert values[f"sheets-{name}"] == str(one.sheets)
    assert values["total-sheets"] == str(sheet.sheets)
    assert sheet.sheets == sum(one.sheets for one in sheet.documents)
    by_paper = sheet.sheets_by_paper
    assert sum(by_paper.values()) == sheet.sheets
    assert values["paper"] == ", ".join(f"{n} {paper}" for paper, n in by_paper.items())
    assert by_paper["A3 plain"] == 1


def test_a_job_sheet_keeps_its_format_and_is_read_again() -> None:
    """The cover has no pages or finish, nothing is written as null, and reading loses nothing."""
    rows = tuple(job(*IMPOSED).values())
    sheet = job_sheet(plan(), rows, 24)
    written = json.loads(sheet.as_json())
    cover, *others = written["documents"]
    paper = ["colour", "size", "paper", "grams_per_square_metre"]
    assert [*cover] == ["order", "file", "title", "copies", "sheets", "sides", *paper]
    usual = ["order", "code", "file", "title", "use", "copies", "copies_for", "pages", "sheets"]
    usual += ["sides", "flip", *paper, "finish", "ink_percent"]
    assert {tuple(one) for one in others} == {tuple(usual), (*usual, "print_only")}
    assert sheet.as_json().decode() == json.dumps(written, ensure_ascii=False, indent=2) + "\n"
    assert b"null" not in sheet.as_json()
    assert JobSheetFile.model_validate_json(sheet.as_json()) == sheet


def test_what_to_bring_is_what_the_guide_lists() -> None:
    """The kit of the session is on the job sheet, too."""
    assert job_sheet(plan(), (), 1).bring == ("Paper", "Pens")


@pytest.mark.parametrize("pages", [1, 2])
def test_one_sheet_is_not_stapled(pages: int) -> None:
    """Only what has more than one sheet is stapled, and one page has one side, without an edge."""
    (one,) = job_sheet_rows(plan(), printed(handout=pages))
    assert one.finish == ()
    assert one.flip == ("none" if pages == 1 else "long")
    document = job_sheet(plan(), [one], 1).documents[-1]
    assert document.sides == ("single" if pages == 1 else "double")


def test_loose_sheets_are_not_stapled() -> None:
    """A document of which one sheet is kept elsewhere leaves the printer in single sheets."""
    (handout,) = (one for one in ROWS if one.name == "handout")
    rows = (ROWS[0], handout.model_copy(update={"loose": True}))
    (one,) = job_sheet_rows(plan(*rows), printed(handout=3))
    assert (one.sheets_per_copy, one.finish) == (2, ())


def test_a_draft_is_a_draft_for_the_print_shop_too() -> None:
    """Whoever prints sees from the list alone that a pack must not be used yet."""
    made = plan()
    assert job_sheet(replace(made, draft=(DraftReason("unsigned", ""),)), (), 1).is_draft is True
    assert job_sheet(replace(made, draft=()), (), 1).is_draft is False
